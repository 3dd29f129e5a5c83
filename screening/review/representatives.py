"""Answers that stand for all others: whatever two criteria can tell apart, some answer here tells it apart.

A criterion changes its mind at its bounds alone. So of numbers each bound stands for itself, and one value for each
gap between two; of days each bound, the day before and the day after; of choices and worksheets all of them. One with
a formula may change it anywhere: the numbers that it takes are spread over what is plausible.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, product
from typing import Any

from screening.patient import Answer, Decision, History, Period, Result
from screening.protocol import (
    PRESENT,
    RULED_OUT,
    ChoiceField,
    Criterion,
    DateField,
    EventsField,
    LabField,
    NumberField,
    PeriodsField,
    Protocol,
)
from screening.protocol.days import EVENT_BOUNDS, TODAY, DaysRule, EventRule, ExposureRule
from screening.protocol.naming import fields_of
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import (
    AgeRule,
    Bounded,
    Depending,
    FormulaRule,
    LabRule,
    NoResultRule,
    NumberRule,
    RemainingRule,
    RepeatedLabRule,
)
from screening.quantity import Measure, canonical_unit, factor

ON = date(2026, 6, 15)
_TODAY = ON.toordinal()
_DAY_MINUTES = 24 * 60
# A chain of dates longer than this is not looked through.
_LONGEST_CHAIN = 3
_SPREAD = 10
_BELOW_ON_ABOVE = (Decimal("0.5"), Decimal(1), Decimal(2))


@dataclass
class _Bounds:
    """The places at which the rules change their mind."""

    numbers: dict[str, set[Decimal]] = field(default_factory=dict)
    normals: dict[str, set[tuple[NormalLimit, Decimal]]] = field(default_factory=dict)
    distances: dict[str, list[int]] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    ages: set[int] = field(default_factory=set)
    chain: int = 0


class Representatives:
    """The answers worth trying to the questions of some criteria."""

    def __init__(self, protocol: Protocol, criteria: Iterable[Criterion]) -> None:
        self._protocol = protocol
        self._criteria = tuple(criteria)
        self._bounds = _Bounds()
        self._answers: dict[str, list[Any]] = {}
        for criterion in self._criteria:
            for rule in criterion.rules():
                _gather(rule, protocol, self._bounds)
        self._add_sums()

    def _add_sums(self) -> None:
        """What remains has its limits where the plan is that much more than what was given."""
        numbers = self._bounds.numbers
        for rule in [rule for one in self._criteria for rule in one.rules() if isinstance(rule, RemainingRule)]:
            least, _ = _numbers(rule)
            numbers[rule.remaining] |= {left + given for left in least for given in numbers[rule.given]}

    def answers(self, question: str) -> list[Any]:
        """List the answers to a question that are worth trying, the same on every call."""
        found = self._answers.get(question)
        if found is None:
            found = self._answers[question] = list(self._listed(question))
        return found

    def answered(self, history: History, question: str) -> Iterator[History]:
        """Yield the history with each answer to a question that is worth trying."""
        return (self._with(history, question, answer) for answer in self.answers(question))

    def _with(self, history: History, question: str, answer: Any) -> History:
        name, _, item = question.partition(".")
        if question == "subject.sex":
            return replace(history, sex=answer)
        if question == "subject.birth_date":
            return replace(history, birth_date=answer)
        if name == "decisions":
            return replace(history, decisions={**history.decisions, item: answer})
        asked = self._protocol.field[name]
        if isinstance(asked, LabField):
            return replace(history, labs={**history.labs, name: answer})
        if isinstance(asked, EventsField):
            return replace(history, events={**history.events, name: answer})
        if isinstance(asked, PeriodsField):
            return replace(history, periods={**history.periods, name: answer})
        return replace(history, answers={**history.answers, question: answer})

    def _listed(self, question: str) -> Iterable[Any]:
        if question == "subject.sex":
            return ("female", "male")
        if question == "subject.birth_date":
            return self._births
        name, _, item = question.partition(".")
        if name == "decisions":
            criterion = next(one for one in self._criteria if one.id == item)
            return [Decision(one, _TODAY, "", "") for one in (criterion.good, criterion.bad)]
        asked = self._protocol.field[name]
        if isinstance(asked, LabField):
            return self._series(name, asked)
        if isinstance(asked, EventsField):
            return self._events(name)
        if isinstance(asked, PeriodsField):
            days = sorted(self._days)
            return [(), *((Period(one, other),) for one in days for other in days if one <= other)]
        values = (RULED_OUT, PRESENT) if item else self._values(name, asked)
        return [(Answer(value, on=_TODAY),) for value in values]

    def _values(self, name: str, asked: Any) -> Iterable[Any]:
        if isinstance(asked, ChoiceField):
            return [option for option, one in asked.options.items() if not one.unknown]
        if isinstance(asked, DateField):
            return [*(option for option, one in asked.options.items() if not one.unknown), *self._days]
        assert isinstance(asked, NumberField)
        return between(self._bounds.numbers.get(name, ()), asked.plausible)

    @cached_property
    def _offsets(self) -> list[int]:
        """List the days before today that matter, through as many rules as one date may hang on another."""
        single = {0, 1, -1}
        single |= {bound + step for bound in self._bounds.days for step in (-1, 0, 1)}
        found = set(single)
        for _ in range(min(self._bounds.chain, _LONGEST_CHAIN - 1)):
            found |= {one + other for one in found for other in single}
        return sorted(found, key=abs)

    @cached_property
    def _days(self) -> list[int]:
        return [_TODAY - offset for offset in self._offsets]

    @cached_property
    def _births(self) -> list[date]:
        """List birth dates around each age limit, also as seen from each day that matters."""
        found = {ON - timedelta(days=366 * 40): None}
        for age, offset, step in product(sorted(self._bounds.ages), self._offsets, (183, -183, 0, -1, 1)):
            turned = _years_before(ON - timedelta(days=offset), age)
            found[turned + timedelta(days=step)] = None
        return list(found)

    def _events(self, name: str) -> Iterator[tuple[int, ...]]:
        yield ()
        yield from ((day,) for day in self._days)
        if self._bounds.chain:
            yield from ((one, other) for one in self._days for other in self._days if one < other)

    def _series(self, name: str, asked: LabField) -> Iterator[tuple[Result, ...]]:
        for low, high, values in self._levels(name, asked):
            made = [
                Result(Measure(value), _TODAY, _DAY_MINUTES - 1, str(value), asked.unit, True, False)
                for value in values
            ]
            made = [replace(one, lln=low, uln=high) for one in made]
            yield from ((one,) for one in made)
            for distance in self._bounds.distances.get(name, ()):
                first, second = -(-distance // _DAY_MINUTES), -(-distance // _DAY_MINUTES) + 1
                for one, two in product(made, made):
                    yield replace(one, on=_TODAY - first), two
                    yield replace(one, on=_TODAY - second), replace(one, on=_TODAY - 1), two

    def _levels(self, name: str, asked: LabField) -> Iterator[tuple[Decimal | None, Decimal | None, list[Decimal]]]:
        """Yield limits of normal with the values that matter under them."""
        plain = self._bounds.numbers.get(name, set())
        normals = self._bounds.normals.get(name, set())
        if not normals:
            yield None, None, between(plain, asked.plausible)
            return
        low, high = asked.plausible or (Decimal(0), Decimal(1000))
        tops = [low + (high - low) * share / 100 for share in (10, 40, 1)]
        # A multiple of normal may lie below, on or above a plain bound.
        tops += [
            number / limit.times * share
            for number, (limit, _), share in product(plain, normals, _BELOW_ON_ABOVE)
            if limit.times
        ]
        for top in tops:
            bottom = (low + top) / 2
            own = {"ULN": top, "LLN": bottom}
            bounds = {limit.times * own[limit.of] + limit.plus * scale for limit, scale in normals}
            yield bottom, top, between(plain | bounds, asked.plausible)


def between(bounds: Iterable[Decimal], span: tuple[Decimal, Decimal] | None) -> list[Decimal]:
    """List each bound and a value in each gap, as far as they are plausible and not negative."""
    points = sorted(set(bounds))
    low, high = span or (Decimal(0), max([*points, Decimal(0)]) + 1)
    low = max(low, Decimal(0))
    inside = [point for point in points if low <= point <= high]
    edges = [low, *inside, high]
    found = dict.fromkeys((one + other) / 2 for one, other in pairwise(edges))
    return [*found, *(edge for edge in edges if edge not in found)]


def _years_before(day: date, years: int) -> date:
    """Give the birth date of someone who turns so many years on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _gather(rule: Any, protocol: Protocol, bounds: _Bounds) -> None:
    if isinstance(rule, LabRule | RepeatedLabRule | NoResultRule):
        _gather_lab(fields_of(rule)[0], rule, protocol, bounds)
    elif isinstance(rule, NumberRule):
        numbers, _ = _numbers(rule)
        bounds.numbers.setdefault(rule.number, set()).update(numbers)
    elif isinstance(rule, RemainingRule):
        bounds.numbers.setdefault(rule.remaining, set())
        bounds.numbers.setdefault(rule.given, set()).add(Decimal(0))
    elif isinstance(rule, FormulaRule):
        for key in rule.published.takes:
            name = getattr(rule, key)
            bounds.numbers.setdefault(name, set()).update(_spread(getattr(protocol.field[name], "plausible", None)))
    elif isinstance(rule, DaysRule):
        limit = rule.at_least if rule.at_least is not None else rule.at_most
        bounds.days.add(limit or 0)
        bounds.chain += rule.to != TODAY
    elif isinstance(rule, EventRule):
        bounds.days.add(_reach(rule))
        bounds.chain += rule.before != TODAY
    elif isinstance(rule, ExposureRule):
        bounds.days |= {rule.needed - 1, rule.within_days, rule.within_days + 1 - rule.needed}
        bounds.chain += rule.before != TODAY
    elif isinstance(rule, AgeRule):
        bounds.ages |= {rule.age_at_least} if rule.age_at_least is not None else set()
        bounds.ages |= {rule.age_at_most + 1} if rule.age_at_most is not None else set()
        bounds.chain += rule.at != TODAY


