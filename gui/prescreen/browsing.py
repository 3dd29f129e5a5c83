"""Whom the page wants to see of a run is asked for here, and answered into the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui import paging
from gui.prescreen.lines import SORTS, Column, Line, read_lines
from gui.tasks import Lane, Tasks
from screening.cohort.run import Run, Which
from screening.errors import EligoError
from screening.service import Site
from screening.service.prescreening import Listing


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: how many there are, what reads them, and the first of them."""

    run: Run
    total: int
    read: paging.Read[Line]
    pages: Mapping[int, Sequence[Line]]


class Browser(QObject):
    """Asks one question at a time; of several answers the one to the newest question counts."""

    answered = Signal(object)  # Found
    names_read = Signal()  # from now on it is known who stands in the book already
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._run: Run | None = None
        self._listing: Listing | None = None
        self._which = Which()
        self._asked = 0

    def begin(self, run: Run, which: Which) -> None:
        """Ask for people of another run."""
        self._run, self._which = run, which
        self._ask()
        if not self._site.listing.finds_names:
            self._read_names()

    def look_for(self, which: Which, subject: str) -> None:
        """Ask for the people of a step whose identifier begins so, in the order of before."""
        self._look_again(replace(which, subject=subject, sort=self._which.sort, descending=self._which.descending))

    def sort(self, column: int, descending: bool) -> None:
        """Ask for another order; -1 is the list's own."""
        sort = SORTS.get(Column(column)) if column >= 0 else None
        self._look_again(replace(self._which, sort=sort, descending=descending and sort is not None))

    def leave(self) -> None:
        """Let go of the result."""
        if self._listing is not None:
            self._listing.close()
            self._listing = None

    def _look_again(self, which: Which) -> None:
        if which != self._which:
            self._which = which
            self._ask()

    def _ask(self) -> None:
        self._asked += 1
        if self._run is not None:
            look = partial(self._look, self._asked, self._run, self._which)
            self._tasks.run(look, partial(self._answer, self._asked), self._fail, Lane.LIST)

    # In the worker's thread

    def _look(self, asked: int, run: Run, which: Which) -> Found | None:
        """Find them; None where something else was asked for meanwhile."""
        if asked != self._asked:
            return None
        listing = self._listing_of(run)
        listed = listing.select(which)
        read = partial(read_lines, self._site, listing, listed)
        return Found(run, listed.total, read, paging.read_pages(read, 0))

    def _listing_of(self, run: Run) -> Listing:
        """Open the result of a run, and close that of the one before."""
        if self._listing is None or self._listing.run is not run:
            former, self._listing = self._listing, None
            if former is not None:
                former.close()
            self._listing = Listing(run)
        return self._listing

    # In the window's thread

    def _answer(self, asked: int, found: Found | None) -> None:
        if found is not None and asked == self._asked:
            self.answered.emit(found)

    def _read_names(self) -> None:
        pause = partial(self._tasks.give_way, Lane.NAMES)
        read = partial(self._site.listing.read_names, pause)
        self._tasks.run(read, self._names_read, self._fail, Lane.NAMES)

    def _names_read(self, _nothing: None) -> None:
        self.names_read.emit()

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
