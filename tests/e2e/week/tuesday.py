"""Tuesday: what was left lying is taken up, a mistake is found, somebody comes back, and a copy goes to the sponsor."""

import csv
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from screening.wording import Words
from tests.e2e.week.hands import (
    NAMES,
    answer,
    days_ago,
    identify,
    open_from_today,
    rule_out_the_rest,
    save,
    screen,
    show_case,
    take_coded_copy,
    today_says,
)
from tests.gui.desk import Desk, wait_for


def tuesday(desk: Desk, copy: Path) -> None:
    """Ends with five numbers given, one of them struck through; `copy` is exported."""
    _second_is_taken_up_again(desk)
    _mistake_is_corrected(desk)
    _third_comes_back(desk)
    _wrong_patient_is_struck(desk)
    _another_meets_everything(desk)
    _export_is_read_by_somebody_else(desk, copy)
    _month_is_saved(desk, copy.parent)


def _second_is_taken_up_again(desk: Desk) -> None:
    """The form that was parked for a call yesterday; six days late today: not yet, and never a failure."""
    assert "not saved" in open_from_today(desk, "Li Si")
    cursor = QApplication.focusWidget()
    assert cursor is not None and desk.find("disease_extent").isAncestorOf(cursor)
    assert "Li Si" in desk.title()
    answer(desk, planned=6, platelets="62")
    rule_out_the_rest(desk)
    assert desk.verdict().startswith("Not yet")
    assert "Not eligible" not in desk.verdict()
    _second_look_leads_to_the_calendar(desk)
    save(desk)
    assert "SH04-0003" in desk.title()
    desk.press("navigation.today")
    (opens,) = [line for line in today_says(desk) if "SH04-0003" in line]
    assert opens.startswith("From tomorrow | SH04-0003, Li Si | Qualifies by waiting alone"), opens


def _second_look_leads_to_the_calendar(desk: Desk) -> None:
    """Counted with its first day the delay would be enough: worth a look at the day, which stands as it is."""
    wait_for(lambda: "A second look: cycle planned for" in desk.said("second_look"), "nothing was reckoned")
    desk.press("second_look.more")
    assert "Delayed by 7 days instead of 6" in desk.said("second_look.list")
    desk.press("second_look.go.0")
    assert desk.window.focusWidget().objectName() == "planned_cycle_date"


def _mistake_is_corrected(desk: Desk) -> None:
    """The cycle was planned a day later; the former entry stays, and both values are told with the reason."""
    show_case(desk, "SH04-0001")
    assert len(desk.log_rows()) == 3
    desk.press("log.open")
    assert "SH04-0001" in desk.title()
    desk.type_in("planned_cycle_date", days_ago(8))
    save(desk, "corrected", "The wrong line of the calendar was read")
    every = [row.number for row in desk.site.log(current_only=False)]
    assert every == ["SH04-0001", "SH04-0001", "SH04-0002", "SH04-0003"]
    assert desk.site.record(desk.site.log()[0].seq).said.why == "corrected"
    show_case(desk, "SH04-0001")
    told = desk.said("log.changes")
    before, now = (Words("en", "long").day(days_ago(days)) for days in (9, 8))
    assert "1 over 7" in desk.said("log.second_look")
    assert f"{before} → {now}" in told and "The wrong line of the calendar was read" in told


def _third_comes_back(desk: Desk) -> None:
    """It is said before a second record begins."""
    desk.press("navigation.screen")
    desk.keys(Qt.Key.Key_N)
    desk.type_in("subject.hospital_number", "H-1003")
    desk.press("matches.0.again")
    assert "Zhao Qian" in desk.title()
    answer(desk, planned=12, platelets="48")
    rule_out_the_rest(desk)
    desk.press("subject.consent.yes")
    save(desk)
    again = desk.site.log()[-1]
    assert (again.number, again.attempt, again.earlier, again.sex) == ("SH04-0004", 2, "SH04-0002", "female")


def _wrong_patient_is_struck(desk: Desk) -> None:
    """With a reason; the number stays spent."""
    desk.keys(Qt.Key.Key_N)
    identify(desk, "Zhou Wrong", "H-1005", "1969-01-01")
    save(desk)
    show_case(desk, "SH04-0005")
    desk.press("log.strike")
    desk.type_in("strike.reason", "Another person's chart was open")
    desk.press("strike.strike")
    assert desk.site.log()[-1].state == "struck"


def _another_meets_everything(desk: Desk) -> None:
    screen(desk, "Qian Er", "H-1006", "1969-03-08")
    assert "SH04-0006" in desk.title()


def _export_is_read_by_somebody_else(desk: Desk, copy: Path) -> None:
    """Coded: a line a case, and nothing that says who anybody is."""
    take_coded_copy(desk, copy)
    text = copy.read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert [row[1] for row in rows[1:]] == [f"SH04-000{number}" for number in range(1, 7)]
    assert not [name for name in (*NAMES, "Zhou", "chart") if name in text]


def _month_is_saved(desk: Desk, folder: Path) -> None:
    """The windows of all open cases, for the board as PDF, and as a list."""
    desk.press("navigation.today")
    desk.press("today.view")
    for kind in ("pdf", "csv"):
        desk.press("today.month.save")
        desk.save_file_as("today.month.file", folder / f"month.{kind}")
        wait_for(partial(_tells_of, desk, f"month.{kind}"), f"no month as {kind}")
    assert (folder / "month.pdf").read_bytes().startswith(b"%PDF")
    assert "SH04-0003" in (folder / "month.csv").read_text("utf-8-sig")
    desk.press("today.view")


def _tells_of(desk: Desk, file: str) -> bool:
    return file in desk.said("today.month.saved")