def _gather_lab(name: str, rule: LabRule | RepeatedLabRule | NoResultRule, protocol: Protocol, bounds: _Bounds) -> None:
    asked = protocol.field[name]
    assert isinstance(asked, LabField)
    known = canonical_unit(rule.unit) if rule.unit else asked.unit
    scale = asked.convert.get(known or "") or factor(known or "", asked.unit) or Decimal(1)
    numbers, normals = _numbers(rule)
    bounds.numbers.setdefault(name, set()).update(number * scale for number in numbers)
    bounds.normals.setdefault(name, set()).update((normal, scale) for normal in normals)
    if isinstance(rule, RepeatedLabRule):
        minutes = rule.apart_hours * 60 if rule.apart_hours is not None else None
        apart = minutes if minutes is not None else (rule.apart_days or 0) * _DAY_MINUTES
        bounds.distances.setdefault(name, []).append(apart)
    if isinstance(rule, NoResultRule):
        bounds.chain += rule.before != TODAY
        bounds.days |= {rule.within_days or 0}
        if rule.except_days is not None:
            # One result that an event explains, and a later one that confirms.
            bounds.days |= {rule.except_days}
            bounds.distances.setdefault(name, []).append(_DAY_MINUTES)


def _spread(span: tuple[Decimal, Decimal] | None) -> list[Decimal]:
    """List numbers that lie evenly over a plausible range, each as many times the one before."""
    if span is None or span[0] <= 0:
        return []
    wider = (span[1] / span[0]) ** (Decimal(1) / _SPREAD)
    return [round(span[0] * wider**place, 2) for place in range(1, _SPREAD)]


def _numbers(rule: Bounded) -> tuple[list[Decimal], list[NormalLimit]]:
    limit = rule.limit
    parts: tuple[Any, ...] = limit if isinstance(limit, tuple) else (limit,)
    if isinstance(limit, Depending):
        parts = (limit.then, limit.otherwise)
    plain = [part for part in parts if isinstance(part, Decimal)]
    return plain, [part for part in parts if isinstance(part, NormalLimit)]


def _reach(rule: EventRule) -> int:
    """Give a window's length in days, as seen from today."""
    number = 0 if rule.bound == EVENT_BOUNDS[0] else int(getattr(rule, rule.bound))
    if "months" not in rule.bound:
        return number
    index = ON.year * 12 + ON.month - 1 - number
    return (ON - date(index // 12, index % 12 + 1, ON.day)).days
