"""The table of the day's list."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Signal, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.cells import SIDE, cell_of
from gui.kit.chips import chip_size
from gui.kit.row_table import RowTable
from gui.kit.wrapped_cells import WrappedCells, cell_height
from gui.today.lines import COLUMNS, Line
from gui.today.model import TodayModel

_WHO = 190
_SHARE = 0.24
"""Of the whole width, the most that names take: at large text they wrap, and leave room for what is needed."""
_HEADING = 34


class TodayTable(RowTable):
    """One need a row; Enter or a click opens the case."""

    opened = Signal(object)  # Line

    def __init__(self, model: TodayModel, parent: QWidget | None = None) -> None:
        self._lines = model
        super().__init__(model, {1: _WHO}, name="today.table", parent=parent)
        self.setItemDelegate(_Rows(model, self))
        self.horizontalHeader().hide()
        self.doubleClicked.disconnect(self._open)
        self.clicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._fit_seen)
        model.modelReset.connect(self._fit)

    def chosen(self) -> Line | None:
        """Give the line that has the cursor."""
        index = self.currentIndex()
        return self._lines.line(index.row()) if index.isValid() else None

    def choose(self, key: tuple[str, str]) -> None:
        """Put the cursor on a line, or on the first one where it is gone."""
        row = self._lines.place_of(key)
        if row >= 0:
            self.selectRow(row)
        else:
            self.choose_first()

    def choose_first(self) -> None:
        """Put the cursor on the first line, below its heading."""
        if not self.currentIndex().isValid() and self._lines.rowCount() > 1:
            self.selectRow(1)

    def open_row(self, row: int) -> None:
        line = self._lines.line(row)
        if line is not None:
            self.opened.emit(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()
        self._fit_seen()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight, whole: the rows that will stand above it have their heights before."""
        self._fit_rows(range(max(index.row() - self._most_in_sight(), 0), index.row() + 1))
        super().scrollTo(index, hint)

    def _size_columns(self) -> None:
        super()._size_columns()
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Make the first column as wide as its chips, the headings apart, the rows in sight as high as their words."""
        chips = [chip_size(told).width() for told in self._lines.days_told()]
        self.setColumnWidth(0, max(chips, default=0) + 2 * SIDE)
        self._fit_names()
        self.clearSpans()
        for row in self._lines.headings():
            self.setSpan(row, 0, 1, COLUMNS)
        self._fit_seen()

    def _fit_names(self) -> None:
        self.setColumnWidth(1, min(theme.current().px(_WHO), round(self.viewport().width() * _SHARE)))

    @Slot()
    def _fit_seen(self) -> None:
        # Those in sight alone: of many thousands, most are never looked at.
        first = max(self.rowAt(0), 0)
        self._fit_rows(range(first, min(first + self._most_in_sight(), self._lines.rowCount())))

    def _fit_rows(self, rows: Iterable[int]) -> None:
        header = self.verticalHeader()
        for row in rows:
            header.resizeSection(row, self._height_of(row))

    def _height_of(self, row: int) -> int:
        if self._lines.line(row) is None:
            return theme.current().px(_HEADING)
        cells = [cell_of(self._lines.index(row, column)) for column in range(COLUMNS)]
        return max(cell_height(cell, self.columnWidth(column)) for column, cell in enumerate(cells))

    def _most_in_sight(self) -> int:
        return self.viewport().height() // theme.current().px(_HEADING) + 2


class _Rows(WrappedCells):
    """Paints a heading apart from the lines below it."""

    def __init__(self, model: TodayModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if self._model.line(index.row()) is not None:
            super().paint(painter, option, index)
            return
        look, shown = theme.current(), cell_of(index)
        rect: QRect = option.rect
        at = QPointF(rect.left() + SIDE, rect.bottom() - look.px(8))
        painter.save()
        paint.line_of_text(painter, look.font("small_strong"), look.tokens.muted, at, shown.first)
        right = at + QPointF(paint.text_width(look.font("small_strong"), shown.first) + look.px(8), 0)
        paint.line_of_text(painter, look.font("small"), look.tokens.muted, right, shown.second)
        paint.fill(painter, QRect(rect.left(), rect.bottom(), rect.width(), 1), look.tokens.line)
        painter.restore()
