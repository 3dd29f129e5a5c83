"""A desk with the real window on it: hands that press and type, eyes that read what it shows, and small helpers."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, overload

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QMenu, QWidget

from gui import theme
from gui.app import Start
from gui.kit.criteria import CriteriaList
from gui.kit.verdict import VerdictBanner
from gui.log.model import LogModel, line_of
from gui.log.table import LogTable
from gui.program import Program
from gui.tasks import Tasks
from gui.workplace import Workplace
from screening.service import Site
from screening.settings import Preferences

PATIENCE = 10.0
_W = TypeVar("_W", bound=QWidget)


class Desk:
    """One run of the program over a folder, driven as a person would; `die` ends it as a power cut does."""

    def __init__(self, app: QApplication, folder: Path | None = None, preferences: Preferences | None = None) -> None:
        self.app = app
        self.opening = Start(app, folder, preferences)
        self.window, self.faults = self.opening.window, self.opening.faults
        self._closed = False

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

    @property
    def workplace(self) -> Workplace:
        """Give the open site's pages."""
        found = self.program.workplace
        assert found is not None
        return found

    @property
    def site(self) -> Site:
        """Give the site that the window has open."""
        assert self.program.site is not None
        return self.program.site

    # Hands

    @overload
    def find(self, name: str) -> QWidget: ...
    @overload
    def find(self, name: str, kind: type[_W]) -> _W: ...
    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """Wait for a widget of the window, or of a dialog over it, that is in sight, and give it."""
        wait_for(lambda: self._found(name, kind) is not None, f"there is no {name}")
        found = self._found(name, kind)
        assert found is not None
        return found

    def sees(self, name: str) -> bool:
        """Answer whether a widget is in sight now."""
        return self._found(name, QWidget) is not None

    def press(self, name: str) -> None:
        """Click a button, a segment, a link."""
        target = self.find(name)
        wait_for(target.isEnabled, f"{name} can't be pressed")
        click(target)
        self.settle()

    def type_in(self, name: str, text: str) -> None:
        """Replace what a field holds, key by key, and leave it."""
        field = self.find(name)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()
            if not text:
                QTest.keyClick(field, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            # Chinese comes from an input method, not from keys.
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(field, event)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        self.settle()

    def choose(self, name: str, id: str) -> None:
        """Go down a folded list, from its top where need be, until an option is the chosen one."""
        choice = self.find(name, QComboBox)
        choice.setFocus(Qt.FocusReason.TabFocusReason)
        if choice.findData(id) < choice.currentIndex():
            QTest.keyClick(choice, Qt.Key.Key_Home)
        for _ in range(choice.count()):
            if choice.currentData() == id:
                break
            QTest.keyClick(choice, Qt.Key.Key_Down)
        assert choice.currentData() == id, f"{name} has no {id}"
        self.settle()

    def keys(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
        """Press a shortcut in the window."""
        self.window.activateWindow()
        wait_for(self.window.isActiveWindow, "the window is not the active one")
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def sign_in(self, name: str, password: str) -> None:
        """Come in by a password."""
        self.type_in("signin.name", name)
        self.type_in("signin.password", password)
        self.press("signin.enter")

    def paste_results(self, text: str) -> None:
        """Paste rows from a spreadsheet into the platelet table."""
        QGuiApplication.clipboard().setText(text)
        self.press("platelets.paste")

    def pick(self, menu: str, action: str) -> None:
        """Choose an entry of an open menu."""
        found = self.find(menu, QMenu)
        chosen = next(one for one in found.actions() if one.objectName() == action)
        chosen.trigger()
        found.close()
        self.settle()

    def save_file_as(self, dialog: str, path: Path) -> None:
        """Name a file in the system's dialog and accept it."""
        found = self.find(dialog, QDialog)
        edit = found.findChild(QLineEdit, "fileNameEdit")
        assert edit is not None
        edit.setText(str(path))
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.settle()

    def choose_in_log(self, row: int) -> None:
        """Put the cursor on a row of the log."""
        table = self.find("log.table", LogTable)
        table.setCurrentIndex(table.model().index(row, 0))
        self.settle()

    # Eyes

    def said(self, name: str) -> str:
        """Read all that a part of the window says."""
        return "\n".join(one.text() for one in self.find(name).findChildren(QLabel) if one.isVisible())

    def verdict(self) -> str:
        """Read the banner as a screen reader does."""
        banner = self.find("verdict", VerdictBanner)
        return banner.accessibleName() or banner.text()

    def criteria(self) -> list[str]:
        """Read the criteria as a screen reader does."""
        model = self.find("criteria", CriteriaList).model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        return [str(row.data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows]

    def title(self) -> str:
        """Read which case is at hand."""
        return self.find("title").accessibleName()

    def log_rows(self) -> list[str]:
        """Read the screening log, a line a row."""
        model = self.find("log.table", LogTable).model()
        assert isinstance(model, LogModel)
        rows = range(model.rowCount())
        wait_for(lambda: all(line_of(model.index(row, 0)) is not None for row in rows), "the rows are not read")
        places = [[model.index(row, column) for column in range(model.columnCount())] for row in rows]
        return [" | ".join(str(place.data(Qt.ItemDataRole.AccessibleTextRole)) for place in row) for row in places]

    # Time

    def settle(self) -> None:
        """Wait until the worker has answered everything and the window shows it."""
        settle(self.opening.tasks)

    def wait_for_draft(self) -> None:
        """Wait until what was typed lies in the store."""
        wait_for(lambda: bool(self.site.unsaved.list(self.site.study)), "no draft was kept")
        self.settle()

    def shut(self) -> None:
        """Close the window as a person would; the program ends."""
        self.window.close()
        self.settle()
        self.close()

    def die(self, folder: Path, into: Path) -> None:
        """Lose the power: what lies on the disk at this moment, and nothing later, is all there is afterwards."""
        shutil.copytree(folder, into)
        self.close()

    def close(self) -> None:
        """Put everything away; twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self.opening.close()
        # Qt remembers the looks of a window that goes while its parts are still taken down, and polishes it once more.
        self.app.setStyleSheet("")
        self.window.hide()
        self.window.deleteLater()
        self.opening.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        theme.apply(self.app, theme.current())

    def _found(self, name: str, kind: type[_W]) -> _W | None:
        for top in (self.window, *QApplication.topLevelWidgets()):
            if top.objectName() == name and isinstance(top, kind) and top.isVisible():
                return top
            for found in top.findChildren(kind, name):
                if found.isVisible():
                    return found
        return None


def settle(tasks: Tasks) -> None:
    """Let events run until the worker has answered everything, and what the answers asked for in their turn."""
    for _ in range(3):
        QApplication.processEvents()
        wait_for(lambda: not tasks.busy)
    QApplication.processEvents()
    # What is gone from the screen is gone: outside the program's own loop Qt leaves it lying.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_for(done: Callable[[], bool], otherwise: str = "this took too long") -> None:
    """Let events run until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, otherwise
        QApplication.processEvents()
        time.sleep(0.001)


def find(parent: QWidget, kind: type[_W], name: str) -> _W:
    """Find a widget by its name, in sight or not."""
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
