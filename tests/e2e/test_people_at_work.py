"""Two people and one window: who comes, who goes, who is shut out; through the real window, from an empty folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit

from screening.access import Session
from screening.service import enter
from tests.e2e.week.hands import COORDINATOR, SitDown, Who, begin_site, come_first, identify
from tests.e2e.week.monday import add_person
from tests.gui.desk import Desk

CHEN = Who("Chen Yu", "seven grey herons at dusk")


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
    desk.type_in("locked.password", CHEN.password)
    desk.press("locked.unlock")
    assert "Try again after" in desk.find("locked.refusal", QLabel).text()


def test_two_people_at_one_window(sit_down: SitDown, tmp_path: Path) -> None:
    """Set-up, a second person, a lock and a way back, a guesser shut out, and somebody else who goes on."""
    desk = sit_down(tmp_path)
    begin_site(desk)
    once = add_person(desk, CHEN, "coordinator")
    desk.press("foot.sign_out")
    come_first(desk, CHEN, once)
    desk.find("screen")
    identify(desk, "Sun Wu", "H-2001", "1980-01-02")
    _window_locks(desk)
    assert not [one for one in desk.window.findChildren(QLineEdit, "subject.name") if one.isVisible()]
    desk.type_in("locked.password", CHEN.password)
    desk.press("locked.unlock")
    assert desk.find("subject.name", QLineEdit).text() == "Sun Wu"
    _window_locks(desk)
    _somebody_guesses(desk)
    desk.press("locked.other")
    desk.sign_in(*COORDINATOR)
    # The administrator is told of the guesses, and finds the form that was parked.
    assert "Chen Yu: 5 attempts" in desk.find("record.said").accessibleDescription()
    desk.press("record.said.close")
    desk.press("parked")
    (parked,) = desk.site.unsaved.list(desk.site.study)
    desk.pick("parked.menu", f"parked.draft {parked.id}")
    assert desk.find("subject.name", QLineEdit).text() == "Sun Wu"
    desk.shut()

    with enter(tmp_path / "data", *COORDINATOR) as book:
        assert book.verify().ok
        came = [
            (str(entry.payload["account"]), str(entry.payload.get("why") or entry.payload.get("how")))
            for entry in book.reader.entries(kinds=("signed_in", "signed_out"))
        ]
    assert came[:-1] == [
        *[("A1", "password"), ("A1", "left"), ("A2", "password"), ("A2", "idle"), ("A2", "unlocked"), ("A2", "idle")],
        *[("A1", "password"), ("A1", "left")],
    ]


def test_a_guesser_at_the_door(sit_down: SitDown, tmp_path: Path) -> None:
    """The wait survives a restart of the program; the page says until when."""
    desk = sit_down(tmp_path)
    begin_site(desk)
    desk.shut()
    desk = sit_down(tmp_path)
    for _ in range(5):
        desk.sign_in("Wang Li", "a guess")
    assert "not right" in desk.find("signin.refusal", QLabel).text()
    desk.shut()
    desk = sit_down(tmp_path)
    desk.sign_in(*COORDINATOR)
    assert "Try again after" in desk.find("signin.refusal", QLabel).text()
    assert desk.find("signin.name", QLineEdit).text() == "Wang Li"
    desk.shut()
