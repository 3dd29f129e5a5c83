"""The criteria in protocol order, each with its outcome and reason."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from gui import theme
from gui.kit.criteria_delegate import CriterionDelegate
from gui.kit.criteria_model import CriteriaModel, CriterionRow, Index


class CriteriaList(QListView):
    """The criteria as a list that scrolls; Enter, Space or a click on one emits its id."""

    opened = Signal(str)

    def __init__(self, *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(theme.GRID * 5)
        self._rows = CriteriaModel(self)
        self._delegate = CriterionDelegate(self._rows, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.retext(label)
        self.clicked.connect(self._open)

    def retext(self, label: str) -> None:
        """Give the list its name in another language."""
        self.setAccessibleName(label)

    def set_rows(self, rows: Sequence[CriterionRow]) -> None:
        """Show these criteria; groups come in the order of their first criterion."""
        # A list that takes whatever room is left need not know how high all its lines are.
        fills = self.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Ignored
        before = 0 if fills else self._delegate.height_of_all()
        self._rows.set_rows(rows)
        self._delegate.forget_surplus()
        if not fills and self._delegate.height_of_all() != before:
            self.updateGeometry()

    def show_criterion(self, criterion_id: str) -> None:
        """Scroll to a criterion and put the cursor on it; nothing happens for an unknown id."""
        place = self._rows.place_of(criterion_id)
        if place >= 0:
            self.setCurrentIndex(self._rows.index(place))
            self.scrollTo(self._rows.index(place))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(420), self._delegate.height_of_all() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(220), theme.current().px(120))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint the changed lines alone; lay the list out anew only when one of them changed its height."""
        if any(self._delegate.height_changed(row) for row in range(first.row(), last.row() + 1)):
            super().dataChanged(first, last, list(roles))
            return
        for row in range(first.row(), last.row() + 1):
            self.viewport().update(self.visualRect(self._rows.index(row)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._delegate.set_width(self.viewport().width())
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "_delegate"):
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and isinstance(line := self._rows.line(index.row()), CriterionRow):
            self.opened.emit(line.id)


class AllCriteria(CriteriaList):
    """The criteria at their whole height: what is around them scrolls."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
