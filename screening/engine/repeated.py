"""Two laboratory results within a bound, at least so far apart."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

from screening.engine.answers import bound_values
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, expiring, iso, missing
from screening.engine.labs import scaled, unit_scale
from screening.engine.shapes import shape
from screening.patient import History, Result
from screening.protocol import LabField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, RepeatedLabRule, limits
from screening.truth import FALSE, TRUE, UNKNOWN, Truth

_MINUTES = 24 * 60


class _Judged(NamedTuple):
    """A valid result, and whether it lies within the bound."""

    result: Result
    truth: Truth


@shape(RepeatedLabRule)
def _repeated(rule: RepeatedLabRule, scope: Scope) -> Leaf:
    pairs = _Pairs(rule, scope)
    unanswered = missing(rule.repeated)

    def find(history: History, on: int) -> Finding:
        series = pairs.judged(history.labs.get(rule.repeated, ()))
        if not series:
            return unanswered
        days = pairs.changes(series)
        return expiring(rule.repeated, on, days, partial(pairs.state, series), pairs.tell, drifts=True)

    return find


class _Pairs:
    """Looks for two results of one series."""

    def __init__(self, rule: RepeatedLabRule, scope: Scope) -> None:
        field = scope.protocol.field[rule.repeated]
        limit = rule.limit
        assert isinstance(field, LabField)
        assert not isinstance(limit, NormalLimit | Depending)
        self.name, self.within = rule.repeated, rule.within_days
        self.span = limits(rule.bound, scaled(limit, unit_scale(rule.unit, field)))
        self.days, self.hours = rule.apart_days, rule.apart_hours
        distance = {"hours": self.hours} if self.hours is not None else {"days": self.days}
        self.told: dict[str, Any] = {"field": self.name, "limit_unit": rule.unit or field.unit}
        self.told |= bound_values(rule.bound, limit) | distance

    def judged(self, series: Sequence[Result]) -> list[_Judged]:
        """Judge every result that can count."""
        return [_Judged(one, self.span.hold(one.measure)) for one in series if one.valid]

    def changes(self, series: Sequence[_Judged]) -> list[int]:
        """List the days on which a result comes, or is too far back."""
        days = [one.result.on for one in series]
        return days if self.within is None else [*days, *[day + self.within + 1 for day in days]]

    def state(self, series: Sequence[_Judged], day: int, kept: int) -> State:
        """Judge the results known on a day; those that counted on `kept` stay in sight."""
        window = [one for one in series if one.result.on <= day and self._in_sight(one.result.on, day, kept)]
        certain = [one.result for one in window if one.truth is TRUE]
        if self.apart(certain) is TRUE:
            return State(TRUE, "repeated.yes", self._pair(certain))
        perhaps = [one.result for one in window if one.truth is not FALSE]
        if self.apart([one.result for one in window]) is TRUE and self.apart(perhaps) is FALSE:
            return State(FALSE, "repeated.no")
        return State(UNKNOWN, "repeated.few")

    def _in_sight(self, on: int, day: int, kept: int) -> bool:
        return self.within is None or on + self.within >= (kept if on <= kept else day)

    def _pair(self, results: Sequence[Result]) -> tuple[Result, Result]:
        """Pick two that are surely far enough apart."""
        outer = (results[0], results[-1])
        return next((pair for pair in [outer, *combinations(results, 2)] if self._one_pair(*pair) is TRUE), outer)

    def apart(self, results: Sequence[Result]) -> Truth:
        """Say whether any two are far enough apart; without a time it may not be known."""
        if len(results) < 2:
            return FALSE
        if results[0].on == results[-1].on:
            return max(self._one_pair(*pair) for pair in combinations(results, 2))
        # The widest distance lies between the first and the last day.
        early = [one for one in results if one.on == results[0].on]
        late = [one for one in results if one.on == results[-1].on]
        return max(self._one_pair(one, other) for one in early for other in late)

    def _one_pair(self, one: Result, other: Result) -> Truth:
        between = other.on - one.on
        if self.days is not None:
            return TRUE if between >= self.days else FALSE
        assert self.hours is not None
        (early, late), (first, last) = _moments(one), _moments(other)
        first, last = first + between * _MINUTES, last + between * _MINUTES
        if max(0, first - late, early - last) >= self.hours * 60:
            return TRUE
        return UNKNOWN if max(last - early, late - first) >= self.hours * 60 else FALSE

    def tell(self, state: State) -> Told:
        """Put a state into its reason."""
        values = self.told
        if state.truth is TRUE:
            values = values | {"values": [f"{one.given} {one.unit} ({iso(one.on)})" for one in state.basis]}
        return (Reason(state.code, values),), (self.name,) if state.truth is UNKNOWN else ()


def _moments(result: Result) -> tuple[int, int]:
    """Give the first and the last minute of its day at which a result can have been taken."""
    return (0, _MINUTES - 1) if result.minute is None else (result.minute, result.minute)
