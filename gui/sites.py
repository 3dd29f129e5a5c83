"""Which site is open: the real one, a practice folder, or none yet; and the pages that lead to one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gui.door.reception import Reception
from gui.manners import Manners
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.service import (
    PRACTICE,
    Actor,
    Server,
    Site,
    begin_accounts,
    begin_with_accounts,
    enter,
    exists,
    has_accounts,
    join,
)

if TYPE_CHECKING:
    from gui.door.page import DoorPage
    from gui.door.person import FirstPerson
    from gui.door.restoring import Restorer
    from gui.door.setup import Answers
    from screening.protocol import Protocol

_T = TypeVar("_T")


class Sites(QObject):
    """Opens a site, or shows the page that leads to one."""

    opened = Signal(object)  # Site
    page_wanted = Signal(object)  # Content, while no site is open
    preferences_wanted = Signal()

    def __init__(
        self, folder: Path, manners: Manners, tasks: Tasks, reception: Reception, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._manners, self._tasks = folder, manners, tasks
        self._reception = reception
        self._page: DoorPage | None = None
        self._restorer: Restorer | None = None
        self.site: Site | None = None
        reception.came_in.connect(self.take)
        reception.preferences_wanted.connect(self.preferences_wanted)

    @Slot()
    def open(self) -> None:
        """Open the site's book, by a password where it asks for one; show first start's page where there is none."""
        try:
            if not exists(self._folder):
                self._show_setup()
            elif has_accounts(self._folder):
                self.receive()
            else:
                self.take(Site.open(self._folder))
        except EligoError as error:
            self.show_trouble(error)

    @Slot(str)
    def receive(self, why: str = "") -> None:
        """Let somebody sign in; `why` says for which reason whoever was at work is not any more."""
        self.leave()
        self._reception.open(why)

    def practise(self) -> None:
        """Open the practice folder, filled if it is not there yet."""
        self._practise(None)

    def leave(self) -> None:
        """Close what is open, after the work under way."""
        self._tasks.drop()
        self._reception.leave()
        self._page = None
        if self._restorer is not None:
            self._restorer.leave()
        if self.site is not None:
            self.site.close()
            self.site = None

    @Slot()
    def protect(self) -> None:
        """Show the page on which a book without passwords gets its first person."""
        from gui.door.protect import ProtectPage

        assert self.site is not None
        page = ProtectPage(self.site.actor.name, self._manners.words)
        page.given.connect(self._protect)
        page.back_wanted.connect(self.open)
        self._show(page)

    @Slot(object)
    def take(self, site: Site) -> None:
        """Go to work with an open site."""
        if site is not self.site:
            self.leave()
        self.site, self._page = site, None
        self.opened.emit(site)

    # First start

    def _show_setup(self) -> None:
        from gui.door.setup import SetupPage
        from screening.protocol.catalogue import PROTOCOLS, catalogue

        self.leave()
        usable = [one for one in catalogue(self._folder / PROTOCOLS).listed if one.unusable is None]
        page = SetupPage(usable, self._manners.words, folder=str(self._folder))
        page.begun.connect(self._begin)
        page.practice_wanted.connect(self._practise)
        page.restore_wanted.connect(self._restore)
        page.shared_wanted.connect(self._ask_server)
        self._show(page)

    @Slot(object)
    def _begin(self, answers: "Answers") -> None:
        def begin() -> tuple[Site, str]:
            person = answers.person
            return begin_with_accounts(
                self._folder,
                code=answers.code,
                name=person.name,
                role=person.role,
                password=person.password,
                protocol=_chosen(answers.protocol, self._folder),
            )

        self._work(begin, self._begun)

    @Slot(object)
    def _protect(self, person: "FirstPerson") -> None:
        site, folder = self.site, self._folder
        assert site is not None

        def begin() -> tuple[Site, str]:
            recovery = begin_accounts(site, name=person.name, role=person.role, password=person.password)
            return enter(folder, person.name, person.password), recovery

        self._work(begin, self._begun)

    def _begun(self, made: tuple[Site, str]) -> None:
        """Show the recovery key, this once, before the work begins."""
        from gui.door.recovery_key import RecoveryKeyPage

        site, recovery = made
        self.leave()
        self.site = site
        self._manners.remember(site.actor.name)
        page = RecoveryKeyPage(recovery, site.code, self._folder, self._manners.words)
        page.put_away.connect(partial(self.take, site))
        self._show(page)

    @Slot()
    def _restore(self) -> None:
        from gui.door.restoring import Restorer

        if self._restorer is None:
            self._restorer = Restorer(self._folder, self._manners, self._tasks, self)
            self._restorer.page_wanted.connect(self.page_wanted)
            self._restorer.preferences_wanted.connect(self.preferences_wanted)
            self._restorer.finished.connect(self.open)
        self._page = None
        self._restorer.open()

    @Slot()
    def _ask_server(self) -> None:
        """Show the page that asks on which server a shared log lies."""
        from gui.door.shared import SharedPage

        page = SharedPage(self._manners.words)
        page.given.connect(self._join)
        page.back_wanted.connect(self.open)
        self._show(page)

    @Slot(object)
    def _join(self, server: Server) -> None:
        self._work(partial(join, self._folder, server), self._joined)

    def _joined(self, _nothing: None) -> None:
        self.open()

    @Slot(object)
    def _practise(self, answers: "Answers | None") -> None:
        folder = self._folder / PRACTICE
        actor = Actor((answers.person.name if answers else "") or self._manners.words.text("setup.practice_name"))
        chosen = answers.protocol if answers else ""

        def practise() -> Site:
            from screening.protocol.catalogue import catalogue
            from screening.service.practice import fill

            if exists(folder):
                return Site.open(folder)
            usable = next(one for one in catalogue().listed if one.unusable is None)
            return fill(folder, actor, _chosen(chosen, self._folder) if chosen else usable.load())

        self._work(practise, self.take)

    # Pages

    def _work(self, op: Callable[[], _T], done: Callable[[_T], None]) -> None:
        if self._page is not None:
            self._page.set_busy(True)
        self._tasks.run(op, done, self._refused)

    def _refused(self, error: EligoError) -> None:
        """Say at each field what is wrong with it, and the rest below them."""
        if self._page is not None:
            self._page.refuse(error)
        else:
            self.show_trouble(error)

    def show_trouble(self, error: EligoError) -> None:
        """Say why the book can't be opened, and what to do."""
        from gui.trouble import TroublePage

        self.leave()
        page = TroublePage(told(error, self._manners.words), self._manners.words)
        page.again_wanted.connect(self.open)
        page.practice_wanted.connect(self.practise)
        self.page_wanted.emit(page)

    def _show(self, page: "DoorPage") -> None:
        self._page = page
        page.preferences_wanted.connect(self.preferences_wanted)
        self.page_wanted.emit(page)
        page.focus_first()


def _chosen(reference: str, folder: Path) -> "Protocol":
    """Read the protocol that was chosen; a site's own file is tried whole before anybody is screened with it."""
    from screening.protocol.catalogue import PROTOCOLS, find
    from screening.review import check

    found = find(reference, folder / PROTOCOLS)
    return found.load() if found.ships else check(Path(str(found.file)))
