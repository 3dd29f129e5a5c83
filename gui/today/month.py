"""The windows of all open cases for a month: a row a case, a column a day, drawn as the strip of days is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import theme
from gui.kit import icons, paint
from gui.kit.day_strip import LOOK, DayState
from gui.today.lines import Line, cases_in, who
from gui.today.reading import Agenda
from screening.engine import day_state
from screening.wording import Words, needs_text

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_STATE = int(Qt.ItemDataRole.UserRole)
DAYS = 31
_CELL, _NARROWEST, _APART = 40, 26, 4


class MonthModel(QAbstractTableModel):
    """What each day of a month is for each open case that was judged."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._agenda: Agenda | None = None
        self._first = date.min
        self._lines: Sequence[Line] = ()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else DAYS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, day = self._lines[index.row()], self.day(index.column())
        if role == _STATE:
            return self._state(line, day)
        return self._said(line, day) if role in _SPOKEN else None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, *_SPOKEN):
            return None
        if way is Qt.Orientation.Vertical:
            named = who(self._lines[section].case, self._words)
            return "\n".join(filter(None, (named.first, named.second)))
        day = self.day(section)
        if role in _SPOKEN:
            return self._words.day(day, "date_full")
        return f"{self.weekday(section)}\n{day.day}"

    def show(self, agenda: Agenda | None, first: date) -> None:
        """Show its cases, each by its most urgent line, in the month that begins on a day, its own or later."""
        self.beginResetModel()
        self._agenda, self._first = agenda, first
        self._lines = cases_in(agenda.lines) if agenda is not None else ()
        self.endResetModel()

    def retext(self, words: Words) -> None:
        """Tell the same in another language."""
        self._words = words
        self.show(self._agenda, self._first)

    def day(self, column: int) -> date:
        """Give the day of a column."""
        return self._first + timedelta(days=column)

    def weekday(self, column: int) -> str:
        """Give the short name of a column's weekday."""
        return self._words.day(self.day(column), "weekday")

    def line(self, row: int) -> Line:
        """Give the most urgent line of a row's case."""
        return self._lines[row]

    def _state(self, line: Line, day: date) -> DayState:
        return DayState(day_state(line.case.calendar, line.case.possible, day))

    def _said(self, line: Line, day: date) -> str:
        state = self._state(line, day)
        told = self._words.text(f"screen.day.{state}", day=self._words.day(day, "date_full"))
        if state is DayState.NEEDS and self._agenda is not None:
            needs = next(one.needs for one in reversed(line.case.possible) if one.start <= day)
            told = f"{told}: {needs_text(needs, self._agenda.protocol, self._words)}"
        return f"{who(line.case, self._words).spoken}. {told}"


class MonthTable(QTableView):
    """A case a row; its name stays in sight. Enter or a click opens it."""

    opened = Signal(object)  # Line

    def __init__(self, model: MonthModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("today.month")
        self.setProperty("bare", True)
        self._days = model
        self.setModel(model)
        self.setItemDelegate(_Day(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setStyleSheet("QHeaderView::section { padding: 4px 0; }")
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit()
        model.modelReset.connect(self._fit)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_days"):
            self._fit()
        super().changeEvent(event)

    @Slot()
    def _fit(self) -> None:
        look = theme.current()
        self.verticalHeader().setDefaultSectionSize(look.px(_CELL))
        header = self.horizontalHeader()
        widest = max(paint.text_width(look.font("small"), self._days.weekday(column)) for column in range(7))
        header.setMinimumSectionSize(max(look.px(_NARROWEST), widest + _APART))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._days.line(index.row()))


class _Day(QStyledItemDelegate):
    """Paints one day of one case: its ground, and the shape that says the same without colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, state = theme.current(), index.data(_STATE)
        rect: QRect = option.rect
        place = QRectF(rect).adjusted(1, 2, -1, -2)
        flags: QStyle.StateFlag = option.state
        painter.save()
        status, icon = LOOK[state]
        tint = look.tokens.tint(status)
        paint.rounded(painter, place, 4, tint.ground)
        size, middle = look.px(13), place.center()
        icons.draw(painter, icon, QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size), tint.ink)
        if flags & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, place, 4)
        painter.restore()
