"""Looking after the open book: how long it is, whether it is sound, its backups; what was found is said in the foot."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.backing_up import BackingUp
from gui.foot import Checked, Foot
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.people.attempts import attempts_text
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.errors import EligoError, StoreError
from screening.service import FailedAttempts, Site
from screening.wording import Words


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


class Upkeep(QObject):
    """Asks the worker for what is to be done with the whole book, and tells of it."""

    backed_up = Signal()

    def __init__(self, site: Site, words: Words, tasks: Tasks, foot: Foot, window: QWidget) -> None:
        super().__init__(foot)
        self._site, self._words, self._tasks, self._foot, self._window = site, words, tasks, foot, window
        self._known = 0
        self._backing_up = BackingUp(site, words, tasks, window)
        self._backing_up.told.connect(self._say)
        self._backing_up.told.connect(self.backed_up)
        self._backing_up.changed.connect(self._show_backup)
        foot.record_wanted.connect(self.verify)
        foot.backup_wanted.connect(self._backing_up.ask)
        self.record_changed()

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words
        self._backing_up.retext(words)

    @Slot()
    def settle(self) -> None:
        """Do what can wait until the window is there: tell of failed attempts, read the names, check the record."""
        self.tell_of_attempts()
        self.read_names()
        self.verify_quietly()

    @Slot()
    def record_changed(self) -> None:
        """Show the record's new length; what was checked before says nothing of it."""
        self._foot.say_record(Checked.NOT_YET, self._length())
        self._show_backup()

    def say_update(self, version: str) -> None:
        """Show that there is a newer version of the program."""
        self._foot.say_update(version)

    def _length(self) -> int:
        """Give how long the record is, as last known where the server of a shared one is away."""
        with suppress(StoreError):
            self._known = self._site.head().length
        return self._known

    @Slot()
    def _show_backup(self) -> None:
        self._foot.say_backup(self._backing_up.state())

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
        self._foot.say_record(Checked.UNDER_WAY, self._length())
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
            self._foot.say_record(Checked.SOUND, found.length, _time())

    def _told_of(self, found: Verified) -> None:
        text = self._words.text
        self._foot.say_record(Checked.SOUND if found.ok else Checked.BROKEN, found.length, _time())
        if found.ok:
            self._say(text("record.sound"), text("record.sound_how", length=found.length, head=found.head[:16]))
            return
        where = text("record.at", seq=found.first_bad) if found.first_bad else text("record.somewhere")
        why = text(f"cli.log.fault.{found.why or 'unreadable'}")
        self._say(text("record.broken"), text("record.broken_how", where=where, why=why))

    def _not_verified(self, error: EligoError) -> None:
        self._foot.say_record(Checked.NOT_YET, self._length())
        self._say(self._words.text("record.unchecked"), told(error, self._words))

    @Slot(str, str)
    def _say(self, title: str, text: str) -> None:
        close = ("close", self._words.text("shell.close"), Weight.PRIMARY)
        CalmDialog.ask(self._window, title, text, [close], name="record.said")


def _time() -> str:
    return f"{datetime.now().astimezone():%H:%M}"


def _nothing(_result: object) -> None:
    pass
