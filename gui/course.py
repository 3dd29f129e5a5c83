"""The course of long work on the whole book: tells how far it is, lets everybody else go first, and can be given up."""

import time
from threading import Event

from PySide6.QtCore import QObject, Signal

from gui.tasks import Lane, Tasks
from screening.errors import EligoError

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
