"""Following a book that others write in too: what they save is in sight within two seconds."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.tasks import Lane, Tasks
from screening.errors import EligoError, StoreError
from screening.service import AWAY, Site

_PAUSE = 1_000
"""Milliseconds between two looks at how long the book is."""


class Following(QObject):
    """Looks at a shared book every second; where its server can't be reached, it says so, and looks on."""

    grown = Signal()  # others have written something
    away = Signal(bool)  # whether the server can be reached has changed

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._length, self._own = -1, False
        self._asking = self._is_away = False
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)
        if site.shared:
            self._timer.start()

    @Slot()
    def recorded(self) -> None:
        """Take note that what comes next is one's own: it was shown already."""
        self._own = True

    @Slot()
    def look(self) -> None:
        """Ask how long the book is, unless an answer is still to come."""
        if not self._asking:
            self._asking = True
            self._tasks.run(lambda: self._site.head().length, self._seen, self._missed, Lane.LIST)

    def _seen(self, length: int) -> None:
        self._asking = False
        self._say_away(False)
        before, self._length = self._length, length
        own, self._own = self._own, False
        if before not in (-1, length) and not own:
            self.grown.emit()

    def _missed(self, error: EligoError) -> None:
        self._asking = False
        if isinstance(error, StoreError) and error.code in AWAY:
            self._say_away(True)

    def _say_away(self, is_away: bool) -> None:
        if is_away != self._is_away:
            self._is_away = is_away
            self.away.emit(is_away)
