"""Two people and one window: who comes, who goes, who is shut out; through the real window, from an empty folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui.door.paper import Paper
from screening.access import Session
from screening.service import enter
from tests.e2e.desk import Desk
from tests.e2e.test_working_day import PASSWORD, begin_site, identify

OTHER = "seven grey herons at dusk"


def _add_second_person(desk: Desk) -> str:
    """The administrator gives an account; gives the password for the first time, as it is shown."""
    desk.press("navigation.people")
    desk.press("people.add.begin")
    desk.type_in("people.name", "Chen Yu")
    desk.press("people.roles.coordinator")
    desk.type_in("people.verified", "staff card seen")
    desk.type_in("people.confirm", PASSWORD)
    desk.press("people.add.act")
    once = desk.find("people.once.paper", Paper).secret
    desk.press("people.once.close")
    return once


def _second_person_comes_in(desk: Desk, once: str) -> None:
    """With what was given once, which leads to a password of their own."""
    desk.press("foot.sign_out")
    desk.sign_in("Chen Yu", once)
    desk.type_in("choose.password", OTHER)
    desk.type_in("choose.again", OTHER)
    desk.press("choose.enter")
    desk.find("screen")
    assert desk.site.actor.name == "Chen Yu"


def _window_locks(desk: Desk) -> None:
    """Ten minutes pass, and nobody did anything."""
    now = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    watch = desk.program.guard.watch
    watch.begin(Session("A2", "Chen Yu", (), lambda: now[0], ticks=lambda: 0.0))
    now[0] += timedelta(minutes=10)
    watch.look()
    desk.settle()
    desk.find("locked.password")


def _somebody_guesses(desk: Desk) -> None:
    """Until no password is tried any more; the right one neither."""
    for _ in range(5):
        desk.type_in("locked.password", "a guess")
        desk.press("locked.unlock")
    assert "not right" in desk.find("locked.refusal", QLabel).text()
    desk.type_in("locked.password", OTHER)
    desk.press("locked.unlock")
    assert "Try again after" in desk.find("locked.refusal", QLabel).text()


@pytest.mark.usefixtures("qapp")
def test_two_people_at_one_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set-up, a second person, a lock and a way back, a guesser shut out, and somebody else who goes on."""
    desk = Desk(qtbot, qapp, tmp_path, monkeypatch)
    begin_site(desk)
    once = _add_second_person(desk)
    _second_person_comes_in(desk, once)
    identify(desk, "Sun Wu", "H-2001", "1980-01-02")
    _window_locks(desk)
    assert not [one for one in desk.window.findChildren(QLineEdit, "subject.name") if one.isVisible()]
    desk.type_in("locked.password", OTHER)
    desk.press("locked.unlock")
    assert desk.find("subject.name", QLineEdit).text() == "Sun Wu"
    _window_locks(desk)
    _somebody_guesses(desk)
    desk.press("locked.other")
    desk.sign_in("Wang Li", PASSWORD)
    # The administrator is told of the guesses, and finds the form that was parked.
    assert "Chen Yu: 5 attempts" in desk.find("record.said").accessibleDescription()
    desk.press("record.said.close")
    desk.press("parked")
    (parked,) = desk.site.unsaved.list(desk.site.study)
    desk.pick("parked.menu", f"parked.draft {parked.id}")
    assert desk.find("subject.name", QLineEdit).text() == "Sun Wu"
    desk.shut()

    with enter(tmp_path / "data", "Wang Li", PASSWORD) as book:
        assert book.verify().ok
        came = [
            (str(entry.payload["account"]), str(entry.payload.get("why") or entry.payload.get("how")))
            for entry in book.reader.entries(kinds=("signed_in", "signed_out"))
        ]
    assert came[:-1] == [
        *[("A1", "password"), ("A1", "left"), ("A2", "password"), ("A2", "idle"), ("A2", "unlocked"), ("A2", "idle")],
        *[("A1", "password"), ("A1", "left")],
    ]


@pytest.mark.usefixtures("qapp")
def test_a_guesser_at_the_door(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait survives a restart of the program; the page says until when."""
    desk = Desk(qtbot, qapp, tmp_path, monkeypatch)
    begin_site(desk)
    desk.shut()
    desk = Desk(qtbot, qapp, tmp_path, monkeypatch)
    for _ in range(5):
        desk.sign_in("Wang Li", "a guess")
    assert "not right" in desk.find("signin.refusal", QLabel).text()
    desk.shut()
    desk = Desk(qtbot, qapp, tmp_path, monkeypatch)
    desk.sign_in("Wang Li", PASSWORD)
    assert "Try again after" in desk.find("signin.refusal", QLabel).text()
    assert desk.find("signin.name", QLineEdit).text() == "Wang Li"
    desk.shut()
