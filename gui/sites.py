"""Which site is open: the real one, a practice folder, or none yet."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.main_window import Content
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError, InputError
from screening.service import PRACTICE, Actor, Site, exists
from screening.wording import Words

if TYPE_CHECKING:
    from gui.setup import Answers, SetupPage

_PLACES = {"code": "site", "study": "protocol", "name": "user"}


class Sites(QObject):
    """Opens a site, or shows the page that leads to one."""

    opened = Signal(object)  # Site
    page_wanted = Signal(object)  # Content, while no site is open
    preferences_wanted = Signal()

    def __init__(self, folder: Path, words: Words, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._words, self._tasks = folder, words, tasks
        self._setup: SetupPage | None = None
        self.site: Site | None = None

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    @Slot()
    def open(self) -> None:
        """Open the site's book where there is one; show first start's page where there is none."""
        try:
            if not exists(self._folder):
                self._show_setup()
                return
            site = Site.open(self._folder)
        except EligoError as error:
            self._show_trouble(error)
        else:
            self._take(site)

    def practise(self) -> None:
        """Open the practice folder, filled if it is not there yet."""
        self._practise(None)

    def leave(self) -> None:
        """Close what is open, after the work under way."""
        self._tasks.drop()
        self._setup = None
        if self.site is not None:
            self.site.close()
            self.site = None

    def _take(self, site: Site) -> None:
        self.leave()
        self.site = site
        self.opened.emit(site)

    def _show_setup(self) -> None:
        from gui.setup import SetupPage
        from screening.protocol.catalogue import catalogue

        self.leave()
        usable = [one for one in catalogue().listed if one.unusable is None]
        page = self._setup = SetupPage(usable, self._words, folder=str(self._folder))
        page.begun.connect(self._begin)
        page.practice_wanted.connect(self._practise)
        page.preferences_wanted.connect(self.preferences_wanted)
        self._show(page)
        page.focus_first()

    def _show_trouble(self, error: EligoError) -> None:
        from gui.trouble import TroublePage

        self.leave()
        page = TroublePage(told(error, self._words), self._words)
        page.again_wanted.connect(self.open)
        page.practice_wanted.connect(self.practise)
        self._show(page)

    def _show(self, page: Content) -> None:
        self.page_wanted.emit(page)

    @Slot(object)
    def _begin(self, answers: "Answers") -> None:
        def begin() -> Site:
            from screening.protocol.catalogue import find

            protocol = find(answers.protocol).load()
            return Site.init(self._folder, code=answers.code, actor=Actor(answers.name), protocol=protocol)

        self._set_busy(True)
        self._tasks.run(begin, self._take, self._refused)

    @Slot(object)
    def _practise(self, answers: "Answers | None") -> None:
        folder = self._folder / PRACTICE
        actor = Actor((answers.name if answers else "") or self._words.text("setup.practice_name"))
        chosen = answers.protocol if answers else ""

        def practise() -> Site:
            from screening.protocol.catalogue import catalogue, find
            from screening.service.practice import fill

            if exists(folder):
                return Site.open(folder)
            usable = next(one for one in catalogue().listed if one.unusable is None)
            return fill(folder, actor, (find(chosen) if chosen else usable).load())

        self._set_busy(True)
        self._tasks.run(practise, self._take, self._refused)

    def _refused(self, error: EligoError) -> None:
        """Say at each field what is wrong with it, and the rest below them."""
        if self._setup is None:
            self._show_trouble(error)
            return
        self._set_busy(False)
        places = {one.place for one in error.problems} if isinstance(error, InputError) else set()
        problems = {name: f"setup.{name}_problem" for name, place in _PLACES.items() if place in places}
        self._setup.say_problems(problems or {"": told(error, self._words)})

    def _set_busy(self, busy: bool) -> None:
        if self._setup is not None:
            self._setup.set_busy(busy)
