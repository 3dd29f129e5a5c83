"""Starting the desktop program: an empty window at once, then everything that belongs in it."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.faults import FAULTS, Faults
from gui.main_window import MainWindow
from gui.manners import Manners
from gui.tasks import Tasks
from screening.errors import EligoError
from screening.settings import Preferences, asks_for_passwords, data_folder, load_preferences

if TYPE_CHECKING:
    from gui.door.reception import Reception
    from gui.program import Program


class Start(QObject):
    """The window is on the screen before the rest is imported.

    A book with accounts is met by the page on which somebody signs in, which needs little; the rest is imported in the
    worker while they type. Otherwise what is typed meanwhile waits for the form.
    """

    ready = Signal()

    def __init__(self, app: QApplication, folder: Path | None = None, preferences: Preferences | None = None) -> None:
        super().__init__()
        self._folder = folder or data_folder()
        self.faults = Faults(self._folder / FAULTS, self)
        self.tasks = Tasks(self)
        self.manners = Manners(app, preferences or load_preferences(), self)
        self.program: Program | None = None
        self.reception: Reception | None = None
        theme.prepare(app, self.manners.look)
        self.window = MainWindow()
        self.window.painted.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        if asks_for_passwords(self._folder):
            self._receive()

    def close(self) -> None:
        """Finish the work under way and close the book."""
        self.tasks.drop()
        if self.program is not None:
            self.program.close()

    def _receive(self) -> None:
        """Show the page on which somebody signs in, and nothing else yet."""
        self.reception = self._made_reception()
        with self.manners.undressed():
            self.reception.open()

    def _made_reception(self) -> "Reception":
        from gui.door.reception import Reception

        made = Reception(self._folder, self.manners, self.tasks, self)
        made.page_wanted.connect(self.window.show_content)
        return made

    @Slot()
    def _go_on(self) -> None:
        # Nothing of what is made now is garbage: looking for some takes a twentieth of the time.
        gc.disable()
        if self.reception is not None:
            self.tasks.run(import_the_rest, self._furnish, _give_up)
        else:
            import_the_rest()
            self._furnish()

    @Slot()
    def _furnish(self, _nothing: object = None) -> None:
        from gui.program import Program

        program = self.program = Program(
            self.window,
            self.faults,
            folder=self._folder,
            manners=self.manners,
            tasks=self.tasks,
            reception=self.reception or self._made_reception(),
        )
        if self.reception is None:
            program.start()
        gc.freeze()
        gc.enable()
        self.ready.emit()


def _give_up(error: EligoError) -> None:
    raise error


def import_the_rest() -> None:
    """Import what the book and its pages need."""
    # Nothing else installed beside Eligo looks into what it validates; asking whether something wants to takes a while.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in ("gui.program", "screening.wording.verdicts"):
        import_module(name)


def main() -> int:
    """Run the desktop program until its window closes; gives the exit status."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Eligo")
    app.setDesktopFileName("eligo")
    start = Start(app)
    start.faults.install()
    start.window.show()
    try:
        return app.exec()
    finally:
        start.close()
