"""Reading the day's work in the background: the latest cases at once, the rest in ever larger parts."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from gui.tasks import Lane, Tasks
from gui.today.lines import Heading, Line, lines_of
from screening.protocol import Protocol
from screening.service import Site, Waiting, today

_FIRST, _TIMES = 48, 8


class Agenda(NamedTuple):
    """What waits as of a day, as far as it was read; `cases` hold it all, `lines` put it in order.

    `protocol` is the version that judged, and so names what is missing.
    """

    on: date
    protocol: Protocol
    cases: Sequence[Waiting]
    lines: Sequence[Line | Heading]
    complete: bool


class _Part(NamedTuple):
    agenda: Agenda
    rest: Sequence[int]


class Reading(QObject):
    """Of several readings the newest counts. What is shown already stays until a later reading is complete."""

    read = Signal(object)  # Agenda
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._asked = 0
        self._shown = False

    @Slot()
    def begin(self) -> None:
        """Read what waits, anew."""
        self._asked += 1
        self._run(partial(self._first, today()), self._asked)

    def _run(self, op: "partial[_Part]", asked: int) -> None:
        self._tasks.run(op, partial(self._take, asked), self.failed.emit, Lane.LIST)

    def _take(self, asked: int, part: _Part) -> None:
        if asked != self._asked:
            return
        agenda, rest = part
        if agenda.complete or not self._shown:
            self.read.emit(agenda)
        if agenda.complete:
            self._shown = True
        else:
            self._run(partial(self._more, agenda, rest), asked)

    # In the worker

    def _first(self, on: date) -> _Part:
        desk = self._site.today
        entries = desk.entries()
        backup = desk.backup(on)
        protocol = self._site.protocol
        first = desk.cases(entries[:_FIRST], on)
        cases = [*desk.asked(), *desk.drafts(on), *first, *([backup] if backup else [])]
        return self._part(on, protocol, cases, entries[_FIRST:])

    def _more(self, agenda: Agenda, rest: Sequence[int]) -> _Part:
        size = len(agenda.cases) * _TIMES
        pause = partial(self._tasks.give_way, Lane.LIST)
        cases = [*agenda.cases, *self._site.today.cases(rest[:size], agenda.on, pause)]
        return self._part(agenda.on, agenda.protocol, cases, rest[size:])

    def _part(self, on: date, protocol: Protocol, cases: Sequence[Waiting], rest: Sequence[int]) -> _Part:
        if not rest:  # an amendment's failures come last: there may be many, read anew once a day
            cases = [*cases, *self._site.today.amended(on, partial(self._tasks.give_way, Lane.LIST))]
        if self._site.protocol is not protocol:  # another version was put into use meanwhile
            return self._first(on)
        return _Part(Agenda(on, protocol, cases, lines_of(cases, on), not rest), rest)
