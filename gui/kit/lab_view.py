"""The grid of a table of results: typing, choosing, deleting, and Tab through the cells and out again."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from gui import theme
from gui.kit import paint
from gui.kit.lab_delegate import LabDelegate
from gui.kit.lab_model import CellKind, Index, LabModel
from gui.kit.pasted_results import looks_like_a_table

Trigger = QAbstractItemView.EditTrigger
Hint = QAbstractItemDelegate.EndEditHint
_ONWARD = {Hint.EditNextItem: 1, Hint.SubmitModelCache: 1, Hint.EditPreviousItem: -1}
_ROWS_SHOWN = 8


class LabView(QTableView):
    """Tab and Enter go from cell to cell and leave the table at its empty row."""

    pasted = Signal()
    _row_left = Signal()

    def __init__(self, model: LabModel, *, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.empty_choice = ""
        self._lab = model
        self._cells = LabDelegate(self)
        self._cells.setObjectName(name)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self._dress()
        remove = QAction(self)
        remove.setShortcut(QKeySequence("Alt+Del"))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        remove.triggered.connect(self._remove_current)
        self.addAction(remove)
        self._cells.pasted.connect(self.pasted)
        self.clicked.connect(self._cell_clicked)
        self._row_left.connect(model.sort_newest_first, Qt.ConnectionType.QueuedConnection)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged, model.judged):
            changed.connect(self.fit)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(Trigger.AllEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(24)

    @Slot()
    def fit(self) -> None:
        """Give the columns their widths and the table the height of its rows."""
        look = theme.current()
        header = self.horizontalHeader()
        for place, column in enumerate(self._lab.columns):
            need = self.fontMetrics().horizontalAdvance(column.heading) + 16
            self.setColumnWidth(place, max(look.px(column.width), need))
        self.setColumnWidth(self._lab.remove_column, look.px(28))
        self._fit_flag_column()
        row = look.control_height - 2
        self.verticalHeader().setDefaultSectionSize(row)
        rows = min(self._lab.rowCount(), _ROWS_SHOWN)
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() > 0 else 0
        height = header.sizeHint().height() + rows * row + 2 + extra
        if height != self.height():
            self.setFixedHeight(height)

    def _fit_flag_column(self) -> None:
        """Give the flags what is left of the width, and at least what their words need."""
        flag = self._lab.flag_column
        others = sum(self.columnWidth(c) for c in range(self._lab.columnCount()) if c != flag)
        font = theme.current().font("small")
        words = max((paint.text_width(font, word) for word in self._lab.flag_words_shown()), default=0)
        need = words + theme.current().px(13) + 16
        self.setColumnWidth(flag, max(self.viewport().width() - others, need))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_lab"):
            self.fit()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come in by Tab at the empty row, ready to type."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.go_to(self._lab.index(self._lab.rowCount() - 1, 0))

    def focusNextPrevChild(self, onward: bool) -> bool:
        return self._go_by(1 if onward else -1) or super().focusNextPrevChild(onward)

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        if self.currentIndex().isValid():
            self._lab.settle(self.currentIndex())
        step = _ONWARD.get(hint)
        super().closeEditor(editor, Hint.NoHint)
        if step is not None and not self._go_by(step):
            super().focusNextPrevChild(step > 0)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if previous.isValid() and current.row() != previous.row():
            self._row_left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste(index)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self._clear(index)
        elif event.key() in _PRESS and self._press(index):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _paste(self, index: QModelIndex) -> None:
        text = QGuiApplication.clipboard().text()
        if looks_like_a_table(text) or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.pasted.emit()
        else:
            self._lab.setData(index, text.strip())

    def _clear(self, index: QModelIndex) -> None:
        if index.column() == self._lab.remove_column:
            self._lab.remove(index.row())
        else:
            self._lab.setData(index, "")

    def _press(self, index: QModelIndex) -> bool:
        """Do what a click on the cell does, and tell whether there was anything to do."""
        if not index.isValid() or index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self._cell_clicked(index)
        return True

    @Slot(QModelIndex)
    def _cell_clicked(self, index: QModelIndex) -> None:
        if index.column() == self._lab.remove_column:
            self._lab.remove(index.row())
        elif index.column() < len(self._lab.columns):
            self._offer(index)

    def _offer(self, index: QModelIndex) -> None:
        """Open the list of a choice below its cell."""
        column = self._lab.columns[index.column()]
        if column.kind is not CellKind.CHOICE:
            return
        self._chosen_for = QPersistentModelIndex(index)
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for option_id, label in ((None, self.empty_choice), *((o.id, o.label) for o in column.options)):
            action = menu.addAction(label.replace("&", "&&"))
            action.setData(option_id or "")
            action.setCheckable(True)
            action.setChecked((option_id or "") == self._lab.text(index))
        menu.triggered.connect(self._chosen)
        corner = self.visualRect(index).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(corner + QPoint(0, 1)))

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        if self._chosen_for.isValid():
            place = self._lab.index(self._chosen_for.row(), self._chosen_for.column())
            self._lab.setData(place, action.data())

    @Slot()
    def _remove_current(self) -> None:
        if self.currentIndex().isValid():
            self._lab.remove(self.currentIndex().row())

    def _go_by(self, step: int) -> bool:
        """Go to the next or previous cell; False at the ends, and from an empty last row."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        last = index.row() == self._lab.rowCount() - 1
        if step > 0 and last:
            return False
        columns = [c for c in range(len(self._lab.columns)) if not self.isColumnHidden(c)]
        column = min(index.column(), columns[-1])
        place = index.row() * len(columns) + columns.index(column) + step
        if place < 0:
            return False
        self.go_to(self._lab.index(place // len(columns), columns[place % len(columns)]))
        return True

    def go_to(self, index: QModelIndex) -> None:
        """Put the cursor on a cell, and into it where it is typed."""
        self.setCurrentIndex(index)
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)


_PRESS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4}
