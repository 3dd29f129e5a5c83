"""Cells of a table of rows: a line and a quieter one below it, perhaps a status as a chip."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.kit import paint
from gui.kit.chips import chip_size, paint_chip
from gui.kit.text_block import elided
from gui.kit.tokens import Status

Index = QModelIndex | QPersistentModelIndex
SIDE = 10
CELL_ROLE = int(Qt.ItemDataRole.UserRole)
"""Where a model gives the Cell of an index."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: a line, a quieter one below it, perhaps a status as a chip in place of the first.

    `marked` says that the line below tells something to be looked at; a `link` leads somewhere when it is clicked.
    """

    first: str
    second: str = ""
    status: Status | None = None
    marked: bool = False
    link: bool = False

    @property
    def spoken(self) -> str:
        """Give it as one line."""
        return ", ".join(filter(None, (self.first, self.second)))


READING = Cell("…")
"""What a cell shows while its row is being read."""


def row_height() -> int:
    """Return the height of a row of such cells."""
    return theme.current().px(36) + 14


def cell_of(index: Index) -> Cell:
    """Give what a cell of a model shows."""
    found = index.data(CELL_ROLE)
    assert isinstance(found, Cell)
    return found


class CellDelegate(QStyledItemDelegate):
    """Paints one cell; whoever inherits may say that a row is struck through, or stands back."""

    def standing(self, _index: Index) -> tuple[bool, bool]:
        """Say whether a row is struck through, and whether it is quiet."""
        return False, False

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look, shown = theme.current(), cell_of(index)
        if shown.status is not None:
            return chip_size(shown.first) + QSize(2 * SIDE, 0)
        widths = [paint.text_width(look.font(), shown.first), paint.text_width(look.font("small"), shown.second)]
        return QSize(max(widths) + 2 * SIDE, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        shown = cell_of(index)
        struck, quiet = self.standing(index)
        painter.save()
        _paint_ground(painter, rect, state, first=index.column() == 0, cursor=_has_cursor(option, index))
        if shown.status is not None and not struck:
            _paint_status(painter, rect, shown)
        else:
            self.paint_words(painter, rect, shown, struck=struck, quiet=quiet)
        painter.restore()

    def paint_words(self, painter: QPainter, rect: QRect, shown: Cell, *, struck: bool, quiet: bool) -> None:
        """Paint the two lines of a cell, each shortened where the column ends."""
        look = theme.current()
        font, small = QFont(look.font()), QFont(look.font("small"))
        for one in (font, small):
            one.setStrikeOut(struck)
        room = rect.width() - 2 * SIDE
        half = rect.height() / 2
        base = half + look.px(4) if not shown.second else half - look.px(3)
        ink = look.tokens.muted if quiet else look.tokens.accent if shown.link else look.tokens.text
        left = rect.left() + SIDE
        paint.line_of_text(painter, font, ink, QPointF(left, rect.top() + base), elided(shown.first, font, room))
        if shown.second:
            below = look.tokens.unknown.ink if shown.marked and not quiet else look.tokens.muted
            at = QPointF(left, rect.top() + half + look.px(14))
            paint.line_of_text(painter, small, below, at, elided(shown.second, small, room))


def _has_cursor(option: QStyleOptionViewItem, index: Index) -> bool:
    """Answer whether the cursor is in a cell's row: a row is what one chooses, so all of it is framed."""
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex().row() == index.row()


def _paint_ground(painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, first: bool, cursor: bool) -> None:
    tokens = theme.current().tokens
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(tokens.accent_soft))
        if first:
            width = 3 if state & QStyle.StateFlag.State_Active else 2
            painter.fillRect(rect.left(), rect.top(), width, rect.height(), QColor(tokens.accent))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(tokens.hover))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
    if cursor:
        painter.fillRect(rect.left(), rect.top(), rect.width(), 2, QColor(tokens.accent))
        painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, QColor(tokens.accent))


def _paint_status(painter: QPainter, rect: QRect, shown: Cell) -> None:
    assert shown.status is not None
    size = chip_size(shown.first)
    width = min(size.width(), rect.width() - 2 * SIDE)
    top = rect.top() + (rect.height() - size.height()) / 2
    paint_chip(painter, QRectF(rect.left() + SIDE, top, width, size.height()), shown.status, shown.first)
