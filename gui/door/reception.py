"""Letting people in by their passwords; whatever the book needs is imported in the worker, while somebody types."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.door.page import DoorPage
from gui.door.sign_in import SignInPage
from gui.manners import Manners
from gui.tasks import Tasks
from screening.errors import AccessError, EligoError

if TYPE_CHECKING:
    from screening.service import Site


class Reception(QObject):
    """Shows the pages on which somebody signs in, chooses a password, or uses the recovery key."""

    came_in = Signal(object)  # Site
    page_wanted = Signal(object)  # Content
    preferences_wanted = Signal()

    def __init__(self, folder: Path, manners: Manners, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._manners, self._tasks = folder, manners, tasks
        self._page: DoorPage | None = None

    @Slot()
    def open(self, why: str = "") -> None:
        """Show the page on which somebody signs in; "limit" or "other" say why nobody is at work any more."""
        name = "" if why == "other" else self._manners.preferences.user
        page = SignInPage(self._manners.words, name=name, folder=str(self._folder), why=why)
        page.given.connect(self._sign_in)
        page.recovery_wanted.connect(self._ask_recovery_key)
        self._show(page)

    def leave(self) -> None:
        """Forget the page: another one is shown."""
        self._page = None

    @Slot(str, str)
    def _sign_in(self, name: str, password: str) -> None:
        self._try(partial(_enter, self._folder, name, password), partial(self._refused, name, password))

    def _refused(self, name: str, password: str, error: EligoError) -> None:
        if isinstance(error, AccessError) and error.code == "must_change":
            self._ask_new_password(str(error.values.get("name") or name), password)
        else:
            self._say(error)

    def _ask_new_password(self, name: str, old: str) -> None:
        from gui.door.new_password import ChoosePasswordPage

        page = ChoosePasswordPage(name, old, self._manners.words)
        page.given.connect(self._choose)
        page.back_wanted.connect(self._turn_back)
        self._show(page)

    @Slot(str)
    def _ask_recovery_key(self, name: str) -> None:
        from gui.door.new_password import RecoverPage

        page = RecoverPage(name, self._manners.words)
        page.given.connect(self._recover)
        page.back_wanted.connect(self._turn_back)
        self._show(page)

    @Slot()
    def _turn_back(self) -> None:
        self.open()

    @Slot(str, str, str)
    def _choose(self, name: str, old: str, new: str) -> None:
        self._try(partial(_choose, self._folder, name, old, new), self._say)

    @Slot(str, str, str)
    def _recover(self, recovery: str, name: str, new: str) -> None:
        self._try(partial(_recover, self._folder, recovery, name, new), self._say)

    def _try(self, op: "Callable[[], Site]", failed: Callable[[EligoError], None]) -> None:
        if self._page is not None:
            self._page.set_busy(True)
        self._tasks.run(op, self._came_in, failed)

    def _came_in(self, site: "Site") -> None:
        self._page = None
        self._manners.remember(site.actor.name)
        self.came_in.emit(site)

    def _say(self, error: EligoError) -> None:
        if self._page is not None:
            self._page.refuse(error)

    def _show(self, page: DoorPage) -> None:
        self._page = page
        page.preferences_wanted.connect(self.preferences_wanted)
        self.page_wanted.emit(page)
        page.focus_first()


def _enter(folder: Path, name: str, password: str) -> "Site":
    from screening.service import enter

    return enter(folder, name, password)


def _choose(folder: Path, name: str, old: str, new: str) -> "Site":
    from screening.service import choose_password

    return choose_password(folder, name, old, new)


def _recover(folder: Path, recovery: str, name: str, new: str) -> "Site":
    from screening.service import recover

    return recover(folder, recovery, name, new)
