"""What is worth trying on laboratory results and numbers: limits in every unit, two results, those that can't count."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Inexact
from types import MappingProxyType
from typing import Any

from screening.protocol import Criterion, LabField, NumberField, Protocol
from screening.protocol.days import TODAY
from screening.protocol.naming import fields_of
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, LabRule, NoResultRule, NumberRule, RemainingRule, RepeatedLabRule, walk
from screening.quantity import canonical_unit, factor, product
from screening.review.trials import LONG_AGO, Series, Trial, ageing, dated, trying

_LARGE = 1000
"""From here on nobody writes a fraction."""
_CELLS = "10*9/L"
"""Counts of cells are in this unit or one that converts: only they clump."""
_GIVEN = 2
"""Cycles, or whatever a rule counts the rest of, that were given."""
_AT_NOON = time(12)
_TWO_PLACES = Decimal("0.01")


@trying(LabRule)
def _lab(rule: LabRule, protocol: Protocol, on: date) -> list[Series]:
    return [
        *([*_Lab(rule, protocol, on, limit).limits(), *more] for limit, more in _with_rest(rule, protocol, on)),
        *_either(rule, protocol, on),
    ]


def _with_rest(rule: LabRule, protocol: Protocol, on: date) -> Iterator[tuple[Any, Series]]:
    """Yield each limit; what doesn't hang on which limit it is comes with the first."""
    limit = rule.limit
    first, *others = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
    yield first, _Lab(rule, protocol, on, first).rest()
    yield from ((other, []) for other in others)


def _either(rule: LabRule, protocol: Protocol, on: date) -> Iterator[Series]:
    """Try a limit that nobody knows, since the answer that chooses it is missing."""
    limit = rule.limit
    if not isinstance(limit, Depending):
        return
    unknown = {name: None for one in walk(limit.when) for name in fields_of(one)}
    found = [trial for part in (limit.then, limit.otherwise) for trial in _Lab(rule, protocol, on, part).limits()]
    yield [Trial(one.code, {**one.answers, **unknown}, one.subject, one.values, core=True) for one in found]


class _Lab:
    """Results around one limit of a rule."""

    def __init__(self, rule: LabRule, protocol: Protocol, on: date, limit: Any) -> None:
        asked = protocol.field[rule.lab]
        assert isinstance(asked, LabField)
        self.rule, self.asked, self.on, self.limit = rule, asked, on, limit
        self.unit = canonical_unit(rule.unit or asked.unit) or asked.unit
        self.normal: dict[str, str] = {}
        if isinstance(limit, NormalLimit):
            self.normal = normals(protocol, rule.lab, self.unit) or {limit.of.lower(): _usual(asked)}
            of = Decimal(self.normal[limit.of.lower()])
            limit = product(limit.times, of, limit.plus)
        self.ends: tuple[Decimal, ...] = limit if isinstance(limit, tuple) else (limit,)

    def limits(self) -> Series:
        """Try just below, at and just above each end."""
        found = []
        for place, end in enumerate(self.ends):
            name = "" if len(self.ends) == 1 else ("low_", "high_")[place]
            step = step_at(end)
            for code, value in (("below", end - step), ("at", end), ("above", end + step)):
                found.append(self._trial(f"{name}{code}", value, core=True))
        return found

    def rest(self) -> Series:
        """Try other units, old results, and whatever can't count."""
        return [*self._units(), *self._ages(), *self._doubtful(), Trial("missing", {self.rule.lab: None})]

    def result(self, value: Decimal | str, on: date | None = None, unit: str = "", **more: Any) -> dict[str, Any]:
        written = value if isinstance(value, str) else f"{value:f}"
        when = (on or self.on).isoformat()
        return {"value": written, "unit": unit or self.unit, "on": when, **self.normal, **more}

    @property
    def inside(self) -> Decimal:
        """Give a value that holds."""
        end = self.ends[0]
        return {"below": end - step_at(end), "above": end + step_at(end)}.get(self.rule.bound, end)

    @property
    def outside(self) -> Decimal:
        """Give a value that does not."""
        end = self.ends[-1]
        return {"below": end, "above": end, "at_least": end - step_at(end)}.get(self.rule.bound, end + step_at(end))

    def _trial(self, code: str, value: Decimal, core: bool = False, unit: str = "") -> Trial:
        values = {"unit": unit} if unit else {}
        return Trial(code, {self.rule.lab: [self.result(value, unit=unit)]}, values=values, core=core)

    def _units(self) -> Series:
        """Try the first end in every other unit that the form accepts, and the value beside it on the other side."""
        if self.normal:
            return []
        found = []
        for unit in dict.fromkeys((self.asked.unit, *self.asked.also, *self.asked.convert)):
            if canonical_unit(unit) != self.unit:
                found += [self._trial(code, value, unit=unit) for code, value in self._in(unit)]
        return found

    def _in(self, unit: str) -> Iterator[tuple[str, Decimal]]:
        own, other = _size(self.unit, self.asked), _size(unit, self.asked)
        exact = Context(prec=40)
        value = exact.divide(product(self.ends[0], own), other)
        if exact.flags[Inexact]:
            yield "unit_below", value.quantize(_TWO_PLACES, ROUND_FLOOR)
            yield "unit_above", value.quantize(_TWO_PLACES, ROUND_CEILING)
            return
        value = Decimal(f"{value.normalize():f}")
        low = self.rule.bound in ("below", "at_least", "between")
        yield "unit_at", value
        yield ("unit_below", value - step_at(value)) if low else ("unit_above", value + step_at(value))

    def _ages(self) -> Series:
        days, name = self.rule.good_for_days, self.rule.lab
        past = (("last_day", days), ("last_day_after", days + 1)) if days is not None else (("old", LONG_AGO),)
        return [
            Trial(code, {name: [self.result(self.inside, self.on - timedelta(days=ago))]}, values={"days": ago})
            for code, ago in past
        ]

    def _doubtful(self) -> Iterator[Trial]:
        name = self.rule.lab
        yield Trial("two_of_a_day", {name: [self.result(self.inside), self.result(self.outside)]})
        yield Trial("censored", {name: [self.result(f"<{self.ends[0]:f}")]})
        if factor(self.asked.unit, _CELLS) is not None:
            yield Trial("clumped", {name: [self.result(self.inside, anticoagulant="EDTA", clumped=True)]})
        if self.normal:
            needed = self.limit.of.lower()
            bare = {key: value for key, value in self.result(self.inside).items() if key != needed}
            yield Trial(f"no_{needed}", {name: [bare]})
        if self.asked.plausible is not None:
            beyond = self.asked.plausible[1] + step_at(self.asked.plausible[1])
            yield Trial("implausible", {name: [self.result(beyond, unit=self.asked.unit)]})


