"""Looking for a newer version: at the start where the person gave an address, and when somebody asks."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from gui.manners import Manners
from gui.tasks import Lane, Tasks
from gui.told import told
from screening import __version__
from screening.errors import EligoError
from screening.service.updates import newer_version


class Updates(QObject):
    """Only reads a notice that the site keeps; nothing is sent or installed."""

    found = Signal(str)  # the newer version
    said = Signal(str)  # to whoever asked, in words

    def __init__(self, manners: Manners, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._manners, self._tasks = manners, tasks

    def look(self) -> None:
        """Look where the person gave an address; whoever has no network now is not told so."""
        address = self._manners.preferences.updates
        if address:
            self._tasks.run(partial(newer_version, address), self._tell, _unsaid, Lane.CHECK)

    @Slot(str)
    def look_at(self, address: str) -> None:
        """Look because somebody asks, and tell them what came of it."""
        self.said.emit(self._manners.words.text("preferences.looking"))
        self._tasks.run(partial(newer_version, address), self._answer, self._fail, Lane.CHECK)

    def _answer(self, version: str | None) -> None:
        key = "preferences.newer" if version else "preferences.newest"
        self.said.emit(self._manners.words.text(key, version=version or __version__))
        self._tell(version)

    def _tell(self, version: str | None) -> None:
        if version is not None:
            self.found.emit(version)

    def _fail(self, error: EligoError) -> None:
        self.said.emit(told(error, self._manners.words))


def _unsaid(_error: EligoError) -> None:
    pass
