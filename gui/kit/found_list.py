"""The list that opens below a line to search with."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from gui import theme

_MOST = 8
_KEY = int(Qt.ItemDataRole.UserRole) + 1


class FoundList(QObject):
    """What was found, a line each; some may only say something."""

    chosen = Signal(object)  # the key of a line, None where it has none

    def __init__(self, field: QLineEdit, *, name: str, label: str) -> None:
        super().__init__(field)
        self._field = field
        self.model = QStandardItemModel(self)
        self._list = QCompleter(self.model, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(_MOST)
        self.view = QListView()
        self.view.setObjectName(name)
        self._list.setPopup(self.view)
        self._list.setWidget(field)
        self.retext(label)
        self._list.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # one of two overloads

    def retext(self, label: str) -> None:
        """Give the list its name in another language."""
        self.view.setAccessibleName(label)

    def offer(self, lines: Sequence[tuple[str, object]]) -> None:
        """Offer lines with their keys in place of what was offered before."""
        self.model.clear()
        for text, key in lines:
            item = QStandardItem(text)
            item.setData(key, _KEY)
            self.model.appendRow(item)

    def say(self, text: str) -> None:
        """Say something in place of lines."""
        self.model.clear()
        said = QStandardItem(text)
        said.setEnabled(False)
        self.model.appendRow(said)

    def open(self) -> None:
        """Show the list below the line, wide enough for what it holds."""
        width = max(self.view.sizeHintForColumn(0) + theme.current().px(24), self._field.width())
        self._list.complete()
        self.view.resize(width, self.view.height())

    def close(self) -> None:
        """Take the list away."""
        self.view.hide()

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_KEY))
