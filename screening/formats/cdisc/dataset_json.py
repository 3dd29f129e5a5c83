"""A dataset as Dataset-JSON 1.1: UTF-8, null for what is missing, decimals exact as strings."""

from decimal import Decimal
from typing import Any

import orjson

from screening.formats.cdisc.datasets import Dataset, Value, Variable
from screening.log import Dossier

VERSION = "1.1.0"


def dataset_json(dataset: Dataset, dossier: Dossier) -> bytes:
    """Write the file."""
    name, _, version = dossier.program.rpartition(" ")
    whole = {
        "datasetJSONCreationDateTime": dossier.made,
        "datasetJSONVersion": VERSION,
        "sourceSystem": {"name": name, "version": version},
        "studyOID": dossier.study,
        "itemGroupOID": f"IG.{dataset.name}",
        "records": len(dataset.rows),
        "name": dataset.name,
        "label": dataset.label,
        "columns": [_column(dataset, one) for one in dataset.variables],
        "rows": [[_plain(row.get(one.name)) for one in dataset.variables] for row in dataset.rows],
    }
    return orjson.dumps(whole, option=orjson.OPT_APPEND_NEWLINE)


def _column(dataset: Dataset, variable: Variable) -> dict[str, Any]:
    column: dict[str, Any] = {
        "itemOID": f"IT.{dataset.name}.{variable.name}",
        "name": variable.name,
        "label": variable.label,
        **_typed(dataset, variable),
    }
    if variable.name in dataset.keys:
        column["keySequence"] = dataset.keys.index(variable.name) + 1
    return column


def _typed(dataset: Dataset, variable: Variable) -> dict[str, Any]:
    """Give the type; results and ranges are decimals, every other number is a count or a day."""
    if variable.type == "Char":
        longest = max((len(str(row.get(variable.name) or "")) for row in dataset.rows), default=0)
        return {"dataType": "string", "length": max(longest, 1)}
    if variable.name.startswith("LBST"):
        return {"dataType": "decimal", "targetDataType": "decimal"}
    return {"dataType": "integer"}


def _plain(value: Value) -> str | int | None:
    return f"{value:f}" if isinstance(value, Decimal) else value
