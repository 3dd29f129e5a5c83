"""The endpoints of somebody enrolled, each judged as a criterion is, with its calendar; and what is measured."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from screening.engine.anchors import anchored_on
from screening.engine.assessment import each_judged
from screening.engine.findings import Reason
from screening.patient import History, Result
from screening.protocol import Measure, Outcome, Protocol, ctcae
from screening.quantity import Limits
from screening.truth import FALSE, TRUE, Course, Truth

_OUTCOMES: Mapping[Truth, Outcome] = {TRUE: "met", FALSE: "not_met"}


class Standing(NamedTuple):
    """Days on which an endpoint's outcome stays the same; `until` is the last of them, None where it never ends."""

    start: date
    until: date | None
    outcome: Outcome


class EndpointResult(NamedTuple):
    """One endpoint on the day assessed; `known_from` is the day on which it will be known if nothing is added."""

    id: str
    kind: Literal["primary", "secondary", "safety"]
    outcome: Outcome
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]
    calendar: tuple[Standing, ...]

    @property
    def known_from(self) -> date | None:
        """Give the first day on which it is known; None where it is already, or where something must be added."""
        if self.outcome != "unknown":
            return None
        return next((one.start for one in self.calendar if one.outcome != "unknown"), None)


class Measured(NamedTuple):
    """Days that were measured; `censored` says that it was not seen how they end. None: not yet known."""

    id: str
    days: int | None
    censored: bool = False


class Graded(NamedTuple):
    """The lowest result of a series from the first dose on, by its CTCAE grade; None: not to be told."""

    field: str
    term: str
    grade: int | None
    on: date
    given: str
    unit: str


class FollowedUp(NamedTuple):
    """What a follow-up says on a day; `begun` is the day from which days are counted, None while it is not known."""

    protocol: Protocol
    on: date
    begun: date | None
    endpoints: tuple[EndpointResult, ...]
    measures: tuple[Measured, ...]
    graded: tuple[Graded, ...]


def follow(protocol: Protocol, history: History, on: date) -> FollowedUp:
    """Judge every endpoint on a day. The protocol has a follow-up, and the history is read against its chart."""
    said, chart = protocol.follow_up, protocol.chart
    assert said is not None and chart is not None, "a protocol without a follow-up has no endpoints"
    endpoints = tuple(
        EndpointResult(one.id, one.kind, result.outcome, result.reasons, result.open_questions, _calendar(course, on))
        for one, (result, course) in zip(said.endpoint, each_judged(chart, history, on), strict=True)
    )
    day = on.toordinal()
    measures = tuple(_measured(one, history, day) for one in said.measure)
    start = _begun(said.begins, history, day)
    graded = [] if start is None else [_worst(one, term, history, start, day) for one, term in said.graded.items()]
    begun = None if start is None else date.fromordinal(start)
    return FollowedUp(protocol, on, begun, endpoints, measures, tuple(one for one in graded if one is not None))


def _calendar(course: Course, on: date) -> tuple[Standing, ...]:
    days = [on, *(date.fromordinal(day) for day, _ in course[1:])]
    outcomes: list[Outcome] = [_OUTCOMES.get(truth, "unknown") for _, truth in course]
    ends = [date.fromordinal(later.toordinal() - 1) for _, later in pairwise(days)]
    found: list[Standing] = []
    for start, until, outcome in zip(days, [*ends, None], outcomes, strict=True):
        if found and found[-1].outcome == outcome:
            start = found.pop().start
        found.append(Standing(start, until, outcome))
    return tuple(found)


def _measured(measure: Measure, history: History, day: int) -> Measured:
    start = _begun(measure.since, history, day)
    if start is None:
        return Measured(measure.id, None)
    series = [one for one in history.labs.get(measure.lab, ()) if one.valid and start <= one.on <= day]
    reached = Limits(low=measure.at_least)
    first = next((one for one in series if reached.hold(one.measure) is TRUE), None)
    if measure.what == "time_to_first":
        return _until(measure.id, start, first, series)
    if first is None:
        return Measured(measure.id, None)
    later = [one for one in series if one.on > first.on]
    return _until(
        measure.id, first.on, next((one for one in later if reached.hold(one.measure) is FALSE), None), series
    )


def _until(id: str, start: int, end: Result | None, series: list[Result]) -> Measured:
    """Count the days to an end, or, censored, to the last result that did not show it."""
    if end is not None:
        return Measured(id, end.on - start)
    return Measured(id, series[-1].on - start, censored=True) if series else Measured(id, None)


def _begun(field: str, history: History, day: int) -> int | None:
    """Give the day from which days are counted; None where it is not known, or still to come."""
    start = anchored_on(history, field, day)
    return start if start is not None and start <= day else None


def _worst(field: str, term: str, history: History, start: int, day: int) -> Graded | None:
    """Grade the lowest result under treatment; one from before the first dose is no adverse event of it."""
    series = [one for one in history.labs.get(field, ()) if one.valid and start <= one.on <= day]
    if not series:
        return None
    worst = min(series, key=lambda one: one.measure.number)
    grade = None if worst.measure.sign else ctcae.terms()[term].grade(worst.measure.number, worst.lln)
    return Graded(field, term, grade, date.fromordinal(worst.on), worst.given, worst.unit)
