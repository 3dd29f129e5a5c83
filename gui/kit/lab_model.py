"""A series of results as typed, with an empty row at the end to type the next into."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gui.kit.days import parse_moment
from gui.kit.segmented import Option
from gui.kit.tokens import Status

Index = QModelIndex | QPersistentModelIndex
Row = dict[str, str]
_ROOT = QModelIndex()


class CellKind(StrEnum):
    """How a cell is filled: typed, typed as a day (and time), or chosen from a list."""

    TEXT = "text"
    MOMENT = "moment"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class LabColumn:
    """One column; a `folded` one is shown when wanted or filled; `width` is in pixels at 100 %."""

    key: str
    heading: str
    kind: CellKind = CellKind.TEXT
    options: tuple[Option, ...] = ()
    folded: bool = False
    width: int = 88


@dataclass(frozen=True, slots=True)
class Flag:
    """What is said of a result as a whole: counts, expired, clumped."""

    status: Status
    word: str


class LabModel(QAbstractTableModel):
    """Rows of strings by column key; two more columns hold the flag and the button to delete."""

    edited = Signal()  # a cell was changed, added or deleted by hand
    judged = Signal()  # other flags or problems are shown

    FlagRole = int(Qt.ItemDataRole.UserRole)
    ProblemRole = FlagRole + 1

    def __init__(self, columns: Sequence[LabColumn], today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.today = today
        self.new_words = self.remove_words = self.flag_words = ""
        self._rows: list[Row] = [{}]
        self._flags: dict[int, Flag] = {}
        self._problems: dict[tuple[int, str], str] = {}

    @property
    def flag_column(self) -> int:
        """The column that says what a result is worth."""
        return len(self.columns)

    @property
    def remove_column(self) -> int:
        """The column that deletes a row."""
        return len(self.columns) + 1

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns) + 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        kinds = [column.kind for column in self.columns]
        typed = index.column() < len(kinds) and kinds[index.column()] is not CellKind.CHOICE
        return plain | Qt.ItemFlag.ItemIsEditable if typed else plain

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section].heading if section < len(self.columns) else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.EditRole:
            return self.text(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index)
        if role in (self.ProblemRole, Qt.ItemDataRole.ToolTipRole):
            return self._problem(index)
        if role == self.FlagRole:
            return self._flags.get(index.row())
        return self._spoken(index) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() >= len(self.columns):
            return False
        row, key = self._rows[index.row()], self.columns[index.column()].key
        if row.get(key, "") == value:
            return False
        if str(value).strip():
            row[key] = str(value)
        else:
            row.pop(key, None)
        here = self.index(index.row(), index.column())
        self.dataChanged.emit(here, here)
        self._keep_last_row_empty()
        self.edited.emit()
        return True

    def text(self, index: Index) -> str:
        """Return what stands in a cell, for a choice its id."""
        column = index.column()
        return self._rows[index.row()].get(self.columns[column].key, "") if column < len(self.columns) else ""

    def rows(self) -> tuple[Row, ...]:
        """Return the filled rows as typed; a day that is understood is written as ISO text."""
        return tuple(self._kept(row) for row in self._rows if row)

    def set_rows(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Replace everything, newest first."""
        self.beginResetModel()
        filled = [{key: text for key, text in row.items() if text} for row in rows]
        self._rows = [*self._newest_first(filled), {}]
        self._flags, self._problems = {}, {}
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Add results by hand, as from the clipboard."""
        if rows:
            self.set_rows([*self._rows, *rows])
            self.edited.emit()

    def remove(self, row: int) -> None:
        """Delete a result; the empty row stays."""
        if row < len(self._rows) - 1:
            self._take_out(row)
            self.edited.emit()

    def settle(self, index: Index) -> None:
        """Write a day the one way it is kept, once its cell is left."""
        row = self._rows[index.row()]
        for key, text in self._kept(row).items():
            if row[key] != text:
                row[key] = text
                here = self.index(index.row(), index.column())
                self.dataChanged.emit(here, here)

    def sort_newest_first(self) -> None:
        """Bring the rows into order and drop the empty ones between; cursors stay with their rows."""
        for place in reversed(range(len(self._rows) - 1)):
            if not self._rows[place]:
                self._take_out(place)
        ordered = [*self._newest_first(self._rows), self._rows[-1]]
        if [id(row) for row in ordered] == [id(row) for row in self._rows]:
            return
        self.layoutAboutToBeChanged.emit()
        places = {id(row): place for place, row in enumerate(ordered)}
        before = self.persistentIndexList()
        after = [self._moved(index, places) for index in before]
        self._rows = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
        self.edited.emit()

    def judge(self, flags: Mapping[int, Flag], problems: Mapping[tuple[int, str], str]) -> None:
        """Show what each row of `rows` is worth and what is wrong with it; the key "" is the whole row."""
        places = [place for place, row in enumerate(self._rows) if row]
        new_flags = {places[row]: flag for row, flag in flags.items() if row < len(places)}
        new_problems = {(places[row], key): why for (row, key), why in problems.items() if row < len(places)}
        if (new_flags, new_problems) != (self._flags, self._problems):
            self._flags, self._problems = new_flags, new_problems
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.remove_column))
            self.judged.emit()

    def flag_words_shown(self) -> list[str]:
        """Return the words of all flags."""
        return [flag.word for flag in self._flags.values()]

    def problems(self) -> list[str]:
        """Return what is wrong, in the order given, each sentence once."""
        return list(dict.fromkeys(self._problems.values()))

    def _take_out(self, place: int) -> None:
        self.beginRemoveRows(_ROOT, place, place)
        del self._rows[place]
        self.endRemoveRows()

    def _shown(self, index: Index) -> str:
        if index.column() >= len(self.columns):
            flag = self._flags.get(index.row())
            return flag.word if flag and index.column() == self.flag_column else ""
        text = self.text(index)
        labels = {option.id: option.label for option in self.columns[index.column()].options}
        return labels.get(text, text.replace("T", " ") if _is_iso_moment(text) else text)

    def _problem(self, index: Index) -> str | None:
        whole = self._problems.get((index.row(), ""))
        if index.column() >= len(self.columns):
            return whole if index.column() == self.flag_column else None
        return self._problems.get((index.row(), self.columns[index.column()].key))

    def _spoken(self, index: Index) -> str:
        if index.column() == self.remove_column:
            return self.remove_words
        heading = self.headerData(index.column(), Qt.Orientation.Horizontal) or self.flag_words
        new = self.new_words if index.row() == len(self._rows) - 1 else ""
        return ", ".join(filter(None, (new, heading, self._shown(index), self._problem(index))))

    def _kept(self, row: Row) -> Row:
        moments = {column.key for column in self.columns if column.kind is CellKind.MOMENT}
        return {k: (parse_moment(v, self.today) or v) if k in moments else v for k, v in row.items()}

    def _newest_first(self, rows: list[Row]) -> list[Row]:
        key = next((column.key for column in self.columns if column.kind is CellKind.MOMENT), "")
        dated = [(parse_moment(row.get(key, ""), self.today) or "", row) for row in rows if row]
        return [row for _, row in sorted(dated, key=lambda pair: pair[0], reverse=True)]

    def _moved(self, index: QModelIndex, places: Mapping[int, int]) -> QModelIndex:
        place = places.get(id(self._rows[index.row()]))
        return QModelIndex() if place is None else self.index(place, index.column())

    def _keep_last_row_empty(self) -> None:
        if self._rows[-1]:
            self.beginInsertRows(_ROOT, len(self._rows), len(self._rows))
            self._rows.append({})
            self.endInsertRows()


def _is_iso_moment(text: str) -> bool:
    return len(text) == 16 and text[10] == "T"
