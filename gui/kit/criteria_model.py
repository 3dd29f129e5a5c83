"""What the list of criteria shows: criteria and the headings between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from gui.kit.tokens import Status

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion as shown: `group` is the heading it stands under, `word` what its chip says."""

    id: str
    group: str
    text: str
    reason: str
    status: Status
    word: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The title above the criteria of one group."""

    text: str


Line = CriterionRow | Heading


class CriteriaModel(QAbstractListModel):
    """Criteria and the headings between them; a change of outcome is a change of one line."""

    LineRole = int(Qt.ItemDataRole.UserRole)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == self.LineRole:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        return _spoken(line) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._lines[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def line(self, row: int) -> Line:
        """Return a criterion or heading by its place."""
        return self._lines[row]

    def place_of(self, criterion_id: str) -> int:
        """Return where a criterion stands, -1 for nowhere."""
        places = (i for i, line in enumerate(self._lines) if isinstance(line, CriterionRow) and line.id == criterion_id)
        return next(places, -1)

    def set_rows(self, rows: Sequence[CriterionRow]) -> None:
        """Show these criteria, touching only the lines that differ."""
        lines = _with_headings(rows)
        if [_key(line) for line in lines] != [_key(line) for line in self._lines]:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        for row, (old, new) in enumerate(zip(self._lines, lines, strict=True)):
            if old != new:
                self._lines[row] = new
                self.dataChanged.emit(self.index(row), self.index(row))


def _with_headings(rows: Sequence[CriterionRow]) -> list[Line]:
    lines: list[Line] = []
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            lines.append(Heading(group))
        lines.append(row)
    return lines


def _key(line: Line) -> tuple[str, str]:
    return (line.id, line.group) if isinstance(line, CriterionRow) else ("", line.text)


def _spoken(line: Line) -> str:
    if isinstance(line, Heading):
        return line.text
    return f"{line.id}, {line.word}: {line.text}. {line.reason}"
