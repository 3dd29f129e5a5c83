"""What a published formula makes of a patient's answers, through time.

It rests on the results of a series that count on the day, on the newest answers known, and on age and sex. The age is
that of the day, so a birthday can change it. A gap in any of these leaves it not yet known, and that is what is asked.
Censored results, and several of one day, leave a range of values: the rule says what holds for all of them.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from screening.engine.answers import bound_values, known_days, newest, plausible
from screening.engine.compound import depending
from screening.engine.dates import age_on, birthday
from screening.engine.findings import RUN_OUT, Finding, Lapse, Leaf, Reason, Scope, State, Told, expiring, iso
from screening.engine.formulas import NOBODY, Person, value
from screening.engine.labs import Counting, Series, unit_scale
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol import LabField, NumberField
from screening.protocol.formulas import CREATININE, FORMULAS, HEIGHT, OLDEST, UNITS, WEIGHT, YOUNGEST
from screening.protocol.rules import Depending, FormulaRule, limits
from screening.quantity import Limits
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN, steps

_BIRTH, _SEX = "subject.birth_date", "subject.sex"
_AGES = range(YOUNGEST, OLDEST + 1)


@shape(FormulaRule)
def _formula(rule: FormulaRule, scope: Scope) -> Leaf:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: Watch(rule, scope, part).find)
    return Watch(rule, scope, limit).find


class Gap(NamedTuple):
    """What keeps a value from being known: why, what to ask, and whether a doctor has decided on it."""

    reason: Reason
    question: str
    decided: bool = False


class Measured(NamedTuple):
    """What a value is reckoned from; of creatinine the least and the most it may be, None without a limit."""

    numbers: tuple[tuple[str, Decimal], ...]
    least: Decimal | None = None
    most: Decimal | None = None


class Inputs(NamedTuple):
    """What a value is reckoned from, and the results of which any may be the latest."""

    measured: Measured
    results: Series


class Calculation:
    """A formula with the fields that a rule names for it."""

    def __init__(self, rule: FormulaRule, scope: Scope) -> None:
        self.formula, self.published = rule.formula, rule.published
        fields = scope.protocol.field
        self.numbers: dict[str, tuple[str, NumberField]] = {}
        for key in (WEIGHT, HEIGHT):
            field = fields.get(getattr(rule, key) or "")
            if isinstance(field, NumberField):
                self.numbers[key] = (getattr(rule, key), field)
        self.counting = Counting(rule.creatinine, rule.good_for_days, scope) if rule.creatinine else None
        series = fields.get(rule.creatinine or "")
        self.scale = unit_scale(UNITS[CREATININE], series) if isinstance(series, LabField) else Decimal(1)

    def inputs(self, history: History, day: int, kept: int) -> tuple[Inputs, list[Gap]]:
        """Give what is known of the inputs on a day, and what is missing of them; results of `kept` don't run out."""
        gaps: list[Gap] = []
        numbers = []
        for key, (name, field) in self.numbers.items():
            found = _number(name, field, history, day)
            if isinstance(found, Gap):
                gaps.append(found)
            else:
                numbers.append((key, found))
        results: Series = ()
        if self.counting is not None:
            counted = self.counting.on(history.labs.get(self.counting.name, ()), day, kept, history)
            if isinstance(counted, State):
                gaps.append(Gap(self.counting.why_not(counted), self.counting.name, counted.truth is REFERRED))
            else:
                results = counted
        return Inputs(Measured(tuple(numbers), *_range(results)), results), gaps

    def person(self, history: History, day: int) -> tuple[Person, list[Gap]]:
        """Give whom the value is for on a day, and what is missing to know."""
        if not self.published.adults:
            return NOBODY, []
        gaps = []
        age = -1 if history.birth_date is None else age_on(history.birth_date, day)
        if history.birth_date is None:
            gaps.append(Gap(Reason("missing", {"field": _BIRTH}), _BIRTH))
        elif age < 0:
            gaps.append(Gap(Reason("unborn", {"field": _BIRTH, "on": iso(day)}), _BIRTH))
        elif age not in _AGES:
            told = {"formula": self.formula, "age": age, "low": YOUNGEST, "high": OLDEST, "on": iso(day)}
            gaps.append(Gap(Reason("formula.age", told), _BIRTH))
        if history.sex is None:
            gaps.append(Gap(Reason("missing", {"field": _SEX}), _SEX))
        return Person(age, history.sex or ""), gaps

    def span(self, person: Person, inputs: Inputs) -> Limits:
        """Give the values that the formula may have: one, or a range where results are censored or several."""
        return _span(self.formula, self.scale, person, inputs.measured)

    def changes(self, history: History, on: int) -> list[int]:
        """List the days on which an input changes, birthdays apart."""
        days = [day for name, _ in self.numbers.values() for day in known_days(history.answers.get(name))]
        if self.counting is not None and (series := history.labs.get(self.counting.name)):
            days += self.counting.changes(series, on, history)
        return [day for day in days if day > on]

    def told(self, person: Person, inputs: Inputs) -> dict[str, Any]:
        """Describe a value's inputs as reason values."""
        given = [
            *([self.counting.name, one.given, one.unit, iso(one.on)] for one in inputs.results if self.counting),
            *([self.numbers[key][0], f"{number:f}", UNITS[key], ""] for key, number in inputs.measured.numbers),
        ]
        who = {"age": person.age, "sex": person.sex} if self.published.adults else {}
        return {"formula": self.formula, "unit": self.published.unit, "inputs": given} | who


