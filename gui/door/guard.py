"""Who is at work stays so while something is done; then the window locks, and a password brings it back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypedDict

from PySide6.QtCore import QObject, Signal, Slot

from gui.door.locked import LockedPage
from gui.door.watch import Watch
from gui.main_window import MainWindow, Unsaved
from gui.manners import Manners
from gui.tasks import Tasks
from screening.access import Session
from screening.errors import EligoError
from screening.service import Site


class Guard(QObject):
    """Watches over one site at a time; a book without accounts needs no watching."""

    gone = Signal(str)  # the session is over: "limit", or "other" where somebody else wants to come in

    def __init__(
        self,
        window: MainWindow,
        manners: Manners,
        tasks: Tasks,
        unsaved: Callable[[], list[Unsaved]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._manners, self._tasks, self._unsaved = window, manners, tasks, unsaved
        self._site: Site | None = None
        self._page: LockedPage | None = None
        self.watch = Watch(self)
        self.watch.idle.connect(self._lock)
        self.watch.over.connect(self._end)
        manners.spoken.connect(self._retext)

    def begin(self, site: Site) -> None:
        """Watch over somebody who came in."""
        self.end()
        who = site.actor
        if who.account is None:
            return
        self._site = site
        session = Session(who.account, who.name, (), **_limits(site))
        site.signatures.follow(session)
        self.watch.begin(session)

    @Slot()
    def follow_rules(self) -> None:
        """Go by the site's rules as they are now."""
        if self._site is not None:
            self.watch.limit(**_limits(self._site))

    def end(self) -> None:
        """Watch over nobody."""
        self.watch.end()
        self._site = self._page = None

    @Slot()
    def _lock(self) -> None:
        """Hide everything, keep what was typed, and record that nobody is there."""
        site = self._site
        assert site is not None
        page = self._page = LockedPage(site.actor.name, self._manners.words)
        page.given.connect(self._unlock)
        page.other_wanted.connect(partial(self._leave, "other"))
        self._window.lock(page)
        page.focus_first()
        for one in self._unsaved():
            one.keep()
        self._tasks.run(partial(site.staff.lock, "idle"), _nothing, page.refuse)

    @Slot(str)
    def _unlock(self, password: str) -> None:
        assert self._site is not None and self._page is not None
        self._page.set_busy(True)
        self._tasks.run(partial(self._site.staff.unlock, password), self._unlocked, self._page.refuse)

    def _unlocked(self, _nothing: object) -> None:
        self._page = None
        self._window.unlock()
        self.watch.resume()

    @Slot()
    def _end(self) -> None:
        """The longest time is over: record it, where nobody had left already, and let nobody go on."""
        site = self._site
        assert site is not None
        if self._page is None:
            with suppress(EligoError):
                site.staff.lock("limit")
        self._leave("limit")

    def _leave(self, why: str) -> None:
        for one in self._unsaved():
            if one.has_unsaved():
                one.park()
        self.end()
        self.gone.emit(why)

    @Slot(object)
    def _retext(self) -> None:
        if self._page is not None:
            self._page.retext(self._manners.words)


class _Limits(TypedDict):
    idle: timedelta
    absolute: timedelta


def _limits(site: Site) -> _Limits:
    rules = site.rules.all()
    return {"idle": timedelta(minutes=rules["idle_minutes"]), "absolute": timedelta(hours=rules["session_hours"])}


def _nothing(_result: object) -> None:
    pass
