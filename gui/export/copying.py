"""A copy under way: a worker writes it, gives way to whoever works with the window, and stops when it is told to."""

import time
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gui.tasks import Lane, Tasks
from screening.errors import EligoError
from screening.log import Exported
from screening.service import Site, StoppedError, Wish, export
from screening.wording import Words

_PAUSE = 0.02  # seconds that the worker goes on without looking up


class Copying(QObject):
    """One copy at a time."""

    progressed = Signal(int)  # rows, or people, so far
    left = Signal(str, object)  # where it lies, and log.Exported
    failed = Signal(object)  # EligoError; StoppedError where it was stopped
    ended = Signal()  # it is under way no more, whatever came of it; said before that is

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._stopped = Event()
        self._next = 0.0
        self.busy = False
        self._worker = _Worker(self)
        self._worker.ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)
        self._worker.progressed.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    def begin(self, path: Path, words: Words, wish: Wish) -> None:
        """Have a copy written."""
        self.busy = True
        self._stopped.clear()
        self._tasks.run(partial(self._write, path, words, wish), partial(self._done, path), self._failed, Lane.COPY)

    def stop(self) -> None:
        """Let nothing become of it; `failed` says when that is so."""
        self._stopped.set()

    # In the worker's thread

    def _write(self, path: Path, words: Words, wish: Wish) -> Exported:
        try:
            return export(self._site, path, words, wish, self._watch)
        finally:
            # Said here as well, so that a fault of ours doesn't leave a dialog waiting for ever.
            self._worker.ended.emit()

    def _watch(self, rows: int) -> None:
        if not self._stopped.is_set() and time.monotonic() >= self._next:
            self._worker.progressed.emit(rows)
            self._tasks.give_way(Lane.COPY)
            self._next = time.monotonic() + _PAUSE
        if self._stopped.is_set():
            raise StoppedError

    # In the window's thread

    @Slot()
    def _ended(self) -> None:
        self.busy = False
        self.ended.emit()

    def _done(self, path: Path, made: Exported) -> None:
        self.left.emit(str(path), made)

    def _failed(self, error: EligoError) -> None:
        self.failed.emit(error)


class _Worker(QObject):
    """What the worker says across the threads."""

    progressed = Signal(int)
    ended = Signal()
