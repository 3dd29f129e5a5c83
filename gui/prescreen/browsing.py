"""Whom the page wants to see of a run is asked for here, and answered into the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui import paging
from gui.prescreen.lines import Line, read_lines
from gui.tasks import Lane, Tasks
from screening.cohort.run import Run, Which
from screening.errors import EligoError
from screening.service import Site
from screening.service.prescreening import worklist


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
        self._asked: tuple[Run, Which] | None = None

    def look_for(self, run: Run, which: Which, subject: str) -> None:
        """Ask for the people of a step whose identifier begins so."""
        self._ask(run, replace(which, subject=subject))

    def sort(self, column: int, descending: bool) -> None:
        """Ask for another order."""

    def _ask(self, run: Run, which: Which) -> None:
        if self._asked == (run, which):
            return
        self._asked = run, which
        self._tasks.run(partial(self._look, run, which), partial(self._answer, run, which), self._fail, Lane.LIST)
        if not self._site.listing.finds_names:
            self._read_names()

    def _look(self, run: Run, which: Which) -> Found | None:
        """Look in the worker; None where something else was asked for meanwhile."""
        if self._asked != (run, which):
            return None
        read = partial(read_lines, self._site, run, which)
        return Found(run, worklist(run, which, limit=0).total, read, paging.read_pages(read, 0))

    def _answer(self, run: Run, which: Which, found: Found | None) -> None:
        if found is not None and self._asked == (run, which):
            self.answered.emit(found)

    def _read_names(self) -> None:
        pause = partial(self._tasks.give_way, Lane.NAMES)
        read = partial(self._site.listing.read_names, pause)
        self._tasks.run(read, self._names_read, self._fail, Lane.NAMES)

    def _names_read(self, _nothing: None) -> None:
        self.names_read.emit()

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
