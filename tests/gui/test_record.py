"""The Record page: the audit trail, read a few lines at a time, filtered, exported."""

import json
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import SearchField
from gui.record.model import Column, cell_of
from gui.record.page import RecordPage
from gui.tasks import Tasks
from screening.log import SettingChanged
from screening.service import Site, today
from screening.wording import Words
from tests.gui.desk import find, settle, wait_for

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


def opened(site: Site, tasks: Tasks, qtbot: QtBot) -> RecordPage:
    page = RecordPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    settle(tasks)
    return page


def told(page: RecordPage, column: Column) -> list[str]:
    model = page.model
    return [cell_of(model.index(row, column)).first for row in range(model.rowCount())]


def choose(page: RecordPage, name: str, id: str, tasks: Tasks) -> None:
    choice = find(page, DropChoice, name)
    choice.set_value(id)
    choice.answered.emit(id)
    settled(page, tasks)


def settled(page: RecordPage, tasks: Tasks) -> None:
    """Wait until the filters have told and the lines are there."""
    asked = page._asked
    wait_for(lambda: page._asked > asked)
    settle(tasks)


def test_everything_that_happened_newest_first(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """A10, A11: in words, with who, when and which case."""
    page = opened(site, tasks, qtbot)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert told(page, Column.WHAT)[-1] == "The book of the site SH04 was begun"
    assert "SH04-0001 was assessed for" in " ".join(told(page, Column.WHAT))
    assert set(told(page, Column.WHO)) == {"Li Wei"}
    page.retext(ZH)
    assert told(page, Column.WHAT)[-1] == "建立了中心 SH04 的筛选簿"


def test_a_correction_shows_the_field(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """A2, A3: old and new value, and why."""
    record = site.record(site.log()[0].seq)
    changed = json.loads(json.dumps(record.history, default=dict))
    changed["answers"]["brain_metastases"] = "treated"
    site.save(changed, date.fromisoformat(record.said.on), former=record.row.seq, corrects=True, reason="read again")
    page = opened(site, tasks, qtbot)
    change = cell_of(page.model.index(0, Column.CHANGE))
    assert (change.first, change.second) == ("Brain metastases", "None → Treated")
    assert cell_of(page.model.index(0, Column.WHAT)).second == "Reason: read again"


def test_what_was_decided_and_asked_is_told_in_words(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """No code stands there: reasons and places have the names that the forms give them."""
    seq = site.log()[0].seq
    site.queries.ask(seq, "Which report?", "answers.platelets[0].value")
    site.outcomes.record(seq, "declined", primary="family_against", on="2026-11-23")
    site.outcomes.take_back(seq, "the wrong row")
    site.outcomes.record(seq, "lost", primary="moved_away", on="2026-11-23")
    page = opened(site, tasks, qtbot)
    cells = [cell_of(page.model.index(row, Column.WHAT)) for row in range(4)]
    assert [one.first for one in cells] == [
        "SH04-0001: Lost to contact on 2026-11-23; main reason: Moved away",
        "The outcome of SH04-0001 was taken back",
        "SH04-0001: Declined on 2026-11-23; main reason: Family is against it",
        "A query was raised about SH04-0001, Platelet count, [1], Result",
    ]
    assert [one.second for one in cells] == ["", "Reason: the wrong row", "", "Which report?"]


def test_a_long_trail_comes_as_it_is_looked_at(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    site.note(*(SettingChanged(name="idle_minutes", old=n, new=n + 1) for n in range(450)))
    page = opened(site, tasks, qtbot)
    assert page.model.rowCount() == 200
    page.table.scrollToBottom()
    wait_for(lambda: page.model.rowCount() == 400)
    page.table.scrollToBottom()
    wait_for(lambda: not page.model.canFetchMore(page.model.index(-1, -1)))
    assert page.model.rowCount() == site.head().length


def test_the_trail_is_filtered(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    page = opened(site, tasks, qtbot)
    choose(page, "record.kind", "study", tasks)
    assert told(page, Column.WHAT) == ["Screening by NCT03976882 2024-published (unverified) began"]
    choose(page, "record.kind", "any", tasks)
    search = find(page, SearchField, "record.number")
    search.setText("SH04-0002")
    settled(page, tasks)
    assert {one for one in told(page, Column.CASE) if one != "–"} == {"SH04-0002"}
    search.setText("SH04-0099")
    settled(page, tasks)
    assert "no case SH04-0099" in find(page, QWidget, "record.failed").accessibleName() + _text(page)
    search.setText("")
    settled(page, tasks)
    first = find(page, DateEntry, "record.first.entry")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    first.set_value(tomorrow)
    first.answered.emit(tomorrow)
    settled(page, tasks)
    assert page.model.rowCount() == 0


def _text(page: RecordPage) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_the_trail_is_exported_as_it_is_filtered(
    site: Site, tasks: Tasks, qtbot: QtBot, look: None, tmp_path: Path
) -> None:
    """A14: and its leaving is on the page at once."""
    page = opened(site, tasks, qtbot)
    for name in ("trail.csv", "trail.jsonl"):
        with qtbot.waitSignal(page.recorded):
            page.export_to(str(tmp_path / name))
        settle(tasks)
        assert (tmp_path / name).stat().st_size > 100
    assert told(page, Column.WHAT)[0].startswith("A copy left: Audit trail, JSONL")
    page.export_to(str(tmp_path))
    settle(tasks)
    assert "folder" in _text(page)
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "When"
