"""The first rows of what will leave, as a table under its real titles."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter
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
from gui.kit.text_block import elided
from screening.service import Preview

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_LEAST, _MOST, _SIDE, _LOOKED_AT = 56, 260, 8, 20


class SheetModel(QAbstractTableModel):
    """Cells as they will stand in the copy."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: list[str] = []
        self._rows: list[tuple[str, ...]] = []

    def show(self, found: Preview) -> None:
        """Show other columns and rows."""
        self.beginResetModel()
        self._titles = [one.title for one in found.columns]
        self._rows = [tuple("" if cell is None else str(cell) for cell in row) for row in found.first]
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._rows[index.row()][index.column()] if index.isValid() and role in _SPOKEN else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _SPOKEN or orientation != Qt.Orientation.Horizontal or section >= len(self._titles):
            return None
        return self._titles[section]

    def widest(self, column: int) -> int:
        """Give the pixels that the title and the first cells of a column need."""
        look = theme.current()
        cells = [paint.text_width(look.font(), row[column]) for row in self._rows[:_LOOKED_AT]]
        return max(paint.text_width(look.font("small"), self._titles[column]), *cells, 0)


class Sheet(QTableView):
    """Read only; arrows move through it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SheetModel(self)
        self.setObjectName("export.sheet")
        self.setAccessibleName(label)
        self.setProperty("bare", True)
        self.setModel(self._model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.current().px(20) + 10)
        self.setItemDelegate(_Cells(self))
        header = self.horizontalHeader()
        header.setStyleSheet(f"QHeaderView::section {{ padding: 4px {_SIDE}px; }}")
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, found: Preview) -> None:
        """Show other columns and rows, each as wide as its first cells."""
        self._model.show(found)
        look = theme.current()
        for column in range(self._model.columnCount()):
            needed = self._model.widest(column) + 2 * _SIDE + 4
            self.setColumnWidth(column, min(max(needed, look.px(_LEAST)), look.px(_MOST)))
        self.scrollToTop()


class _Cells(QStyledItemDelegate):
    """Paints a cell as far from its edges as its title is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, rect = theme.current(), QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(look.tokens.accent_soft))
        text = elided(str(index.data()), look.font(), rect.width() - 2 * _SIDE)
        base = paint.baseline(look.font(), rect.top(), rect.height())
        paint.line_of_text(painter, look.font(), look.tokens.text, QPointF(rect.left() + _SIDE, base), text)
