"""The course of long work on the whole book: tells how far it is, lets everybody else go first, and can be given up."""

import time
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gui.tasks import Lane, Tasks
from screening.errors import EligoError

_T = TypeVar("_T")
_STRETCH = 0.05
"""Seconds of work between two moments in which others may go first."""


class GivenUpError(EligoError):
    """Somebody no longer wants what was being made; nothing is left of it."""


class Course(QObject):
    """Given to work in the lane of checks, which calls `progress` as it goes on."""

    told = Signal(int)  # percent, on the window's thread

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._given_up = Event()
        self._looked, self._percent = 0.0, -1

    def give_up(self) -> None:
        """Let the work end where it is."""
        self._given_up.set()

    def progress(self, done: int, of: int) -> None:
        """Note how far it is; the worker calls it. GivenUpError where nobody wants it any more."""
        if self._given_up.is_set():
            raise GivenUpError
        if done < of and time.monotonic() < self._looked + _STRETCH:
            return
        percent = 100 * done // max(of, 1)
        if percent != self._percent:
            self._percent = percent
            self.told.emit(percent)
        if done < of:
            self._tasks.give_way(Lane.CHECK)
        self._looked = time.monotonic()


class LongWork(QObject):
    """One such work at a time, and how it stands; it outlives whatever shows it."""

    changed = Signal()
    recorded = Signal()  # the book has a new entry

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._course: Course | None = None
        self.percent: int | None = None
        """How far it is; None while none is under way."""
        self.problem: EligoError | None = None
        """Why the last one came to nothing."""

    @property
    def busy(self) -> bool:
        """Say whether one is under way."""
        return self._course is not None

    @property
    def given_up(self) -> bool:
        """Say whether the last one was stopped."""
        return isinstance(self.problem, GivenUpError)

    @Slot()
    def give_up(self) -> None:
        """Stop; nothing is left of it."""
        if self._course is not None:
            self._course.give_up()

    def _begin(self, work: Callable[[Course], _T], done: Callable[[_T], None]) -> None:
        """Let the worker do it; `done` hears what it made, and says that it is over."""
        self._course = Course(self._tasks, self)
        self._course.told.connect(self._go_on)
        self.problem, self.percent = None, 0
        self._tasks.run(partial(work, self._course), done, self._failed, Lane.CHECK)
        self.changed.emit()

    @Slot(int)
    def _go_on(self, percent: int) -> None:
        if self._course is not None:
            self.percent = percent
            self.changed.emit()

    def _failed(self, error: EligoError) -> None:
        self.problem = error
        self._end()

    def _end(self) -> None:
        self._course, self.percent = None, None
        self.changed.emit()
