"""The day's list as a table: a heading above each group, a line for each need."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.kit.cells import CELL_ROLE, Cell
from gui.today.lines import COLUMNS, Heading, Line, cells_of, days_told
from gui.today.reading import Agenda
from screening.wording import Words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_KEPT = 512


class TodayModel(QAbstractTableModel):
    """What waits, the most urgent first; a line is put into words when it is looked at."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._agenda: Agenda | None = None
        self._cells = lru_cache(maxsize=_KEPT)(self._told)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._cells(index.row())[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.first
        return cell.spoken if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.line(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, agenda: Agenda | None) -> None:
        """Show what waits; nothing yet for None."""
        self.beginResetModel()
        self._agenda = agenda
        self._cells.cache_clear()
        self.endResetModel()

    def retext(self, words: Words) -> None:
        """Tell the same in another language."""
        self._words = words
        self.show(self._agenda)

    def line(self, row: int) -> Line | None:
        """Give a line; None for a heading."""
        found = self._lines[row]
        return found if isinstance(found, Line) else None

    def headings(self) -> list[int]:
        """List the rows of the headings."""
        return [row for row, line in enumerate(self._lines) if isinstance(line, Heading)]

    def place_of(self, key: tuple[str, str]) -> int:
        """Give the row of a line, -1 where it is gone."""
        places = (row for row, line in enumerate(self._lines) if isinstance(line, Line) and line.key == key)
        return next(places, -1)

    def days_told(self) -> set[str]:
        """Give what the first column says, each wording once."""
        return days_told(self._agenda.lines, self._words, self._agenda.on) if self._agenda is not None else set()

    def _told(self, row: int) -> tuple[Cell, ...]:
        agenda = self._agenda
        assert agenda is not None
        line = agenda.lines[row]
        if isinstance(line, Heading):
            title = Cell(self._words.text(f"today.group.{line.urgency}"), str(line.count))
            return (title,) * COLUMNS
        return cells_of(line, agenda.protocol, self._words, agenda.on)

    @property
    def _lines(self) -> Sequence[Line | Heading]:
        return self._agenda.lines if self._agenda is not None else ()
