"""Fails a test that leaves a window, a thread or a running timer behind, and says where that began."""

import gc
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

GRACE_SECONDS = 2.0  # for a thread that is already on its way out
OF_QT_ITSELF = (
    "QTipLabel",
    "QShapedPixmapWidget",
)  # tool tips and drag images, which Qt keeps


class Started:
    """The timers and Qt threads started while a test ran, each with the line that did it."""

    def __init__(self) -> None:
        self._found: list[tuple[weakref.ref[Any], str]] = []

    def watch(self, start: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a `start` method so that it is noted who was started and where."""

        def noted(started: Any, *arguments: Any) -> Any:
            self._found.append((weakref.ref(started), place_of_call()))
            return start(started, *arguments)

        return noted

    def still_running(self) -> list[str]:
        """Return a line for each that runs yet."""
        alive = [(thing(), place) for thing, place in self._found]
        return [f"{type(thing).__name__} started at {place}" for thing, place in alive if is_running(thing)]


def is_running(thing: Any) -> bool:
    if thing is None or not shiboken6.isValid(thing):
        return False
    return bool(thing.isActive() if isinstance(thing, QTimer) else thing.isRunning())


def place_of_call() -> str:
    frame = traceback.extract_stack(limit=3)[0]
    return f"{frame.filename}:{frame.lineno}"


def windows() -> list[QWidget]:
    """Return the top-level windows that belong to nobody else."""
    if QApplication.instance() is None:
        return []
    return [
        window
        for window in QApplication.topLevelWidgets()
        if window.parent() is None and window.metaObject().className() not in OF_QT_ITSELF
    ]


def windows_beyond(before: list[QWidget]) -> list[str]:
    """Return the windows that were not there before, after everything on its way out has gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if any(window not in before for window in windows()):
        gc.collect()
    return [f"{type(window).__name__} {window.objectName()!r}" for window in windows() if window not in before]


def threads_beyond(before: set[threading.Thread]) -> list[str]:
    """Return the Python threads that were not there before and do not end."""
    deadline = time.monotonic() + GRACE_SECONDS
    # A thread of Qt's that once called Python stands in the list as a dummy for ever; it can't be joined.
    found = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in found:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name}" for thread in found if thread.is_alive()]


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold each test that uses Qt to leaving nothing behind."""
    if "qapp" not in request.fixturenames:
        yield
        return
    started = Started()
    monkeypatch.setattr(QTimer, "start", started.watch(QTimer.start))
    monkeypatch.setattr(QThread, "start", started.watch(QThread.start))
    windows_before, threads_before = windows(), set(threading.enumerate())
    # As in the program: a worker must not be the one to destroy a widget.
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()
    found = windows_beyond(windows_before) + threads_beyond(threads_before)
    if not QThreadPool.globalInstance().waitForDone(int(GRACE_SECONDS * 1000)):
        found.append("work in Qt's thread pool")
    found += started.still_running()
    if found:
        pytest.fail("The test leaves behind: " + "; ".join(found), pytrace=False)