@trying(RepeatedLabRule)
def _repeated(rule: RepeatedLabRule, protocol: Protocol, on: date) -> list[Series]:
    limit = rule.limit
    plain = LabRule.model_validate({"lab": rule.repeated, "unit": rule.unit, rule.bound: limit})
    lab = _Lab(plain, protocol, on, limit)
    last = datetime.combine(on, _AT_NOON)
    hours = rule.apart_hours
    apart, less = (timedelta(hours=hours), timedelta(minutes=1)) if hours is not None else (
        timedelta(days=rule.apart_days or 0), timedelta(days=1)
    )  # fmt: skip

    def series(*results: tuple[Decimal, datetime]) -> dict[str, Any]:
        made = [lab.result(value, when.date()) | {"on": when.isoformat(timespec="minutes")} for value, when in results]
        return {rule.repeated: made}

    ok, bad = lab.inside, lab.outside
    found = [
        Trial("apart_exactly", series((ok, last - apart), (ok, last)), core=True),
        Trial("apart_less", series((ok, last - apart + less), (ok, last))),
        Trial("second_outside", series((ok, last - apart), (bad, last)), core=True),
        *_pairs_at_ends(lab, last - apart, last, series),
        Trial("only_one", series((ok, last))),
    ]
    if rule.within_days is not None:
        for code, ago in (("last_day", rule.within_days), ("last_day_after", rule.within_days + 1)):
            found.append(Trial(code, series((ok, last - timedelta(days=ago)), (ok, last)), values={"days": ago}))
    return [[*found, Trial("missing", {rule.repeated: None})]]


@trying(NoResultRule)
def _no_result(rule: NoResultRule, protocol: Protocol, on: date) -> list[Series]:
    plain = LabRule.model_validate({"lab": rule.no_result, "unit": rule.unit, rule.bound: rule.limit})
    lab, name = _Lab(plain, protocol, on, rule.limit), rule.no_result
    event = rule.except_after
    apart: dict[str, Any] = ({} if rule.before == TODAY else {rule.before: on.isoformat()}) | (
        {event: []} if event else {}
    )

    def tried(code: str, *ago: int, core: bool = False, told: Mapping[str, Any] = MappingProxyType({})) -> Trial:
        """Try a result within the bound so many days ago, and one outside it on each of the other days."""
        made = [
            lab.result(lab.inside if place == 0 else lab.outside, on - timedelta(days=days))
            for place, days in enumerate(ago)
        ]
        return Trial(code, {**apart, name: made, **told}, values={"days": ago[0]}, core=core)

    found = [replace(one, answers={**apart, **one.answers}) for one in lab.limits()]
    if rule.within_days is not None:
        found += [tried("last_day", rule.within_days, 0), tried("last_day_after", rule.within_days + 1, 0)]
        old = [lab.result(lab.outside, on - timedelta(days=rule.within_days + 1))]
        found.append(Trial("old_alone", apart | {name: old}, values={"days": rule.within_days + 1}))
    if event is not None and rule.except_days is not None:
        far = rule.except_days
        given = {days: {event: [(on - timedelta(days=days)).isoformat()]} for days in (far, far + 1, far + 2)}
        found += [
            tried("explained", 1, 0, core=True, told=given[far + 1]),
            tried("explained_late", 1, 0, core=True, told=given[far + 2]),
            tried("unconfirmed", 0, told=given[far]),
            tried("unlisted", 1, 0, told={event: None}),
        ]
    return [[*found, Trial("missing", {name: None})]]


