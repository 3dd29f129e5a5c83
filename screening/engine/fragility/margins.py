"""How far a rule's answer lies from its limit, per rule shape; a shape without a distance says so.

A margin is a code with values, as a reason is: `distance` in the limit's own unit or in days, `side` on which side of
the limit. A distance of 0 is the limit itself; whether that still holds is the rule's to say.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

from screening.engine.anchors import anchored_on
from screening.engine.answers import newest, plausible
from screening.engine.calculated import Watch as FormulaWatch
from screening.engine.dates import age_on, birthday
from screening.engine.days import Counter
from screening.engine.events import Watch, expiry
from screening.engine.exposure import Watch as ExposureWatch
from screening.engine.findings import Reason, Scope, iso
from screening.engine.labs import Judge, last_ones, newest_day, unit_scale
from screening.engine.no_result import Sight
from screening.engine.remaining import Rest
from screening.engine.shapes import compiled
from screening.patient import History, Result
from screening.protocol import LabField, NumberField, Protocol
from screening.protocol.days import DaysRule, EventRule, ExposureRule
from screening.protocol.rules import (
    AgeRule,
    AllRule,
    AnyPresentRule,
    AnyRule,
    AtLeastRule,
    Bounded,
    ChoiceRule,
    Depending,
    FormulaRule,
    LabRule,
    NoResultRule,
    NotRule,
    NumberRule,
    RemainingRule,
    RepeatedLabRule,
    SexRule,
    limits,
    parts,
)
from screening.quantity import Limits
from screening.truth import FALSE, TRUE, UNKNOWN

Margins = tuple[Reason, ...]
Meter = Callable[[History, int], Margins]
_METERS: dict[type, Callable[[Any, Scope], Meter]] = {}
_SHOWN = Context(prec=12)


def margins(protocol: Protocol, history: History, on: int) -> Mapping[str, Margins]:
    """Measure every criterion on a day; one that has no limit, or whose answer is not known, has no margin."""
    return {name: meter(history, on) for name, meter in _meters(protocol).items()}


def measured_shapes() -> set[type]:
    """List the shapes that have said their margin, or that they have none."""
    return set(_METERS)


@lru_cache(maxsize=64)
def _meters(protocol: Protocol) -> dict[str, Meter]:
    return {
        one.id: _nothing if one.rule is None else _meter(one.rule, Scope(protocol, one.id))
        for one in protocol.criterion
    }


def _meter(rule: Any, scope: Scope) -> Meter:
    return _METERS[type(rule)](rule, scope)


def _measures(*shapes: type) -> Callable[[Callable[[Any, Scope], Meter]], Callable[[Any, Scope], Meter]]:
    def keep(maker: Callable[[Any, Scope], Meter]) -> Callable[[Any, Scope], Meter]:
        _METERS.update(dict.fromkeys(shapes, maker))
        return maker

    return keep


def _nothing(history: History, on: int) -> Margins:
    del history, on
    return ()


@_measures(ChoiceRule, SexRule, AnyPresentRule, RepeatedLabRule)
def _none(rule: Any, scope: Scope) -> Meter:
    """Say that there is none: no answer is near another one, and of two results neither decides alone."""
    del rule, scope
    return _nothing


@_measures(AllRule, AnyRule, AtLeastRule, NotRule)
def _parts(rule: Any, scope: Scope) -> Meter:
    meters = [_meter(one, scope) for _, one in parts(rule)]
    return lambda history, on: tuple([margin for one in meters for margin in one(history, on)])


# --- laboratory results and numbers ---


@_measures(LabRule)
def _lab(rule: LabRule, scope: Scope) -> Meter:
    field = scope.protocol.field[rule.lab]
    assert isinstance(field, LabField)
    unit, scale = rule.unit or field.unit, unit_scale(rule.unit, field)

    def bounded(limit: Any) -> Meter:
        judge = Judge(rule, field, limit)

        def measure(history: History, on: int) -> Margins:
            latest = _deciding(rule, history, on)
            if not latest or judge.state(latest).truth is UNKNOWN:
                return ()
            spans = [(judge.span_of(one) or Limits(), one.measure.number) for one in latest]
            found = min([_from_limit(span, number, scale) for span, number in spans], key=lambda pair: abs(pair[0]))
            return (Reason("margin.lab", {"field": rule.lab, "unit": unit} | _told(*found)),)

        return measure

    return _by_answer(rule, scope, bounded)


def _deciding(rule: LabRule, history: History, on: int) -> list[Result]:
    """List the results that decide on a day, any of which may be the latest; none where one of them can't count."""
    series = history.labs.get(rule.lab, ())
    latest = last_ones(newest_day(series, on)) if series and series[0].on <= on else []
    ran_out = rule.good_for_days is not None and bool(latest) and latest[0].on + rule.good_for_days < on
    return [] if ran_out or any(not one.valid or one.measure.sign for one in latest) else list(latest)


