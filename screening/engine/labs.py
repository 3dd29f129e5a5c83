"""Laboratory results: which one counts on a day, one result against a bound, two results apart."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from screening.engine.answers import bound_values, depending
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, iso, open_, over_time
from screening.engine.shapes import shape
from screening.patient import History, Result
from screening.protocol import LabField
from screening.protocol.rules import Depending, LabRule, RepeatedLabRule, TimesUln, limits
from screening.quantity import Limits, canonical_unit, factor
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN, Truth

_MINUTES = 24 * 60


@shape(LabRule)
def _lab(rule: LabRule, scope: Scope) -> Leaf:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: _bounded(rule, scope, part))
    return _bounded(rule, scope, limit)


def _bounded(rule: LabRule, scope: Scope, limit: Any) -> Leaf:
    name, good_for = rule.lab, rule.good_for_days
    field = scope.protocol.field[name]
    assert isinstance(field, LabField)
    judge = _Judge(rule, field, limit)
    told = {"field": name} | judge.told

    def find(history: History, on: int) -> Finding:
        series = history.labs.get(name)
        if not series:
            return open_(on, Reason("missing", {"field": name}), name)
        changes = [result.on for result in series if result.on > on]
        if good_for is not None:
            changes += [result.on + good_for + 1 for result in series if result.on + good_for >= on]
        if name_decision := history.decisions.get(scope.criterion):
            changes.append(name_decision.on)
        return over_time(name, on, changes, lambda day: _state(series, day, history))

    def _state(series: Sequence[Result], day: int, history: History) -> State:
        group = newest_day(series, day)
        if not group:
            return State(UNKNOWN, partial(Reason, "missing", {"field": name}), (name,), lapsed=True)
        last = group[0].on
        if good_for is not None and last + good_for < day:
            values = {"field": name, **_shown(group[-1]), "until": iso(last + good_for)}
            return State(UNKNOWN, partial(Reason, "lab.expired", values), (name,), lapsed=True)
        blockers = blocking(group)
        if blockers:
            return _blocked(blockers[-1], history, day)
        return _counted(candidates(group))

    def _blocked(result: Result, history: History, day: int) -> State:
        values = {"field": name, **_shown(result)}
        if not result.plausible:
            return State(UNKNOWN, partial(Reason, "lab.implausible", values), (name,))
        start = scope.decided_from(history, result.on)
        decided = start is not None and start <= day
        return State(REFERRED if decided else UNKNOWN, partial(Reason, "lab.clumped", values), (name,))

    def _counted(counting: Sequence[Result]) -> State:
        truths = {judge.truth(result) for result in counting}
        result = counting[-1]
        if len(truths) > 1:
            given = [f"{one.given} {one.unit}" for one in counting]
            conflict = {**told, "on": iso(result.on), "values": given}
            return State(UNKNOWN, partial(Reason, "lab.conflict", conflict), (name,))
        truth = truths.pop()
        if truth is UNKNOWN:
            return State(UNKNOWN, partial(Reason, judge.open_code(result), told | _shown(result)), (name,))
        values = told | _shown(result)
        if good_for is not None:
            values["until"] = iso(result.on + good_for)
        return State(truth, partial(Reason, "lab.yes" if truth is TRUE else "lab.no", values))

    return find


def _shown(result: Result) -> dict[str, str]:
    return {"value": result.given, "unit": result.unit, "on": iso(result.on)}


class _Judge:
    """One result against one bound, in the field's unit."""

    def __init__(self, rule: LabRule, field: LabField, limit: Decimal | TimesUln | tuple[Decimal, Decimal]) -> None:
        self.repeat_censored = rule.censored == "repeat"
        self.bound = rule.bound
        self.times = limit.times if isinstance(limit, TimesUln) else None
        self.told = bound_values(rule.bound, limit) | {"limit_unit": rule.unit or field.unit}
        self.span = None if isinstance(limit, TimesUln) else limits(rule.bound, _scaled(limit, rule.unit, field))

    def truth(self, result: Result) -> Truth:
        if self.repeat_censored and result.measure.sign:
            return UNKNOWN
        span = self.span or self._span_of(result)
        return span.hold(result.measure) if span else UNKNOWN

    def open_code(self, result: Result) -> str:
        no_uln = self.span is None and result.uln is None
        return "lab.no_uln" if no_uln else "lab.censored"

    def _span_of(self, result: Result) -> Limits | None:
        return limits(self.bound, self.times * result.uln) if self.times is not None and result.uln else None


