"""The table of accounts."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gui import theme
from gui.people.lines import COLUMNS, cells
from gui.people.reading import Someone, Staffing
from screening.wording import Words

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_WIDTHS = {"name": 136, "roles": 180, "state": 76, "last": 136}


class PeopleModel(QAbstractTableModel):
    """One line an account, in the order in which they were opened."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._people: tuple[Someone, ...] = ()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._people[index.row()]
        if role in _SPOKEN:
            return cells(one, self._words)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and not one.account.active:
            return QColor(theme.current().tokens.muted)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in _SPOKEN or not 0 <= section < len(COLUMNS):
            return None
        return self._words.text(f"people.column.{COLUMNS[section]}")

    def show_people(self, staffing: Staffing) -> None:
        """Show these accounts."""
        self.beginResetModel()
        self._people = staffing.people
        self.endResetModel()

    def retext(self, words: Words) -> None:
        """Tell everything in another language."""
        self.beginResetModel()
        self._words = words
        self.endResetModel()

    def account(self, row: int) -> str:
        """Give the id of the account in a row."""
        return self._people[row].account.id

    def row_of(self, account: str) -> int:
        """Give the row of an account; the first where it is not there."""
        return next((row for row, one in enumerate(self._people) if one.account.id == account), 0)


class PeopleTable(QTableView):
    """Says which account the cursor is on."""

    chosen = Signal(str)  # the id of an account

    def __init__(self, model: PeopleModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people.table")
        self.setProperty("bare", True)
        self._people = model
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setStyleSheet("QTableView::item { padding: 0 7px; } QHeaderView::section { padding: 4px 10px; }")
        look = theme.current()
        self.setMinimumHeight(look.px(110))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.px(24) + 14)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for column, name in enumerate(COLUMNS):
            if name in _WIDTHS:
                self.setColumnWidth(column, look.px(_WIDTHS[name]))
        self.selectionModel().currentRowChanged.connect(self._moved)

    def choose(self, account: str) -> None:
        """Put the cursor on an account."""
        if self._people.rowCount():
            self.setCurrentIndex(self._people.index(self._people.row_of(account), 0))

    @Slot()
    def _moved(self) -> None:
        row = self.currentIndex().row()
        if row >= 0:
            self.chosen.emit(self._people.account(row))