@_measures(NoResultRule)
def _no_result(rule: NoResultRule, scope: Scope) -> Meter:
    """Measure the result that is nearest to breaking it; where it is broken, the one that breaks it most."""
    sight = Sight(rule, scope)
    field = scope.protocol.field[rule.no_result]
    assert isinstance(field, LabField)
    unit, scale = rule.unit or field.unit, unit_scale(rule.unit, field)

    def measure(history: History, on: int) -> Margins:
        series = sight.judged(history.labs.get(rule.no_result, ()))
        found = sight.state(history, series, on, on)
        anchor = anchored_on(history, rule.before, on)
        if found.truth is UNKNOWN or anchor is None:
            return ()
        seen = sight.in_window([one for one in series if one.result.on <= on], anchor)
        kept = found.basis if found.truth is FALSE else [one.result for one in seen if one.truth is FALSE]
        exact = [_from_limit(sight.span, one.measure.number, scale) for one in kept if not one.measure.sign]
        if not exact:
            return ()
        told = (max if found.truth is FALSE else min)(exact, key=lambda pair: abs(pair[0]))
        return (Reason("margin.lab", {"field": rule.no_result, "unit": unit} | _told(*told)),)

    return measure


@_measures(NumberRule)
def _number(rule: NumberRule, scope: Scope) -> Meter:
    field = scope.protocol.field[rule.number]
    assert isinstance(field, NumberField)

    def bounded(limit: Any) -> Meter:
        span = limits(rule.bound, limit)

        def measure(history: History, on: int) -> Margins:
            answer = newest(history.answers.get(rule.number), on)
            if answer is None or not isinstance(answer.value, Decimal) or not plausible(answer.value, field):
                return ()
            days = rule.good_for_days
            if days is not None and (answer.on is None or answer.on + days < on):
                return ()
            told = _told(*_from_limit(span, answer.value, Decimal(1)))
            return (Reason("margin.number", {"field": rule.number, "unit": field.unit or ""} | told),)

        return measure

    return _by_answer(rule, scope, bounded)


@_measures(RemainingRule)
def _remaining(rule: RemainingRule, scope: Scope) -> Meter:
    rest = Rest(rule, scope)

    def measure(history: History, on: int) -> Margins:
        found = rest.state(history, on)
        if found.truth is UNKNOWN:
            return ()
        told = _told(*_from_limit(rest.span, Decimal(found.basis["left"]), Decimal(1)))
        return (Reason("margin.remaining", {"field": rule.remaining, "left": found.basis["left"]} | told),)

    return measure


@_measures(FormulaRule)
def _formula(rule: FormulaRule, scope: Scope) -> Meter:
    told = {"formula": rule.formula, "unit": rule.published.unit}

    def bounded(limit: Any) -> Meter:
        watch = FormulaWatch(rule, scope, limit)

        def measure(history: History, on: int) -> Margins:
            value = watch.value_on(history, on)
            if value is None:
                return ()
            return (Reason("margin.formula", told | _told(*_from_limit(watch.limits, value, Decimal(1)))),)

        return measure

    return _by_answer(rule, scope, bounded)


