"""What a published formula gives against a bound, as SQL: no power is written, and nothing is rounded.

The value falls with creatinine and with age. So that it reaches a limit is a limit on the creatinine, another one at
every age and for either sex: `engine.formulas` reckons them, exact to the last place of a staged number. The ages in
turn, the highest first, tell in which year of life the value stops to reach the limit, and with it the birthday from
which it no longer does. What is censored, or several of a day, has a least and a most: with the most creatinine the
value surely reaches the limit, with the least it may.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from screening.cohort.columns import BIRTH, SEX, places
from screening.cohort.sql import ranking
from screening.cohort.sql.bounds import bounds, within_span
from screening.cohort.sql.compound import depending
from screening.cohort.sql.operators import (
    Day,
    Sql,
    all_hold,
    any_holds,
    at_least,
    at_most,
    below,
    case,
    column,
    day,
    days_later,
    digits,
    is_known,
    is_open,
    months_reached,
    negated,
    number,
    otherwise,
    same,
    text,
    times,
    truth,
)
from screening.cohort.sql.series import series_field, valid, wide_part
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.engine.formulas import CKD_EPI, Person, clearance_sides, index_sides, most_creatinine
from screening.engine.labs import unit_scale
from screening.protocol import NumberField
from screening.protocol.formulas import CREATININE, HEIGHT, OLDEST, UNITS, WEIGHT, YOUNGEST
from screening.protocol.rules import Depending, FormulaRule

_YEAR = 12
_SHORT = 6
_SEXES = ("female", "male")


@shape(FormulaRule)
def _formula(rule: FormulaRule, scope: Scope) -> Compiled:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: _bounded(rule, scope, part))
    return _bounded(rule, scope, limit)


def _bounded(rule: FormulaRule, scope: Scope, limit: Any) -> Compiled:
    ends = [_End(_reached(one.limit, rule, one.upper is not one.open), one.upper) for one in bounds(rule.bound, limit)]
    return (_Aging if rule.published.adults else _Plain)(rule, scope, ends).compiled()


class _End(NamedTuple):
    """One end of a bound: the value to be reached, or `upper`: not to be."""

    least: Decimal
    upper: bool


def _reached(limit: Any, rule: FormulaRule, next_: bool) -> Decimal:
    """Give the least rounded value that is at least a limit, or is above it."""
    step = rule.published.step
    if next_:
        return Decimal(limit).quantize(step, ROUND_FLOOR) + step
    return Decimal(limit).quantize(step, ROUND_CEILING)


class _Plain:
    """A formula of numbers alone."""

    def __init__(self, rule: FormulaRule, scope: Scope, ends: list[_End]) -> None:
        self.rule, self.scope, self.ends = rule, scope, ends
        self.numbers = {key: self._number(getattr(rule, key)) for key in rule.published.takes if key != CREATININE}

    def _number(self, name: str) -> Sql:
        """Give an answer, if it is plausible."""
        field = self.scope.protocol.field[name]
        assert isinstance(field, NumberField)
        assert field.plausible is not None
        known = case((within_span(column(name), field.plausible), column(name)))
        return self.scope.keep(digits(known, ranking.WHOLE, places(self.scope.protocol, name)), f"plausible {name}")

    def asks(self) -> list[Ask]:
        """Ask for the numbers that are missing."""
        return [Ask(getattr(self.rule, key), (is_open(one),)) for key, one in self.numbers.items()]

    def compiled(self) -> Compiled:
        weight, height = self.numbers[WEIGHT], self.numbers[HEIGHT]
        # Short enough for engines that cut the places of a product beyond 38 digits.
        square = times(height, digits(height, _SHORT, places(self.scope.protocol, self.rule.height or "")))

        def keeps(end: _End) -> Sql:
            of_weight, of_square = index_sides(end.least)
            reached = at_least(times(weight, of_weight), times(square, of_square))
            return negated(reached) if end.upper else reached

        return self.scope.leaf(all_hold(map(keeps, self.ends)), self.rule.formula, *self.asks())


class _Aging(_Plain):
    """A formula of creatinine, age and sex."""

    def __init__(self, rule: FormulaRule, scope: Scope, ends: list[_End]) -> None:
        super().__init__(rule, scope, ends)
        assert rule.creatinine is not None
        self.series = rule.creatinine
        self.field = series_field(scope.protocol, self.series)
        self.scale = unit_scale(UNITS[CREATININE], self.field)
        self.days = rule.good_for_days
        oldest = None if self.days is None else scope.on - timedelta(days=self.days)
        self.newest = scope.newest(self.series, oldest)
        fresh = is_known(self.newest) if oldest is None else at_least(self.newest, day(oldest))
        self.least, self.most = (scope.keep(case((fresh, one)), end) for end, one in self._extremes().items())
        self.grown, self.outlived = (self._birthday(years) for years in (YOUNGEST, OLDEST + 1))
        self.known = all_hold([is_known(one) for one in (column(SEX), self.least, *self.numbers.values())])

    def _extremes(self) -> dict[str, Sql]:
        """Give the least and the most creatinine that counts."""
        if self.scope.program.labs == "long":
            least, most = self.scope.program.results.extremes(self.series)
            return {f"least of {self.series}": least, f"most of {self.series}": most}
        part = wide_part(self.series)
        found = ranking.extremes(part("value"), part("sign"), places(self.scope.protocol, self.series))
        return {f"{end} of {self.series}": case((valid(self.field, part), one)) for end, one in found.items()}

    def _birthday(self, years: int | Sql) -> Sql:
        months = years * _YEAR if isinstance(years, int) else times(years, _YEAR)
        return self.scope.keep(months_reached(column(BIRTH), months), "birthday")

    def compiled(self) -> Compiled:
        scope = self.scope
        turns = [(end, self._turn(end, self.most), self._turn(end, self.least)) for end in self.ends]

        def says(later: Day) -> Sql:
            at = day(later)
            return case((self._of_age(at), all_hold(_keeps(*turn, at) for turn in turns)))

        leaf = scope.moving(says(scope.on), self.rule.formula, says, self._turns(turns), *self.asks())
        if self.days is None:
            return leaf
        gone = days_later(self.newest, self.days + 1)
        lapse = scope.lapse(self.series, case((is_known(self.least), gone)))

        def held(later: Sql) -> Sql:
            return case((any_holds([is_known(leaf.now), below(later, lapse.day)]), says(later)))

        def left(later: Sql) -> Sql:
            return case((below(later, lapse.day), says(later)))

        return replace(leaf, held=held, left=left, lapses=(lapse,))

    def _turns(self, turns: list[tuple[_End, Sql, Sql]]) -> tuple[Sql, ...]:
        """List the birthdays on which the answer can change."""
        return (self.grown, self.outlived, *[one for _, *both in turns for one in both])

    def _of_age(self, at: Sql) -> Sql:
        return all_hold([at_least(at, self.grown), below(at, self.outlived)])

    def _turn(self, end: _End, creatinine: Sql) -> Sql:
        """Give the birthday from which the value no longer reaches an end; the first that counts where it never did."""
        years = case(*[(same(column(SEX), text(sex)), self._years(end, creatinine, sex)) for sex in _SEXES])
        return self._birthday(self.scope.keep(case((self.known, years)), "years"))

    def _years(self, end: _End, creatinine: Sql, sex: str) -> Sql:
        reaches = self._reaches(end, creatinine, sex)
        ages = range(OLDEST, YOUNGEST - 1, -1)
        return case(*[(reaches(age), number(age + 1)) for age in ages], default=number(YOUNGEST))

    def _reaches(self, end: _End, creatinine: Sql, sex: str) -> Callable[[int], Sql]:
        """Say of an age whether the value reaches an end; with more creatinine than is plausible it does not."""
        assert self.field.plausible is not None
        top = self.field.plausible[1]
        formula, after = self.rule.formula, places(self.scope.protocol, self.series)

        def by_equation(age: int) -> Sql:
            most = most_creatinine(formula, Person(age, sex), end.least, self.scale, after)
            return at_most(creatinine, number(min(most, top)))

        def by_clearance(age: int) -> Sql:
            of_weight, of_creatinine = clearance_sides(Person(age, sex), end.least, self.scale)
            enough = at_least(times(self.numbers[WEIGHT], of_weight), times(creatinine, of_creatinine))
            return all_hold([at_most(creatinine, number(top)), enough])

        return by_equation if formula in CKD_EPI else by_clearance

    def asks(self) -> list[Ask]:
        of_age = self._of_age(day(self.scope.on))
        known = [of_age, *[is_known(one) for one in (column(SEX), *self.numbers.values())]]
        return [
            Ask(f"subject.{BIRTH}", (negated(otherwise(of_age, truth(False))),)),
            Ask(f"subject.{SEX}", (is_open(column(SEX)),)),
            *super().asks(),
            # Where all else is known, it is the results that leave a range.
            Ask(self.series, (any_holds([is_open(self.least), all_hold(known)]),)),
        ]


def _keeps(end: _End, surely: Sql, perhaps: Sql, at: Sql) -> Sql:
    """Say whether the value keeps to an end on a day, from the birthdays on which it stops to reach it."""
    reaches = case((below(at, surely), truth(True)), (at_least(at, perhaps), truth(False)))
    return negated(reaches) if end.upper else reaches
