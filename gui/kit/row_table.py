"""A table of which one looks at rows: as long as it may be, sorted by its header, opened by Enter."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gui import theme
from gui.kit.cells import SIDE, row_height


class RowTable(QTableView):
    """One thing a row; Enter or a double click opens it. `widths` are those of the columns, pixels at 100 %."""

    def __init__(
        self, model: QAbstractItemModel, widths: Mapping[int, int], *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("bare", True)
        self._widths = widths
        self._shown: theme.Theme | None = None
        self.setModel(model)
        self._set_up()
        self._size_columns()
        self.doubleClicked.connect(self._open)

    def open_row(self, row: int) -> None:
        """Open what stands in a row."""
        raise NotImplementedError

    def choose_first(self) -> None:
        """Put the cursor on the first row, if there is one and none is chosen."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_shown"):
            self._size_columns()
        super().changeEvent(event)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # A fixed height, or Qt asks every one of a million rows for its own.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setStyleSheet(f"QHeaderView::section {{ padding: 4px {SIDE}px; }}")

    def _size_columns(self) -> None:
        look = theme.current()
        if look is self._shown:
            return
        self._shown = look
        self.verticalHeader().setDefaultSectionSize(row_height())
        for column, width in self._widths.items():
            self.setColumnWidth(column, look.px(width))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_row(index.row())
