"""A coordinator's hands: the real window, driven by keyboard and mouse, and read as it shows itself."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, overload

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.app import Start
from gui.kit.criteria import CriteriaList
from gui.kit.verdict import VerdictBanner
from gui.log.model import LogModel, line_of
from gui.log.table import LogTable
from gui.program import Program
from screening.service import Site

_Widget = TypeVar("_Widget", bound=QWidget)
PATIENCE = 10_000


class Desk:
    """One run of the program over a folder; `shut` closes it as a person would, `die` as a power cut does."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ELIGO_DATA", str(folder / "data"))
        monkeypatch.setenv("ELIGO_CONFIG", str(folder / "config"))
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        self._bot = qtbot
        self.start = Start(qapp)
        self.window = self.start.window
        with qtbot.waitSignal(self.start.ready, timeout=PATIENCE):
            self.window.resize(1280, 800)
            self.window.show()
        self.settle()

    @property
    def program(self) -> Program:
        """Give the program behind the window."""
        assert self.start.program is not None
        return self.start.program

    @property
    def site(self) -> Site:
        """Give the site that the window has open."""
        assert self.program.site is not None
        return self.program.site

    # Hands

    @overload
    def find(self, name: str) -> QWidget: ...
    @overload
    def find(self, name: str, kind: type[_Widget]) -> _Widget: ...
    def find(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """Find a widget of the window, or of a dialog over it, by its name."""
        self.until(lambda: self._found(name, kind) is not None, f"there is no {name}")
        found = self._found(name, kind)
        assert found is not None
        return found

    def press(self, name: str) -> None:
        """Click a button, a segment, a link."""
        target = self.find(name)
        self.until(target.isEnabled, f"{name} can't be pressed")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
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

    def keys(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
        """Press a shortcut in the window."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "the window is not the active one")
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

    # Eyes

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
        self.until(lambda: all(line_of(model.index(row, 0)) is not None for row in rows), "the rows are not read")
        places = [[model.index(row, column) for column in range(model.columnCount())] for row in rows]
        return [" | ".join(str(place.data(Qt.ItemDataRole.AccessibleTextRole)) for place in row) for row in places]

    def choose_in_log(self, row: int) -> None:
        """Put the cursor on a row of the log."""
        table = self.find("log.table", LogTable)
        table.setCurrentIndex(table.model().index(row, 0))
        self.settle()

    # Time

    def until(self, holds: Callable[[], bool], otherwise: str) -> None:
        """Wait until something holds."""

        def check() -> None:
            assert holds(), otherwise

        self._bot.waitUntil(check, timeout=PATIENCE)

    def settle(self) -> None:
        """Let the worker finish and the window show it."""
        QApplication.processEvents()
        self.until(lambda: not self.start.tasks.busy, "the worker is stuck")
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def wait_for_draft(self) -> None:
        """Wait until what was typed lies in the store."""
        self.until(lambda: bool(self.site.unsaved.list(self.site.study)), "no draft was kept")
        self.settle()

    def shut(self) -> None:
        """Close the window; the program ends."""
        self.window.close()
        self.settle()
        self._gone()

    def die(self, folder: Path, into: Path) -> None:
        """Lose the power: what lies on the disk at this moment, and nothing later, is all there is afterwards."""
        shutil.copytree(folder, into)
        self._gone()

    def _gone(self) -> None:
        self.start.close()
        self.window.hide()
        self.window.deleteLater()
        self.start.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _found(self, name: str, kind: type[_Widget]) -> _Widget | None:
        for top in (self.window, *QApplication.topLevelWidgets()):
            if top.objectName() == name and isinstance(top, kind) and top.isVisible():
                return top
            for found in top.findChildren(kind, name):
                if found.isVisible():
                    return found
        return None
