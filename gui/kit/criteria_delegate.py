"""How one line of the criteria is laid out and painted."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.kit import paint
from gui.kit.chips import chip_size, paint_chip
from gui.kit.criteria_model import CriteriaModel, CriterionRow, Heading, Line
from gui.kit.text_block import TextBlock

_PAD = 9
_SIDE = 8
_GAP = 12


class _Placed:
    """One line laid out for a width."""

    __slots__ = ("chip", "height", "reason", "text", "text_at")

    def __init__(self, line: Line, width: int) -> None:
        look = theme.current()
        self.chip = QRect()
        self.text_at = QPointF(_SIDE, 0)
        if isinstance(line, Heading):
            self.text = TextBlock(line.text, look.font("small_strong"), width - 2 * _SIDE)
            self.reason: TextBlock | None = None
            self.height = round(self.text.height) + 16
            return
        self._place_criterion(line, width)

    def _place_criterion(self, line: CriterionRow, width: int) -> None:
        look = theme.current()
        left = _SIDE + max(look.px(34), paint.text_width(look.font("small_strong"), line.id) + 10)
        chip = chip_size(line.word)
        room = width - left - _SIDE
        below = room - chip.width() < look.px(200)
        text_room = room if below else room - chip.width() - _GAP
        self.text = TextBlock(line.text, look.font(), text_room)
        self.reason = TextBlock(line.reason, look.font("small"), text_room) if line.reason else None
        words = self.text.height + (self.reason.height + 1 if self.reason else 0)
        height = words + (chip.height() + 6 if below else 0)
        self.height = round(max(height, chip.height())) + 2 * _PAD
        self.text_at = QPointF(left, _PAD if below else round((self.height - words) / 2))
        if below:
            self.chip = QRect(round(left), _PAD + round(words) + 6, chip.width(), chip.height())
        else:
            top = (self.height - chip.height()) // 2
            self.chip = QRect(width - _SIDE - chip.width(), top, chip.width(), chip.height())


class CriterionDelegate(QStyledItemDelegate):
    """Paints lines from layouts that it keeps until the line, the width or the look changes."""

    def __init__(self, model: CriteriaModel, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._model = model
        self._width = parent.viewport().width()
        self._kept: dict[Line, _Placed] = {}
        self._heights: dict[int, int] = {}

    def set_width(self, width: int) -> None:
        """Lay lines out for another width."""
        if width != self._width:
            self._width = width
            self.forget()

    def forget(self) -> None:
        """Lay everything out anew when it is next asked for."""
        self._kept.clear()

    def height_of_all(self) -> int:
        """Return the height of all lines together."""
        return sum(self._placed(self._model.line(row)).height for row in range(self._model.rowCount()))

    def forget_surplus(self) -> None:
        """Drop what was laid out for lines that are gone, once it has become much."""
        if len(self._kept) > 4 * self._model.rowCount() + 16:
            lines = [self._model.line(row) for row in range(self._model.rowCount())]
            self._kept = {line: self._kept[line] for line in lines if line in self._kept}

    def height_changed(self, row: int) -> bool:
        """Tell whether a line needs another height than when the view last asked."""
        return self._placed(self._model.line(row)).height != self._heights.get(row)

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = self._placed(self._model.line(index.row())).height
        self._heights[index.row()] = height
        return QSize(self._width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = self._model.line(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        placed = self._placed(line)
        if isinstance(line, Heading):
            at = QPointF(rect.left() + _SIDE, rect.bottom() - placed.text.height - 3)
            placed.text.draw(painter, at, theme.current().tokens.muted)
        else:
            self._paint_ground(painter, rect, state)
            _paint_criterion(painter, rect, line, placed)
        painter.restore()

    def _placed(self, line: Line) -> _Placed:
        placed = self._kept.get(line)
        if placed is None:
            placed = self._kept[line] = _Placed(line, self._width)
        return placed

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = theme.current().tokens
        if state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, rect.adjusted(0, 1, 0, -2), theme.RADIUS, tokens.hover)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(paint.pen(tokens.line))
        painter.drawLine(rect.left() + _SIDE, rect.bottom(), rect.right() - _SIDE, rect.bottom())
        focused = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Active
        if state & focused == focused:
            paint.focus_ring(painter, rect.adjusted(0, 1, 0, -2), theme.RADIUS)


def _paint_criterion(painter: QPainter, rect: QRect, line: CriterionRow, placed: _Placed) -> None:
    look = theme.current()
    at = placed.text_at + QPointF(rect.topLeft())
    font = look.font("small_strong")
    base = QPointF(rect.left() + _SIDE, at.y() + placed.text.ascent)
    paint.line_of_text(painter, font, look.tokens.muted, base, line.id)
    placed.text.draw(painter, at, look.tokens.text)
    if placed.reason:
        placed.reason.draw(painter, at + QPointF(0, placed.text.height + 1), look.tokens.muted)
    paint_chip(painter, QRectF(placed.chip.translated(rect.topLeft())), line.status, line.word)
