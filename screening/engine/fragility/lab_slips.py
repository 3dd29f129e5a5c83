"""The ordinary slips with laboratory results, each only where the results around it speak for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from screening.engine.findings import iso
from screening.engine.fragility.margins import plain
from screening.engine.fragility.neighbours import NEAR_DAYS, falls_out, fits, known_units, neighbours
from screening.engine.fragility.slips import Slip, Trial, with_result, without_results
from screening.engine.labs import last_ones, newest_day, unit_scale
from screening.patient import History, Result, read_unit
from screening.protocol import LabField
from screening.protocol.formulas import CREATININE, UNITS
from screening.protocol.rules import FormulaRule, LabRule, NoResultRule, RepeatedLabRule
from screening.quantity import Measure, factor

_TENFOLD = tuple(Decimal(one) for one in ("10", "1000", "0.1", "0.001"))
_CELLS = "10*9/L"
_PLATELETS = frozenset(("777-3", "26515-7", "778-1", "26516-5", "13056-7", "74464-9", "49497-1", "5907-1"))
"""Counts of platelets, by LOINC."""
_TRANSFUSIONS = ("platelet_transfusions", "transfusions")
"""What a list of transfusions is called, where a protocol asks for one."""
TRANSFUSED_DAYS = 3
"""So long a transfusion is seen in the count."""
RISE = (Decimal(20), Decimal(60))
"""What is left of one dose after hours or a day or two, and what it gives at most, in 10⁹/L."""

Rule = LabRule | RepeatedLabRule | NoResultRule | FormulaRule


def series_of(rule: Rule) -> str | None:
    """Name the series that a rule reads; a formula may read none."""
    if isinstance(rule, FormulaRule):
        return rule.creatinine
    if isinstance(rule, NoResultRule):
        return rule.no_result
    return rule.lab if isinstance(rule, LabRule) else rule.repeated


class LabSlips:
    """The slips with one series on one day."""

    def __init__(self, name: str, field: LabField, rules: Sequence[Rule], history: History, on: int) -> None:
        self.name, self.field, self.rules, self.history, self.on = name, field, rules, history, on
        self.series = [one for one in history.labs.get(name, ()) if one.on <= on]
        self.newest = list(newest_day(self.series, on)) if self.series else []
        platelets = not field.loinc or bool(_PLATELETS & set(field.loinc))
        self.cells = factor(_CELLS, field.unit) if platelets else None

    def trials(self) -> Iterator[Trial]:
        """Yield every slip that the results speak for, with the history as it would be."""
        for result in self._deciding():
            for told in (self._unit, self._tenfold, self._rounding, self._transfused, self._clumped, self._day):
                yield from told(result)
        yield from self._older()

    def _deciding(self) -> list[Result]:
        """List the results on which an answer may rest: the latest, and where two count together all of them."""
        if any(isinstance(rule, RepeatedLabRule | NoResultRule) for rule in self.rules):
            return [one for one in self.series if one.valid]
        latest = last_ones(self.newest)
        return list(latest) if all(one.valid for one in latest) else []

    # --- another number ---

    def _unit(self, result: Result) -> Iterator[Trial]:
        """Take the number in another unit, one that its source reports in."""
        for unit in known_units(result, self.series):
            scale = read_unit(unit, self.field)
            if isinstance(scale, Decimal):
                number = Measure(Decimal(result.given.lstrip("<>≤≥"))).scaled(scale).number
                yield from self._other_number("unit", result, number, replace(result, unit=unit), {"other": unit})

    def _tenfold(self, result: Result) -> Iterator[Trial]:
        """Move the decimal point: by one place, or by three."""
        for times in _TENFOLD:
            given = plain(Decimal(result.given.lstrip("<>≤≥")) * times)
            changed = replace(result, given=given)
            yield from self._other_number(
                "tenfold", result, result.measure.number * times, changed, {"would_be": given, "times": plain(times)}
            )

    def _other_number(
        self, code: str, result: Result, number: Decimal, changed: Result, values: dict[str, Any]
    ) -> Iterator[Trial]:
        exact = not result.measure.sign and number != result.measure.number
        if exact and self._plausible(number) and fits(number, neighbours(result, self.series)):
            yield self._trial(code, result, values, replace(changed, measure=Measure(number)))

    def _plausible(self, number: Decimal) -> bool:
        span = self.field.plausible
        return span is None or span[0] <= number <= span[1]

    def _rounding(self, result: Result) -> Iterator[Trial]:
        """Take the numbers farthest away that the laboratory would have reported as this one."""
        if result.measure.sign:
            return
        scale = read_unit(result.unit, self.field)
        assert isinstance(scale, Decimal), "a result in a unit that does not convert is refused when it is read"
        half = self._step(result, scale) / 2
        for given in (Decimal(result.given) - half, Decimal(result.given) + half):
            number = Measure(given).scaled(scale).number
            if number >= 0 and self._plausible(number):
                changed = replace(result, given=plain(given), measure=Measure(number))
                yield self._trial("rounding", result, {"would_be": plain(given)}, changed)

    def _step(self, result: Result, scale: Decimal) -> Decimal:
        """Give the step in which a result's source reports in its unit.

        Noughts at the end of a whole number may be rounded, but no further than to one of the limit's unit: 75 000/µL
        may be 75 × 10⁹/L.
        """
        same = [one for one in self.series if (one.source, one.unit) == (result.source, result.unit)]
        step = min(_last_place(Decimal(one.given)) for one in same if not one.measure.sign)
        coarsest = max(Decimal(1), *(unit_scale(_unit_of(rule), self.field) / scale for rule in self.rules))
        return min(step, coarsest)

    # --- a result that should not count ---

    def _transfused(self, result: Result) -> Iterator[Trial]:
        """Take the count before it in place of one that rose as after a transfusion."""
        near = [one for one in neighbours(result, self.series) if 0 < result.on - one.on <= TRANSFUSED_DAYS]
        if self.cells is None or not near or result.measure.sign or not self._may_be_transfused(result):
            return
        rise = result.measure.number - near[0].measure.number
        if RISE[0] * self.cells <= rise <= RISE[1] * self.cells:
            changed = replace(result, given=near[0].given, unit=near[0].unit, measure=near[0].measure)
            yield self._trial("transfused", result, _former(near[0]), changed)

    def _may_be_transfused(self, result: Result) -> bool:
        """Say whether nobody has noted transfusions, or one is noted in the days before a result."""
        noted = [self.history.events[name] for name in _TRANSFUSIONS if name in self.history.events]
        days = [result.on - day for listed in noted for day in listed]
        return not noted or any(0 <= ago <= TRANSFUSED_DAYS for ago in days)

    def _clumped(self, result: Result) -> Iterator[Trial]:
        """Doubt a count that no citrate tube or smear confirms, where one clumped before, or it falls out."""
        if self.cells is None or result.clumped or result.settles:
            return
        before = any(one.clumped and not one.confirmed for one in self.series)
        if before or falls_out(result, neighbours(result, self.series)):
            yield self._trial("clumped", result, {"before": before}, replace(result, clumped=True))

    def _older(self) -> Iterator[Trial]:
        """Leave the newest day's results out, where the ones before still count."""
        earlier = [one for one in self.series if self.newest and one.on < self.newest[0].on]
        if not earlier or not all(one.valid for one in self.newest) or not self._still_counts(earlier[-1]):
            return
        slip = self._slip("older", self.newest[-1], _former(earlier[-1]))
        yield Trial(slip, without_results(self.history, self.name, self.newest))

    def _still_counts(self, former: Result) -> bool:
        valid = [rule.good_for_days for rule in self.rules if isinstance(rule, LabRule | FormulaRule)]
        near = self.newest[0].on - former.on <= NEAR_DAYS
        return near and former.valid and any(days is None or former.on + days >= self.on for days in valid)

    def _day(self, result: Result) -> Iterator[Trial]:
        """Count a result's own day as the first of its days: on its last day it would have run out."""
        days = [rule.good_for_days for rule in self.rules if isinstance(rule, LabRule | FormulaRule)]
        if any(good_for is not None and result.on + good_for == self.on for good_for in days):
            yield self._trial("validity", result, {"days": self.on - result.on}, replace(result, on=result.on - 1))

    def _trial(self, code: str, result: Result, values: dict[str, Any], changed: Result) -> Trial:
        return Trial(self._slip(code, result, values), with_result(self.history, self.name, result, changed))

    def _slip(self, code: str, result: Result, values: dict[str, Any]) -> Slip:
        told = {"field": self.name, "value": result.given, "unit": result.unit, "on": iso(result.on)}
        return Slip(code, told | values, self.name, iso(result.on), result.source)


def _unit_of(rule: Rule) -> str | None:
    return UNITS[CREATININE] if isinstance(rule, FormulaRule) else rule.unit


def _former(result: Result) -> dict[str, str]:
    return {"former": result.given, "former_unit": result.unit, "former_on": iso(result.on)}


def _last_place(number: Decimal) -> Decimal:
    """Give one in the last place that says something: 0.1 for 7.5 and 75.0, 1000 for 75000; 1 for nought."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 0 or not number:
        return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    ends = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(ends if isinstance(ends, int) else 0)
