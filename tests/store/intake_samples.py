"""Proposals made by hand, for whoever tests what becomes of them."""

from collections.abc import Mapping
from typing import Any

from screening.engine import Reason
from screening.formats.proposal import Fact, Hint, LeftOut, Place, Proposal, SourceFile

LAB = SourceFile("Veryrarename 诸葛 lab.hl7", "a1" * 32)
CHART = SourceFile("chart.json", "b2" * 32)


def fact(field: str, value: Any, row: str, on: str | None = None, file: SourceFile = LAB) -> Fact:
    return Fact(field, value, Place(file, row), f"{field}: {value}", on)


def count(value: str, on: str, row: str, file: SourceFile = LAB, **more: Any) -> Fact:
    """Give a platelet count."""
    result = {"value": value, "unit": "10*9/L", "on": on, **more}
    return Fact("platelets", result, Place(file, row), f"PLT {value} x10^9/L", on)


def hint(field: str, seen: str, row: str, file: SourceFile = CHART, on: str | None = None) -> Hint:
    return Hint(field, Place(file, row), seen, Reason("intake.previous_cycle", {}), on)


def left_out(row: str, code: str = "intake.look_alike.mpv", file: SourceFile = LAB) -> LeftOut:
    return LeftOut(Place(file, row), "MPV 11 fL", Reason(code, {}))


def proposal(*parts: Fact | Hint | LeftOut, subject: Mapping[str, Any] | None = None) -> Proposal:
    """Put parts together; every place is a row."""
    facts = [one for one in parts if isinstance(one, Fact)]
    hints = [one for one in parts if isinstance(one, Hint)]
    out = [one for one in parts if isinstance(one, LeftOut)]
    files = dict.fromkeys(one.place.file for one in parts)
    rows = len({one.place for one in parts})
    return Proposal(tuple(files), rows, dict(subject or {}), facts, hints, out)
