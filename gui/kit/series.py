"""What a chart of results shows, as plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QPointF


class PointMark(StrEnum):
    """How a result is drawn: one that counts is filled, an expired one hollow, a clumped one a cross."""

    COUNTS = "counts"
    EXPIRED = "expired"
    CLUMPED = "clumped"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One result; `spoken` is what the read-out says of it."""

    at: date
    value: float
    spoken: str
    mark: PointMark = PointMark.COUNTS


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day with a name: a planned one is drawn dotted, one that took place solid."""

    day: date
    label: str
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Everything the chart shows; `possible` are (first, last) days, last None for no end.

    `further` are limits beside the first, each with its label.
    """

    points: tuple[ChartPoint, ...] = ()
    limit: float | None = None
    limit_label: str = ""
    marks: tuple[DayMark, ...] = ()
    possible: tuple[tuple[date, date | None], ...] = ()
    on: date | None = None
    description: str = ""
    empty: str = ""
    further: tuple[tuple[float, str], ...] = ()

    @property
    def limits(self) -> tuple[tuple[float, str], ...]:
        """Every limit with its label."""
        first = () if self.limit is None else ((self.limit, self.limit_label),)
        return (*first, *self.further)


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A day mark with the place of its label, None where there is no room for it."""

    mark: DayMark
    label_at: QPointF | None
