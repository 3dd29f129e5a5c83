"""Typing what nobody else should read, and a box to tick."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.kit.passwords import PasswordEntry
from gui.kit.ticks import Tick
from tests.gui.kit.conftest import Shown, child


def entry() -> PasswordEntry:
    made = PasswordEntry(name="password")
    made.retext("Password", "Show it", "Hide it")
    return made


def test_every_space_of_a_password_counts(shown: Shown, qtbot: QtBot) -> None:
    """Nothing is cut off at either end; empty is not answered."""
    line = entry()
    shown(line)
    with qtbot.waitSignal(line.answered) as answered:
        QTest.keyClicks(line, " a b ")
    assert line.value() == " a b " and answered.args == [" "]
    line.clear()
    assert line.value() == ""


def test_what_is_typed_is_dots_until_it_is_asked_for(shown: Shown) -> None:
    """The button says what it does next, in the language of the day."""
    line = entry()
    shown(line)
    QTest.keyClicks(line, "secret")
    show = child(line, QWidget, "password.show")
    assert "secret" not in line.displayText() and not line.shown
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert line.displayText() == "secret" and show.accessibleName() == "Hide it"
    line.retext("密码", "显示", "隐藏")
    assert show.accessibleName() == "隐藏"
    line.hide_text()
    assert "secret" not in line.displayText() and show.accessibleName() == "显示"


def test_a_sentence_that_wraps_is_ticked_anywhere(shown: Shown) -> None:
    """With the mouse, with Space, and with Enter; its height follows its width."""
    tick = Tick("A sentence that is longer than the box is wide, so that it has to go on in a second line", name="tick")
    tick.resize(220, tick.heightForWidth(220))
    shown(tick)
    assert tick.heightForWidth(220) > tick.heightForWidth(900)
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert tick.isChecked()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        before = tick.isChecked()
        QTest.keyClick(tick, key)
        assert tick.isChecked() is not before
