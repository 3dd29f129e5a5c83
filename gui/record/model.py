"""The trail as a table: lines come a few at a time, as they are looked at, however long the book is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.values.telling import told_change
from screening.protocol import Protocol
from screening.service import Line
from screening.wording import Words, place_name, trail_text

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class Column(IntEnum):
    """The columns, from left to right."""

    WHEN = 0
    WHO = 1
    CASE = 2
    WHAT = 3
    CHANGE = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """Two quiet lines."""

    first: str
    second: str = ""

    @property
    def spoken(self) -> str:
        """Give both as a screen reader says them."""
        return ", ".join(filter(None, (self.first, self.second)))


def cell(line: Line, column: Column, names: Mapping[str, str], protocol: Protocol, words: Words) -> Cell:
    """Tell one cell."""
    if column is Column.WHEN:
        at = datetime.fromisoformat(line.at).astimezone()
        return Cell(f"{at:%Y-%m-%d %H:%M:%S}", words.text("trailpage.entry", seq=line.seq))
    if column is Column.WHO:
        role = words.text(f"role.{line.role}") if words.has(f"role.{line.role}") else line.role
        return Cell(line.who, role)
    if column is Column.CASE:
        return Cell(line.number or "–")
    if column is Column.WHAT:
        return Cell(trail_text(line.kind, line.payload, names, words, protocol), _said(line, words))
    if line.path is None:
        return Cell("–")
    return Cell(place_name(protocol, words, line.path), told_change(line.old, line.new, line.path, protocol, words))


class TrailModel(QAbstractTableModel):
    """`more` asks for further lines; they come with `add`."""

    CellRole = int(Qt.ItemDataRole.UserRole)

    def __init__(
        self, protocol: Protocol, words: Words, more: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._protocol, self._words, self._more = protocol, words, more
        self._lines: list[Line] = []
        self._names: Mapping[str, str] = {}
        self._whole = True

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role not in _SPOKEN and role < self.CellRole):
            return None
        told = cell(self._lines[index.row()], Column(index.column()), self._names, self._protocol, self._words)
        return told if role == self.CellRole else told.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(Column):
            return None
        return self._words.text(f"trailpage.column.{Column(section).name.lower()}")

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._whole

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid():
            self._more()

    def begin(self, names: Mapping[str, str]) -> None:
        """Show nothing yet; lines are about to come."""
        self.beginResetModel()
        self._lines, self._names, self._whole = [], names, False
        self.endResetModel()

    def add(self, lines: Sequence[Line], *, whole: bool) -> None:
        """Show further lines; `whole` says that there are no more."""
        self._whole = whole
        if lines:
            self.beginInsertRows(_ROOT, len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def retext(self, words: Words) -> None:
        """Tell everything in another language."""
        self.beginResetModel()
        self._words = words
        self.endResetModel()


def cell_of(index: Index) -> Cell:
    """Give what a cell of the model shows."""
    found = index.data(TrailModel.CellRole)
    assert isinstance(found, Cell)
    return found


def _said(line: Line, words: Words) -> str:
    """Give what was said in a query as it was said, anything else as the reason that it is."""
    if not line.why or line.kind.startswith("query_"):
        return line.why or ""
    return words.text("signature.because", reason=line.why)
