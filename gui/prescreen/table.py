"""The table of candidates: one a row; the identifier is a link, and Enter opens as well."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from gui.kit.cells import CellDelegate
from gui.kit.row_table import RowTable
from gui.prescreen.lines import Column
from gui.prescreen.model import WorklistModel

_WIDTHS: Mapping[int, int] = {
    Column.PATIENT: 98,
    Column.VERDICT: 148,
    Column.MISSING: 226,
    Column.WHEN: 132,
    Column.AGAINST: 66,
    Column.KNOWN: 110,
}


class Worklist(RowTable):
    """Sorted by its header, or in its own order: who may qualify first, by how little is missing, then how soon."""

    opened = Signal(str)  # the subject

    def __init__(self, model: WorklistModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, name="prescreen.list", parent=parent)
        self._rows = model
        self.setItemDelegate(CellDelegate(self))
        self.clicked.connect(self._clicked)

    def open_row(self, row: int) -> None:
        """Open the candidate of a row."""
        subject = self._rows.subject(row)
        if subject:
            self.opened.emit(subject)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show over an identifier that it leads on."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        leads = index.isValid() and index.column() == Column.PATIENT
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.PATIENT:
            self.open_row(index.row())
