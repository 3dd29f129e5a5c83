"""Work that would hold the window up: one worker does it in order, and the answer comes back where the windows live."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from screening.errors import EligoError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_T = TypeVar("_T")
_Answers = tuple[Callable[[Any], None], Callable[[EligoError], None]]


class Tasks(QObject):
    """One worker for the book of record; what it is given runs in the order given.

    It lives as long as the program, so an answer always finds a receiver.
    """

    _finished = Signal(object)  # Future

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: Executor | None = None
        self._waiting: dict[Future[Any], _Answers] = {}
        # Queued even where the work was done at once: no answer comes before `run` has returned.
        self._finished.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def run(self, op: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[EligoError], None]) -> None:
        """Let the worker do `op`; then, on the window's thread, `done` gets its result or `failed` its EligoError.

        Any other exception is a fault of ours and goes to the edge that catches those.
        """
        future = self._executor().submit(op)
        self._waiting[future] = (done, failed)
        future.add_done_callback(self._finished.emit)

    @property
    def busy(self) -> bool:
        """Say whether some work has not been answered yet."""
        return bool(self._waiting)

    def drop(self) -> None:
        """Wait for the work under way and drop what has not begun; no answer comes of either."""
        self._waiting.clear()
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)
            self._worker = None

    def _executor(self) -> "Executor":
        if self._worker is None:
            from concurrent.futures import ThreadPoolExecutor

            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        return self._worker

    @Slot(object)
    def _answer(self, future: "Future[Any]") -> None:
        answers = self._waiting.pop(future, None)
        if answers is None:
            return
        done, failed = answers
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, EligoError):
            failed(error)
        else:
            raise error
