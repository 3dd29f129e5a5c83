"""Starting the desktop program: an empty window at once, then everything that belongs in it."""

import builtins
import gc
import sys
from builtins import __import__ as plain_import
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.faults import FAULTS, Faults
from gui.main_window import MainWindow
from screening.settings import data_folder, load_preferences

if TYPE_CHECKING:
    from gui.program import Program


class Start(QObject):
    """The window is on the screen before the rest is imported; what is typed meanwhile waits for the form."""

    ready = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._preferences = load_preferences()
        self._folder = data_folder()
        self.faults = Faults(self._folder / FAULTS, self)
        self.program: Program | None = None
        theme.prepare(app, theme.preferred(self._preferences))
        self.window = MainWindow()
        self.window.painted.connect(self._furnish, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Finish the work under way and close the book."""
        if self.program is not None:
            self.program.close()

    @Slot()
    def _furnish(self) -> None:
        # Nothing of what is made now is garbage: looking for some takes a twentieth of the time.
        gc.disable()
        with without_shiboken():
            import screening.service
            import screening.wording  # noqa: F401
        from gui.program import Program

        self.program = Program(self._app, self.window, self.faults, folder=self._folder, preferences=self._preferences)
        self.program.start()
        gc.freeze()
        gc.enable()
        self.ready.emit()


@contextmanager
def without_shiboken() -> Iterator[None]:
    """Import what knows nothing of Qt as if Qt were not there.

    Qt's binding wraps every import and reads the source of each new module, looking for its own switches.
    """
    wrapped = builtins.__import__
    builtins.__import__ = plain_import
    try:
        yield
    finally:
        builtins.__import__ = wrapped


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
