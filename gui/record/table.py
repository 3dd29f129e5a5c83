"""The table of the trail: two quiet lines a cell."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
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
from gui.kit.text_block import elided
from gui.record.model import Column, TrailModel, cell_of

_SIDE = 10
_WIDTHS = {Column.WHEN: 168, Column.WHO: 140, Column.CASE: 124, Column.WHAT: 440}


class TrailTable(QTableView):
    """Lines of the trail; the last column takes what is left."""

    def __init__(self, model: TrailModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record.table")
        self.setProperty("bare", True)
        self.setModel(model)
        self.setItemDelegate(_TwoLines(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setStyleSheet(f"QHeaderView::section {{ padding: 4px {_SIDE}px; }}")
        look = theme.current()
        self.verticalHeader().setDefaultSectionSize(look.px(36) + 14)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, look.px(width))


class _TwoLines(QStyledItemDelegate):
    """Paints a line over a smaller, quieter one."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, shown = theme.current(), cell_of(index)
        tokens = look.tokens
        rect = QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        width = rect.width() - 2 * _SIDE
        lines = [(shown.first, look.font(), tokens.text)]
        if shown.second:
            lines.append((shown.second, look.font("small"), tokens.muted))
        self._draw(painter, rect, lines, width)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, lines: list[tuple[str, QFont, str]], width: int) -> None:
        heights = []
        for _, font, _ in lines:
            painter.setFont(font)
            heights.append(painter.fontMetrics().height())
        top = rect.top() + (rect.height() - sum(heights)) / 2
        for (text, font, ink), height in zip(lines, heights, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(
                QPointF(rect.left() + _SIDE, top + painter.fontMetrics().ascent()), elided(text, font, width)
            )
            top += height

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 2 * _SIDE, theme.current().px(36) + 14)
