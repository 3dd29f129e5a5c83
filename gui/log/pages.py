"""The lines of the log that are in sight, read a page at a time and kept for a while."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui.log.lines import Line, read_lines
from gui.tasks import Tasks
from screening.errors import EligoError
from screening.log import Selection
from screening.service import Site

LINES = 32
"""Lines of a page: as many as are in sight at once, or a few more."""

_KEPT = 64
_PATIENCE = 0.02
"""Seconds that painting waits for a page: what comes later is painted again when it is there."""

Pages = Mapping[int, Sequence[Line]]


def read_pages(site: Site, selection: Selection, around: int) -> Pages:
    """Read the pages that are in sight where a position is: its own and the one before."""
    last = max(around, 0) // LINES
    return {page: _read(site, selection, page) for page in range(max(last - 1, 0), last + 1)}


def _read(site: Site, selection: Selection, page: int) -> list[Line]:
    return read_lines(site, selection.entries(page * LINES, LINES))


class PageCache(QObject):
    """Gives the lines of a selection; those that are not there in time come as `arrived`."""

    arrived = Signal(int, int)  # the first and the last row
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._selection: Selection | None = None
        self._rows = object()  # another one for other rows, however much is known of them
        self._pages: OrderedDict[int, Sequence[Line]] = OrderedDict()
        self._asked: set[int] = set()
        self._waited_for = -1

    def begin(self, selection: Selection, pages: Pages) -> None:
        """Give the lines of another selection from now on; some may have been read with it."""
        self._rows = object()
        self._selection = selection
        self._pages = OrderedDict(pages)
        self._asked.clear()

    def go_on(self, selection: Selection) -> None:
        """Give the lines of a selection that begins with the rows of the one before.

        What was read, or is being read, still counts; a page that was cut short is read again when its rest is wanted.
        """
        self._selection = selection

    def line(self, row: int) -> Line | None:
        """Give a line; None while it is being read."""
        page, place = divmod(row, LINES)
        if place >= len(self._pages.get(page, ())):
            self._ask(page)
        lines = self._pages.get(page, ())
        if place >= len(lines):
            return None
        self._pages.move_to_end(page)
        return lines[place]

    def _ask(self, page: int) -> None:
        if page in self._asked or self._selection is None:
            return
        self._asked.add(page)
        self._waited_for = page
        read = partial(_read, self._site, self._selection, page)
        self._tasks.run_soon(read, partial(self._keep, self._rows, page), self._fail, _PATIENCE)
        self._waited_for = -1

    def _keep(self, rows: object, page: int, lines: Sequence[Line]) -> None:
        if rows is not self._rows or self._selection is None:
            return
        self._asked.discard(page)
        self._pages[page] = lines
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        if page != self._waited_for:
            # All of it, also where the log was read on meanwhile: whoever sees the rest asks again.
            self.arrived.emit(page * LINES, min((page + 1) * LINES, len(self._selection)) - 1)

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
