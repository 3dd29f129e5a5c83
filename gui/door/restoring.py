"""Trying a backup out and going on from it, step by step; nothing is left where somebody turns back."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from gui.door.page import DoorPage
from gui.door.restore import LastNumberPage, RestorePage, Source
from gui.manners import Manners
from gui.tasks import Tasks
from screening.errors import EligoError
from screening.service import Restoring, restoring

_T = TypeVar("_T")


class Restorer(QObject):
    """Asks for a backup, tries it, asks for the last number given out, and makes it the site's book."""

    page_wanted = Signal(object)  # Content
    finished = Signal()  # restored, or given up
    preferences_wanted = Signal()

    def __init__(self, folder: Path, manners: Manners, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._manners, self._tasks = folder, manners, tasks
        self._held = ExitStack()
        self._found: Restoring | None = None
        self._page: DoorPage | None = None

    def open(self) -> None:
        """Ask which backup."""
        page = RestorePage(self._manners.words)
        page.given.connect(self._try)
        self._show(page)

    def leave(self) -> None:
        """Put away what was tried and not finished."""
        self._page, self._found = None, None
        self._held.close()

    @Slot(object)
    def _try(self, source: Source) -> None:
        def attempt() -> Restoring:
            return self._held.enter_context(
                restoring(source.backup, self._folder, source.key_file, name=source.name, password=source.password)
            )

        self._work(attempt, self._ask_number)

    def _ask_number(self, found: Restoring) -> None:
        self._found = found
        page = LastNumberPage(found.site.head().length, found.last, self._manners.words)
        page.given.connect(self._finish)
        self._show(page)

    @Slot(str)
    def _finish(self, last: str) -> None:
        found = self._found
        assert found is not None

        def finish() -> None:
            found.finish(last or None)
            self._held.close()

        self._work(finish, self._give_up)

    def _work(self, op: Callable[[], _T], done: Callable[[_T], None]) -> None:
        if self._page is not None:
            self._page.set_busy(True)
        self._tasks.run(op, done, self._refuse)

    def _refuse(self, error: EligoError) -> None:
        if self._page is not None:
            self._page.refuse(error)

    @Slot()
    def _give_up(self, _nothing: object = None) -> None:
        self.leave()
        self.finished.emit()

    def _show(self, page: DoorPage) -> None:
        self._page = page
        page.back_wanted.connect(self._give_up)
        page.preferences_wanted.connect(self.preferences_wanted)
        self.page_wanted.emit(page)
        page.focus_first()