def _pairs_at_ends(lab: _Lab, first: datetime, last: datetime, series: Any) -> Iterator[Trial]:
    """Try two results of which the later lies at or beside each end."""
    for one in lab.limits():
        value = Decimal(next(iter(one.answers.values()))[0]["value"])
        yield Trial(one.code, series((lab.inside, first), (value, last)), core=True)


@trying(NumberRule)
def _number(rule: NumberRule, protocol: Protocol, on: date) -> list[Series]:
    limit = rule.limit
    limits = (limit.then, limit.otherwise) if isinstance(limit, Depending) else (limit,)
    return [
        [*_around(rule, protocol, on, one), *(_number_rest(rule, protocol, on, one) if place == 0 else ())]
        for place, one in enumerate(limits)
    ]


@trying(RemainingRule)
def _remaining(rule: RemainingRule, protocol: Protocol, on: date) -> list[Series]:
    del protocol, on
    limit: Any = rule.limit
    ends: tuple[Decimal, ...] = limit if isinstance(limit, tuple) else (limit,)

    def left(code: str, number: Decimal, **more: Any) -> Trial:
        return Trial(code, {rule.remaining: f"{number + _GIVEN:f}", rule.given: f"{_GIVEN}"}, core=True, **more)

    found = []
    for place, end in enumerate(ends):
        name = "" if len(ends) == 1 else ("low_", "high_")[place]
        found += [left(f"{name}{code}", end + step) for code, step in (("below", -1), ("at", 0), ("above", 1))]
    found.append(Trial("more_given", {rule.remaining: f"{_GIVEN}", rule.given: f"{_GIVEN + 1}"}))
    return [
        [
            *(one for one in found if not one.answers[rule.remaining].startswith("-")),
            Trial("missing", {rule.remaining: None, rule.given: None}),
        ]
    ]


def _around(rule: NumberRule, protocol: Protocol, on: date, limit: Any) -> Iterator[Trial]:
    ends = limit if isinstance(limit, tuple) else (limit,)
    for place, end in enumerate(ends):
        name = "" if len(ends) == 1 else ("low_", "high_")[place]
        step = _number_step(protocol, rule, end)
        for code, value in (("below", end - step), ("at", end), ("above", end + step)):
            if value >= 0:
                yield Trial(f"{name}{code}", {rule.number: dated(f"{value:f}", rule.good_for_days, on)}, core=True)


def _number_rest(rule: NumberRule, protocol: Protocol, on: date, limit: Any) -> Iterator[Trial]:
    end = limit[0] if isinstance(limit, tuple) else limit
    step = _number_step(protocol, rule, end)
    inside = {"below": end - step, "above": end + step}.get(rule.bound, end)
    yield from ageing("last_day", rule.number, f"{inside:f}", rule.good_for_days, on)
    plausible = getattr(protocol.field[rule.number], "plausible", None)
    if plausible is not None:
        yield Trial("implausible", {rule.number: dated(f"{plausible[1] + 1:f}", rule.good_for_days, on)})
    yield Trial("missing", {rule.number: None})


def _number_step(protocol: Protocol, rule: NumberRule, end: Decimal) -> Decimal:
    """Give the step to the next number: scores and counts are whole."""
    asked = protocol.field[rule.number]
    assert isinstance(asked, NumberField)
    return Decimal(1) if asked.unit is None and end == end.to_integral_value() else step_at(end)


def step_at(number: Decimal) -> Decimal:
    """Give a small step at a number: a tenth of its last place, which is 0.1 for 75 and 0.01 for 1.5."""
    exponent = number.as_tuple().exponent
    last = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
    return last if abs(number) >= _LARGE else last / 10


def _size(unit: str, asked: LabField) -> Decimal:
    """Give what one of a unit is in the field's."""
    known = canonical_unit(unit) or unit
    found = asked.convert.get(known) or factor(known, asked.unit)
    assert found is not None, "a protocol whose units don't convert is refused when it is loaded"
    return found


def normals(protocol: Protocol, name: str, unit: str) -> dict[str, str]:
    """Give the limits of normal as the file's own examples have them, as many as any of them."""
    found: dict[str, str] = {}
    for criterion in protocol.criterion:
        for given in _given(criterion, name):
            if canonical_unit(str(given.get("unit"))) == unit:
                own = {key: str(given[key]) for key in ("lln", "uln") if given.get(key) is not None}
                found = own if len(own) > len(found) else found
    return found


def _usual(asked: LabField) -> str:
    """Give a limit of normal within what is plausible."""
    low, high = asked.plausible or (Decimal(0), Decimal(400))
    return f"{(low + (high - low) / 10).quantize(Decimal(1)):f}"


def _given(criterion: Criterion, name: str) -> Iterator[dict[str, Any]]:
    for example in criterion.examples:
        value = example.answers.get(name)
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
