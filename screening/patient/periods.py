"""Periods of taking something: `first day/last day`, or `first day/ongoing`; a day that nobody knows is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from screening.errors import said
from screening.patient.faults import Faults
from screening.patient.history import Period
from screening.patient.values import parse_day, quoted

ONGOING = "ongoing"
_KEYS = ("from", "until", "what", "source", "by")


def read_periods(listed: Sequence[tuple[Any, str]], faults: Faults) -> tuple[Period, ...]:
    """Read periods, each with its path, in the order of their first days; those without one stand first."""
    found = [_read(one, path, faults) for one, path in listed]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.first or 0))


def period_text(data: Any) -> str:
    """Write a period, told as an object or as text, as text."""
    return f"{data.get('from') or ''}/{data.get('until') or ''}" if isinstance(data, Mapping) else str(data)


def _read(data: Any, path: str, faults: Faults) -> Period | None:
    if isinstance(data, Mapping):
        faults.is_object(data, path, _KEYS)
        for key in ("what", "source", "by"):
            faults.text(data.get(key), f"{path}.{key}")
        first, last, places = data.get("from"), data.get("until"), (f"{path}.from", f"{path}.until")
    elif isinstance(data, str) and data.count("/") == 1:
        (first, last), places = (part.strip() for part in data.split("/")), (path, path)
    else:
        faults.wrong(path, said("history.no_period", given=quoted(data)))
        return None
    begun = _day(first, places[0], faults)
    ended = None if last == ONGOING else _day(last, places[1], faults, (ONGOING,))
    if begun is not None and ended is not None and ended < begun:
        faults.wrong(path, said("history.backwards"))
    return Period(begun, ended, last == ONGOING)


def _day(text: Any, path: str, faults: Faults, words: Sequence[str] = ()) -> int | None:
    """Read a day; None where there is none, or where it is no day."""
    if text is None or text == "":
        return None
    day = parse_day(text)
    if day is None:
        code = "history.no_date_or_word" if words else "history.no_date"
        faults.wrong(path, said(code, given=quoted(text), words=" or ".join(words)))
    return day[0] if day else None
