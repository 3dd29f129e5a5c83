"""Finding a person again: by part of the name (two Chinese characters are enough), number or birth date."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.entries import SearchField
from gui.tasks import Lane
from screening.errors import EligoError
from screening.wording import Words

# The line stands in the page before the book is open.
if TYPE_CHECKING:
    from gui.screen.drafts import Worker
    from gui.screen.matches import Match
    from screening.service import Site

_PAUSE = 120
_FEWEST = 2
_ROW = int(Qt.ItemDataRole.UserRole) + 1


class PeopleSearch(QWidget):
    """A line to search a book with, and the people found below it; choosing one emits the entry to open."""

    chosen = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._words = words
        self.field = SearchField(
            name="search", label=words.text("screen.search"), clear=words.text("screen.search_clear")
        )
        self._found = QStandardItemModel(self)
        self._list = QCompleter(self._found, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(8)
        self._popup = QListView()
        self._popup.setObjectName("search.found")
        self._list.setPopup(self._popup)
        self._list.setWidget(self.field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._pause.timeout.connect(self._search)
        self._list.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # one of two overloads

    def search_in(self, site: "Site", worker: "Worker", failed: Callable[[EligoError], None]) -> None:
        """Search in this book from now on."""
        self._site, self._worker, self._failed = site, worker, failed
        self.field.searched.connect(self._typed)

    @Slot()
    def take_cursor(self) -> None:
        """Put the cursor into the line, over what stands there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def sizeHint(self) -> QSize:
        """Give a line long enough for a name and a number."""
        return QSize(theme.current().px(190), self.field.sizeHint().height())

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        self._words = words
        self._popup.setAccessibleName(words.text("screen.search"))
        self.field.retext(words.text("screen.search"), words.text("screen.search_clear"))

    @Slot(str)
    def _typed(self, text: str) -> None:
        if len(text) < _FEWEST:
            self._pause.stop()
            self._popup.hide()
        else:
            self._pause.start()

    @Slot()
    def _search(self) -> None:
        from gui.screen.matches import find_named

        text = self.field.text().strip()
        self._worker.run(lambda: find_named(self._site, text), self._show, self._failed, Lane.NAMES)
        if not self._site.listing.finds_names:
            self._found.clear()
            self._tell("screen.search_reading")
            self._pop_up()

    def _show(self, found: "list[Match]") -> None:
        from gui.screen.matches import told

        self._found.clear()
        for match in found:
            item = QStandardItem(told(match, self._words))
            item.setData(match.row.seq if match.row else None, _ROW)
            self._found.appendRow(item)
        if not found:
            self._tell("screen.search_nobody")
        self._pop_up()

    def _tell(self, key: str) -> None:
        """Say something in place of people."""
        said = QStandardItem(self._words.text(key))
        said.setEnabled(False)
        self._found.appendRow(said)

    def _pop_up(self) -> None:
        if self.field.hasFocus() and len(self.field.text().strip()) >= _FEWEST:
            width = max(self._popup.sizeHintForColumn(0) + theme.current().px(24), self.field.width())
            self._list.complete()
            self._popup.resize(width, self._popup.height())

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        seq = index.data(_ROW)
        self.field.clear()
        if isinstance(seq, int):
            self.chosen.emit(seq)
