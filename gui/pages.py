"""The pages of an open site: each made when it is first looked at, and told what happened on another."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.main_window import Unsaved
from gui.manners import Manners
from gui.screen.page import ScreenPage
from gui.tasks import Tasks
from gui.workplace import ICONS, Page, Workplace
from screening.access import Permission
from screening.service import Site, today

if TYPE_CHECKING:
    from gui.log.page import LogPage
    from gui.prescreen.page import PrescreenPage
    from gui.study.page import StudyPage
    from screening.service.intake import Reckoning


_NEEDS = {
    "today": Permission.READ_CODED,
    "screen": Permission.SCREEN,
    "prescreen": Permission.PRESCREEN,
    "log": Permission.READ_CODED,
    "insight": Permission.READ_CODED,
    "record": Permission.VERIFY,
}
"""What a page is of no use without; the service holds it in any case."""


def pages_for(site: Site) -> list[str]:
    """Name the pages that are of use to whoever is at work; whoever only administers begins with the people."""
    found = [name for name in ICONS if name not in _NEEDS or site.permits(_NEEDS[name])]
    if not site.practice:
        found.remove("exercise")
    if site.actor.account is None:
        found.remove("people")
    elif "log" not in found:
        found.sort(key=lambda name: name != "people")
    return found


class Pages(QObject):
    """Makes the pages that are of use to whoever is at work, for the workplace that shows them."""

    recorded = Signal()  # the book has a new entry
    rules_changed = Signal()
    backup_wanted = Signal()
    version_used = Signal()  # the study screens by another version: every page is to be made anew

    def __init__(
        self, site: Site, workplace: Workplace, tasks: Tasks, manners: Manners, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._site, self._tasks, self._manners = site, tasks, manners
        self._workplace: Workplace | None = workplace
        self._names = pages_for(site)

    def opening(self) -> Iterator[None]:
        """Give the steps that open the book on the Screen page, where somebody screens.

        Who it is can be typed already, unless Today opens. Every other page is made when it is first looked at.
        """
        work = self._workplace
        assert work is not None
        if "screen" not in self._names:
            return iter(())
        if self.screen is None:
            if self.first == "today":
                work.begin_with("today", self._make_today())
            work.begin_with("screen", ScreenPage(self._manners.words, today()))
        assert self.screen is not None
        return self._open_screen(self.screen)

    @property
    def first(self) -> str:
        """Name the page that opens: Today for whoever screens where a case is open, unless they began to type."""
        typing = self.screen is not None and self.screen.has_unsaved()
        if "screen" in self._names and not typing and self._site.today.comes_first():
            return "today"
        return next(name for name in self._names if name != "today")

    @Slot()
    def look_at_day(self) -> None:
        """Let the Today page, where it is in sight, show what has come."""
        work = self._workplace
        if work is not None and work.made("today") is not None and work.current == "today":
            work.refresh("today")

    def makers(self) -> Mapping[str, Callable[[], QWidget]]:
        """Give what makes each page, by its name."""
        makers: dict[str, Callable[[], QWidget]] = {
            "today": self._make_today,
            "screen": self._make_screen,
            "log": self._make_log,
            "prescreen": self._make_prescreen,
            "study": self._make_study,
            "insight": self._make_insight,
            "exercise": self._make_exercise,
            "record": self._make_record,
            "people": self._make_people,
        }
        return {name: makers[name] for name in self._names}

    def leave(self) -> None:
        """Let no page tell anything any more; its site is left."""
        page = self._workplace.made("prescreen") if self._workplace is not None else None
        if page is not None:
            cast("PrescreenPage", page).leave()
        self._workplace = None
        self.deleteLater()

    @property
    def screen(self) -> ScreenPage | None:
        """Give the Screen page if it was made already."""
        page = self._workplace.made("screen") if self._workplace is not None else None
        return page if isinstance(page, ScreenPage) else None

    def unsaved(self) -> list[Unsaved]:
        """List what may hold something unsaved: the case at hand, and a protocol that is being written."""
        study = self._workplace.made("study") if self._workplace is not None else None
        editing = cast("StudyPage", study).editing if study is not None else None
        cases: list[Unsaved] = [self.screen.case] if self.screen is not None else []
        return cases + ([editing.keeping] if editing is not None else [])

    def _make_screen(self) -> QWidget:
        page = ScreenPage(self._manners.words, today())
        for _ in self._open_screen(page):
            pass
        return page

    def _open_screen(self, page: ScreenPage) -> Iterator[None]:
        page.saved.connect(self._saved)
        page.recorded.connect(self._saved)
        return page.opening(self._site, self._tasks)

    def _make_today(self) -> QWidget:
        from gui.today.page import TodayPage

        page = TodayPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.case_wanted.connect(self._open_question)
        page.draft_wanted.connect(self._take_up)
        page.act_wanted.connect(self._show_in_log)
        page.backup_wanted.connect(self.backup_wanted)
        page.new_wanted.connect(self._new_case)
        page.recorded.connect(self._recorded)
        return page

    def _make_log(self) -> QWidget:
        from gui.log.page import LogPage

        page = LogPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.case_wanted.connect(self._open_case)
        page.new_wanted.connect(self._new_case)
        page.recorded.connect(self._recorded)
        return page

    def _make_prescreen(self) -> QWidget:
        from gui.prescreen.page import PrescreenPage

        page = PrescreenPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        page.candidate_wanted.connect(self._open_candidate)
        return page

    def _make_study(self) -> QWidget:
        from gui.study.page import StudyPage

        page = StudyPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        page.case_wanted.connect(self._open_case)
        page.version_used.connect(self.version_used)
        return page

    def _make_insight(self) -> QWidget:
        from gui.insight.page import InsightPage

        page = InsightPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        return page

    def _make_exercise(self) -> QWidget:
        from gui.exercise.page import ExercisePage

        page = ExercisePage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        return page

    def _make_record(self) -> QWidget:
        from gui.record.page import RecordPage

        page = RecordPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        return page

    def _make_people(self) -> QWidget:
        from gui.people.page import PeoplePage

        page = PeoplePage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.recorded.connect(self._recorded)
        page.rules_changed.connect(self.rules_changed)
        return page

    def _log(self) -> "LogPage | None":
        from gui.log.page import LogPage

        page = self._workplace.made("log") if self._workplace is not None else None
        return page if isinstance(page, LogPage) else None

    # What one page tells another

    @Slot()
    def _recorded(self) -> None:
        self.recorded.emit()
        if self._workplace is not None:
            self._workplace.record_changed()
        self.look_at_day()

    @Slot()
    def others_recorded(self) -> None:
        """Show what others wrote: at once where that disturbs nobody, else when the page is looked at again."""
        if self._workplace is not None:
            self._workplace.record_changed()
            name = self._workplace.current
            if name != "record":  # somebody reads there; the trail would jump to its top
                cast(Page, self._workplace.page(name)).refresh()

    @Slot()
    def _saved(self) -> None:
        self._recorded()
        log = self._log()
        if log is not None:
            log.refresh()

    @Slot(int)
    def _open_case(self, seq: int) -> None:
        screen = self.screen
        if screen is not None and self._workplace is not None:
            self._workplace.show_page("screen")
            screen.open_case(seq)

    @Slot(int, str)
    def _open_question(self, seq: int, question: str) -> None:
        if self._workplace is not None:
            self._workplace.show_page("screen")
            assert self.screen is not None
            self.screen.open_question(seq, question)

    @Slot(str, str)
    def _take_up(self, draft: str, question: str) -> None:
        if self._workplace is not None:
            self._workplace.show_page("screen")
            assert self.screen is not None
            self.screen.take_up(draft, question)

    @Slot(int)
    def _show_in_log(self, seq: int) -> None:
        if self._workplace is not None:
            self._workplace.show_page("log")
            log = self._log()
            assert log is not None
            log.show_entry(seq)

    @Slot(object, object, str)
    def _open_candidate(self, history: Mapping[str, Any], imports: "tuple[Reckoning, ...]", told: str) -> None:
        screen = self.screen
        if screen is not None and self._workplace is not None:
            self._workplace.show_page("screen")
            screen.begin_case(history, imports, told)

    @Slot()
    def _new_case(self) -> None:
        screen = self.screen
        if screen is not None and self._workplace is not None:
            self._workplace.show_page("screen")
            screen.new_case()
