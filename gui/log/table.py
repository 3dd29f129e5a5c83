"""The table of cases: two quiet lines a cell, the outcome as a chip, struck cases struck through."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui import theme
from gui.kit import paint
from gui.kit.chips import chip_size, paint_chip
from gui.kit.text_block import elided
from gui.log.lines import Cell, Column
from gui.log.model import LogModel, cell_of, line_of

_SIDE = 10
_WIDTHS = {
    Column.CASE: 132,
    Column.DAYS: 142,
    Column.VERDICT: 148,
    Column.OUTCOME: 120,
    Column.SIGNED: 134,
    Column.AGAINST: 84,
    Column.PROTOCOL: 124,
    Column.STATE: 88,
}


class LogTable(QTableView):
    """One case a row; moving chooses, Enter or a double click opens."""

    chosen = Signal(int)  # the entry, or 0 for none
    opened = Signal(int)

    def __init__(self, model: LogModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log.table")
        self.setProperty("bare", True)
        self._rows = model
        self._shown: theme.Theme | None = None
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self._set_up()
        self._size_columns()
        model.modelReset.connect(self._chose)
        self.selectionModel().currentRowChanged.connect(self._chose)
        self.doubleClicked.connect(self._open)

    def choose(self, seq: int) -> bool:
        """Put the cursor on an entry; False where it is not in the table."""
        place = self._rows.place_of(seq)
        if place < 0:
            return False
        self.selectRow(place)
        self.scrollTo(self._rows.index(place, 0))
        return True

    def top(self) -> int:
        """Give the entry of the topmost row in sight, or 0 for none."""
        row = self.rowAt(0)
        return self._rows.entry(row) if row >= 0 else 0

    def put_on_top(self, seq: int) -> None:
        """Scroll so that an entry is the topmost, where it stands in the table."""
        place = self._rows.place_of(seq)
        if place >= 0:
            self.scrollTo(self._rows.index(place, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def choose_first(self) -> None:
        """Put the cursor on the first case, if there is one and none is chosen."""
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_shown"):
            self._size_columns()
        super().changeEvent(event)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # A fixed height, or Qt asks every one of a million rows for its own.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setStyleSheet(f"QHeaderView::section {{ padding: 4px {_SIDE}px; }}")

    def _size_columns(self) -> None:
        look = theme.current()
        if look is self._shown:
            return
        self._shown = look
        self.verticalHeader().setDefaultSectionSize(look.px(36) + 14)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, look.px(width))

    @Slot()
    def _chose(self) -> None:
        index = self.currentIndex()
        self.chosen.emit(self._rows.entry(index.row()) if index.isValid() else 0)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.entry(index.row()))


class _CellDelegate(QStyledItemDelegate):
    """Paints one cell."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = theme.current()
        shown = cell_of(index)
        if shown.status is not None:
            return chip_size(shown.first) + QSize(2 * _SIDE, 0)
        widths = [paint.text_width(look.font(), shown.first), paint.text_width(look.font("small"), shown.second)]
        return QSize(max(widths) + 2 * _SIDE, look.px(36) + 14)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        shown = cell_of(index)
        line = line_of(index)
        standing = line.row.state if line is not None else "superseded"
        painter.save()
        _paint_ground(painter, rect, state, first=index.column() == Column.CASE)
        if shown.status is not None and standing != "struck":
            _paint_status(painter, rect, shown)
        else:
            _paint_words(painter, rect, shown, struck=standing == "struck", quiet=standing != "current")
        painter.restore()


def _paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, first: bool) -> None:
    tokens = theme.current().tokens
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(tokens.accent_soft))
        if first:
            width = 3 if state & QStyle.StateFlag.State_Active else 2
            painter.fillRect(rect.left(), rect.top(), width, rect.height(), QColor(tokens.accent))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(tokens.hover))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 2, QColor(tokens.accent))
        painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, QColor(tokens.accent))


def _paint_status(painter: QPainter, rect: QRect, shown: Cell) -> None:
    assert shown.status is not None
    size = chip_size(shown.first)
    width = min(size.width(), rect.width() - 2 * _SIDE)
    top = rect.top() + (rect.height() - size.height()) / 2
    paint_chip(painter, QRectF(rect.left() + _SIDE, top, width, size.height()), shown.status, shown.first)


def _paint_words(painter: QPainter, rect: QRect, shown: Cell, *, struck: bool, quiet: bool) -> None:
    look = theme.current()
    font, small = QFont(look.font()), QFont(look.font("small"))
    for one in (font, small):
        one.setStrikeOut(struck)
    room = rect.width() - 2 * _SIDE
    half = rect.height() / 2
    base = half + look.px(4) if not shown.second else half - look.px(3)
    ink = look.tokens.muted if quiet else look.tokens.text
    left = rect.left() + _SIDE
    paint.line_of_text(painter, font, ink, QPointF(left, rect.top() + base), elided(shown.first, font, room))
    if shown.second:
        below = look.tokens.unknown.ink if shown.marked and not quiet else look.tokens.muted
        at = QPointF(left, rect.top() + half + look.px(14))
        paint.line_of_text(painter, small, below, at, elided(shown.second, small, room))
