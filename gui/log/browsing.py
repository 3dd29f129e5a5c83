"""What the page wants to see of the log is asked for here, and answered into the table's model."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gui.log.lines import Filter, asked
from gui.log.pages import Pages, read_pages
from gui.tasks import Lane, Tasks
from screening.errors import EligoError
from screening.log import LogQuery, Selection
from screening.service import Site

_Answer = tuple[Selection, Pages]


class Browser(QObject):
    """Asks one question at a time; of several answers the one to the newest question counts."""

    answered = Signal(object, object, bool)  # Selection, Pages, whether the question was asked before
    names_read = Signal()  # from now on names are found too
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._query = LogQuery()
        self._answered: LogQuery | None = None
        self._chosen = 0

    @property
    def query(self) -> LogQuery:
        """Give what is asked for now."""
        return self._query

    @property
    def finds_names(self) -> bool:
        """Say whether names are found; False while they are still being read."""
        return self._site.listing.finds_names

    def begin(self) -> None:
        """Ask for the beginning of the log, then for the whole, then read the names."""
        self._run(self._site.listing.begin)

    @Slot()
    def refresh(self, chosen: int = 0) -> None:
        """Ask again; the lines around the chosen entry are read with the answer."""
        self._chosen = chosen
        self._run(self._site.listing.select)

    def look_for(self, wanted: Filter, chosen: int) -> None:
        """Ask for what a filter takes."""
        self._ask(asked(self._query, wanted), chosen)

    def show_list(self, prescreening: bool, chosen: int) -> None:
        """Ask for the screening log or for the pre-screening list."""
        self._ask(replace(self._query, prescreening=prescreening), chosen)

    def sort(self, by: str, descending: bool, chosen: int) -> None:
        """Ask for another order."""
        self._ask(replace(self._query, sort=by, descending=descending), chosen)

    def _ask(self, query: LogQuery, chosen: int) -> None:
        if query != self._query:
            self._query = query
            self.refresh(chosen)

    def _run(self, select: Callable[[LogQuery], Selection]) -> None:
        query, chosen = self._query, self._chosen

        def answer() -> _Answer:
            selection = select(query)
            return selection, read_pages(self._site, selection, selection.position(chosen) if chosen else 0)

        self._tasks.run(answer, partial(self._answer, query), self._fail, Lane.LIST)

    def _answer(self, query: LogQuery, answer: _Answer) -> None:
        selection, pages = answer
        if not selection.complete:
            self._run(self._site.listing.select)
        elif not self.finds_names:
            self._read_names()
        if query == self._query:
            again = query == self._answered
            self._answered = query
            self.answered.emit(selection, pages, again)

    # Names

    def _read_names(self) -> None:
        pause = partial(self._tasks.give_way, Lane.NAMES)
        read = partial(self._site.listing.read_names, pause)
        self._tasks.run(read, self._names_read, self._fail, Lane.NAMES)

    def _names_read(self, _nothing: None) -> None:
        if self._query.text:
            self.refresh(self._chosen)
        self.names_read.emit()

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
