"""JSON whose numbers are written as exactly as they are known: 75 stays 75, 0.50 stays 0.50."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def written(value: Any, indent: str = "") -> str:
    """Write a value; a part of an object that is None or empty is left out, as FHIR wants it."""
    inside = f"{indent} "
    if isinstance(value, Mapping):
        parts = [f"{inside}{json.dumps(key)}: {written(part, inside)}" for key, part in value.items() if _there(part)]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if isinstance(value, list | tuple):
        return "[\n" + ",\n".join(f"{inside}{written(one, inside)}" for one in value) + f"\n{indent}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)


def _there(part: Any) -> bool:
    return part is not None and part not in ([], {}, "", ())
