"""Bars one under the other: to look at, to point into, and to walk through with the arrow keys."""

from itertools import accumulate, pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import aloud, bar_painter, series_painter
from gui.kit.bars import Bars, Place, places

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_GAP, _MARGIN = 10, 6
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class BarChart(QLabel):
    """A chart whose every part says what it is: to the mouse, to the keyboard, and to a screen reader."""

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(label)
        self._bars = Bars()
        self._places: list[Place] = []
        self._at: int | None = None

    def show_bars(self, bars: Bars) -> None:
        """Show these, and point at none of them."""
        self._bars, self._at = bars, None
        self.setAccessibleDescription(bars.description or bars.empty)
        self._lay_out_again()

    @property
    def read_out(self) -> str:
        """What is said of the part pointed at, or nothing."""
        if self._at is None:
            return ""
        place = self._places[self._at]
        return self._bars.lines[place.line].told[place.part]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._bars.lines:
            return theme.current().px(64)
        return round(self._tops(width)[-1]) + _MARGIN

    def sizeHint(self) -> QSize:
        width = theme.current().px(440)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(220), theme.current().px(64))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._find_places()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "_bars"):
            self._lay_out_again()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._under(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        if not self.hasFocus():
            self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._places and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._point_at(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._places:
            self._point_at(self._next(*step))
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._point_at(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._bars.lines:
            series_painter.empty(painter, QRectF(self.rect()), self._bars.empty)
        else:
            bar_painter.legend(painter, self._bars.series, self._legend(self.width()))
            for number, (line, label, room) in enumerate(zip(self._bars.lines, *self._rooms(), strict=True)):
                end = QRectF(room.right() + _GAP, label.top(), self.width() - room.right() - _GAP, label.height())
                bar_painter.words(painter, line, label, end)
                bar_painter.bar(painter, line, room, [one for one in self._places if one.line == number])
            if self._at is not None:
                bar_painter.pointed(painter, self._places[self._at].rect)
                series_painter.say(painter, QRectF(self.rect()), self._places[self._at].rect, self.read_out)
        if self.hasFocus():
            series_painter.focus(painter, QRectF(self.rect()))

    # Where things stand

    def _lay_out_again(self) -> None:
        self.updateGeometry()
        self._find_places()
        self.update()

    def _find_places(self) -> None:
        self._places = list(places(self._bars, self._rooms()[1]))
        if self._at is not None and self._at >= len(self._places):
            self._at = None

    def _rooms(self) -> tuple[list[QRectF], list[QRectF]]:
        """Give the rooms of the labels, and those of the bars beside them."""
        width = self.width()
        label, end = self._columns(width)
        tops = self._tops(width)
        left, right = _MARGIN + label + _GAP, width - _MARGIN - end - _GAP
        labels = [QRectF(_MARGIN, top, label, below - top - 4) for top, below in pairwise(tops)]
        high = theme.current().px(20)
        bars = [QRectF(left, one.center().y() - high / 2, max(right - left, 10), high) for one in labels]
        return labels, bars

    def _columns(self, width: int) -> tuple[float, float]:
        """Give the widths of the labels and of what stands at the ends."""
        metrics = QFontMetricsF(theme.current().font("body"))
        small = QFontMetricsF(theme.current().font("small"))
        widest = max((metrics.horizontalAdvance(line.label) for line in self._bars.lines), default=0) + 2
        end = max((small.horizontalAdvance(line.end) for line in self._bars.lines), default=0) + 2
        return min(widest, width * 0.34), end

    def _tops(self, width: int) -> list[float]:
        """Give where each bar's line begins, and where the last one ends."""
        label, _ = self._columns(width)
        metrics = QFontMetricsF(theme.current().font("body"))
        least = theme.current().px(20)
        box = QRectF(0, 0, label, 10_000)
        heights = [
            max(metrics.boundingRect(box, _WRAPPED, line.label).height(), least) + 8 for line in self._bars.lines
        ]
        legend = self._legend(width)
        begin = float(legend[-1].bottom() + _GAP) if legend else float(_MARGIN)
        return list(accumulate(heights, initial=begin))

    def _legend(self, width: int) -> list[QRect]:
        """Give the room of each name in the legend, its swatch at the left."""
        metrics = QFontMetricsF(theme.current().font("small"))
        rooms: list[QRect] = []
        top = _MARGIN
        for name in self._bars.series:
            box = QRectF(0, 0, width - bar_painter.swatch_width() - 2 * _MARGIN, 10_000)
            high = round(metrics.boundingRect(box, _WRAPPED, name).height())
            rooms.append(QRect(_MARGIN, top, width - 2 * _MARGIN, high))
            top += high + 3
        return rooms

    # Which part is pointed at

    def _under(self, where: QPointF) -> int | None:
        found = (number for number, one in enumerate(self._places) if one.rect.adjusted(0, -4, 1, 4).contains(where))
        return next(found, None)

    def _next(self, down: int, along: int) -> int:
        if self._at is None:
            return 0
        if along:
            return min(max(self._at + along, 0), len(self._places) - 1)
        now = self._places[self._at]
        line = min(max(now.line + down, 0), len(self._bars.lines) - 1)
        there = [number for number, one in enumerate(self._places) if one.line == line]
        return min(there, key=lambda number: abs(self._places[number].part - now.part))

    def _point_at(self, index: int | None) -> None:
        if index != self._at:
            self._at = index
            self.setAccessibleDescription(self.read_out or self._bars.description)
            aloud.say(self, self.read_out)
            self.update()
