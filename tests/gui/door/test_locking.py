"""When nobody is at work any more: everything is hidden, nothing is lost, and a password brings it back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget

from gui.door.locked import LockedPage
from gui.door.new_password import ChoosePasswordPage
from gui.door.sign_in import SignInPage
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from screening.access import Session
from screening.service import enter
from tests.gui.desk import Desk, find, visible
from tests.gui.door.conftest import OTHER, PASSWORD, Guarded
from tests.gui.door.test_sign_in import sign_in

SECRET = "Zhuge Liang"


class Clocks:
    """Two clocks that the test sets: the one on the wall, and the one that only runs forward."""

    def __init__(self) -> None:
        self.wall, self.ticks = datetime(2026, 11, 23, 8, tzinfo=UTC), 0.0

    def pass_by(self, *, asleep: bool = False, **time: float) -> None:
        """Let time pass; a computer that sleeps may not count it."""
        self.wall += timedelta(**time)
        if not asleep:
            self.ticks += timedelta(**time).total_seconds()

    def session(self, **limits: timedelta) -> Session:
        return Session("A1", "Wang Li", (), lambda: self.wall, ticks=lambda: self.ticks, **limits)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def work(door: Desk, clocks: Clocks) -> Iterator[Desk]:
    """Wang Li is at work, by clocks that the test sets: locked after 10 minutes, over after 8 hours."""
    sign_in(door, "Wang Li", PASSWORD)
    door.program.guard.watch.begin(clocks.session())
    QTest.keyClicks(find(door.window, QLineEdit, "subject.name"), SECRET)
    door.settle()
    yield door


def look(desk: Desk) -> None:
    """Do what the timer does every few seconds."""
    desk.program.guard.watch.look()
    desk.settle()


def do_something(desk: Desk) -> None:
    """Press a key as the system brings it: to the window, not to a widget."""
    handle = desk.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)


def move_mouse(desk: Desk) -> None:
    handle = desk.window.windowHandle()
    at = QPointF(QPoint(200, 200))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, event)


def is_locked(desk: Desk) -> bool:
    return any(isinstance(one, LockedPage) for one in visible(desk.window))


def said(desk: Desk) -> str:
    """Collect everything on the screen, dialogs too."""
    told = []
    for top in QApplication.topLevelWidgets():
        for widget in (top, *visible(top)):
            if widget.isVisible():
                told += [widget.accessibleName(), widget.windowTitle(), str(getattr(widget, "text", str)() or "")]
    return "\n".join(told)


def unlock(desk: Desk, password: str) -> None:
    edit = find(desk.window, QLineEdit, "locked.password")
    edit.clear()
    QTest.keyClicks(edit, password)
    desk.press("locked.unlock")
    desk.settle()


def kinds(desk: Desk) -> list[tuple[str, object]]:
    assert desk.program.site is not None
    entries = desk.program.site.reader.entries(kinds=("signed_in", "signed_out"))
    return [(one.kind, one.payload.get("why") or one.payload.get("how")) for one in entries][-3:]


def test_ten_idle_minutes_hide_everything_and_keep_it(work: Desk, clocks: Clocks) -> None:
    """S18: content hidden, not just a dialog on top; the draft kept in the store; who left is recorded."""
    clocks.pass_by(minutes=9, seconds=59)
    look(work)
    assert not is_locked(work) and SECRET in said(work)
    clocks.pass_by(seconds=1)
    look(work)
    assert is_locked(work) and SECRET not in said(work)
    assert work.window.focusWidget() is find(work.window, QLineEdit, "locked.password")
    site = work.program.site
    assert site is not None and SECRET in site.unsaved.list(site.study)[0].content
    assert kinds(work)[-1] == ("signed_out", "idle")
    unlock(work, "a wrong one")
    assert is_locked(work) and find(work.window, QLabel, "locked.refusal").text()
    unlock(work, PASSWORD)
    assert not is_locked(work)
    assert find(work.window, QLineEdit, "subject.name").text() == SECRET
    assert kinds(work) == [("signed_in", "password"), ("signed_out", "idle"), ("signed_in", "unlocked")]


@pytest.mark.parametrize("deed", [do_something, move_mouse])
def test_whatever_is_done_begins_the_time_anew(work: Desk, clocks: Clocks, deed: object) -> None:
    """A key, or the mouse."""
    clocks.pass_by(minutes=9)
    assert callable(deed)
    deed(work)
    clocks.pass_by(minutes=9)
    look(work)
    assert not is_locked(work)


def test_a_laptop_that_slept_is_locked_before_its_first_key_arrives(work: Desk, clocks: Clocks) -> None:
    """One clock stood still; the key that wakes it is not typed into the form."""
    clocks.pass_by(minutes=30, asleep=True)
    handle = work.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_A)
    work.settle()
    assert is_locked(work)
    unlock(work, PASSWORD)
    assert find(work.window, QLineEdit, "subject.name").text() == SECRET


def test_dialogs_are_hidden_too_and_those_that_open_meanwhile(work: Desk, clocks: Clocks) -> None:
    """Also an answer of the worker that comes while nobody is there."""
    close = [("close", "Close", Weight.PRIMARY)]
    early = CalmDialog.ask(work.window, SECRET, SECRET, close, name="early")
    clocks.pass_by(minutes=10)
    look(work)
    late = CalmDialog.ask(work.workplace, SECRET, SECRET, close, name="late")
    work.settle()
    assert SECRET not in said(work)
    unlock(work, PASSWORD)
    work.settle()
    assert early.isVisible() and late.isVisible()
    for dialog in (early, late):
        dialog.reject()


def test_the_curtain_needs_no_password_within_the_time_and_one_after_it(work: Desk, clocks: Clocks) -> None:
    """F12 is for a glance over the shoulder."""
    for drawn in (True, False, True):
        work.window.toggle_curtain()
        assert work.window.hidden is drawn
    clocks.pass_by(minutes=10)
    look(work)
    assert is_locked(work)
    work.window.toggle_curtain()
    assert is_locked(work)
    unlock(work, PASSWORD)
    assert find(work.window, QLineEdit, "subject.name").text() == SECRET


def test_somebody_else_can_sign_in(work: Desk, clocks: Clocks, guarded: Guarded) -> None:
    """The form is parked first; whoever was at work left when nobody was there any more, and not again."""
    clocks.pass_by(minutes=10)
    look(work)
    work.press("locked.other")
    page = work.window.content
    assert isinstance(page, SignInPage) and not is_locked(work)
    assert find(page, QLineEdit, "signin.name").text() == ""
    with enter(guarded.folder, "Wang Li", PASSWORD) as site:
        assert [e.payload["why"] for e in site.reader.entries(kinds=("signed_out",))][-1] == "idle"
        (parked,) = site.unsaved.list(site.study)
        assert SECRET in parked.content


def test_the_longest_time_ends_whatever_is_done(work: Desk, clocks: Clocks, guarded: Guarded) -> None:
    """S18: after eight hours everybody signs in anew; what was typed is parked."""
    for _ in range(60):
        clocks.pass_by(minutes=8)
        do_something(work)
        look(work)
    assert isinstance(work.window.content, SignInPage) and SECRET not in said(work)
    assert "longest time" in said(work)
    with enter(guarded.folder, "Wang Li", PASSWORD) as site:
        assert [e.payload["why"] for e in site.reader.entries(kinds=("signed_out",))][-1] == "limit"
        assert len(site.unsaved.list(site.study)) == 1


def test_signing_out_asks_about_what_is_not_saved(work: Desk, guarded: Guarded) -> None:
    """As closing does; then the page stands there for the next person."""
    work.press("foot.sign_out")
    dialog = find(work.window, QDialog, "unsaved")
    find(dialog, QWidget, "unsaved.park").click()  # type: ignore[attr-defined]  # a button
    work.settle()
    assert isinstance(work.window.content, SignInPage) and work.program.site is None
    with enter(guarded.folder, "Wang Li", PASSWORD) as site:
        assert len(site.unsaved.list(site.study)) == 1


def test_closing_a_locked_window_parks_and_asks_nothing(work: Desk, clocks: Clocks, guarded: Guarded) -> None:
    """A question would need somebody who may see what it is about."""
    clocks.pass_by(minutes=10)
    look(work)
    assert work.window.close()
    work.opening.close()
    with enter(guarded.folder, "Wang Li", PASSWORD) as site:
        assert len(site.unsaved.list(site.study)) == 1


def test_the_sites_own_rules_say_how_long(door: Desk) -> None:
    """They are read when somebody comes in."""
    sign_in(door, "Wang Li", PASSWORD)
    site = door.program.site
    assert site is not None
    assert site.rules.get("idle_minutes") == 10
    site.rules.change("idle_minutes", 1)
    door.program.guard.follow_rules()
    assert door.program.guard.watch.limits == (timedelta(minutes=1), timedelta(hours=8))


def test_whoever_chose_a_new_password_meanwhile_unlocks_with_it(work: Desk, clocks: Clocks) -> None:
    """The page asks the keys, not a memory."""
    site = work.program.site
    assert site is not None
    site.staff.change_password(PASSWORD, OTHER)
    clocks.pass_by(minutes=10)
    look(work)
    unlock(work, PASSWORD)
    assert is_locked(work)
    unlock(work, OTHER)
    assert not is_locked(work)


def test_a_password_that_was_given_once_unlocks_nothing(work: Desk, clocks: Clocks, guarded: Guarded) -> None:
    """It leads to one of one's own, at the door."""
    clocks.pass_by(minutes=10)
    look(work)
    site = work.program.site
    assert site is not None
    once = site.staff.reset("Wang Li")
    unlock(work, once)
    assert is_locked(work) and "given to come in once" in find(work.window, QLabel, "locked.refusal").text()
    work.press("locked.other")
    sign_in(work, "Wang Li", once)
    assert isinstance(work.window.content, ChoosePasswordPage)
