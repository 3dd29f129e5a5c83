"""Helpers that drive pages and the whole program as a person would."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.app import Start
from gui.program import Program
from gui.tasks import Tasks
from gui.workplace import Workplace
from screening.settings import Preferences

PATIENCE = 10.0
_W = TypeVar("_W", bound=QWidget)


class Desk:
    """The program with its window on an offscreen screen."""

    def __init__(self, app: QApplication, folder: Path, preferences: Preferences) -> None:
        self.app = app
        self.opening = Start(app, folder, preferences)
        self.window, self.faults = self.opening.window, self.opening.faults

    def start(self) -> None:
        """Open what is in the folder."""
        ready: list[bool] = []
        self.opening.ready.connect(lambda: ready.append(True))
        self.window.show()
        wait_for(lambda: bool(ready))
        self.window.activateWindow()
        wait_for(self.window.isActiveWindow)
        self.settle()

    @property
    def program(self) -> Program:
        """Give the program behind the window."""
        assert self.opening.program is not None
        return self.opening.program

    def settle(self) -> None:
        """Wait until the worker has answered everything."""
        settle(self.opening.tasks)

    @property
    def workplace(self) -> Workplace:
        """Give the open site's pages."""
        found = self.program.workplace
        assert found is not None
        return found

    def press(self, name: str) -> None:
        """Press a button by its name."""
        click(find(self.window, QWidget, name))
        self.settle()

    def close(self) -> None:
        """Put everything away."""
        self.opening.close()
        self.window.deleteLater()
        self.opening.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle(tasks: Tasks) -> None:
    """Let events run until the worker has answered everything."""
    wait_for(lambda: not tasks.busy)
    QApplication.processEvents()
    # What is gone from the screen is gone: outside the program's own loop Qt leaves it lying.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_for(done: Callable[[], bool]) -> None:
    """Let events run until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "this took too long"
        QApplication.processEvents()
        time.sleep(0.001)


def find(parent: QWidget, kind: type[_W], name: str) -> _W:
    """Find a widget by its name."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"there is no {name}"
    return found


def click(widget: QWidget) -> None:
    """Click into the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def visible(parent: QWidget) -> Iterator[QWidget]:
    """Yield every widget that is in sight."""
    for widget in parent.findChildren(QWidget):
        if widget.isVisible():
            yield widget


def history(name: str, **subject: Any) -> dict[str, Any]:
    """Give a history with a solid tumour and nothing else; `consent` None leaves it out."""
    consent = subject.pop("consent", {"given": True, "on": "2026-11-20"})
    said = {"name": name, "birth_date": "1970-01-02", "sex": "female", **subject}
    return {
        "subject": {**said, **({"consent": consent} if consent else {})},
        "answers": {"tumour_type": "solid", "disease_extent": "advanced"},
    }
