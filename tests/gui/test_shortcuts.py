"""The list of shortcuts says what the window does: every key in it works, and every key that works is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gui.kit.keys import IN_FIELDS, KEYS
from gui.shortcuts import ShortcutsDialog
from screening.service import Site
from screening.settings import Preferences
from tests.gui.desk import Desk, find

ELSEWHERE = ("files", "prescreen", "drafting")
"""Bound where answers are taken from files, beside the results of a run, and where a protocol is written."""


@pytest.fixture
def open_desk(qapp: QApplication, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program over a book with cases."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, site.folder, Preferences(language="en", theme="light"))
    desk.start()
    yield desk
    desk.close()


def test_the_list_is_what_is_bound(open_desk: Desk) -> None:
    """Each page binds what the table says of it; F1 lists that, once, and nothing while the window is hidden."""
    desk = open_desk
    for page in desk.workplace.keys:
        desk.workplace.show_page(page)
        desk.settle()
    bound = {one.objectName() for one in desk.window.findChildren(QShortcut)}
    listed = {f"keys.{where}.{act}" for where, acts in KEYS.items() if where not in ELSEWHERE for act in acts}
    assert listed | set(desk.workplace.keys) == bound - {"keys.prescreen.search"}
    for _ in range(2):
        desk.keys(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    (dialog,) = desk.window.findChildren(ShortcutsDialog)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    shown = [keys for acts in (*KEYS.values(), IN_FIELDS) for keys in acts.values()]
    assert {" or ".join(keys) for keys in shown} | set(desk.workplace.keys.values()) <= said
    assert find(dialog, QWidget, "keys.list").accessibleName() == "Keyboard shortcuts"
    dialog.reject()
    desk.settle()
    desk.press("foot.hide")
    desk.keys(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert desk.window.findChild(ShortcutsDialog) is None
