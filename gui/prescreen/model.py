"""The worklist as a table model: as long as it is, read a page at a time and told cell by cell as it is looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from gui.kit.cells import CELL_ROLE, READING
from gui.paging import PageCache, Read
from gui.prescreen.lines import Column, Line, cell, title
from gui.tasks import Tasks
from screening.cohort.run import Run
from screening.wording import Words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class WorklistModel(QAbstractTableModel):
    """Holds how long the list is, and the few candidates that are in sight."""

    sort_wanted = Signal(int, bool)  # a Column, -1 for the list's own order; whether descending
    failed = Signal(object)  # EligoError

    def __init__(self, tasks: Tasks, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._run: Run | None = None
        self._count = 0
        self._read: Read[Line] | None = None
        self._pages = PageCache[Line](tasks, self)
        self._pages.told.arrived.connect(self._arrived)
        self._pages.told.failed.connect(self.failed)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._run is None or (role not in _SPOKEN and role != CELL_ROLE):
            return None
        line = self._pages.line(index.row())
        told = cell(line, Column(index.column()), self._run, self._words) if line is not None else READING
        return told if role == CELL_ROLE else told.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(Column):
            return None
        return title(Column(section), self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the rows as sorted by a column; -1 is the list's own order."""
        self.sort_wanted.emit(column, order == Qt.SortOrder.DescendingOrder)

    def show(self, run: Run, count: int, read: Read[Line], pages: Mapping[int, Sequence[Line]]) -> None:
        """Show the candidates of a run; some of them were read already."""
        self.beginResetModel()
        self._run, self._count, self._read = run, count, read
        self._pages.begin(read, count, pages)
        self.endResetModel()

    def read_anew(self) -> None:
        """Read what is in sight again: the book may know more of somebody now."""
        if self._read is not None and self._count:
            self._pages.begin(self._read, self._count, {})
            self._arrived(0, self._count - 1)

    def retext(self, words: Words) -> None:
        """Tell everything in another language."""
        self._words = words
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._count:
            self._arrived(0, self._count - 1)

    def subject(self, row: int) -> str:
        """Name the patient of a row; blank while the row is being read."""
        line = self._pages.line(row) if 0 <= row < self._count else None
        return line.candidate.subject if line is not None else ""

    @Slot(int, int)
    def _arrived(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
