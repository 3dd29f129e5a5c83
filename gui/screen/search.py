"""Finding a person again: by part of the name (two Chinese characters are enough), number or birth date."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.entries import SearchField
from gui.tasks import Lane
from screening.errors import EligoError
from screening.wording import Words

# The line stands in the page before the book is open.
if TYPE_CHECKING:
    from gui.kit.found_list import FoundList
    from gui.screen.drafts import Worker
    from gui.screen.matches import Match
    from screening.service import Site

_PAUSE = 120
_FEWEST = 2


class PeopleSearch(QWidget):
    """A line to search a book with, and the people found below it; choosing one emits the entry to open."""

    chosen = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._words = words
        self._found: FoundList | None = None
        self.field = SearchField(
            name="search", label=words.text("screen.search"), clear=words.text("screen.search_clear")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._pause.timeout.connect(self._search)

    def search_in(self, site: "Site", worker: "Worker", failed: Callable[[EligoError], None]) -> None:
        """Search in this book from now on."""
        from gui.kit.found_list import FoundList

        self._site, self._worker, self._failed = site, worker, failed
        self._found = FoundList(self.field, name="search.found", label=self._words.text("screen.search"))
        self._found.chosen.connect(self._activated)
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
        self.field.retext(words.text("screen.search"), words.text("screen.search_clear"))
        if self._found is not None:
            self._found.retext(words.text("screen.search"))

    @property
    def found(self) -> "FoundList":
        """Give the list below the line."""
        assert self._found is not None, "no book is open"
        return self._found

    @Slot(str)
    def _typed(self, text: str) -> None:
        if len(text) < _FEWEST:
            self._pause.stop()
            self.found.close()
        else:
            self._pause.start()

    @Slot()
    def _search(self) -> None:
        from gui.screen.matches import find_named

        text = self.field.text().strip()
        self._worker.run(lambda: find_named(self._site, text), self._show, self._failed, Lane.NAMES)
        if not self._site.listing.finds_names:
            self.found.say(self._words.text("screen.search_reading"))
            self._pop_up()

    def _show(self, found: "list[Match]") -> None:
        from gui.screen.matches import told

        if found:
            self.found.offer([(told(one, self._words), one.row.seq if one.row else None) for one in found])
        else:
            self.found.say(self._words.text("screen.search_nobody"))
        self._pop_up()

    def _pop_up(self) -> None:
        if self.field.hasFocus() and len(self.field.text().strip()) >= _FEWEST:
            self.found.open()

    @Slot(object)
    def _activated(self, seq: object) -> None:
        self.field.clear()
        if isinstance(seq, int):
            self.chosen.emit(seq)
