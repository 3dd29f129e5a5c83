"""A site's first days, through the real window: the week of the working-week test, which grows with every issue."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from screening.service import enter, today
from tests.e2e.desk import Desk

PASSWORD = "a quiet river in spring"


def _days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def begin_site(desk: Desk) -> None:
    """Set the site up: who begins is its coordinator, and administers."""
    desk.type_in("setup.code", "SH04")
    desk.press("setup.study.NCT03976882@2024-published")
    desk.type_in("setup.name", "Wang Li")
    desk.press("setup.role.coordinator")
    for field in ("setup.password", "setup.again"):
        desk.type_in(field, PASSWORD)
    desk.press("setup.begin")
    desk.press("recoverykey.safe")
    desk.press("recoverykey.go_on")
    desk.find("screen")


def identify(desk: Desk, name: str, number: str, born: str) -> None:
    """Say who the patient is, who consented yesterday."""
    desk.type_in("subject.name", name)
    desk.type_in("subject.hospital_number", number)
    desk.type_in("subject.birth_date", born)
    desk.press("subject.sex.female")
    desk.press("subject.consent.yes")
    desk.type_in("subject.consent_on", f"{_days_ago(1)} 09:30")
    desk.type_in("subject.consent_form", "2.0")


def _answer(desk: Desk, *, planned: int, platelets: str) -> None:
    """Fill the form but for the causes: a delay since `planned` days ago, one count of yesterday."""
    desk.press("tumour_type.solid")
    desk.press("disease_extent.advanced")
    desk.type_in("planned_cycle_date", _days_ago(planned))
    desk.press("cycle_resumed_date.other.waiting")
    desk.press("delay_reason.thrombocytopenia")
    desk.paste_results(f"{platelets}\t10*9/L\t{_days_ago(1)}")
    desk.press("brain_metastases.none")


def _rule_out_the_rest(desk: Desk) -> None:
    desk.press("other_causes.rest")
    desk.press("rest.yes")


def _save(desk: Desk, why: str = "", reason: str = "") -> None:
    desk.keys(Qt.Key.Key_S)
    desk.find("saving")
    if why:
        desk.press(f"saving.why.{why}")
    if reason:
        desk.type_in("saving.reason", reason)
    desk.press("saving.save")


def _first_patient_meets_everything(desk: Desk) -> None:
    assert "Not yet known" in desk.verdict()
    identify(desk, "张三丰", "H-1001", "1964-05-17")
    _answer(desk, planned=9, platelets="68")
    assert "Not yet known" in desk.verdict()
    _rule_out_the_rest(desk)
    assert "Meets all criteria" in desk.verdict()
    _save(desk)
    assert "SH04-0001" in desk.title()


def _second_is_interrupted_by_a_call(desk: Desk) -> None:
    desk.keys(Qt.Key.Key_N)
    identify(desk, "Li Si", "H-1002", "1958-02-01")
    desk.press("tumour_type.solid")
    desk.keys(Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier)
    assert desk.find("curtain").isVisible()
    assert "Li Si" not in desk.window.windowTitle()
    desk.press("curtain.show")
    desk.keys(Qt.Key.Key_P)


def _third_is_not_eligible(desk: Desk) -> None:
    identify(desk, "Zhao Qian", "H-1003", "1971-09-30")
    _answer(desk, planned=9, platelets="55")
    desk.press("other_causes.immune.present")
    assert "Not eligible" in desk.verdict()
    assert any("E2" in line and "Excludes" in line for line in desk.criteria())
    _save(desk)
    assert "SH04-0002" in desk.title()


def _second_is_taken_up_again(desk: Desk) -> None:
    """Six days late today: not yet, and never a failure."""
    desk.press("parked")
    (parked,) = desk.site.unsaved.list(desk.site.study)
    desk.pick("parked.menu", f"parked.draft {parked.id}")
    assert "Li Si" in desk.title()
    _answer(desk, planned=6, platelets="62")
    _rule_out_the_rest(desk)
    assert desk.verdict().startswith("Not yet")
    assert "Not eligible" not in desk.verdict()
    _save(desk)
    assert "SH04-0003" in desk.title()


def _mistake_is_corrected(desk: Desk) -> None:
    """The cycle was planned a day later; the former entry stays."""
    desk.keys(Qt.Key.Key_2)
    assert len(desk.log_rows()) == 3
    desk.choose_in_log(0)
    desk.press("log.open")
    assert "SH04-0001" in desk.title()
    desk.type_in("planned_cycle_date", _days_ago(8))
    _save(desk, "corrected", "The wrong line of the calendar was read")
    every = [row.number for row in desk.site.log(current_only=False)]
    assert every == ["SH04-0001", "SH04-0001", "SH04-0002", "SH04-0003"]
    assert desk.site.record(desk.site.log()[0].seq).said.why == "corrected"


def _third_comes_back(desk: Desk) -> None:
    """It is said before a second record begins."""
    desk.keys(Qt.Key.Key_1)
    desk.keys(Qt.Key.Key_N)
    desk.type_in("subject.hospital_number", "H-1003")
    desk.press("matches.0.again")
    _answer(desk, planned=12, platelets="48")
    _rule_out_the_rest(desk)
    desk.press("subject.consent.yes")
    _save(desk)
    again = desk.site.log()[-1]
    assert (again.number, again.attempt, again.earlier) == ("SH04-0004", 2, "SH04-0002")


def _wrong_patient_is_struck(desk: Desk) -> None:
    """With a reason; the number stays spent."""
    desk.keys(Qt.Key.Key_2)
    desk.choose_in_log(3)
    desk.press("log.strike")
    desk.type_in("strike.reason", "Another person's chart was open")
    desk.press("strike.strike")
    assert desk.site.log()[-1].state == "struck"


def _export_is_read_by_somebody_else(desk: Desk, out: Path) -> None:
    desk.press("log.export")
    desk.save_file_as("log.file", out)
    desk.until(out.exists, "nothing was exported")
    text = out.read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert [row[1] for row in rows[1:]] == ["SH04-0001", "SH04-0002", "SH04-0003", "SH04-0004"]
    assert not [name for name in ("张三丰", "H-1001", "1964", "Zhao", "chart") if name in text]


@pytest.mark.usefixtures("qapp")
def test_a_working_day(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder: three patients, a phone call, a mistake, one who comes back, an export read again."""
    desk = Desk(qtbot, qapp, tmp_path, monkeypatch)
    begin_site(desk)
    _first_patient_meets_everything(desk)
    _second_is_interrupted_by_a_call(desk)
    _third_is_not_eligible(desk)
    _second_is_taken_up_again(desk)
    _mistake_is_corrected(desk)
    _third_comes_back(desk)
    _wrong_patient_is_struck(desk)
    _export_is_read_by_somebody_else(desk, tmp_path / "log.csv")
    desk.shut()

    # The book is whole, and says the same to whoever opens it tomorrow.
    with enter(tmp_path / "data", "Wang Li", PASSWORD) as book:
        assert book.verify().ok
        assert [row.state for row in book.log()] == ["current", "current", "current", "struck"]
        first = book.record(book.log()[0].seq)
        assert first.person.name == "张三丰"
        assert first.said.verdict == "eligible"
        assert date.fromisoformat(first.row.on_day) == today()


@pytest.mark.usefixtures("qapp")
def test_a_laptop_that_dies(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash loses at most the last seconds, and offers the draft again."""
    before, after = tmp_path / "before", tmp_path / "after"
    desk = Desk(qtbot, qapp, before, monkeypatch)
    begin_site(desk)
    identify(desk, "Sun Wu", "H-2001", "1980-01-02")
    desk.press("tumour_type.solid")
    desk.wait_for_draft()
    desk.die(before, after)

    desk = Desk(qtbot, qapp, after, monkeypatch)
    desk.sign_in("Wang Li", PASSWORD)
    desk.press("message.action")
    assert "Sun Wu" in desk.title()
    desk.press("disease_extent.advanced")
    _save(desk)
    assert "SH04-0001" in desk.title()
    desk.shut()