def _scaled(
    limit: Decimal | tuple[Decimal, Decimal], unit: str | None, field: LabField
) -> Decimal | tuple[Decimal, Decimal]:
    known = canonical_unit(unit) if unit else field.unit
    scale = field.convert.get(known or "") or factor(known or "", field.unit) or Decimal(1)
    return (limit[0] * scale, limit[1] * scale) if isinstance(limit, tuple) else limit * scale


def newest_day(series: Sequence[Result], day: int) -> list[Result]:
    """List the results of the newest day known on `day`, in order of time; empty where none is known."""
    group: list[Result] = []
    for result in reversed(series):
        if result.on <= day:
            if group and result.on != group[0].on:
                break
            group.append(result)
    return group[::-1]


def blocking(group: Sequence[Result]) -> list[Result]:
    """List the clumped or implausible results of a day that keep its other results from counting.

    One that is newer than every valid result of its day does, or might be where a time is missing; a citrate count
    without clumps of that day, or a smear, settles it.
    """
    doubtful = [result for result in group if not result.valid]
    if not doubtful or any(result.settles for result in group):
        return []
    valid = [result for result in group if result.valid]
    timed = all(result.minute is not None for result in group)
    if valid and timed and max(one.minute or 0 for one in doubtful) < max(one.minute or 0 for one in valid):
        return []
    return doubtful


def candidates(group: Sequence[Result]) -> list[Result]:
    """List the valid results of a day that may be its latest: those without a time, and the latest with one."""
    valid = [result for result in group if result.valid]
    last = max((result.minute for result in valid if result.minute is not None), default=None)
    return [result for result in valid if result.minute is None or result.minute == last]


@shape(RepeatedLabRule)
def _repeated(rule: RepeatedLabRule, scope: Scope) -> Leaf:
    name = rule.repeated
    field = scope.protocol.field[name]
    assert isinstance(field, LabField)
    limit = rule.limit
    assert isinstance(limit, Decimal | tuple)
    span = limits(rule.bound, _scaled(limit, rule.unit, field))
    minutes = rule.apart_hours * 60 if rule.apart_hours is not None else None
    apart = partial(_apart, days=rule.apart_days, minutes=minutes)
    told: dict[str, Any] = {"field": name, "limit_unit": rule.unit or field.unit, **bound_values(rule.bound, limit)}
    told |= {"hours": rule.apart_hours} if rule.apart_hours is not None else {"days": rule.apart_days}

    def find(history: History, on: int) -> Finding:
        series = [result for result in history.labs.get(name, ()) if result.valid]
        if not series:
            return open_(on, Reason("missing", {"field": name}), name)
        changes = [result.on for result in series]
        if rule.within_days is not None:
            changes += [result.on + rule.within_days + 1 for result in series]
        return over_time(name, on, changes, lambda day: _state(series, day))

    def _state(series: Sequence[Result], day: int) -> State:
        first = day - rule.within_days if rule.within_days is not None else 0
        window = [result for result in series if first <= result.on <= day]
        within = [result for result in window if span.hold(result.measure) is TRUE]
        perhaps = [result for result in window if span.hold(result.measure) is not FALSE]
        if apart(within) is TRUE:
            pair = [f"{one.given} {one.unit} ({iso(one.on)})" for one in (within[0], within[-1])]
            return State(TRUE, lambda: Reason("repeated.yes", told | {"values": pair}))
        enough = apart(window)
        if enough is TRUE and apart(perhaps) is FALSE:
            return State(FALSE, lambda: Reason("repeated.no", told))
        return State(UNKNOWN, lambda: Reason("repeated.few", told), (name,), lapsed=enough is FALSE)

    return find


def _apart(results: Sequence[Result], days: int | None, minutes: int | None) -> Truth:
    """Say whether the first and the last result are far enough apart; without a time it may not be known."""
    if len(results) < 2:
        return FALSE
    first, last = results[0], results[-1]
    if days is not None:
        return TRUE if last.on - first.on >= days else FALSE
    assert minutes is not None
    between = (last.on - first.on) * _MINUTES
    least = between + (last.minute or 0) - (first.minute if first.minute is not None else _MINUTES - 1)
    most = between + (last.minute if last.minute is not None else _MINUTES - 1) - (first.minute or 0)
    if least >= minutes:
        return TRUE
    return UNKNOWN if most >= minutes else FALSE
