"""The composition root: the one place where the parts of the desktop program are wired together."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.door.guard import Guard
from gui.door.reception import Reception
from gui.faults import FAULTS, Faults
from gui.following import Following
from gui.foot import Foot
from gui.kit.buttons import Weight
from gui.kit.keys import KEYS
from gui.kit.messages import CalmDialog
from gui.main_window import Content, MainWindow, Unsaved
from gui.manners import Manners
from gui.pages import Pages, pages_for
from gui.sites import Sites
from gui.tasks import Tasks
from gui.told import told
from gui.updates import Updates
from gui.upkeep import Upkeep
from gui.workplace import Workplace
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from gui.preferences import PreferencesDialog


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
        self._updates = Updates(manners, tasks, self)
        self._updates.found.connect(self._tell_update)
        self._updates.said.connect(self._say_found)
        self._begun = begun
        self.workplace: Workplace | None = None
        self.upkeep: Upkeep | None = None
        self._pages: Pages | None = None
        self._preferring: PreferencesDialog | None = None
        self.guard = Guard(window, manners, tasks, self.unsaved, self)
        self.guard.gone.connect(self.sites.receive)
        self.sites.opened.connect(self._show_site)
        self.sites.page_wanted.connect(self._show_page)
        self.sites.preferences_wanted.connect(self._show_preferences)
        window.keys_wanted.connect(self._show_keys)
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
        self._forget_pages()
        work, self._begun = self._begun or Workplace(pages_for(site), self.words), None
        if site.practice:
            from gui.practice import PracticeBanner

            work.mark(PracticeBanner(self.words))
        pages = Pages(site, work, self.tasks, self._manners, self)
        pages.rules_changed.connect(self.guard.follow_rules)
        pages.version_used.connect(self._show_anew)
        self.workplace, self._pages = work, pages
        steps = pages.opening()
        if self.window.content is not work:
            self.window.show_content(work)
        self.window.name_site(self._site_title(site))
        self.guard.begin(site)
        self.tasks.run_in_steps(self._opening(site, work, pages, steps))

    def _opening(self, site: Site, work: Workplace, pages: Pages, steps: Iterator[None]) -> Iterator[None]:
        """Bring the open book into the window, in steps between which somebody can type."""
        yield from steps
        foot = Foot(site, self.words, keys=KEYS["everywhere"])
        foot.preferences_wanted.connect(self._show_preferences)
        foot.keys_wanted.connect(self._show_keys)
        foot.hiding_wanted.connect(self.window.toggle_curtain)
        foot.leaving_wanted.connect(self._leave)
        foot.protection_wanted.connect(self._protect)
        self.upkeep = Upkeep(site, self.words, self.tasks, foot, work)
        pages.recorded.connect(self.upkeep.record_changed)
        self.upkeep.backed_up.connect(pages.look_at_day)
        pages.backup_wanted.connect(foot.backup_wanted)
        self._follow(site, pages, foot)
        work.furnish(pages.makers(), foot, pages.first)
        yield
        self.upkeep.settle()
        self._updates.look()
        self.settled.emit()

    def _follow(self, site: Site, pages: Pages, foot: Foot) -> None:
        """Show what others save in a shared book, and whether its server can be reached."""
        assert self.upkeep is not None
        following = Following(site, self.tasks, pages)
        pages.recorded.connect(following.recorded)
        following.grown.connect(self.upkeep.record_changed)
        following.grown.connect(pages.others_recorded)
        following.away.connect(foot.say_away)

    @Slot(object)
    def _show_page(self, page: Content) -> None:
        self.window.show_content(page)
        self._without_site()

    @Slot()
    def _without_site(self) -> None:
        self._begun = self.workplace = self.upkeep = None
        self._forget_pages()
        self.guard.end()

    def _forget_pages(self) -> None:
        if self._pages is not None:
            self._pages.leave()
            self._pages = None

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
    def _show_anew(self) -> None:
        """Make every page anew, by the version that is in use now; what was typed is parked."""
        for one in self.unsaved():
            if one.has_unsaved():
                one.park()
        if self.site is not None:
            self._show_site(self.site)

    @Slot()
    def _practise(self) -> None:
        self.window.ask_about_unsaved(self.sites.practise)

    @property
    def site(self) -> Site | None:
        """Give the open site."""
        return self.sites.site

    def unsaved(self) -> list[Unsaved]:
        """List what may hold something unsaved."""
        return self._pages.unsaved() if self._pages is not None else []

    @Slot()
    def _show_keys(self) -> None:
        """List the shortcuts, once, unless everything is hidden."""
        from gui.shortcuts import ShortcutsDialog

        if not self.window.hidden and self.window.findChild(ShortcutsDialog) is None:
            pages = self.workplace.keys if self.workplace is not None else {}
            ShortcutsDialog(pages, self.words, self.window).open()

    # Preferences

    @Slot()
    def _show_preferences(self) -> None:
        from gui.preferences import PreferencesDialog

        offers = self.site is None or not self.site.practice
        dialog = PreferencesDialog(self._manners.preferences, self.words, offers_practice=offers, parent=self.window)
        dialog.changed.connect(self._manners.prefer)
        dialog.practice_wanted.connect(dialog.accept)
        dialog.practice_wanted.connect(self._practise)
        dialog.look_wanted.connect(self._updates.look_at)
        dialog.finished.connect(self._preferred)
        self._preferring = dialog
        dialog.open()

    @Slot()
    def _preferred(self) -> None:
        self._preferring = None

    @Slot(str)
    def _say_found(self, text: str) -> None:
        if self._preferring is not None:
            self._preferring.say_found(text)

    @Slot(str)
    def _tell_update(self, version: str) -> None:
        if self.upkeep is not None:
            self.upkeep.say_update(version)

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
