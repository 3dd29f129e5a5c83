"""Coming in: by a password, by one that was given once, by the recovery key; and staying out."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.door.new_password import ChoosePasswordPage, RecoverPage
from gui.door.sign_in import SignInPage
from gui.kit.passwords import PasswordEntry
from screening.service import Actor, enter
from screening.settings import load_preferences
from screening.wording import Words
from tests.gui.desk import Desk, find, wait_for
from tests.gui.door.conftest import OTHER, PASSWORD, Guarded


def fill(desk: Desk, **texts: str) -> None:
    page = desk.window.content
    assert page is not None
    for field, text in texts.items():
        edit = find(page, QLineEdit, f"{page.objectName()}.{field}")
        edit.clear()
        QTest.keyClicks(edit, text)


def sign_in(desk: Desk, name: str, password: str) -> None:
    fill(desk, name=name, password=password)
    desk.press("signin.enter")
    desk.settle()


def refusal(desk: Desk) -> str:
    assert desk.window.content is not None
    return find(desk.window, QLabel, f"{desk.window.content.objectName()}.refusal").text()


def test_whoever_has_the_password_comes_in(door: Desk) -> None:
    """Enter in the password is as good as the button; the name is remembered on this computer."""
    assert isinstance(door.window.content, SignInPage)
    fill(door, name="wang li", password=PASSWORD)
    QTest.keyClick(find(door.window, QLineEdit, "signin.password"), Qt.Key.Key_Return)
    door.settle()
    assert door.program.site is not None and door.program.site.actor == Actor("Wang Li", "coordinator", "A1")
    assert door.workplace.current == "screen"
    assert load_preferences().user == "Wang Li"


def test_an_unknown_name_and_a_wrong_password_are_told_alike(door: Desk) -> None:
    """S17: nobody learns who has an account here; the name stays, the password can be typed over."""
    sign_in(door, "Wang Li", "a wrong one")
    first = refusal(door)
    assert first == "The name or the password is not right."
    assert find(door.window, QLineEdit, "signin.password").selectedText() == "a wrong one"
    sign_in(door, "Nobody Here", PASSWORD)
    assert refusal(door) == first
    assert door.program.site is None
    QTest.keyClicks(find(door.window, QLineEdit, "signin.password"), "x")
    assert refusal(door) == ""


def test_too_many_wrong_passwords_lock_the_account_and_say_until_when(door: Desk, guarded: Guarded) -> None:
    """S16: the right password does not help then, nor does starting again."""
    for _ in range(5):
        sign_in(door, "Wang Li", "a wrong one")
    sign_in(door, "Wang Li", PASSWORD)
    assert refusal(door).startswith("Too many wrong passwords. Try again after ")
    assert door.program.site is None


def test_the_window_lives_while_a_password_is_tried(door: Desk) -> None:
    """Sign-in never blocks: the button waits, the page still takes what is typed elsewhere."""
    fill(door, name="Wang Li", password=PASSWORD)
    find(door.window, QWidget, "signin.enter").click()  # type: ignore[attr-defined]  # a button
    assert door.opening.tasks.busy
    assert not find(door.window, QWidget, "signin.enter").isEnabled()
    QTest.keyClick(find(door.window, QLineEdit, "signin.password"), Qt.Key.Key_Return)
    door.settle()
    assert door.program.site is not None


def test_nothing_is_tried_before_both_are_typed(door: Desk) -> None:
    """What is missing is said at its field."""
    door.press("signin.enter")
    assert not door.opening.tasks.busy
    for field in ("name", "password"):
        assert find(door.window, QLabel, f"signin.{field}.row.problem").text()


def test_a_password_given_once_leads_to_one_of_ones_own(door: Desk, guarded: Guarded) -> None:
    """S13: what was given is carried over; the rules are said before and what is wrong with it beside it."""
    sign_in(door, "Chen Yu", guarded.once)
    page = door.window.content
    assert isinstance(page, ChoosePasswordPage)
    fill(door, password="chen yu", again="chen yu")
    door.press("choose.enter")
    assert "Fewer than 8 characters" in find(page, QLabel, "choose.password.row.problem").text()
    fill(door, password=OTHER, again=OTHER)
    door.press("choose.enter")
    door.settle()
    assert door.program.site is not None and door.program.site.actor.name == "Chen Yu"
    door.opening.close()
    enter(guarded.folder, "Chen Yu", OTHER).close()


def test_the_recovery_key_sets_a_new_password(door: Desk, guarded: Guarded) -> None:
    """Off the paper in small letters; a slip is told apart from another log's key."""
    fill(door, name="Wang Li")
    door.press("signin.forgotten")
    assert isinstance(door.window.content, RecoverPage)
    fill(door, key="0" + guarded.recovery[1:-1] + "0", password=OTHER, again=OTHER)
    door.press("recover.enter")
    assert "mistyped" in refusal(door)
    fill(door, key=guarded.recovery.lower())
    door.press("recover.enter")
    door.settle()
    assert door.program.site is not None and door.program.site.actor.name == "Wang Li"


