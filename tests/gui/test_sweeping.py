"""Garbage is looked for on the window's thread alone."""

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from gui.sweeping import Sweeper


class _Knot:
    """Something that only looking for garbage finds, with a widget in it."""

    def __init__(self) -> None:
        self.itself = self
        self.widget = QWidget()
        self.seen_by: list[str] = []


def test_no_worker_destroys_what_the_window_left(qapp: QApplication) -> None:
    """However much a worker makes meanwhile; the window's thread does it when it is due."""
    threads: list[int] = []
    owner = QObject()
    sweeper = Sweeper(owner)
    sweeper.begin()
    knot = _Knot()
    weakref.finalize(knot, lambda: threads.append(threading.get_ident()))
    del knot
    with ThreadPoolExecutor(1) as worker:
        worker.submit(lambda: [[one] for one in range(200_000)]).result()
    assert threads == []
    made = [[one] for one in range(5_000)]  # so that it is due
    sweeper._sweep()
    assert len(made) == 5_000 and threads == [threading.get_ident()]
    owner.deleteLater()
