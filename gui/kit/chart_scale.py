"""Where things stand in a chart over days: axes, ticks and labels that don't collide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

_DAY_STEPS = (1, 2, 5, 7, 14, 28, 56, 91, 182, 365)


def day_number(at: date) -> float:
    """Return a day and time as days since year 1; a day without a time stands for its noon."""
    part = (at.hour * 60 + at.minute) / 1440 if isinstance(at, datetime) else 0.5
    return at.toordinal() + part


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawn area in pixels, and the days and values at its edges."""

    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    ticks: tuple[float, ...]

    def x(self, at: date) -> float:
        """Return the pixel of a day."""
        return self.left + (day_number(at) - self.first) / (self.last - self.first) * (self.right - self.left)

    def start_of(self, day: date) -> float:
        """Return the pixel at which a day begins."""
        return self.x(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # a place on paper, no instant

    def y(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.bottom - value / self.ticks[-1] * (self.bottom - self.top)


def value_ticks(highest: float, at_most: int) -> list[float]:
    """Return round values from 0 up to at least `highest`, `at_most` steps."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / max(at_most, 1)
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 0.1
    step = next(power * m for m in (1, 2, 2.5, 5, 10, 20) if power * m * at_most >= highest)
    count = int(-(-highest // step))
    return [step * i for i in range(count + 1)]


def day_ticks(first: float, last: float, at_most: int) -> list[date]:
    """Return evenly spaced days, counted back from the last."""
    span = last - first
    step = next((s for s in _DAY_STEPS if span / s <= at_most), int(span / max(at_most, 1)) + 1)
    ticks = range(int(last - 0.5), int(first), -step)
    return [date.fromordinal(n) for n in reversed(ticks)]


def rows_for(spans: Sequence[tuple[float, float]], at_most: int, gap: float = 8) -> list[int | None]:
    """Give each (left, right) span, in order of left, the first row with room for it; None for no row."""
    ends: list[float] = []
    rows: list[int | None] = []
    for left, right in spans:
        row = next((i for i, end in enumerate(ends) if end + gap <= left), len(ends))
        if row == len(ends) and row < at_most:
            ends.append(right)
        elif row < len(ends):
            ends[row] = right
        rows.append(row if row < at_most else None)
    return rows
