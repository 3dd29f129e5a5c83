"""The log as a table model over a list: filtered and sorted in one pass, told cell by cell as it is looked at."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.log.lines import Cell, Column, Filter, Line, cell, sort_key, title
from screening.wording import Words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class LogModel(QAbstractTableModel):
    """Cases in order of entry until a column is sorted by; nothing is kept for a row that is not in sight."""

    CellRole = int(Qt.ItemDataRole.UserRole)
    LineRole = CellRole + 1

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._all: tuple[Line, ...] = ()
        self._shown: list[Line] = []
        self._filter = Filter()
        self._sorted_by: Column | None = None
        self._descending = False

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role not in _SPOKEN and role < self.CellRole):
            return None
        line = self._shown[index.row()]
        if role == self.LineRole:
            return line
        told = cell(line, Column(index.column()), self._words)
        return told if role == self.CellRole else told.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(Column):
            return None
        return title(Column(section), self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 is the order of entry."""
        self._sorted_by = Column(column) if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these cases, given in order of entry."""
        self._all = tuple(lines)
        self._arrange()

    def set_filter(self, wanted: Filter) -> None:
        """Show those that the filter takes."""
        if wanted != self._filter:
            self._filter = wanted
            self._arrange()

    def retext(self, words: Words) -> None:
        """Tell everything in another language."""
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Give a case by its place in the table."""
        return self._shown[row]

    def place_of(self, seq: int) -> int:
        """Give where an entry stands in the table, -1 for nowhere."""
        return next((place for place, line in enumerate(self._shown) if line.row.seq == seq), -1)

    @property
    def total(self) -> int:
        """How many cases there are, shown or not."""
        return len(self._all)

    def _arrange(self) -> None:
        shown = [line for line in self._all if self._filter.takes(line)]
        if self._sorted_by is not None:
            shown.sort(key=sort_key(self._sorted_by), reverse=self._descending)
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()


def cell_of(index: Index) -> Cell:
    """Give what a cell of the model shows."""
    found = index.data(LogModel.CellRole)
    assert isinstance(found, Cell)
    return found


def line_of(index: Index) -> Line:
    """Give the case of a cell of the model."""
    found = index.data(LogModel.LineRole)
    assert isinstance(found, Line)
    return found
