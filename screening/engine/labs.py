"""Laboratory results: which one counts on a day, and one result against a bound."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from screening.engine.answers import bound_values
from screening.engine.compound import depending
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, expiring, iso, missing
from screening.engine.shapes import shape
from screening.patient import History, Result
from screening.protocol import LabField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, LabRule, limits
from screening.quantity import Limits, canonical_unit, factor, product
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN, Truth

Series = Sequence[Result]
_Bound = Decimal | tuple[Decimal, Decimal]


@shape(LabRule)
def _lab(rule: LabRule, scope: Scope) -> Leaf:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: _bounded(rule, scope, part))
    return _bounded(rule, scope, limit)


def _bounded(rule: LabRule, scope: Scope, limit: Any) -> Leaf:
    name = rule.lab
    teller = _Teller(rule, scope, limit)
    unanswered = missing(name)

    def find(history: History, on: int) -> Finding:
        series = history.labs.get(name)
        if not series:
            return unanswered
        days = teller.counting.changes(series, on, history)
        return expiring(name, on, days, lambda day, kept: teller.state(series, day, kept, history), teller.tell)

    return find


class Counting:
    """Which results of a series count on a day, or why none does."""

    def __init__(self, name: str, good_for: int | None, scope: Scope) -> None:
        self.name, self.good_for, self.scope = name, good_for, scope

    def changes(self, series: Series, on: int, history: History) -> list[int]:
        """List the days on which the answer can change: results that come, run out, or are decided on."""
        days = []
        for result in reversed(series):
            if result.on > on:
                days.append(result.on)
            if self.good_for is not None:
                days.append(result.on + self.good_for + 1)
            if result.on < on:
                break  # what is older has been replaced
        decision = history.decisions.get(self.scope.criterion)
        return [*days, decision.on] if decision else days

    def on(self, series: Series, day: int, kept: int, history: History) -> Series | State:
        """List the results that may be the latest known on a day, all of them valid; else say why none counts."""
        group = newest_day(series, day) if series else ()
        if not group:
            return State(UNKNOWN, "missing", group)
        taken = group[0].on
        if self.good_for is not None and taken + self.good_for < (kept if taken <= kept else day):
            return State(UNKNOWN, "lab.expired", group)
        if len(group) == 1 and group[0].valid:
            return group
        last = last_ones(group)
        doubtful = [result for result in last if not result.valid]
        return self._doubtful(doubtful, day, history) if doubtful else last

    def _doubtful(self, doubtful: Series, day: int, history: History) -> State:
        if not all(result.plausible for result in doubtful):
            return State(UNKNOWN, "lab.implausible", [one for one in doubtful if not one.plausible])
        start = self.scope.decided_from(history, doubtful[0].on)
        if start is not None and start <= day:
            return State(REFERRED, "lab.clumped_decided", doubtful)
        return State(UNKNOWN, "lab.clumped", doubtful)

    def why_not(self, state: State) -> Reason:
        """Put into a reason why no result counts."""
        if state.code == "missing":
            return Reason("missing", {"field": self.name})
        last = state.basis[-1]
        told = {"field": self.name, "value": last.given, "unit": last.unit, "on": iso(last.on)}
        if state.code == "lab.expired" and self.good_for is not None:
            told["until"] = iso(last.on + self.good_for)
        return Reason(state.code, told)


class _Teller:
    """Says through time what a series says about one bound."""

    def __init__(self, rule: LabRule, scope: Scope, limit: Any) -> None:
        field = scope.protocol.field[rule.lab]
        assert isinstance(field, LabField)
        self.name, self.good_for = rule.lab, rule.good_for_days
        self.counting = Counting(rule.lab, rule.good_for_days, scope)
        self.judge = Judge(rule, field, limit)
        self.told = {"field": rule.lab} | bound_values(rule.bound, limit) | {"limit_unit": rule.unit or field.unit}

    def state(self, series: Series, day: int, kept: int, history: History) -> State:
        """Judge the newest results known on a day."""
        found = self.counting.on(series, day, kept, history)
        return found if isinstance(found, State) else self.judge.state(found)

    def tell(self, state: State) -> Told:
        """Put a state into its reason."""
        questions = () if state.truth in (TRUE, FALSE) else (self.name,)
        judged = state.code in _JUDGED
        return (self._reason(state.code, state.basis) if judged else self.counting.why_not(state),), questions

    def _reason(self, code: str, results: Series) -> Reason:
        last = results[-1]
        if code == "lab.conflict":
            shown: dict[str, Any] = {"on": iso(last.on), "values": [f"{one.given} {one.unit}" for one in results]}
        else:
            shown = {"value": last.given, "unit": last.unit, "on": iso(last.on)}
        if self.good_for is not None and code in ("lab.yes", "lab.no"):
            shown["until"] = iso(last.on + self.good_for)
        return Reason(code, self.told | shown)


class Judge:
    """One result against one bound, in the field's unit."""

    def __init__(self, rule: LabRule, field: LabField, limit: _Bound | NormalLimit) -> None:
        self.repeat_censored = rule.censored == "repeat"
        self.bound = rule.bound
        scale = unit_scale(rule.unit, field)
        self.normal = limit if isinstance(limit, NormalLimit) else None
        self.plus = product(limit.plus, scale) if isinstance(limit, NormalLimit) else Decimal(0)
        self.span = None if isinstance(limit, NormalLimit) else limits(rule.bound, scaled(limit, scale))

    def state(self, results: Series) -> State:
        """Judge results of which any may be the latest."""
        if len(results) == 1:
            return self.one(results[0])
        states = [self.one(result) for result in results]
        if len({state.truth for state in states}) > 1:
            return State(UNKNOWN, "lab.conflict", results)
        return states[-1]

    def one(self, result: Result) -> State:
        """Judge one result."""
        if self.repeat_censored and result.measure.sign:
            return State(UNKNOWN, "lab.censored", (result,))
        span = self.span_of(result)
        if span is None:
            assert self.normal is not None
            return State(UNKNOWN, f"lab.no_{self.normal.of.lower()}", (result,))
        truth = span.hold(result.measure)
        return State(truth, _CODES[truth], (result,))

    def span_of(self, result: Result) -> Limits | None:
        """Give the limits; None where they hang on the result's own limits of normal, and it came without."""
        if self.span is not None:
            return self.span
        assert self.normal is not None
        normal = result.uln if self.normal.of == "ULN" else result.lln
        return limits(self.bound, product(self.normal.times, normal, self.plus)) if normal is not None else None


