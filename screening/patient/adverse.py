"""Adverse events of a follow-up: each with its term, grade and day, as it was recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from screening.errors import nearest, said
from screening.patient.faults import Faults
from screening.patient.history import AdverseEvent
from screening.patient.values import parse_day, quoted
from screening.protocol import AdverseEventsField

_KEYS = ("on", "term", "grade", "serious", "what", "source", "by")
_WORST = 5


def read_adverse(
    listed: Sequence[tuple[Any, str]], asked: AdverseEventsField, faults: Faults
) -> tuple[AdverseEvent, ...]:
    """Read adverse events, each with its path, in order of their days."""
    found = [_read(one, path, asked, faults) for one, path in listed]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.on))


def _read(data: Any, path: str, asked: AdverseEventsField, faults: Faults) -> AdverseEvent | None:
    if not faults.is_object(data, path, _KEYS):
        return None
    for key in ("what", "source", "by"):
        faults.text(data.get(key), f"{path}.{key}")
    day, term = parse_day(data.get("on")), data.get("term")
    if day is None:
        faults.wrong(f"{path}.on", said("history.no_date", given=quoted(data.get("on"))))
    if term not in asked.terms:
        close = nearest(term[:60] if isinstance(term, str) else "", asked.terms)
        faults.wrong(f"{path}.term", said("history.no_term", given=quoted(term), near=close))
    grade = _grade(data, path, faults)
    serious = data.get("serious")
    faults.flag(serious, f"{path}.serious")
    return AdverseEvent(day[0], str(term), grade, serious) if day else None


def _grade(data: Mapping[str, Any], path: str, faults: Faults) -> int | None:
    given = data.get("grade")
    if given is None or (isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= _WORST):
        return given
    faults.wrong(f"{path}.grade", said("history.no_grade", given=quoted(given), worst=_WORST))
    return None
