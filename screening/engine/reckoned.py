"""What the formulas of a protocol make of a patient's answers on a day, whether or not a verdict hangs on it."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from screening.engine.calculated import Calculation, shown
from screening.engine.findings import Reason, Scope
from screening.patient import History
from screening.protocol import Protocol
from screening.protocol.formulas import CREATININE, HEIGHT, WEIGHT
from screening.protocol.rules import FormulaRule


class Formula(NamedTuple):
    """A formula as a protocol uses it: its id, and the fields that it takes."""

    formula: str
    fields: tuple[str, ...]
    good_for_days: int | None


class Reckoned(NamedTuple):
    """The value of a formula as it is written, None where `gaps` keep it from being known.

    `told` is what it is reckoned from, as the values of a reason.
    """

    formula: Formula
    value: str | None
    told: dict[str, Any]
    gaps: tuple[Reason, ...]


def formulas_of(protocol: Protocol) -> tuple[Formula, ...]:
    """List the formulas that the rules of a protocol rest on, each once, in its order."""
    return tuple(_calculations(protocol))


def reckoned(protocol: Protocol, history: History, on: date) -> tuple[Reckoned, ...]:
    """Reckon each of them on a day."""
    day = on.toordinal()
    return tuple(_reckoned(one, with_what, history, day) for one, with_what in _calculations(protocol).items())


def _reckoned(one: Formula, calculation: Calculation, history: History, day: int) -> Reckoned:
    person, missing = calculation.person(history, day)
    inputs, gaps = calculation.inputs(history, day, day)
    gaps = sorted(gaps, key=lambda gap: one.fields.index(gap.question))
    reasons = tuple(gap.reason for gap in (*gaps, *missing))
    if reasons:
        return Reckoned(one, None, {}, reasons)
    return Reckoned(one, shown(calculation.span(person, inputs)), calculation.told(person, inputs), ())


@lru_cache(maxsize=64)
def _calculations(protocol: Protocol) -> dict[Formula, Calculation]:
    found: dict[Formula, Calculation] = {}
    for criterion in protocol.criterion:
        for rule in criterion.rules():
            if isinstance(rule, FormulaRule):
                named = (getattr(rule, key) for key in (CREATININE, WEIGHT, HEIGHT))
                one = Formula(rule.formula, tuple(field for field in named if field), rule.good_for_days)
                if one not in found:
                    found[one] = Calculation(rule, Scope(protocol, criterion.id))
    return found
