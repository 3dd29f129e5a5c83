"""Who would change by another version: the counts, a row for each, a case to be opened, and the list to take away."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.cells import CELL_ROLE, Cell, CellDelegate, row_height
from gui.kit.row_table import RowTable
from screening.service import Changed, Replays
from screening.wording import Words
from screening.wording.amendments import line_change, saved_text, standing_change

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_COLUMNS = ("number", "then", "by")
_WIDTHS: Mapping[int, int] = {0: 138, 1: 190}
_MOST_ROWS = 8


class ChangedModel(QAbstractTableModel):
    """A row a case that would change, in order of number or sorted by a column."""

    def __init__(self, changed: Sequence[Changed], words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows = [(one.row.seq, _cells(one, words)) for one in changed]
        self._in_order = list(self._rows)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or (role not in _SPOKEN and role != CELL_ROLE):
            return None
        cell = self._rows[index.row()][1][index.column()]
        return cell if role == CELL_ROLE else cell.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(_COLUMNS):
            return None
        return self._words.text(f"amendment.column.{_COLUMNS[section]}")

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the log's order."""
        self.beginResetModel()
        self._rows = list(self._in_order)
        if column >= 0:
            self._rows.sort(key=lambda row: row[1][column].spoken, reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def entry(self, row: int) -> int:
        """Give the entry of a row."""
        return self._rows[row][0]


class ChangedTable(RowTable):
    """Enter or a double click opens the case."""

    opened = Signal(int)  # the entry

    def __init__(self, model: ChangedModel, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, name=name, parent=parent)
        self._changed = model
        self.setItemDelegate(CellDelegate(self))
        shown = min(model.rowCount(), _MOST_ROWS)
        self.setFixedHeight(row_height() * shown + theme.current().px(24) + 24)

    def open_row(self, row: int) -> None:
        """Open the case of a row."""
        self.opened.emit(self._changed.entry(row))


class ChangedView(QWidget):
    """A sentence or two, and the table where anybody changes."""

    opened = Signal(int)

    def __init__(self, told: Sequence[str], changed: Sequence[Changed], words: Words, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.GRID, 0, 0)
        box.setSpacing(theme.GRID * 2)
        for place, text in enumerate(told):
            box.addWidget(labels.Words(text, role="body" if place else "strong"))
        if changed:
            table = ChangedTable(ChangedModel(changed, words, self), name=f"{name}.table")
            table.setAccessibleName(told[0])
            table.opened.connect(self.opened)
            box.addWidget(table)
            box.addWidget(labels.Words(words.text("amendment.page.open_hint"), role="small"))


def told_replay(found: Replays, words: Words) -> list[str]:
    """Tell what a replay found, in counts."""
    tally, text = found.tally, words.text
    told = [
        text("amendment.page.replayed", version=found.after.version),
        text("amendment.read", open=tally.open, failed=tally.failed, changed=len(found.changed)),
    ]
    return [
        *told,
        *saved_text(tally.failed, tally.saved_met, tally.saved_open, tally.by, words),
        text("amendment.nothing_recorded"),
    ]


def _cells(one: Changed, words: Words) -> tuple[Cell, ...]:
    read, row = one.read, one.row
    then, now = (standing_change(side.before, side.after, words) for side in (read.then, read.now))
    by = dict.fromkeys(line_change(*line, words) for line in (*read.then.by, *read.now.by))
    state = words.text(f"amendment.{'failed' if read.case.failed else 'open'}")
    to_do = words.text(f"amendment.reach.{one.reach}")
    if read.left_out:
        to_do = words.joined([to_do, words.text("amendment.page.left_out", n=len(read.left_out))])
    return (
        Cell(row.number or words.text("logpage.no_number"), f"{state} · {row.protocol_version}"),
        Cell(then, words.text("amendment.page.today", standing=now)),
        Cell(words.listed(list(by)) or words.text("amendment.page.no_line"), to_do),
    )
