"""Whole worksheets and series that came with their source: written out answer by answer, as the log keeps them."""

from collections.abc import Mapping
from typing import Any

from screening.protocol import FormField, LabField, Protocol, WorksheetField

WRAPPED = ("value", "source", "on", "by")


def is_wrapped_series(data: Any) -> bool:
    """Say whether a laboratory series stands in an object with its source, day and author."""
    return isinstance(data, Mapping) and isinstance(data.get("value"), Mapping | list)


def is_wrapped_sheet(data: Any, field: WorksheetField) -> bool:
    """Say whether a worksheet stands in an object with its source, day and author."""
    return isinstance(data, Mapping) and "value" in data and "value" not in field.items


def unwrapped(history: Mapping[str, Any], protocol: Protocol) -> dict[str, Any]:
    """Give a sound history with the source, day and author of a whole worksheet or series at each part of it."""
    answers = history.get("answers")
    if not isinstance(answers, Mapping):
        return dict(history)
    return {**history, "answers": {name: _parts(data, protocol.field[name]) for name, data in answers.items()}}


def _parts(data: Any, field: FormField) -> Any:
    if isinstance(field, WorksheetField):
        return _worksheet(data, field)
    return _series(data) if isinstance(field, LabField) and is_wrapped_series(data) else data


def _series(data: Mapping[str, Any]) -> list[Any]:
    """Write the origin at each result; a result is known from its own day, whenever the series was written down."""
    return [_origin(data, ("source", "by")) | dict(one) for one in _listed(data["value"])]


def _worksheet(data: Any, field: WorksheetField) -> Any:
    if not isinstance(data, list):
        return _sheet(data) if is_wrapped_sheet(data, field) else data
    sheets = [_sheet(one) if is_wrapped_sheet(one, field) else one or {} for one in data]
    return {
        item: [
            answer
            for whole, sheet in zip(data, sheets, strict=True)
            for answer in _listed(sheet.get(item) or {"value": None} | _origin(whole or {}))
        ]
        for item in field.items
    }


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]


def _sheet(data: Mapping[str, Any]) -> dict[str, Any]:
    return {item: _answer(one, data) for item, one in (data["value"] or {}).items() if one is not None}


def _answer(data: Any, whole: Mapping[str, Any]) -> Any:
    if isinstance(data, list):
        return [_answer(one, whole) for one in data]
    inner = data if isinstance(data, Mapping) else {"value": data}
    made = _origin(whole) | dict(inner)
    on = max((str(one["on"]) for one in (whole, inner) if one.get("on")), default=None)
    return made | ({"on": on} if on else {})


def _origin(data: Mapping[str, Any], keys: tuple[str, ...] = ("source", "on", "by")) -> dict[str, Any]:
    return {key: data[key] for key in keys if data.get(key) is not None}
