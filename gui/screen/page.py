"""The Screen page: the form beside the verdict that follows every keystroke, and the head above them."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit.room import keep_room, measure
from gui.kit.sides import Split
from gui.screen.form import Form
from gui.screen.header import Header, hidden_heading
from gui.screen.search import PeopleSearch
from screening.wording import Words

# Whatever needs the book is imported when it is open, since who it is can be typed before that.
if TYPE_CHECKING:
    from gui.screen.casework import Casework
    from gui.screen.drafts import Worker
    from gui.screen.work import Parts, Work
    from screening.service import Site
    from screening.service.intake import Reckoning

_FORM_SHARE, _SIDE_SHARE = 46, 54


class ScreenPage(QWidget):
    """One patient at a time; the window asks it before it closes.

    Who it is can be typed at once, before the book is open; `opening` adds the rest, and then it is there all at once.
    """

    saved = Signal(object)  # service.Saved
    recorded = Signal()  # the book has a new entry that is no case
    titled = Signal(str)  # the screening number, or that the case is new; never who it is

    asks = "unsaved"

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self.setObjectName("screen")
        self.setAcceptDrops(True)
        self._words, self._today = words, today
        self._form = Form(words, today)
        self._search = PeopleSearch(words)
        self._header = Header(hidden_heading(words, today), self._search, words)
        self._steps: Iterator[None] | None = None
        self._work: Work | None = None
        self._began = False
        self._lay_out()

    def opening(self, site: "Site", worker: "Worker") -> Iterator[None]:
        """Give the steps by which a book is opened on the page, small enough for somebody who types meanwhile."""
        self._steps = self._open(site, worker)
        return self._steps

    @property
    def work(self) -> "Work":
        """Give what is done on the page, after whatever steps are left."""
        for _ in self._steps or ():
            pass
        assert self._work is not None, "no book is open"
        return self._work

    # What the window asks for

    def open_case(self, seq: int) -> None:
        """Open a saved case by its entry; the one at hand is parked where it holds something."""
        self.case.open(seq)

    def open_question(self, seq: int, question: str) -> None:
        """Open a saved case as of today, with the cursor where a question is open ("" for none)."""
        self.work.open_question(seq, question)

    def take_up(self, draft: str, question: str) -> None:
        """Go on with a form that is not saved, with the cursor where a question is open ("" for none)."""
        self.work.take_up(draft, question)

    @Slot()
    def new_case(self) -> None:
        """Begin a new case; the one at hand is parked where it holds something."""
        self.work.new_case()

    def begin_case(self, history: Mapping[str, Any], imports: "tuple[Reckoning, ...]", told: str) -> None:
        """Begin a new case with what files gave, which `told` says; the one at hand is parked."""
        self.work.begin_case(history, imports, told)

    def has_unsaved(self) -> bool:
        """Say whether something was entered since the last save."""
        if self._steps is None:
            return bool(self._form.who.subject() or self._form.who.unfinished())
        return self.case.has_unsaved()

    @Slot()
    def park(self) -> None:
        """Keep what was typed for later; before the book is open there is nowhere to keep it."""
        if self._steps is not None:
            self.case.park()

    @Slot()
    def keep(self) -> None:
        """Keep what was typed, and go on with it."""
        if self._steps is not None:
            self.case.keep()

    @Slot()
    def discard(self) -> None:
        """Drop what was typed."""
        if self._steps is not None:
            self.case.discard()

    @property
    def case(self) -> "Casework":
        """Give the case at hand."""
        return self.work.case

    def refresh(self) -> None:
        """Read anew how the study stands, and what there is to say of each value; the case at hand stays as it is."""
        if self._work is not None:
            self._work.standing.look()
            self._work.marking.read()

    def retext(self, words: Words) -> None:
        """Show everything in another language; no answer is lost."""
        self._words = words
        self._split.name_dividers(words.text("shell.divider"))
        self.work.retext(words)

    def showEvent(self, event: QShowEvent) -> None:
        """Say how the study stands, and put the cursor where a new case begins, the first time the page is seen."""
        super().showEvent(event)
        if not self._began:
            self._began = True
            self.refresh()
            self._form.who.focus("name")
            if self._work is None:
                self._form.keep_room_for_bar()
                measure(self._header)

    # Files that are dropped on the page

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files be dropped once the book is open."""
        if self._work is not None and _files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.work.taking.read(_files_in(event.mimeData()))

    # Parts

    def _open(self, site: "Site", worker: "Worker") -> Iterator[None]:
        from gui.screen.case_bar import CaseBar
        from gui.screen.judging import Judge
        from gui.screen.notice import Notice
        from gui.screen.side import VerdictSide
        from gui.screen.work import Parts, Work

        yield from self._form.asking(site.protocol)
        nothing_known = Judge(site).judge({}, self._today).assessment
        side = VerdictSide(site.protocol, self._words, nothing_known)
        yield
        parts = Parts(self._form, side, self._header, self._search, CaseBar(self), Notice(self._words, self))
        self._work = Work(site, worker, self._words, parts, self)
        self._work.saved.connect(self.saved)
        self._work.recorded.connect(self.recorded)
        self._work.titled.connect(self.titled)
        self._complete(parts)
        self._work.begin()

    def _lay_out(self) -> None:
        self._nothing_yet = QWidget()  # in the place of the verdict
        self._split = Split(Qt.Orientation.Horizontal)
        self._split.setObjectName("split")
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(theme.GRID * 2)
        self._split.addWidget(self._form)
        self._split.addWidget(self._nothing_yet)
        self._share_room()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._header)
        self._messages = QHBoxLayout()
        self._messages.setContentsMargins(theme.GRID * 4, 0, theme.GRID * 4, theme.GRID)
        self._box.addLayout(self._messages)
        self._box.addWidget(self._split, 1)
        keep_room(self._header)  # whose buttons can't do anything yet

    def _share_room(self) -> None:
        for place, share in enumerate((_FORM_SHARE, _SIDE_SHARE)):
            self._split.setStretchFactor(place, share)
        self._split.setSizes([_FORM_SHARE * 100, _SIDE_SHARE * 100])

    def _complete(self, parts: "Parts") -> None:
        """Show everything around the first card, which stays where it is."""
        self._messages.addWidget(parts.notice)
        self._box.insertWidget(1, parts.bar)
        self._split.replaceWidget(1, parts.side)
        self._split.name_dividers(self._words.text("shell.divider"))
        self._nothing_yet.deleteLater()
        self._share_room()
        self._header.setVisible(True)
        self._form.show_all()


def _files_in(dropped: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
