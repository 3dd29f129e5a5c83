"""The pages of an open site: each made when it is first looked at, and told what happened on another."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.manners import Manners
from gui.screen.page import ScreenPage
from gui.tasks import Tasks
from gui.workplace import Workplace, pages_for
from screening.service import Site

if TYPE_CHECKING:
    from gui.log.page import LogPage


class Pages(QObject):
    """Makes the pages that are of use to whoever is at work, for the workplace that shows them."""

    rules_changed = Signal()

    def __init__(self, site: Site, tasks: Tasks, manners: Manners, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks, self._manners = site, tasks, manners
        self._workplace: Workplace | None = None

    def makers(self) -> Mapping[str, Callable[[], QWidget]]:
        """Give what makes each page, by its name."""
        makers: dict[str, Callable[[], QWidget]] = {
            "screen": self._make_screen,
            "log": self._make_log,
            "study": self._make_study,
            "record": self._make_record,
            "people": self._make_people,
        }
        return {name: makers[name] for name in pages_for(self._site)}

    def belong_to(self, workplace: Workplace) -> None:
        """Let the pages stand in a workplace."""
        self._workplace = workplace

    def leave(self) -> None:
        """Let no page tell anything any more; its site is left."""
        self._workplace = None
        self.deleteLater()

    @property
    def screen(self) -> ScreenPage | None:
        """Give the Screen page if it was made already."""
        page = self._workplace.made("screen") if self._workplace is not None else None
        return page if isinstance(page, ScreenPage) else None

    def _make_screen(self) -> QWidget:
        page = ScreenPage(site=self._site, words=self._manners.words, theme=theme.current(), tasks=self._tasks)
        page.saved.connect(self._saved)
        page.recorded.connect(self._saved)
        return page

    def _make_log(self) -> QWidget:
        from gui.log.page import LogPage

        page = LogPage(site=self._site, words=self._manners.words, tasks=self._tasks)
        page.case_wanted.connect(self._open_case)
        page.new_wanted.connect(self._new_case)
        page.recorded.connect(self._acted)
        return page

    def _make_study(self) -> QWidget:
        from gui.study.page import StudyPage

        page = StudyPage(site=self._site, words=self._manners.words, tasks=self._tasks)
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
        if self._workplace is not None:
            self._workplace.record_changed()

    @Slot()
    def _saved(self) -> None:
        self._recorded()
        log = self._log()
        if log is not None:
            log.refresh()

    @Slot()
    def _acted(self) -> None:
        self._recorded()
        if self.screen is not None:
            self.screen.marking.read()

    @Slot(int)
    def _open_case(self, seq: int) -> None:
        screen = self.screen
        if screen is not None and self._workplace is not None:
            self._workplace.show_page("screen")
            screen.open_case(seq)

    @Slot()
    def _new_case(self) -> None:
        screen = self.screen
        if screen is not None and self._workplace is not None:
            self._workplace.show_page("screen")
            screen.new_case()