def test_one_can_turn_back_from_the_recovery_key(door: Desk) -> None:
    """It was opened by mistake."""
    door.press("signin.forgotten")
    door.press("recover.back")
    assert isinstance(door.window.content, SignInPage)


def test_a_file_of_keys_that_is_gone_is_told_calmly(door: Desk, guarded: Guarded) -> None:
    """Where it should lie, and where to look."""
    (guarded.folder / "eligo.keys").rename(guarded.folder / "moved")
    sign_in(door, "Wang Li", PASSWORD)
    assert refusal(door)
    (guarded.folder / "moved").rename(guarded.folder / "eligo.keys")
    sign_in(door, "Wang Li", PASSWORD)
    assert door.program.site is not None


def test_the_preferences_are_at_hand_before_anybody_signs_in(door: Desk) -> None:
    """The language changes the page and keeps what was typed."""
    fill(door, name="Wang Li", password="abc")
    door.press("signin.preferences")
    door.press("preferences.language.zh_CN")
    assert find(door.window, QWidget, "signin.enter").text() == "登录"  # type: ignore[attr-defined]  # a button
    assert find(door.window, QLineEdit, "signin.password").text() == "abc"


def test_what_is_typed_can_be_looked_at(qtbot: QtBot, look: None) -> None:
    """With the mouse, or with Tab and Space; the button says what it does next."""
    page = SignInPage(Words("en"), name="Wang Li")
    qtbot.addWidget(page)
    page.show()
    entry = find(page, PasswordEntry, "signin.password")
    QTest.keyClicks(entry, "a b")
    assert entry.displayText() != "a b"
    show = find(page, QWidget, "signin.password.show")
    assert show.accessibleName() == "Show the password"
    QTest.keyClick(entry, Qt.Key.Key_Tab)
    QTest.keyClick(show, Qt.Key.Key_Space)
    assert entry.displayText() == "a b"
    assert show.accessibleName() == "Hide the password"


@pytest.mark.parametrize(("key", "modifier", "on"), [("A", 0, True), ("a", 0, False), ("A", 1, False), ("a", 1, True)])
def test_caps_lock_is_noticed_by_the_letters_it_makes(
    qtbot: QtBot, look: None, key: str, modifier: int, on: bool
) -> None:
    """Qt does not tell of the key: a capital without Shift does, and a small letter with it."""
    page = SignInPage(Words("en"))
    qtbot.addWidget(page)
    page.show()
    entry = find(page, PasswordEntry, "signin.password")
    held = Qt.KeyboardModifier.ShiftModifier if modifier else Qt.KeyboardModifier.NoModifier
    QTest.sendKeyEvent(QTest.KeyAction.Click, entry, Qt.Key.Key_A, key, held)
    assert bool(find(page, QLabel, "signin.password.caps").text()) is on


def test_a_name_left_blank_gets_the_cursor_and_a_known_one_lends_it_to_the_password(qtbot: QtBot, look: None) -> None:
    """Whoever was here last types a password and nothing else."""
    for name, field in (("", "signin.name"), ("Wang Li", "signin.password")):
        page = SignInPage(Words("en"), name=name)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        page.focus_first()
        edit = find(page, QLineEdit, field)
        wait_for(edit.hasFocus)


def test_no_password_stands_in_a_file(door: Desk, guarded: Guarded, tmp_path: Path) -> None:
    """Neither in the preferences nor beside the book."""
    sign_in(door, "Wang Li", PASSWORD)
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert PASSWORD.encode() not in kept


def test_one_can_practise_before_the_door(door: Desk) -> None:
    """Whoever has no account yet; the way back leads to the door again."""
    door.press("signin.preferences")
    door.press("preferences.practice")
    door.settle()
    assert door.program.site is not None and door.program.site.practice
    door.press("foot.leave")
    assert isinstance(door.window.content, SignInPage)
