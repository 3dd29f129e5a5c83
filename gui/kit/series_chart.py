"""Results over time with their limit, the cycle days and the days on which the person could qualify."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import aloud, series_painter
from gui.kit.chart_scale import Plot, day_number, rows_for, value_ticks
from gui.kit.series import ChartPoint, DayMark, PlacedMark, Series

_REACH = 24
_LABEL_ROWS = 3


class SeriesChart(QLabel):
    """A chart to look at, to point into, and to walk through with the arrow keys."""

    def __init__(
        self, *, name: str, label: str, day_label: Callable[[date], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._series = Series()
        self._points: tuple[ChartPoint, ...] = ()
        self._at: int | None = None
        self._kept: tuple[Plot, list[PlacedMark]] | None = None
        self.retext(label, day_label)

    def retext(self, label: str, day_label: Callable[[date], str]) -> None:
        """Give the chart its name, and its days their form, in another language."""
        self.setAccessibleName(label)
        self._day_label = day_label
        self._lay_out_again()

    def set_series(self, series: Series) -> None:
        """Show these results, oldest first or not."""
        if series == self._series:
            return
        ordered = tuple(sorted(series.points, key=lambda point: day_number(point.at)))
        if len(ordered) != len(self._series.points):
            self._at = None
        self._series = series
        self._points = ordered
        self.setAccessibleDescription(series.description)
        self._lay_out_again()

    @property
    def read_out(self) -> str:
        """What is said of the result pointed at, or nothing."""
        return "" if self._at is None else self._points[self._at].spoken

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(480), theme.current().px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(240), theme.current().px(140))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._kept = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "_series"):
            self._lay_out_again()
            self.updateGeometry()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._nearest(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._series.points:
            start = len(self._points) if self._at is None else self._at
            self._point_at(min(max(start + step, 0), len(self._points) - 1))
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._point_at(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._series.points:
            series_painter.empty(painter, QRectF(self.rect()), self._series.empty)
        else:
            plot, marks = self._laid_out()
            series_painter.ground(painter, plot, self._series)
            series_painter.axes(painter, plot, self._day_label)
            series_painter.days(painter, plot, marks, self._series.on)
            series_painter.limits(painter, plot, self._series, self._points)
            series_painter.points(painter, plot, self._points, self._at)
            if self._at is not None:
                series_painter.read_out(painter, plot, self._points[self._at])
        if self.hasFocus():
            series_painter.focus(painter, QRectF(self.rect()))

    def _point_at(self, index: int | None) -> None:
        if index != self._at:
            self._at = index
            self.setToolTip("")
            said = filter(None, (self._series.description, self.read_out))
            self.setAccessibleDescription(" ".join(said))
            aloud.say(self, self.read_out)
            self.update()

    def _nearest(self, where: QPointF) -> int | None:
        if not self._series.points:
            return None
        plot, _ = self._laid_out()
        away = [abs(plot.x(p.at) - where.x()) + abs(plot.y(p.value) - where.y()) for p in self._points]
        nearest = min(range(len(away)), key=away.__getitem__)
        return nearest if away[nearest] <= _REACH else None

    def _lay_out_again(self) -> None:
        self._kept = None
        self.update()

    def _laid_out(self) -> tuple[Plot, list[PlacedMark]]:
        if self._kept is None:
            plot = self._plot(0)
            rows = self._label_rows(plot)
            used = max((row + 1 for row in rows if row is not None), default=0)
            plot = self._plot(used)
            self._kept = plot, self._placed_marks(plot, rows)
        return self._kept

    def _plot(self, label_rows: int) -> Plot:
        look = theme.current()
        metrics = QFontMetricsF(look.font("small"))
        first, last = self._span()
        values = [0.0, *(point.value for point in self._points), *(limit for limit, _ in self._series.limits)]
        top = 6 + label_rows * metrics.lineSpacing()
        bottom = self.height() - metrics.lineSpacing() - 8
        ticks = value_ticks(max(values) * 1.08, max(int((bottom - top) / look.px(44)), 1))
        left = metrics.horizontalAdvance(f"{ticks[-1]:g}") + 12
        return Plot(left, top, self.width() - 8, bottom, first, last, tuple(ticks))

    def _span(self) -> tuple[float, float]:
        """Return the first and last day shown: all that is known, and at least two weeks."""
        series = self._series
        days: list[date] = [*(p.at for p in self._points), *(m.day for m in series.marks)]
        days += [series.on] if series.on else []
        for start, end in series.possible:
            days += [start, (end or start) + timedelta(days=1)]
        numbers = [day_number(day) for day in days]
        first, last = min(numbers), max(numbers)
        margin = max((last - first) * 0.03, 1.0)
        return min(first, last - 14) - margin, last + margin

    def _label_rows(self, plot: Plot) -> list[int | None]:
        return rows_for([self._label_span(plot, mark) for mark in self._sorted_marks()], _LABEL_ROWS)

    def _label_span(self, plot: Plot, mark: DayMark) -> tuple[float, float]:
        """Return where a label begins and ends: centred on its day, but inside the plot."""
        width = QFontMetricsF(theme.current().font("small")).horizontalAdvance(mark.label)
        left = min(max(plot.x(mark.day) - width / 2, plot.left), max(plot.right - width, plot.left))
        return left, left + width

    def _sorted_marks(self) -> list[DayMark]:
        return sorted(self._series.marks, key=lambda mark: mark.day)

    def _placed_marks(self, plot: Plot, rows: list[int | None]) -> list[PlacedMark]:
        metrics = QFontMetricsF(theme.current().font("small"))
        used = max((row + 1 for row in rows if row is not None), default=0)
        placed = []
        for mark, row in zip(self._sorted_marks(), rows, strict=True):
            at = None
            if row is not None:
                base = 2 + (used - 1 - row) * metrics.lineSpacing() + metrics.ascent()
                at = QPointF(self._label_span(plot, mark)[0], base)
            placed.append(PlacedMark(mark, at))
        return placed