def _number(name: str, field: NumberField, history: History, day: int) -> Decimal | Gap:
    answer = newest(history.answers.get(name), day)
    if answer is None:
        return Gap(Reason("missing", {"field": name}), name)
    number = answer.value
    assert isinstance(number, Decimal)
    if plausible(number, field):
        return number
    return Gap(Reason("implausible", {"field": name, "value": f"{number:f}", "unit": field.unit or ""}), name)


def _range(results: Series) -> tuple[Decimal | None, Decimal | None]:
    """Give the least and the most that the latest result may be, whichever of them it is."""
    measures = [one.measure for one in results]
    numbers = [one.number for one in measures]
    signs = {one.sign for one in measures}
    return (
        None if not numbers or signs & {"<", "≤"} else min(numbers),
        None if not numbers or signs & {">", "≥"} else max(numbers),
    )


@lru_cache(maxsize=8192)
def _span(formula: str, scale: Decimal, person: Person, measured: Measured) -> Limits:
    def of(creatinine: Decimal) -> Decimal:
        return value(formula, person, {**dict(measured.numbers), CREATININE: creatinine}, scale)

    if CREATININE not in FORMULAS[formula].takes:
        only = value(formula, person, dict(measured.numbers), scale)
        return Limits(low=only, high=only)
    # The more creatinine, the lower the value.
    return Limits(
        low=Decimal(0) if measured.most is None else of(measured.most),
        high=None if measured.least is None else of(measured.least),
    )


@lru_cache(maxsize=1024)
def _turning(formula: str, scale: Decimal, sex: str, measured: Measured, bound: Limits) -> tuple[int, ...]:
    """List the ages from which the answer is another one, if nothing but the age changes."""
    truths = [bound.hold_any(_span(formula, scale, Person(age, sex), measured)) for age in _AGES]
    return tuple([age for age, (one, after) in zip(_AGES[1:], pairwise(truths), strict=True) if one is not after])


class _Known(NamedTuple):
    """A value as a state tells of it."""

    person: Person
    inputs: Inputs
    span: Limits


