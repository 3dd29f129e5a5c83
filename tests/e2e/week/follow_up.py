"""Somebody enrolled is followed up; an investigator locks the database, and only then is anything counted by arm."""

from pathlib import Path

from gui.kit.criteria import CriteriaList
from gui.kit.criteria_model import CriterionRow
from tests.e2e.week.hands import INVESTIGATOR, days_ago, show_case
from tests.gui.desk import Desk, wait_for


def followed_up(desk: Desk) -> None:
    """Both who are enrolled; one has waited past the 14 days, of the other it can't be known yet."""
    _follow(desk, "SH04-0001", days=20, responder="Not reached")
    _follow(desk, "SH04-0006", days=2, responder="Not yet known")


def _follow(desk: Desk, number: str, *, days: int, responder: str) -> None:
    show_case(desk, number)
    desk.press("log.act.follow")
    assert set(_endpoints(desk).values()) == {"Not yet known"}
    desk.type_in("first_dose", days_ago(days))
    desk.press("cycle_1_given.other.waiting")
    assert _endpoints(desk)["P1"] == responder
    desk.press("follow.save")
    wait_for(lambda: not desk.sees("follow"), "the follow-up was not saved")


def _endpoints(desk: Desk) -> dict[str, str]:
    rows = desk.find("follow.endpoints", CriteriaList).model()
    lines = [rows.data(rows.index(place, 0), 256) for place in range(rows.rowCount())]
    return {line.id: line.word for line in lines if isinstance(line, CriterionRow)}


def counted_by_arm(desk: Desk, file: Path) -> None:
    """Refused while the database is open; after the signed lock a list tells, and whom it names is never guessed."""
    desk.press("navigation.study")
    desk.press("study.table")
    assert "This site is blind" in desk.said("study.endpoints")
    desk.press("study.lock")
    desk.choose("study.reason", "final_analysis")
    desk.type_in("act.signer", INVESTIGATOR.name)
    desk.type_in("act.password", INVESTIGATOR.password)
    desk.press("study.lock.dialog.act")
    wait_for(lambda: "The database is locked, by Xu Dan" in desk.said("study.endpoints"), "it is not locked")
    file.write_text("number,arm\nSH04-0001,hetrombopag\nR-002,placebo\n", "utf-8")
    desk.press("study.table")
    desk.save_file_as("study.allocation", file)
    table = desk.said("by_arm")
    assert "hetrombopag (n = 1)" in table and "0/1 (0.0 %; 0.0–97.5)" in table and "1 not yet known" in table
    desk.press("by_arm.close")