def _by_answer(rule: Bounded, scope: Scope, bounded: Callable[[Any], Meter]) -> Meter:
    """Measure against the limit that another answer chooses; nothing while it chooses none."""
    limit = rule.limit
    if not isinstance(limit, Depending):
        return bounded(limit)
    when = compiled(limit.when, scope)
    by_truth = {TRUE: bounded(limit.then), FALSE: bounded(limit.otherwise)}

    def measure(history: History, on: int) -> Margins:
        return by_truth.get(when(history, on).course[0][1], _nothing)(history, on)

    return measure


def _from_limit(span: Limits, number: Decimal, scale: Decimal) -> tuple[Decimal, Decimal]:
    """Give how far a number lies above the nearest limit, and that limit, in a unit that is `scale` of the number's."""
    ends = [end for end in (span.low, span.high) if end is not None]
    nearest = min(ends, key=lambda end: abs(number - end))
    return _SHOWN.divide(number - nearest, scale), _SHOWN.divide(nearest, scale)


def _told(distance: Decimal, limit: Decimal) -> dict[str, Any]:
    side = "at" if not distance else "above" if distance > 0 else "below"
    return {"distance": plain(abs(distance)), "limit": plain(limit), "side": side}


def plain(number: Decimal) -> str:
    """Write a number without an exponent, and without noughts that say nothing."""
    return f"{number.normalize():f}"


# --- days ---


@_measures(DaysRule)
def _days(rule: DaysRule, scope: Scope) -> Meter:
    counter = Counter(rule, scope)
    limit = rule.at_least if rule.at_least is not None else rule.at_most
    assert limit is not None

    def measure(history: History, on: int) -> Margins:
        found = counter.state(history, on)
        if found.truth is UNKNOWN:
            return ()
        start, last, _ = found.basis
        values = {"field": rule.days_from, "from": rule.days_from, "to": rule.to, "days": last - start, "limit": limit}
        return (Reason("margin.days", values | _days_off(last - start - limit)),)

    return measure


@_measures(EventRule)
def _event(rule: EventRule, scope: Scope) -> Meter:
    del scope
    watch = Watch(rule)
    since = rule.bound.endswith("since")

    def measure(history: History, on: int) -> Margins:
        found = watch.state(history, on)
        anchor = anchored_on(history, rule.before, on)
        if found.truth is UNKNOWN or found.basis is None or anchor is None:
            return ()
        gone = expiry(found.basis, watch.within)
        if gone is None:
            return ()
        off = anchor - (gone if since else gone - 1)
        return (Reason("margin.event", {"field": rule.event, "on": iso(found.basis)} | _days_off(off)),)

    return _nothing if rule.ever else measure


@_measures(ExposureRule)
def _exposure(rule: ExposureRule, scope: Scope) -> Meter:
    del scope
    watch = ExposureWatch(rule)

    def measure(history: History, on: int) -> Margins:
        found = watch.state(history, on)
        if found.truth is UNKNOWN or found.basis is None:
            return ()
        days = found.basis.days
        values = {"field": rule.exposure, "days": days, "needed": watch.needed}
        return (Reason("margin.exposure", values | _days_off(days - watch.needed)),)

    return measure


@_measures(AgeRule)
def _age(rule: AgeRule, scope: Scope) -> Meter:
    del scope
    years = [rule.age_at_least] if rule.age_at_least is not None else []
    years += [rule.age_at_most + 1] if rule.age_at_most is not None else []

    def measure(history: History, on: int) -> Margins:
        birth, at = history.birth_date, anchored_on(history, rule.at, on)
        if birth is None or at is None or age_on(birth, at) < 0:
            return ()
        off, turns = min([(at - birthday(birth, one), one) for one in years], key=lambda pair: abs(pair[0]))
        return (Reason("margin.age", {"field": "subject.birth_date", "years": turns} | _days_off(off)),)

    return measure


def _days_off(days: int) -> dict[str, Any]:
    return {"distance": abs(days), "side": "at" if not days else "above" if days > 0 else "below"}