class Watch:
    """A formula against one bound."""

    def __init__(self, rule: FormulaRule, scope: Scope, limit: Any) -> None:
        self.calculation = Calculation(rule, scope)
        self.limits = limits(rule.bound, limit)
        self.bound = bound_values(rule.bound, limit)
        self.good_for = rule.good_for_days

    def find(self, history: History, on: int) -> Finding:
        def state(day: int, kept: int) -> State:
            return self._state(history, day, kept)

        counting = self.calculation.counting
        changes = self.calculation.changes(history, on)
        days = {*changes, *self._birthdays(history, on, max([on, *changes]))}
        found = expiring(counting.name if counting else "", on, days, state, self._tell)
        return found._replace(lapses=self._lapses(history, on, changes))

    def _state(self, history: History, day: int, kept: int) -> State:
        person, missing = self.calculation.person(history, day)
        inputs, gaps = self.calculation.inputs(history, day, kept)
        gaps = [*missing, *gaps]
        if gaps:
            truth = REFERRED if all(gap.decided for gap in gaps) else UNKNOWN
            return State(truth, gaps[0].reason.code if len(gaps) == 1 else "missing", gaps)
        span = self.calculation.span(person, inputs)
        truth = self.limits.hold_any(span)
        return State(truth, "formula.yes" if truth is TRUE else "formula.no", _Known(person, inputs, span))

    def value_on(self, history: History, on: int) -> Decimal | None:
        """Give the value on a day, where it is one and is known."""
        basis = self._state(history, on, on).basis
        return basis.span.low if isinstance(basis, _Known) and basis.span.low == basis.span.high else None

    def _birthdays(self, history: History, on: int, settled: int) -> Iterator[int]:
        """List the birthdays on which the answer can change: all until nothing else does, then those that do."""
        birth = history.birth_date
        if birth is None or not self.calculation.published.adults:
            return
        yield from (birthday(birth, YOUNGEST), birthday(birth, OLDEST + 1))
        age = max(YOUNGEST, age_on(birth, on))
        while age <= OLDEST and birthday(birth, age) <= settled:
            yield birthday(birth, age)
            age += 1
        for kept in {on, settled}:
            inputs, gaps = self.calculation.inputs(history, settled, kept)
            if history.sex is not None and not gaps:
                yield from (birthday(birth, age) for age in self._turning(history.sex, inputs))

    def _turning(self, sex: str, inputs: Inputs) -> tuple[int, ...]:
        calculation = self.calculation
        return _turning(calculation.formula, calculation.scale, sex, inputs.measured, self.limits)

    def _lapses(self, history: History, on: int, days: Sequence[int]) -> tuple[Lapse, ...]:
        """Say on which days a result is missed that counted by itself, whatever else the formula lacks."""
        counting = self.calculation.counting
        if counting is None or self.good_for is None:
            return ()
        series = history.labs.get(counting.name, ())
        counted, missed = False, []
        for day in sorted({on, *days}):
            found = counting.on(series, day, day, history)
            out = isinstance(found, State) and found.code in RUN_OUT
            missed.append((day, TRUE if counted and out else FALSE))
            counted = counted or not isinstance(found, State) or found.truth is REFERRED
        lapse = steps(missed)
        return (Lapse(counting.name, lapse),) if len(lapse) > 1 else ()

    def _tell(self, state: State) -> Told:
        if not isinstance(state.basis, _Known):
            gaps: list[Gap] = state.basis
            return tuple([gap.reason for gap in gaps]), tuple([gap.question for gap in gaps])
        known, counting = state.basis, self.calculation.counting
        told = self.calculation.told(known.person, known.inputs) | {"value": shown(known.span)} | self.bound
        if state.truth is UNKNOWN and counting is not None:
            return (Reason("formula.open", told),), (counting.name,)
        if self.good_for is not None:
            told["until"] = iso(known.inputs.results[-1].on + self.good_for)
        return (Reason(state.code, told),), ()


def shown(span: Limits) -> str:
    """Write a value, or the range that it may lie in."""
    if span.high is None:
        return f"≥ {span.low:f}"
    if span.low == span.high:
        return f"{span.low:f}"
    return f"{span.low:f}–{span.high:f}" if span.low else f"≤ {span.high:f}"
