"""The table of cases: two quiet lines a cell, the outcome as a chip, struck cases struck through."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QWidget

from gui.kit.cells import CellDelegate, Index
from gui.kit.row_table import RowTable
from gui.log.lines import Column
from gui.log.model import LogModel, line_of

_WIDTHS: Mapping[int, int] = {
    Column.CASE: 132,
    Column.DAYS: 142,
    Column.VERDICT: 148,
    Column.OUTCOME: 120,
    Column.SIGNED: 134,
    Column.AGAINST: 84,
    Column.PROTOCOL: 124,
    Column.STATE: 88,
}


class LogTable(RowTable):
    """One case a row; moving chooses, Enter or a double click opens."""

    chosen = Signal(int)  # the entry, or 0 for none
    opened = Signal(int)

    def __init__(self, model: LogModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, name="log.table", parent=parent)
        self._rows = model
        self.setItemDelegate(_CaseDelegate(self))
        model.modelReset.connect(self._chose)
        self.selectionModel().currentRowChanged.connect(self._chose)

    def open_row(self, row: int) -> None:
        """Open the case of a row."""
        self.opened.emit(self._rows.entry(row))

    def choose(self, seq: int) -> bool:
        """Put the cursor on an entry; False where it is not in the table."""
        place = self._rows.place_of(seq)
        if place < 0:
            return False
        self.selectRow(place)
        self.scrollTo(self._rows.index(place, 0))
        return True

    def top(self) -> int:
        """Give the entry of the topmost row in sight, or 0 for none."""
        row = self.rowAt(0)
        return self._rows.entry(row) if row >= 0 else 0

    def put_on_top(self, seq: int) -> None:
        """Scroll so that an entry is the topmost, where it stands in the table."""
        place = self._rows.place_of(seq)
        if place >= 0:
            self.scrollTo(self._rows.index(place, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    @Slot()
    def _chose(self) -> None:
        index = self.currentIndex()
        self.chosen.emit(self._rows.entry(index.row()) if index.isValid() else 0)


class _CaseDelegate(CellDelegate):
    """Paints one cell."""

    def standing(self, index: Index) -> tuple[bool, bool]:
        line = line_of(index)
        state = line.row.state if line is not None else "superseded"
        return state == "struck", state != "current"
