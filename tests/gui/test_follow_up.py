"""The follow-up from the window: opened from the log, judged while it is typed, locked, only then counted by arm."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.follow.dialog import FollowUpDialog
from gui.kit.act_dialog import ActDialog
from gui.kit.adverse_list import AdverseList
from gui.kit.buttons import Button
from gui.kit.criteria import CriteriaList
from gui.kit.criteria_model import CriterionRow
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.ticks import Tick
from gui.log.page import LogPage
from gui.study.by_arm import ByArmDialog
from gui.study.endpoints import EndpointsCard
from gui.tasks import Tasks
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import click, find, settle
from tests.store.act_samples import LIN, PASSWORD, WU, at_work, enrolled
from tests.store.follow_samples import ARMS, FAILED, LINES, RESPONDER, allocation, facts, followed_site

EN = Words("en", "long")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with followed_site(tmp_path / "site") as opened:
        enrolled(opened)
        yield opened


def opened(site: Site, tasks: Tasks, qtbot: QtBot) -> FollowUpDialog:
    """Open the follow-up of the first case from the log."""
    page = LogPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    for _ in range(3):
        settle(tasks)
    click(find(page.details, Button, "log.act.follow"))
    settle(tasks)
    return find(page, FollowUpDialog, "follow")


def outcomes(dialog: QWidget) -> dict[str, str]:
    rows = find(dialog, CriteriaList, "follow.endpoints").model()
    lines = [rows.data(rows.index(place, 0), 256) for place in range(rows.rowCount())]
    return {line.id: line.word for line in lines if isinstance(line, CriterionRow)}


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_endpoints_follow_what_is_typed(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """Nothing is chosen beforehand; what is saved is there again, and a correction waits for its reason."""
    dialog = opened(site, tasks, qtbot)
    save = find(dialog, Button, "follow.save")
    assert set(outcomes(dialog).values()) == {"Not yet known"} and not save.isEnabled()
    find(dialog, AdverseList, "adverse_events.adverse").set_value([{"on": "2026-09-20", "term": "anaemia", "grade": 3}])
    QTest.keyClicks(find(dialog, DateEntry, "first_dose.entry").edit, "2026-09-02")
    find(dialog, DropChoice, "adverse_events.0.grade").set_value("4")
    extras = find(dialog, DateEntry, "follow_up_end.entry").extras
    assert extras is not None
    click(next(one for one in extras.findChildren(QAbstractButton) if one.isVisible()))
    assert outcomes(dialog)["A1"] == "Occurred"
    click(save)
    settle(tasks)
    (entry,) = site.following.of(site.log()[0].seq)
    assert entry.history["answers"]["first_dose"] == "2026-09-02"
    again = opened(site, tasks, qtbot)
    assert outcomes(again)["A1"] == "Occurred"
    find(again, Tick, "follow.corrects").setChecked(True)
    edit = find(again, DateEntry, "first_dose.entry").edit
    edit.clear()
    QTest.keyClicks(edit, "2026-09-03")
    assert not find(again, Button, "follow.save").isEnabled()
    QTest.keyClicks(find(again, QLineEdit, "follow.reason"), "read again")
    click(find(again, Button, "follow.save"))
    settle(tasks)
    assert [one.said.why for one in site.following.of(site.log()[0].seq)] == ["first", "corrected"]


def test_where_a_list_came_from_stays_with_it(site: Site, tasks: Tasks, qtbot: QtBot) -> None:
    """What the window does not show goes back as it came; what is changed of it takes its origin along."""
    seq = site.log()[0].seq
    listed = {
        "value": [{"on": "2026-09-20", "term": "anaemia", "grade": 2}],
        "source": "ward round",
        "on": "2026-10-31",
        "by": "Lin Mei",
    }
    site.following.add(seq, facts(RESPONDER, adverse_events=listed))
    dialog = opened(site, tasks, qtbot)
    assert not find(dialog, Button, "follow.save").isEnabled()
    find(dialog, DropChoice, "adverse_events.0.grade").set_value("3")
    edit = find(dialog, DateEntry, "follow_up_end.entry").edit
    edit.clear()
    QTest.keyClicks(edit, "2026-11-01")
    click(find(dialog, Button, "follow.save"))
    settle(tasks)
    said = site.following.of(seq)[-1].history["answers"]["adverse_events"]
    assert said == {**listed, "value": [{**listed["value"][0], "grade": 3}]}  # type: ignore[dict-item]


def test_a_locked_follow_up_is_read_and_says_why(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """No button to save, no field to change, and in words who locked it."""
    site.following.add(site.log()[0].seq, facts(RESPONDER))
    at_work(site, WU).database.lock("final_analysis", PASSWORD)
    at_work(site, LIN)
    dialog = opened(site, tasks, qtbot)
    assert "The database is locked, by Wu Ke" in said(dialog)
    assert outcomes(dialog)["P1"] == "Reached"
    assert not find(dialog, DateEntry, "first_dose.entry").edit.isEnabled()
    assert not [one for one in dialog.findChildren(Button, "follow.save") if one.isVisible()]


def test_the_table_by_arm_is_refused_and_then_shown(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path
) -> None:
    """Blind, it says why; locked by a signature, it counts by a list and can be saved."""
    for number, arm in zip("BCDE", ARMS[1:], strict=True):
        site.following.add(enrolled(site, number), facts(RESPONDER if arm == "H" else FAILED))
    site.following.add(site.numbered("SH04-0001")[-1].seq, facts(RESPONDER))
    card = EndpointsCard(at_work(site, WU), tasks, EN)
    qtbot.addWidget(card)
    card.show()
    settle(tasks)
    assert "3 reached, 2 not reached, 0 not yet known" in said(card)
    click(find(card, Button, "study.table"))
    settle(tasks)
    assert "This site is blind" in said(card)
    click(find(card, Button, "study.lock"))
    dialog = find(card, ActDialog, "study.lock.dialog")
    find(dialog, DropChoice, "study.reason").set_value("final_analysis")
    QTest.keyClicks(find(dialog, QLineEdit, "act.password"), PASSWORD)
    click(dialog.answer("act"))
    settle(tasks)
    settle(tasks)
    assert "The database is locked, by Wu Ke" in said(card)
    card.read_allocation(str(allocation(tmp_path, *(line.replace("placebo", "B") for line in LINES))))
    settle(tasks)
    asked = find(card, ActDialog, "study.reference.dialog")
    assert not asked.answer("act").isEnabled()
    find(asked, DropChoice, "study.reference").set_value("H")
    asked.follow()
    click(asked.answer("act"))
    settle(tasks)
    table = find(card.window(), ByArmDialog, "by_arm")
    assert "Odds ratio, crude against H" in said(table)
    table.accept()
    card.read_allocation(str(allocation(tmp_path, *LINES)))
    settle(tasks)
    table = find(card.window(), ByArmDialog, "by_arm")
    assert "3/3 (100.0 %; 29.2–100.0)" in said(table) and "are adjusted" in said(table)
    table.write(str(tmp_path / "table.csv"))
    settle(tasks)
    assert (tmp_path / "table.csv").exists()
