"""The days around the one assessed, and on which of them the person could qualify."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.labels import Words
from gui.kit.tokens import Status, Tint

_GAP = 4


class DayState(StrEnum):
    """What a day is for this person."""

    ELIGIBLE = "eligible"
    POSSIBLE = "possible"
    NEEDS = "needs"
    NO = "no"
    UNKNOWN = "unknown"


LOOK = {
    DayState.ELIGIBLE: (Status.MET, "check"),
    DayState.POSSIBLE: (Status.NOT_YET, "clock"),
    DayState.NEEDS: (Status.NOT_YET, "plus"),
    DayState.NO: (Status.NEUTRAL, "minus"),
    DayState.UNKNOWN: (Status.UNKNOWN, "question"),
}


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day: two short lines ("Mon", "23"), its state, and the whole in words for screen readers."""

    day: date
    weekday: str
    number: str
    state: DayState
    spoken: str


class DayStrip(QWidget):
    """Days side by side, the assessed one outlined; arrows move, Enter or a click emits the day."""

    picked = Signal(object)  # datetime.date

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._cells = _Cells(self._group)
        self._caption = Words(role="small")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addWidget(self._cells)
        box.addWidget(self._caption)
        self._days: tuple[StripDay, ...] = ()
        self.setFocusProxy(self._cells)
        self.retext(label)
        self.set_caption("")
        self._group.idClicked.connect(self._clicked)

    def retext(self, label: str) -> None:
        """Give the strip its name in another language."""
        self.setAccessibleName(label)

    def set_days(self, days: Sequence[StripDay], on: date) -> None:
        """Show these days; `on` is outlined."""
        self._days = tuple(days)
        self._cells.show_days(self._days, on, self.objectName())

    def set_caption(self, caption: str) -> None:
        """Show a line below the days, or none."""
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))

    def cell(self, day: date) -> QAbstractButton:
        """Return the button of a day.

        Raises ValueError for a day that is not shown.
        """
        return self._cells.cells[[shown.day for shown in self._days].index(day)]

    @Slot(int)
    def _clicked(self, index: int) -> None:
        self.picked.emit(self._days[index].day)


class _Cells(QWidget):
    """The row of days; one of them is the tab stop."""

    def __init__(self, group: QButtonGroup) -> None:
        super().__init__()
        self._group = group
        self.cells: list[_Cell] = []
        self._shown = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[StripDay], on: date, name: str) -> None:
        while len(self.cells) < len(days):
            cell = _Cell(self)
            self._group.addButton(cell, len(self.cells))
            self.cells.append(cell)
        for index, cell in enumerate(self.cells):
            cell.setVisible(index < len(days))
            if index < len(days):
                cell.show_day(days[index], days[index].day == on, name)
        if len(days) != self._shown:
            self._shown = len(days)
            self.give_tab_stop(next((i for i, day in enumerate(days) if day.day == on), 0))
            self._place()

    def give_tab_stop(self, index: int) -> None:
        for i, cell in enumerate(self.cells):
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if i == index else Qt.FocusPolicy.ClickFocus)
        if self.cells:
            self.setFocusProxy(self.cells[index])

    def move_focus(self, cell: "_Cell", step: int) -> None:
        index = min(max(self.cells.index(cell) + step, 0), self._shown - 1)
        self.give_tab_stop(index)
        self.cells[index].setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(48) * max(self._shown, 7), look.px(64))

    def minimumSizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(26) * max(self._shown, 7), look.px(64))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _place(self) -> None:
        if not self._shown:
            return
        step = (self.width() + _GAP) / self._shown
        for index, cell in enumerate(self.cells[: self._shown]):
            left, right = round(index * step), round((index + 1) * step) - _GAP
            cell.setGeometry(QRect(left, 0, right - left, self.height()))


class _Cell(QAbstractButton):
    """One day."""

    def __init__(self, row: _Cells) -> None:
        super().__init__(row)
        self._row = row
        self._day: StripDay | None = None
        self._is_on = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_day(self, day: StripDay, is_on: bool, name: str) -> None:
        if (day, is_on) == (self._day, self._is_on):
            return
        self._day, self._is_on = day, is_on
        self.setObjectName(f"{name}.{day.day.isoformat()}")
        self.setAccessibleName(day.spoken)
        self.setToolTip(day.spoken)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -99, Qt.Key.Key_End: 99}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._row.move_focus(self, step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._day is None:
            return
        look = theme.current()
        status, icon = LOOK[self._day.state]
        tint = look.tokens.tint(status)
        painter = QPainter(self)
        self._paint_ground(painter, tint)
        middle, height = self.width() / 2, self.height()
        strong = self._day.state is not DayState.NO
        paint.centred(painter, look.font("small"), tint.ink, middle, height * 0.27, self._day.weekday)
        number = look.font("strong" if strong or self._is_on else "body")
        ink = look.tokens.text if self._is_on else tint.ink
        paint.centred(painter, number, ink, middle, height * 0.56, self._day.number)
        size = look.px(13)
        icons.draw(painter, icon, QRectF(middle - size / 2, height * 0.68, size, size), tint.ink)

    def _paint_ground(self, painter: QPainter, tint: Tint) -> None:
        tokens = theme.current().tokens
        rect = QRectF(self.rect())
        edge = tint.edge if self.underMouse() else None
        paint.rounded(painter, rect, theme.RADIUS, tint.ground, edge)
        if self._day and self._day.state is DayState.NEEDS:
            self._paint_hatching(painter, rect, tint)
        if self._is_on:
            paint.rounded(painter, rect, theme.RADIUS, None, tokens.text, width=1.5)
        if self.hasFocus():
            inside = rect.adjusted(3, 3, -3, -3) if self._is_on else rect
            paint.focus_ring(painter, inside, theme.RADIUS - 2)

    def _paint_hatching(self, painter: QPainter, rect: QRectF, tint: Tint) -> None:
        ink = QColor(tint.edge)
        ink.setAlphaF(0.28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
