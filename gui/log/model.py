"""The log as a table model over a selection: as long as the log is, told cell by cell as it is looked at."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from gui.kit.cells import CELL_ROLE, READING
from gui.log.lines import SORTS, Column, Line, cell, title
from gui.log.pages import Pages, reader
from gui.paging import PageCache
from gui.tasks import Tasks
from screening.log import Selection
from screening.service import Site
from screening.wording import Words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class LogModel(QAbstractTableModel):
    """Holds where each row is found, and the few lines that are in sight."""

    sort_wanted = Signal(str, bool)  # what to sort by, and whether descending
    failed = Signal(object)  # EligoError

    LineRole = CELL_ROLE + 1

    def __init__(self, site: Site, tasks: Tasks, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._words = site, words
        self._selection: Selection | None = None
        self._count = 0
        self._pages = PageCache[Line](tasks, self)
        self._pages.told.arrived.connect(self._arrived)
        self._pages.told.failed.connect(self.failed)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role not in _SPOKEN and role < CELL_ROLE):
            return None
        line = self._pages.line(index.row())
        if role == self.LineRole:
            return line
        told = cell(line, Column(index.column()), self._words) if line is not None else READING
        return told if role == CELL_ROLE else told.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(Column):
            return None
        return title(Column(section), self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the rows as sorted by a column; -1 is the order of entry."""
        by = SORTS[Column(column)] if column >= 0 else "entry"
        self.sort_wanted.emit(by, order == Qt.SortOrder.DescendingOrder)

    def grow(self, selection: Selection) -> bool:
        """Add the rest of the log where its beginning is shown; False where something else is."""
        if not self._begins(selection):
            return False
        self.beginInsertRows(_ROOT, self._count, len(selection) - 1)
        self._pages.go_on(reader(self._site, selection), len(selection))
        self._selection, self._count = selection, len(selection)
        self.endInsertRows()
        return True

    def show(self, selection: Selection, pages: Pages) -> None:
        """Show these rows; some of their lines were read already."""
        self.beginResetModel()
        self._pages.begin(reader(self._site, selection), len(selection), pages)
        self._selection, self._count = selection, len(selection)
        self.endResetModel()

    def retext(self, words: Words) -> None:
        """Tell everything in another language."""
        self._words = words
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self._count:
            self._arrived(0, self._count - 1)

    def entry(self, row: int) -> int:
        """Give the entry of a row, whether its line was read or not."""
        assert self._selection is not None
        return self._selection.entries(row, 1)[0]

    def place_of(self, seq: int) -> int:
        """Give where an entry stands in the table, -1 for nowhere."""
        return self._selection.position(seq) if self._selection is not None else -1

    @property
    def total(self) -> int | None:
        """How many cases there are, shown or not; None while they are being counted."""
        return self._selection.total if self._selection is not None and self._selection.complete else None

    def _begins(self, selection: Selection) -> bool:
        """Say whether what is shown is the beginning of a selection."""
        before = self._selection
        if before is None or before.complete or before.query != selection.query or len(selection) <= len(before):
            return False
        return before.entries(0, len(before)) == selection.entries(0, len(before))

    @Slot(int, int)
    def _arrived(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


def line_of(index: Index) -> Line | None:
    """Give the case of a cell of the model; None while it is being read."""
    found = index.data(LogModel.LineRole)
    assert found is None or isinstance(found, Line)
    return found
