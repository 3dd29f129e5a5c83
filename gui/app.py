"""Starting the desktop program: what somebody types into first is there at once, then everything that belongs to it."""

import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.faults import FAULTS, Faults
from gui.kit import aloud
from gui.main_window import MainWindow
from gui.manners import Manners
from gui.sweeping import Sweeper
from gui.tasks import Tasks
from screening.errors import EligoError
from screening.settings import Preferences, asks_for_passwords, data_folder, has_book, load_preferences, today

if TYPE_CHECKING:
    from gui.door.reception import Reception
    from gui.main_window import Unsaved
    from gui.program import Program
    from gui.screen.page import ScreenPage
    from gui.workplace import Workplace
    from screening.service import Site


class Start(QObject):
    """The window is on the screen before the rest is imported.

    A book with accounts is met by the page on which somebody signs in, any other by the first card of the form: both
    need little. The rest is imported, and the book opened, in the worker while they type.
    """

    ready = Signal()

    def __init__(self, app: QApplication, folder: Path | None = None, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._sweeper = Sweeper(self)
        self._folder = folder or data_folder()
        self.faults = Faults(self._folder / FAULTS, self)
        self.tasks = Tasks(self)
        self.manners = Manners(app, preferences or load_preferences(), self)
        self.program: Program | None = None
        self.reception: Reception | None = None
        self._begun: Workplace | None = None
        self._page: ScreenPage | None = None
        theme.prepare(app, self.manners.look)
        self.window = MainWindow()
        self.window.painted.connect(self._go_on_soon)
        if asks_for_passwords(self._folder):
            self._receive()
        elif has_book(self._folder):
            self._begin()

    def close(self) -> None:
        """Finish the work under way and close the book."""
        self._sweeper.end()
        self.tasks.drop()
        if self.program is not None:
            self.program.close()

    def _receive(self) -> None:
        """Show the page on which somebody signs in, and nothing else yet."""
        self.reception = self._made_reception()
        with self.manners.undressed():
            self.reception.open()

    def _begin(self) -> None:
        """Show the card that asks who it is, where it will stand in the form, and nothing else yet."""
        from gui.screen.page import ScreenPage
        from gui.workplace import WITHOUT_ACCOUNTS, Workplace

        with self.manners.undressed():
            self._page = ScreenPage(self.manners.words, today())
            self._begun = Workplace(WITHOUT_ACCOUNTS, self.manners.words)
            self._begun.begin_with("screen", self._page)
            self.window.show_content(self._begun)

    def _made_reception(self) -> "Reception":
        from gui.door.reception import Reception

        made = Reception(self._folder, self.manners, self.tasks, self)
        made.page_wanted.connect(self.window.show_content)
        return made

    @Slot()
    def _go_on_soon(self) -> None:
        # What was typed already comes first.
        QTimer.singleShot(0, self, self._go_on)

    @Slot()
    def _go_on(self) -> None:
        if self._begun is not None:
            self.tasks.run(partial(open_book, self._folder), self._opened, self._not_opened)
        elif self.reception is not None:
            self.tasks.run(prepare, self._furnish, _give_up)
        else:
            import_the_rest()
            self._furnish()
        self.window.furnish(self.manners.words, self._unsaved)

    def _opened(self, site: "Site") -> None:
        program = self._made_program()
        program.settled.connect(self._settle)
        program.sites.take(site)

    def _not_opened(self, error: EligoError) -> None:
        self._made_program().sites.show_trouble(error)
        self._settle()

    def _furnish(self, _nothing: object = None) -> None:
        program = self._made_program()
        if self.reception is None:
            program.start()
        self._settle()

    def _made_program(self) -> "Program":
        from gui.program import Program

        made = self.program = Program(
            self.window,
            self.faults,
            folder=self._folder,
            manners=self.manners,
            tasks=self.tasks,
            reception=self.reception or self._made_reception(),
            begun=self._begun,
        )
        self._page = self._begun = None
        return made

    @Slot()
    def _settle(self) -> None:
        self._sweeper.begin()
        self.ready.emit()

    def _unsaved(self) -> "list[Unsaved]":
        """List what may hold something unsaved: that of the pages, or the card while the book is not open yet."""
        if self.program is not None:
            return self.program.unsaved()
        return [self._page] if self._page is not None else []


def _give_up(error: EligoError) -> None:
    raise error


def prepare() -> None:
    """Import what the book and its pages need, and get ready to open it."""
    import_the_rest()
    from screening import service

    service.prepare()


def open_book(folder: Path) -> "Site":
    """Import what the book and its pages need, and open it."""
    import_the_rest()
    from screening.service import Site

    return Site.open(folder)


def import_the_rest() -> None:
    """Import what the book and its pages need."""
    # Nothing else installed beside Eligo looks into what it validates; asking whether something wants to takes a while.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in ("gui.program", "gui.screen.work", "gui.screen.fields", "screening.wording.verdicts"):
        import_module(name)


def main() -> int:
    """Run the desktop program until its window closes; gives the exit status."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else theme.application(sys.argv[:1])
    app.setApplicationName("Eligo")
    app.setDesktopFileName("eligo")
    aloud.keep_scroll_areas_readable()
    start = Start(app)
    start.faults.install()
    start.window.show()
    try:
        return app.exec()
    finally:
        start.close()
