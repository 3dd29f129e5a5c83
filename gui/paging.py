"""The rows of a long list that are in sight, read a page at a time and kept for a while."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from gui.tasks import Tasks

LINES = 32
"""Lines of a page: as many as are in sight at once, or a few more."""

_KEPT = 64
_PATIENCE = 0.02
"""Seconds that painting waits for a page: what comes later is painted again when it is there."""

_L = TypeVar("_L")
Read = Callable[[int, int], list[_L]]
"""Reads the lines from a place on, so many of them; a worker calls it."""


def read_pages(read: Read[_L], around: int) -> dict[int, list[_L]]:
    """Read the pages that are in sight where a place is: its own and the one before."""
    last = max(around, 0) // LINES
    return {page: read(page * LINES, LINES) for page in range(max(last - 1, 0), last + 1)}


class _Told(QObject):
    """What a cache says: Qt's signals and Python's generics need a class each."""

    arrived = Signal(int, int)  # the first and the last row
    failed = Signal(object)  # EligoError


class PageCache(Generic[_L]):
    """Gives the lines of a list; those that are not there in time come as `told.arrived`."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        self.told = _Told(parent)
        self._tasks = tasks
        self._read: Read[_L] | None = None
        self._length = 0
        self._rows = object()  # another one for other rows, however much is known of them
        self._pages: OrderedDict[int, Sequence[_L]] = OrderedDict()
        self._asked: set[int] = set()
        self._waited_for = -1

    def begin(self, read: Read[_L], length: int, pages: Mapping[int, Sequence[_L]]) -> None:
        """Give the lines of another list from now on; some may have been read with it."""
        self._rows = object()
        self._pages = OrderedDict(pages)
        self._asked.clear()
        self.go_on(read, length)

    def go_on(self, read: Read[_L], length: int) -> None:
        """Give the lines of a list that begins with the rows of the one before.

        What was read, or is being read, still counts; a page that was cut short is read again when its rest is wanted.
        """
        self._read, self._length = read, length

    def line(self, row: int) -> _L | None:
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
        if page in self._asked or self._read is None:
            return
        self._asked.add(page)
        self._waited_for = page
        read = partial(self._read, page * LINES, LINES)
        self._tasks.run_soon(read, partial(self._keep, self._rows, page), self.told.failed.emit, _PATIENCE)
        self._waited_for = -1

    def _keep(self, rows: object, page: int, lines: Sequence[_L]) -> None:
        if rows is not self._rows:
            return
        self._asked.discard(page)
        self._pages[page] = lines
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        if page != self._waited_for:
            # All of it, also where the list was read on meanwhile: whoever sees the rest asks again.
            self.told.arrived.emit(page * LINES, min((page + 1) * LINES, self._length) - 1)