_CODES: dict[Truth, str] = {TRUE: "lab.yes", FALSE: "lab.no", UNKNOWN: "lab.censored"}
_JUDGED = frozenset((*_CODES.values(), "lab.conflict", "lab.no_uln", "lab.no_lln"))


def unit_scale(unit: str | None, field: LabField) -> Decimal:
    """Give what one of a rule's unit is in the field's."""
    known = canonical_unit(unit) if unit else field.unit
    scale = field.convert.get(known or "") or factor(known or "", field.unit)
    assert scale is not None, "a protocol whose units don't convert is refused when it is loaded"
    return scale


def scaled(limit: _Bound, scale: Decimal) -> _Bound:
    """Give a bound in another unit."""
    return (product(limit[0], scale), product(limit[1], scale)) if isinstance(limit, tuple) else product(limit, scale)


def newest_day(series: Series, day: int) -> Series:
    """List the results of the newest day known on `day`, in order of time; empty where none is known."""
    end = len(series) if series[-1].on <= day else bisect_right(series, day, key=_day)
    start = end - 1
    while start > 0 and series[start - 1].on == series[end - 1].on:
        start -= 1
    return series[max(start, 0) : end]


def _day(result: Result) -> int:
    return result.on


def last_ones(group: Series) -> Series:
    """List the results of a day that may be its latest: those without a time, and the last with one.

    Clumped and implausible ones are among them, unless a citrate count without clumps or a smear of that day settles
    the matter.
    """
    if any(result.settles for result in group):
        group = [result for result in group if result.valid]
    last = max((result.minute for result in group if result.minute is not None), default=None)
    return [result for result in group if result.minute is None or result.minute == last]
