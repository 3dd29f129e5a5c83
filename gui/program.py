"""The composition root: the one place where the parts of the desktop program are wired together."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.door.guard import Guard
from gui.door.reception import Reception
from gui.faults import FAULTS, Faults
from gui.foot import Foot
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.main_window import HIDE_KEYS, Content, MainWindow, Unsaved
from gui.manners import Manners
from gui.screen.page import ScreenPage
from gui.sites import Sites
from gui.tasks import Tasks
from gui.told import told
from gui.upkeep import Upkeep
from gui.workplace import ICONS, Workplace
from screening.access import Permission
from screening.errors import EligoError
from screening.service import Site, today
from screening.wording import Words

if TYPE_CHECKING:
    from gui.log.page import LogPage


_NEEDS = {"screen": Permission.SCREEN, "log": Permission.READ_CODED, "record": Permission.VERIFY}
"""What a page is of no use without; the service holds it in any case."""


def pages_for(site: Site) -> list[str]:
    """Name the pages that are of use to whoever is at work; whoever only administers begins with the people."""
    found = [name for name in ICONS if name not in _NEEDS or site.permits(_NEEDS[name])]
    if site.actor.account is None:
        found.remove("people")
    elif "log" not in found:
        found.sort(key=lambda name: name != "people")
    return found


class Program(QObject):
    """Everything that lives as long as the program: the open site, its pages and the one window."""

    settled = Signal()  # a site is open and everything of it is in the window

    def __init__(
        self,
        window: MainWindow,
        faults: Faults,
        *,
        folder: Path,
        manners: Manners,
        tasks: Tasks,
        reception: Reception,
        begun: Workplace | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._manners = folder, manners
        self._apology: CalmDialog | None = None
        self.tasks, self.window = tasks, window
        self.sites = Sites(folder, manners, tasks, reception, self)
        self._begun = begun
        self.workplace: Workplace | None = None
        self.upkeep: Upkeep | None = None
        self.guard = Guard(window, manners, tasks, self.unsaved, self)
        self.guard.gone.connect(self.sites.receive)
        self.sites.opened.connect(self._show_site)
        self.sites.page_wanted.connect(self._show_page)
        self.sites.preferences_wanted.connect(self._show_preferences)
        manners.spoken.connect(self._speak)
        manners.unkept.connect(self._say_unkept)
        reception.page_wanted.connect(self._without_site)
        faults.caught.connect(self._apologise)

    def start(self) -> None:
        """Show the site's log where there is one, and first start's page where there is none."""
        with self._manners.undressed():
            self.sites.open()

    @property
    def words(self) -> Words:
        """Give the words of the person's language."""
        return self._manners.words

    def close(self) -> None:
        """Finish the work under way and close the book."""
        self._without_site()
        self.sites.leave()

    @Slot(object)
    def _show_site(self, site: Site) -> None:
        names = pages_for(site)
        work, self._begun = self._begun or Workplace(names, self.words), None
        if names[0] == "screen" and work.made("screen") is None:
            work.begin_with(ScreenPage(self.words, today()))
        self.workplace = work
        if self.window.content is not work:
            self.window.show_content(work)
        self.window.name_site(self._site_title(site))
        self.guard.begin(site)
        screen = self._screen()
        page = self._open_screen(screen, site) if screen is not None else iter(())
        self.tasks.run_in_steps(self._opening(site, names, work, page))

    def _opening(self, site: Site, names: list[str], work: Workplace, page: Iterator[None]) -> Iterator[None]:
        """Bring the open book into the window, in steps between which somebody can type."""
        yield from page
        makers: dict[str, Callable[[], QWidget]] = {
            "screen": self._make_screen,
            "log": self._make_log,
            "study": self._make_study,
            "record": self._make_record,
            "people": self._make_people,
        }
        foot = Foot(site, self.words, hide_keys=HIDE_KEYS[0])
        foot.preferences_wanted.connect(self._show_preferences)
        foot.hiding_wanted.connect(self.window.toggle_curtain)
        foot.leaving_wanted.connect(self._leave)
        foot.protection_wanted.connect(self._protect)
        self.upkeep = Upkeep(site, self.words, self.tasks, foot, work)
        work.furnish({name: makers[name] for name in names}, foot)
        yield
        self.upkeep.settle()
        self.settled.emit()

    @Slot(object)
    def _show_page(self, page: Content) -> None:
        self.window.show_content(page)
        self._without_site()

    @Slot()
    def _without_site(self) -> None:
        self._begun = self.workplace = self.upkeep = None
        self.guard.end()

    def _site_title(self, site: Site) -> str:
        return self.words.text("foot.practice") if site.practice else site.code

    @Slot()
    def _leave(self) -> None:
        """Leave the practice, or sign out."""
        self.window.ask_about_unsaved(self.sites.open)

    @Slot()
    def _protect(self) -> None:
        self.window.ask_about_unsaved(self.sites.protect)

    @Slot()
    def _practise(self) -> None:
        self.window.ask_about_unsaved(self.sites.practise)

    @property
    def site(self) -> Site | None:
        """Give the open site."""
        return self.sites.site

    # Pages

    def _make_screen(self) -> QWidget:
        assert self.site is not None
        page = ScreenPage(self.words, today())
        for _ in self._open_screen(page, self.site):
            pass
        return page

    def _open_screen(self, page: ScreenPage, site: Site) -> Iterator[None]:
        page.saved.connect(self._saved)
        return page.opening(site, self.tasks)

    def _make_log(self) -> QWidget:
        from gui.log.page import LogPage

        assert self.site is not None
        page = LogPage(site=self.site, words=self.words, tasks=self.tasks)
        page.case_wanted.connect(self._open_case)
        page.new_wanted.connect(self._new_case)
        page.recorded.connect(self._recorded)
        return page

    def _make_study(self) -> QWidget:
        from gui.study.page import StudyPage

        assert self.site is not None
        page = StudyPage(site=self.site, words=self.words, tasks=self.tasks)
        page.recorded.connect(self._recorded)
        return page

    def _make_record(self) -> QWidget:
        from gui.record.page import RecordPage

        assert self.site is not None
        page = RecordPage(site=self.site, words=self.words, tasks=self.tasks)
        page.recorded.connect(self._recorded)
        return page

    def _make_people(self) -> QWidget:
        from gui.people.page import PeoplePage

        assert self.site is not None
        page = PeoplePage(site=self.site, words=self.words, tasks=self.tasks)
        page.recorded.connect(self._recorded)
        page.rules_changed.connect(self.guard.follow_rules)
        return page

    @Slot(object)
    def _saved(self, _saved: object) -> None:
        self._recorded()
        log = self._log()
        if log is not None:
            log.refresh()

    @Slot()
    def _recorded(self) -> None:
        if self.upkeep is not None and self.workplace is not None:
            self.upkeep.record_changed()
            self.workplace.record_changed()

    @Slot(int)
    def _open_case(self, seq: int) -> None:
        screen = self._screen()
        if screen is not None and self.workplace is not None:
            self.workplace.show_page("screen")
            screen.open_case(seq)

    @Slot()
    def _new_case(self) -> None:
        screen = self._screen()
        if screen is not None and self.workplace is not None:
            self.workplace.show_page("screen")
            screen.new_case()

    def unsaved(self) -> Unsaved | None:
        """Give the case at hand, which may hold unsaved answers."""
        screen = self._screen()
        return screen.case if screen is not None else None

    def _screen(self) -> ScreenPage | None:
        page = self.workplace.made("screen") if self.workplace is not None else None
        return page if isinstance(page, ScreenPage) else None

    def _log(self) -> "LogPage | None":
        from gui.log.page import LogPage

        page = self.workplace.made("log") if self.workplace is not None else None
        return page if isinstance(page, LogPage) else None

    # Preferences

    @Slot()
    def _show_preferences(self) -> None:
        from gui.preferences import PreferencesDialog

        offers = self.site is None or not self.site.practice
        dialog = PreferencesDialog(self._manners.preferences, self.words, offers_practice=offers, parent=self.window)
        dialog.changed.connect(self._manners.prefer)
        dialog.practice_wanted.connect(dialog.accept)
        dialog.practice_wanted.connect(self._practise)
        dialog.open()

    @Slot(object)
    def _say_unkept(self, error: EligoError) -> None:
        self._say(self.words.text("preferences.unkept"), told(error, self.words))

    @Slot(object)
    def _speak(self, words: Words) -> None:
        self.window.retext(words)
        for part in (self.window.content, self.upkeep):
            if part is not None:
                part.retext(words)
        if self.site is not None:
            self.window.name_site(self._site_title(self.site))

    # Faults

    @Slot(str)
    def _apologise(self, line: str) -> None:
        """Say once that something of ours went wrong; a second fault waits in the file."""
        if self._apology is not None:
            return
        text = self.words.text
        self._apology = self._say(text("fault.title"), text("fault.text", line=line, file=self._folder / FAULTS))
        self._apology.finished.connect(self._forgiven)

    @Slot()
    def _forgiven(self) -> None:
        self._apology = None

    def _say(self, title: str, body: str) -> CalmDialog:
        close = ("close", self.words.text("shell.close"), Weight.PRIMARY)
        return CalmDialog.ask(self.window, title, body, [close], name="said")
