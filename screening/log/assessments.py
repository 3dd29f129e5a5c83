"""A stored case as the assessment it was: nothing is judged anew, later rules and later days change nothing."""

from datetime import date
from typing import Literal

from screening.engine import Assessment, CriterionResult, Possible, Reason, Stretch
from screening.log.events import Assessed, Judged
from screening.protocol import Outcome, Protocol

_VERDICTS: dict[str, Literal["eligible", "ineligible", "undetermined"]] = {
    "eligible": "eligible",
    "ineligible": "ineligible",
    "undetermined": "undetermined",
}
_OUTCOMES: dict[str, Outcome] = {
    "met": "met",
    "not_met": "not_met",
    "clear": "clear",
    "excludes": "excludes",
    "unknown": "unknown",
}


def as_assessed(said: Assessed, protocol: Protocol) -> Assessment:
    """Give the stored answer in the engine's own form, so that it is told in any language as on its day."""
    return Assessment(
        protocol,
        date.fromisoformat(said.on),
        said.verdict,
        tuple(_result(one) for one in said.criteria),
        said.open_questions,
        tuple(Stretch(date.fromisoformat(start), _day(until), _VERDICTS[v]) for start, until, v in said.calendar),
        tuple(Possible(date.fromisoformat(start), _day(until), needs) for start, until, needs in said.possible),
    )


def _result(one: Judged) -> CriterionResult:
    reasons = tuple(Reason(code, values) for code, values in one.reasons)
    outcome = _OUTCOMES[one.outcome]
    return CriterionResult(one.id, one.kind, outcome, reasons, one.open_questions, _day(one.waits_until))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
