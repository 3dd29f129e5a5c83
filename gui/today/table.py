"""The table of the day's list."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.cells import SIDE, CellDelegate, cell_of
from gui.kit.row_table import RowTable
from gui.today.lines import COLUMNS, Line
from gui.today.model import TodayModel

_WIDTHS = {0: 158, 1: 190}
_HEADING = 34


class TodayTable(RowTable):
    """One need a row; Enter or a click opens the case."""

    opened = Signal(object)  # Line

    def __init__(self, model: TodayModel, parent: QWidget | None = None) -> None:
        self._lines = model
        super().__init__(model, _WIDTHS, name="today.table", parent=parent)
        self.setItemDelegate(_Rows(model, self))
        self.horizontalHeader().hide()
        self.doubleClicked.disconnect(self._open)
        self.clicked.connect(self._open)
        model.modelReset.connect(self._set_headings_apart)

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

    def _size_columns(self) -> None:
        super()._size_columns()
        self._set_headings_apart()

    def _set_headings_apart(self) -> None:
        self.clearSpans()
        for row in self._lines.headings():
            self.setSpan(row, 0, 1, COLUMNS)
            self.verticalHeader().resizeSection(row, theme.current().px(_HEADING))


class _Rows(CellDelegate):
    """Paints a heading apart from the lines below it."""

    def __init__(self, model: TodayModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index)

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
