"""Garbage is looked for on the window's thread alone: a worker must never be the one to destroy a widget in it."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY = 2000  # milliseconds


class Sweeper(QObject):
    """Takes over from Python, which looks for garbage on whichever thread has just made something."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Nothing of what is made at the start is garbage either: looking for some takes a twentieth of the time.
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self._sweep)

    def begin(self) -> None:
        """Leave alone what the start has made, and look through the rest from now on."""
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def _sweep(self) -> None:
        """Look through the generations that are due."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
