"""One open site: navigation at the left, the page in sight at the right, the foot below."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Protocol, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.backing_up import BackingUp
from gui.foot import Checked, Foot
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.main_window import Content
from gui.navigation import Navigation, Place
from gui.people.attempts import attempts_text
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.service import FailedAttempts, Site
from screening.wording import Words

_ICONS = {"screen": "screen", "log": "log", "study": "study", "record": "history", "people": "people"}
_NEEDS = {"screen": Permission.SCREEN, "log": Permission.READ_CODED, "record": Permission.VERIFY}
"""What a page is of no use without; the service holds it in any case."""


def pages_for(site: Site) -> list[str]:
    """Name the pages that are of use to whoever is at work; whoever only administers begins with the people."""
    found = [name for name in _ICONS if name not in _NEEDS or site.permits(_NEEDS[name])]
    if site.actor.account is None:
        found.remove("people")
    elif "log" not in found:
        found.sort(key=lambda name: name != "people")
    return found


class Page(Protocol):
    """What every page can do."""

    def retext(self, words: Words) -> None:
        """Show everything in another language, keeping what was typed."""

    def refresh(self) -> None:
        """Show what has come into the record since."""


class Verified(Protocol):
    """What a check of the record found."""

    @property
    def ok(self) -> bool:
        """Say whether the whole record is sound."""

    @property
    def length(self) -> int:
        """Give how many entries there are."""

    @property
    def head(self) -> str:
        """Give the last entry's hash."""

    @property
    def first_bad(self) -> int | None:
        """Name the first entry that doesn't fit."""

    @property
    def why(self) -> str:
        """Say why, as a code."""


class Workplace(Content):
    """Owns the pages; each is made when it is first looked at, the first one at once."""

    shown = Signal(str)  # the page now in sight

    def __init__(
        self,
        makers: Mapping[str, Callable[[], QWidget]],
        *,
        site: Site,
        words: Words,
        tasks: Tasks,
        hide_keys: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("workplace")
        self._makers = dict(makers)
        self._pages: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._site, self._words, self._tasks = site, words, tasks
        self._navigation = Navigation(self._places(), label=words.text("shell.pages"))
        self._stack = QStackedWidget()
        self.foot = Foot(site, words, hide_keys=hide_keys)
        self._lay_out()
        for number, name in enumerate(self._makers, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setObjectName(name)
            shortcut.activated.connect(self._by_key)
        self._navigation.chosen.connect(self.show_page)
        self.foot.record_wanted.connect(self.verify)
        self._backing_up = BackingUp(site, words, tasks, self)
        self._backing_up.told.connect(self._say)
        self._backing_up.changed.connect(self._show_backup)
        self.foot.backup_wanted.connect(self._backing_up.ask)
        self.show_page(next(iter(self._makers)))
        self.record_changed()

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Bring a page into sight, made first if need be, and read anew where the record has grown since."""
        page = self.page(name)
        if name in self._stale:
            cast(Page, page).refresh()
            self._stale.remove(name)
        self._stack.setCurrentWidget(page)
        self._navigation.show_chosen(name)
        self.shown.emit(name)

    def page(self, name: str) -> QWidget:
        """Give a page, made now if it never was."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
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
        self._backing_up.retext(words)
        self._navigation.retext(self._places(), words.text("shell.pages"))
        self.foot.retext(words)
        for page in self._pages.values():
            cast(Page, page).retext(words)

    @Slot()
    def record_changed(self) -> None:
        """Show the record's new length; what was checked before says nothing of it."""
        self.foot.say_record(Checked.NOT_YET, self._site.head().length)
        self._stale |= {name for name in self._pages if name != self.current}
        self._show_backup()

    @Slot()
    def _show_backup(self) -> None:
        self.foot.say_backup(self._backing_up.state())

    @Slot()
    def verify(self) -> None:
        """Check the whole record, and say what was found."""
        self._verify(self._told_of)

    def read_names(self) -> None:
        """Read who everybody is, so that people are found; in a long record this takes a while, and nobody waits."""
        pause = partial(self._tasks.give_way, Lane.NAMES)
        self._tasks.run(partial(self._site.listing.read_names, pause), _nothing, self._unread, Lane.NAMES)

    def _unread(self, _error: EligoError) -> None:
        """Say nothing here: whoever looks for somebody reads on, and is told."""

    def verify_quietly(self) -> None:
        """Check the whole record; only a record that is not sound gets a dialog."""
        self._verify(self._noted)

    def tell_of_attempts(self) -> None:
        """Tell whoever came in of the attempts that failed since they were here last."""
        if self._site.actor.account is not None:
            self._tasks.run(self._site.staff.failed_meanwhile, self._tell_attempts, self._not_verified)

    def _tell_attempts(self, found: list[FailedAttempts]) -> None:
        if found:
            said = attempts_text(found, self._site.actor.name, self._words)
            self._say(self._words.text("attempts.title"), said)

    def _verify(self, done: Callable[[Verified], None]) -> None:
        self.foot.say_record(Checked.UNDER_WAY, self._site.head().length)
        verify = partial(self._site.verify, self._give_way)
        self._tasks.run(verify, done, self._not_verified, Lane.CHECK)

    def _give_way(self, done: int, of: int) -> None:
        """Let whatever somebody waits for come before the next part of a check."""
        if done < of:
            self._tasks.give_way(Lane.CHECK)

    def _noted(self, found: Verified) -> None:
        if not found.ok:
            self._told_of(found)
        else:
            self.foot.say_record(Checked.SOUND, found.length, _time())

    def _told_of(self, found: Verified) -> None:
        text = self._words.text
        self.foot.say_record(Checked.SOUND if found.ok else Checked.BROKEN, found.length, _time())
        if found.ok:
            self._say(text("record.sound"), text("record.sound_how", length=found.length, head=found.head[:16]))
            return
        where = text("record.at", seq=found.first_bad) if found.first_bad else text("record.somewhere")
        why = text(f"cli.log.fault.{found.why or 'unreadable'}")
        self._say(text("record.broken"), text("record.broken_how", where=where, why=why))

    def _not_verified(self, error: EligoError) -> None:
        self.foot.say_record(Checked.NOT_YET, self._site.head().length)
        self._say(self._words.text("record.unchecked"), told(error, self._words))

    @Slot(str, str)
    def _say(self, title: str, text: str) -> None:
        close = ("close", self._words.text("shell.close"), Weight.PRIMARY)
        CalmDialog.ask(self, title, text, [close], name="record.said")

    def _places(self) -> list[Place]:
        return [
            Place(name, _ICONS[name], self._words.text(f"shell.{name}"), f"Ctrl+{number}")
            for number, name in enumerate(self._makers, start=1)
        ]

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._navigation)
        upper.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(upper, 1)
        box.addWidget(self.foot)

    @Slot()
    def _by_key(self) -> None:
        self.show_page(self.sender().objectName())


def _time() -> str:
    return f"{datetime.now().astimezone():%H:%M}"


def _nothing(_result: object) -> None:
    pass
