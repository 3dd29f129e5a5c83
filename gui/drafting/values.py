"""A value as it is typed into a line, and as the file holds it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from screening.errors import InputError
from screening.protocol.layout import written
from screening.protocol.loading import parsed

_MOST_DIGITS = 40
ABSENT = object()
"""Stands for a key that is not there."""

Path = tuple[str | int, ...]


def shown(value: Any) -> str:
    """Write a value into a line: texts and numbers as they are, lists with commas, anything else as the file has it.

    An empty list is one: nothing happened is another thing than nothing known.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list) and value and all(isinstance(one, str) and "," not in one for one in value):
        return ", ".join(value)
    return "" if value is ABSENT or value is None else written(value)


def number(text: str) -> Any:
    """Read a number; what is none stays the text that it is, for the loader to refuse."""
    try:
        found = int(text) if text.lstrip("+-").isdecimal() else Decimal(text)
        return found if _can_be_written(found) else text
    except (InvalidOperation, ValueError):
        return text


def _can_be_written(number: int | Decimal) -> bool:
    """Say whether a file can hold a number and be read again: no infinity, and no end of zeros."""
    return isinstance(number, int) or (number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS)


def day(text: str) -> Any:
    """Read a day; what is none stays a text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def names(text: str) -> list[str]:
    """Read names with commas between them."""
    return [one.strip() for one in text.replace("，", ",").split(",") if one.strip()]


def plain(text: str) -> Any:
    """Read a value as the file would have it; what can't be read so is a text."""
    try:
        return parsed(f"value = {text}")["value"]
    except (InputError, KeyError):
        return text


def at(data: Any, path: Sequence[str | int]) -> Any:
    """Give what stands at a path; ABSENT where nothing does."""
    for part in path:
        known = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if part not in known:
            return ABSENT
        data = data[part]
    return data


def put(data: Any, path: Sequence[str | int], value: Any) -> Any:
    """Give a copy with another value at a path; ABSENT takes it out, and a table that is left empty with it."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = list(data) if isinstance(data, list) else []
        inner = put(items[first] if first < len(items) else {}, rest, value)
        items[first : first + 1] = [] if inner is ABSENT else [inner]
        return items
    table = dict(data) if isinstance(data, dict) else {}
    inner = put(table.get(first, {}), rest, value)
    if inner is ABSENT or (inner == {} and rest and value is ABSENT):
        table.pop(first, None)
    else:
        table[first] = inner
    return table
