"""Work that would hold the window up: workers do it in order, and the answer comes back where the windows live."""

import time
from collections.abc import Callable, Iterator
from enum import IntEnum
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from screening.errors import EligoError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_T = TypeVar("_T")
_LOOK_UP = 0.1  # seconds after which waiting work looks whether it was dropped
_QUIET = 0.1  # seconds without a wish of anybody's after which long work goes on


class Lane(IntEnum):
    """Each has one worker, which does in order what it is given; the earlier ones are given way to."""

    ROWS = 0  # what is about to be painted
    BOOK = 1  # saving, opening a case: whatever somebody waits for
    LIST = 2  # which rows the log shows
    NAMES = 3  # who somebody is, which may have to wait until everybody was read
    COPY = 4  # what leaves the book: shown before, and written while a bar goes on
    CHECK = 5  # the whole record, which may take minutes


class _Given(NamedTuple):
    lane: Lane
    done: Callable[[Any], None]
    failed: Callable[[EligoError], None]


class DroppedError(Exception):
    """Long work was dropped before its end; nobody waits for it any more."""


class Tasks(QObject):
    """The workers that read and write the book.

    It lives as long as the program, so an answer always finds a receiver.
    """

    _finished = Signal(object)  # Future
    _asked = Signal(object)  # a Lane and the Event to set when it may go on

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers: dict[Lane, Executor] = {}
        self._waiting: dict[Future[Any], _Given] = {}
        self._held: list[tuple[Lane, Event]] = []
        self._dropping = False
        self._last_wish = 0.0
        self._steps: Iterator[object] | None = None
        # Queued even where the work was done at once: no answer comes before `run` has returned.
        self._finished.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._asked.connect(self._hold, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        op: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[EligoError], None],
        lane: Lane = Lane.BOOK,
    ) -> None:
        """Let a worker do `op`; then, on the window's thread, `done` gets its result or `failed` its EligoError.

        Any other exception is a fault of ours and goes to the edge that catches those.
        """
        self._give(op, _Given(lane, done, failed)).add_done_callback(self._finished.emit)

    def run_soon(
        self, op: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[EligoError], None], patience: float
    ) -> None:
        """Let a worker do what is about to be painted; the answer comes before this returns, if it comes in time.

        `patience` are seconds, too few to be noticed; afterwards the answer comes as any other.
        """
        from concurrent.futures import wait

        future = self._give(op, _Given(Lane.ROWS, done, failed))
        if wait([future], patience).done:
            self._answer(future)
        else:
            future.add_done_callback(self._finished.emit)

    def run_in_steps(self, steps: Iterator[object]) -> None:
        """Do what only the window's own thread can do, a step at a time; what is typed meanwhile comes in between."""
        self._steps = steps
        QTimer.singleShot(0, self, self._step)

    @Slot()
    def _step(self) -> None:
        steps = self._steps
        if steps is None:
            return
        try:
            next(steps)
        except StopIteration:
            self._steps = None
        except BaseException:
            self._steps = None
            raise
        else:
            QTimer.singleShot(0, self, self._step)

    def give_way(self, lane: Lane) -> None:
        """Wait, in a worker's thread, until the window and the lanes before this one have been idle for a moment.

        Long work calls it every few milliseconds, so that nobody who scrolls, types or saves has to share the processor
        with it. DroppedError where nobody waits for it any more.
        """
        granted = Event()
        self._asked.emit((lane, granted))
        while not granted.wait(_LOOK_UP) and not self._dropping:
            pass
        if self._dropping:
            raise DroppedError

    @property
    def busy(self) -> bool:
        """Say whether some work has not been answered yet."""
        return bool(self._waiting) or self._steps is not None

    def drop(self) -> None:
        """Wait for the work under way, long work only until it next gives way, and drop what has not begun.

        No answer comes of any.
        """
        self._waiting.clear()
        self._steps = None
        self._dropping = True
        for worker in self._workers.values():
            worker.shutdown(wait=True, cancel_futures=True)
        self._workers.clear()
        self._held.clear()
        self._dropping = False

    def _give(self, op: Callable[[], _T], given: _Given) -> "Future[_T]":
        if given.lane < Lane.NAMES:
            self._last_wish = time.monotonic()
        future = self._worker(given.lane).submit(op)
        self._waiting[future] = given
        return future

    def _worker(self, lane: Lane) -> "Executor":
        if lane not in self._workers:
            from concurrent.futures import ThreadPoolExecutor

            self._workers[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane.name.lower())
        return self._workers[lane]

    @Slot(object)
    def _answer(self, future: "Future[Any]") -> None:
        given = self._waiting.pop(future, None)
        if given is None:
            return
        self._release_later()
        error = future.exception()
        if error is None:
            given.done(future.result())
        elif isinstance(error, EligoError):
            given.failed(error)
        else:
            raise error

    # Giving way

    @Slot(object)
    def _hold(self, asked: tuple[Lane, Event]) -> None:
        self._held.append(asked)
        self._release_later()

    def _release_later(self) -> None:
        """Look who can go on when the window has nothing else to do."""
        if self._held:
            quiet = max(self._last_wish + _QUIET - time.monotonic(), 0)
            QTimer.singleShot(round(quiet * 1000), self, self._release)

    @Slot()
    def _release(self) -> None:
        if time.monotonic() < self._last_wish + _QUIET:
            self._release_later()
            return
        busy = min((given.lane for given in self._waiting.values()), default=Lane.CHECK)
        for asked in list(self._held):
            lane, granted = asked
            if lane <= busy:
                self._held.remove(asked)
                granted.set()
