"""One open site: navigation at the left, the page in sight at the right, the foot below."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.kit.room import keep_room
from gui.main_window import Content
from gui.navigation import Navigation, Place
from screening.wording import Words

ICONS = {
    "today": "calendar",
    "screen": "screen",
    "log": "log",
    "prescreen": "filter",
    "study": "study",
    "insight": "chart",
    "record": "history",
    "people": "people",
    "exercise": "exercise",
}
WITHOUT_ACCOUNTS = tuple(name for name in ICONS if name not in ("people", "exercise"))
"""The pages of a book that knows nobody's password."""


class Page(Protocol):
    """What every page, and the foot, can do."""

    def retext(self, words: Words) -> None:
        """Show everything in another language, keeping what was typed."""

    def refresh(self) -> None:
        """Show what has come into the record since."""


class Workplace(Content):
    """Owns the pages; each is made when it is first looked at, the first one at once.

    The first page may stand here alone, and be typed into, before the book is open; `furnish` puts the rest around it.
    """

    shown = Signal(str)  # the page now in sight

    def __init__(self, names: Sequence[str], words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workplace")
        self._names, self._words = tuple(names), words
        self._makers: Mapping[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self._foot: QWidget | None = None
        self._band: QWidget | None = None
        self._stale: set[str] = set()
        self._navigation = Navigation(self._places(), label=words.text("shell.pages"))
        keep_room(self._navigation)
        self._stack = QStackedWidget()
        self._lay_out()

    def begin_with(self, name: str, page: QWidget) -> None:
        """Show a page alone; what comes after the first one waits behind it."""
        self._add(name, page)
        self._navigation.show_chosen(self.current)

    def mark(self, band: QWidget) -> None:
        """Let a band stand above every page."""
        self._band = band
        self._box.insertWidget(0, band)

    def furnish(self, makers: Mapping[str, Callable[[], QWidget]], foot: QWidget, first: str) -> None:
        """Give what makes the pages, and the foot, now that the book is open, and show the page that opens."""
        self._makers, self._foot = makers, foot
        self._box.addWidget(foot)
        for name, keys in self.keys.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setObjectName(name)
            shortcut.activated.connect(self._by_key)
        self._navigation.setVisible(True)
        self._navigation.chosen.connect(self.show_page)
        self.show_page(first)

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Bring a page into sight, made first if need be, and read anew where the record has grown since."""
        page = self.page(name)
        if name in self._stale:
            self.refresh(name)
        self._stack.setCurrentWidget(page)
        self._navigation.show_chosen(name)
        self.shown.emit(name)

    def refresh(self, name: str) -> None:
        """Let a page that was made read the record anew."""
        self._stale.discard(name)
        cast(Page, self._pages[name]).refresh()

    def page(self, name: str) -> QWidget:
        """Give a page, made now if it never was."""
        if name not in self._pages:
            self._add(name, self._makers[name]())
        return self._pages[name]

    def made(self, name: str) -> QWidget | None:
        """Give a page if it was made already."""
        return self._pages.get(name)

    @property
    def current(self) -> str:
        """Name the page in sight."""
        return next(name for name, page in self._pages.items() if page is self._stack.currentWidget())

    def retext(self, words: Words) -> None:
        """Show everything in another language."""
        self._words = words
        self._navigation.retext(self._places(), words.text("shell.pages"))
        for part in (self._band, self._foot, *self._pages.values()):
            if part is not None:
                cast(Page, part).retext(words)

    @Slot()
    def record_changed(self) -> None:
        """Let every page that is out of sight be read anew when it comes back."""
        self._stale |= {name for name in self._pages if name != self.current}

    def _add(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self._stack.addWidget(page)

    def _places(self) -> list[Place]:
        return [Place(name, ICONS[name], self._words.text(f"shell.{name}"), keys) for name, keys in self.keys.items()]

    @property
    def keys(self) -> dict[str, str]:
        """Give each page its keys: Today has 0, the others are counted from 1."""
        counted = [name for name in self._names if name != "today"]
        numbers = {name: number for number, name in enumerate(counted, start=1)}
        return {name: f"Ctrl+{numbers.get(name, 0)}" for name in self._names}

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._navigation)
        upper.addWidget(self._stack, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addLayout(upper, 1)

    @Slot()
    def _by_key(self) -> None:
        self.show_page(self.sender().objectName())
