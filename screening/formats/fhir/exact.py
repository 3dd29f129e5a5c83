"""JSON whose numbers are written as exactly as they are known: 75 stays 75, 0.50 stays 0.50."""

import json
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

Json = dict[str, Any]


class Written(str):
    """A part that is JSON text already, indented for its place."""

    __slots__ = ()


def written(value: Any, indent: str = "") -> str:
    """Write a value; a part of an object that is None or empty is left out, as FHIR wants it."""
    if isinstance(value, str):
        return value if isinstance(value, Written) else encode_basestring(value)
    inside = f"{indent} "
    if isinstance(value, Mapping):
        there = [(encode_basestring(key), part) for key, part in value.items() if _there(part)]
        parts = [f"{inside}{key}: {written(part, inside)}" for key, part in there]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if isinstance(value, list | tuple):
        return "[\n" + ",\n".join(f"{inside}{written(one, inside)}" for one in value) + f"\n{indent}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value)


def _there(part: Any) -> bool:
    return part is not None and part not in ([], {}, "", ())
