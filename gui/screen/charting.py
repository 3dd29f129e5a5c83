"""A laboratory series as the chart shows it: results, the protocol's limits, the cycle days, the possible days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from gui.kit.series import ChartPoint, DayMark, PointMark, Series
from screening.engine import Assessment
from screening.errors import InputError
from screening.patient import Result, read_history
from screening.patient.values import parse_day
from screening.protocol import DateField, LabField, Protocol
from screening.protocol.days import DaysRule
from screening.protocol.rules import LabRule
from screening.quantity import canonical_unit, factor
from screening.wording import Words, amount, field_name, pretty_unit


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a criterion, in the field's own unit."""

    number: float
    label: str


def charted_fields(protocol: Protocol) -> tuple[str, ...]:
    """List the laboratory fields, those first to which a criterion sets a plain limit that can be drawn."""
    labs = [name for name, field in protocol.field.items() if isinstance(field, LabField)]
    rules = [rule for one in protocol.criterion for rule in one.rules() if isinstance(rule, LabRule)]
    drawn = [rule.lab for rule in rules if isinstance(rule.limit, tuple | Decimal)]
    return tuple(dict.fromkeys([*drawn, *(rule.lab for rule in rules), *labs]))


def limits_of(protocol: Protocol, name: str, words: Words) -> tuple[Limit, ...]:
    """List the plain limits that the criteria set to a field."""
    field = protocol.field[name]
    assert isinstance(field, LabField)
    rules = [rule for one in protocol.criterion for rule in one.rules() if isinstance(rule, LabRule)]
    numbers = [number for rule in rules if rule.lab == name for number in _numbers(rule, field)]
    shown = dict.fromkeys(numbers)
    return tuple(Limit(float(one), words.text("screen.chart.limit", limit=f"{one.normalize():f}")) for one in shown)


def _numbers(rule: LabRule, field: LabField) -> list[Decimal]:
    limit = rule.limit
    numbers = list(limit) if isinstance(limit, tuple) else [limit] if isinstance(limit, Decimal) else []
    unit = (canonical_unit(rule.unit) or rule.unit) if rule.unit else field.unit
    scale = field.convert.get(unit) or factor(unit, field.unit) or Decimal(1)
    return [number * scale for number in numbers]


def valid_for(protocol: Protocol, name: str) -> int | None:
    """Give for how many days after its own a result counts: the shortest that a criterion says, or None."""
    rules = [rule for one in protocol.criterion for rule in one.rules() if isinstance(rule, LabRule)]
    return min((r.good_for_days for r in rules if r.lab == name and r.good_for_days is not None), default=None)


def read_results(protocol: Protocol, name: str, data: Any) -> tuple[Result, ...]:
    """Read a series out of a history, oldest first; one that can't be read is empty."""
    if data is None:
        return ()
    try:
        return read_history({"answers": {name: data}}, protocol).labs.get(name, ())
    except InputError:
        return ()


class Chart:
    """Draws up the series of one field in one language."""

    def __init__(self, protocol: Protocol, name: str, words: Words) -> None:
        field = protocol.field[name]
        assert isinstance(field, LabField)
        self.name = name
        self.unit = pretty_unit(field.unit)
        self._protocol = protocol
        self._words = words
        self._limits = limits_of(protocol, name, words)
        self._valid_for = valid_for(protocol, name)
        self._planned = _planned_fields(protocol)
        self._read: tuple[Any, tuple[Result, ...]] = (None, ())

    def series(self, answers: Mapping[str, Any], assessment: Assessment) -> Series:
        """Give what the chart shows for these answers on the day assessed."""
        data = answers.get(self.name)
        if data != self._read[0]:
            self._read = data, read_results(self._protocol, self.name, data)
        results = self._read[1]
        return Series(
            points=tuple(self._point(one, assessment.on) for one in results),
            further=tuple((one.number, one.label) for one in self._limits),
            marks=self._marks(answers, assessment.on),
            possible=tuple((one.start, one.until) for one in assessment.possible if not one.needs),
            on=assessment.on,
            description=self._words.count("result", len(results)),
            empty=self._words.text("screen.chart.empty"),
        )

    def _point(self, result: Result, on: date) -> ChartPoint:
        day = date.fromordinal(result.on)
        minute = result.minute
        at = day if minute is None else datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001  # the site's own clock
        mark = self._mark(result, on)
        told = self._words.text(
            f"screen.chart.{mark}", amount=amount(result.given, result.unit), day=self._words.day(day)
        )
        return ChartPoint(at, float(result.measure.number), told, mark)

    def _mark(self, result: Result, on: date) -> PointMark:
        if not result.valid:
            return PointMark.CLUMPED
        today = on.toordinal()
        gone = self._valid_for is not None and result.on + self._valid_for < today
        return PointMark.EXPIRED if gone or result.on > today else PointMark.COUNTS

    def _marks(self, answers: Mapping[str, Any], on: date) -> tuple[DayMark, ...]:
        marks = []
        for name, field in self._protocol.field.items():
            day = _day(answers.get(name)) if isinstance(field, DateField) else None
            if day is not None and abs(day - on) <= _REACH:
                label = field_name(self._protocol, self._words, name)
                marks.append(DayMark(day, label, planned=name in self._planned or day > on))
        return tuple(marks)


_REACH = timedelta(days=730)


def _planned_fields(protocol: Protocol) -> frozenset[str]:
    """Name the date fields that say what was planned: a rule counts the days from them to what took place."""
    rules = [rule for one in protocol.criterion for rule in one.rules() if isinstance(rule, DaysRule)]
    return frozenset(rule.days_from for rule in rules if rule.to in protocol.field)


def _day(data: Any) -> date | None:
    """Read the newest answer of a date field, None where it is a word such as `waiting`."""
    if isinstance(data, Sequence) and not isinstance(data, str):
        data = data[-1] if data else None
    value = data.get("value") if isinstance(data, Mapping) else data
    found = parse_day(value)
    return date.fromordinal(found[0]) if found else None
