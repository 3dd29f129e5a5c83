"""Cells whose words go on in further lines where the column is narrow; the row grows with them."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from gui import theme
from gui.kit.cells import SIDE, Cell, CellDelegate, row_height
from gui.kit.text_block import TextBlock

_ABOVE = 7


def cell_height(shown: Cell, width: int) -> int:
    """Return the height of a row in which the words of a cell, so many pixels wide, are seen whole."""
    if shown.status is not None:
        return row_height()
    return max(row_height(), round(sum(block.height for block in _blocks(shown, width))) + 2 * _ABOVE)


class WrappedCells(CellDelegate):
    """Paints the words of a cell whole, in as many lines as its column asks for."""

    def paint_words(self, painter: QPainter, rect: QRect, shown: Cell, *, struck: bool, quiet: bool) -> None:
        tokens = theme.current().tokens
        blocks = _blocks(shown, rect.width())
        below = tokens.unknown.ink if shown.marked and not quiet else tokens.muted
        inks = (tokens.muted if quiet else tokens.text, below)
        top = rect.top() + (rect.height() - sum(block.height for block in blocks)) / 2
        for block, ink in zip(blocks, inks, strict=False):
            block.draw(painter, QPointF(rect.left() + SIDE, top), ink)
            top += block.height


def _blocks(shown: Cell, width: int) -> list[TextBlock]:
    said = ((shown.first, "body"), (shown.second, "small"))
    return [_block(theme.current(), text, role, width - 2 * SIDE) for text, role in said if text]


@lru_cache(maxsize=512)
def _block(look: theme.Theme, text: str, role: str, width: int) -> TextBlock:
    return TextBlock(text, look.font(role), width)
