"""The one window: it shows a page alone, or a site at work, or in place of either what covers it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from gui.cover import Cover

# Whatever else the window needs is imported when it is furnished, since it is shown before that.
if TYPE_CHECKING:
    from gui.curtain import Curtain
    from gui.kit.messages import CalmDialog
    from screening.wording import Words

SIZE = (1280, 800)
SMALLEST = (800, 560)


class Content(QWidget):
    """What fills the window: it can be shown in another language."""

    def retext(self, words: "Words") -> None:
        """Show everything in another language, keeping what was typed."""
        raise NotImplementedError


class Unsaved(Protocol):
    """Something that may hold what is not saved yet; `asks` is the table of the words that ask what becomes of it."""

    asks: str

    def has_unsaved(self) -> bool:
        """Say whether there is any."""

    def park(self) -> None:
        """Keep it as a draft at once, and let it be left."""

    def keep(self) -> None:
        """Keep it as a draft, and go on with it."""

    def discard(self) -> None:
        """Drop it."""


class MainWindow(QMainWindow):
    """Knows no patient: its title names the program and the site's code alone."""

    painted = Signal()  # once, when it is first on the screen
    closed = Signal()
    keys_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Eligo")
        self._content: Content | None = None
        self._cover = Cover(self)
        self._question: CalmDialog | None = None
        self._then: Callable[[], object] = self.close
        self._words: Words | None = None
        self._unsaved: Callable[[], list[Unsaved]] = list
        self._curtain: Curtain | None = None
        self._stack = QStackedWidget()
        self._was_painted = False
        self._stack.addWidget(QWidget())
        self.setCentralWidget(self._stack)
        self.setMinimumSize(*SMALLEST)
        self.resize(*SIZE)

    def furnish(self, words: "Words", unsaved: "Callable[[], list[Unsaved]]") -> None:
        """Give the window its words, its curtain and its keys; `unsaved` lists what may hold something unsaved."""
        from gui.curtain import Curtain
        from gui.kit import icons, keys

        self._words, self._unsaved = words, unsaved
        self.setWindowIcon(icons.app_icon())
        self._curtain = Curtain(words, keys=keys.KEYS["everywhere"]["hide"][0])
        self._curtain.opened.connect(self.toggle_curtain)
        self._stack.addWidget(self._curtain)
        keys.bind(self, "everywhere", "hide", self.toggle_curtain)
        keys.bind(self, "everywhere", "list", self.keys_wanted.emit)

    @property
    def content(self) -> Content | None:
        """Give what is shown, or would be if the curtain were not drawn."""
        return self._content

    @property
    def hidden(self) -> bool:
        """Say whether the content is covered, by the curtain or because it is locked."""
        return self._cover.widget is not None

    def show_content(self, content: Content, site: str = "") -> None:
        """Show this in place of what was there, which is gone; `site` is a code for the title."""
        self._forget_cover()
        former, self._content = self._content, content
        self._stack.addWidget(content)
        self._stack.setCurrentWidget(content)
        if former is not None:
            self._stack.removeWidget(former)
            former.deleteLater()
        self.name_site(site)

    def name_site(self, site: str) -> None:
        """Put a site's code into the title; nothing of a patient ever stands there."""
        self.setWindowTitle(f"{site} – Eligo" if site else "Eligo")

    def retext(self, words: "Words") -> None:
        """Give the window its words in another language."""
        self._words = words
        if self._curtain is not None:
            self._curtain.retext(words)

    @Slot()
    def toggle_curtain(self) -> None:
        """Hide everything on the screen, or bring it back as it was; what is locked stays so."""
        if self._content is None or self._curtain is None:
            return
        if self._cover.widget is self._curtain:
            self._uncover()
        elif self._cover.widget is None:
            self._cover.draw(self._curtain)
            self._stack.setCurrentWidget(self._curtain)
            self._curtain.take_focus()

    def lock(self, page: Content) -> None:
        """Let a page stand in place of everything until `unlock`; the curtain gives way to it."""
        self._stack.addWidget(page)
        self._cover.draw(page)
        self._stack.setCurrentWidget(page)

    def unlock(self) -> None:
        """Bring everything back as it was."""
        page = self._cover.widget
        if page is None or page is self._curtain:
            return
        self._uncover()
        self._stack.removeWidget(page)
        page.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        for one in self._waiting() if self.hidden else ():
            one.park()  # a question would have to say what is hidden
        if not self._waiting():
            event.accept()
            self.closed.emit()
            return
        event.ignore()
        self.ask_about_unsaved(self.close)

    def _waiting(self) -> "list[Unsaved]":
        return [one for one in self._unsaved() if one.has_unsaved()]

    def ask_about_unsaved(self, then: Callable[[], object]) -> None:
        """Ask what becomes of what is unsaved, one after the other, and go on unless the person stays.

        Asks nothing where nothing is.
        """
        waiting = self._waiting()
        if not waiting:
            then()
            return
        if self._question is not None:
            self._question.raise_()
            return
        from gui.kit.buttons import Weight
        from gui.kit.messages import CalmDialog

        assert self._words is not None
        text, asks = self._words.text, waiting[0].asks
        weights = {"stay": Weight.PLAIN, "discard": Weight.DANGER, "park": Weight.PRIMARY}
        answers = [(answer, text(f"{asks}.{answer}"), weight) for answer, weight in weights.items()]
        self._then = then
        self._question = CalmDialog.ask(self, text(f"{asks}.title"), text(f"{asks}.text"), answers, name="unsaved")
        self._question.chosen.connect(self._unsaved_answered)
        self._question.finished.connect(self._unsaved_asked)
        self._question.answer("park").setFocus()

    @Slot()
    def _unsaved_asked(self) -> None:
        self._question = None

    @Slot(str)
    def _unsaved_answered(self, answer: str) -> None:
        if answer == "stay":
            return
        for one in self._waiting()[:1]:
            one.park() if answer == "park" else one.discard()
        self.ask_about_unsaved(self._then)

    def _uncover(self) -> None:
        assert self._content is not None
        self._stack.setCurrentWidget(self._content)
        self._cover.lift()

    def _forget_cover(self) -> None:
        """Take the cover away together with whatever waits behind it."""
        page = self._cover.widget
        self._cover.forget()
        if page is not None and page is not self._curtain:
            self._stack.removeWidget(page)
            page.deleteLater()
