"""A monitor's visit through the window: a query asked, answered, closed; what changed; the visit ended."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.act_dialog import ActDialog
from gui.kit.buttons import Button
from gui.kit.messages import CalmDialog
from gui.kit.ticks import Tick
from gui.log.page import LogPage
from gui.record.page import RecordPage
from gui.tasks import Tasks
from screening.service import Site, choose_password, enter
from screening.wording import Words
from tests.gui.desk import click, find, settle, wait_for
from tests.store.service_samples import ON, SECRETS, history
from tests.store.staffed import as_coordinator, begin_staffed

EN = Words("en", "long")
MONITOR = ("Mo Ni", "letters from the sponsor")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visited") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        once = site.staff.add(MONITOR[0], ["monitor"], verified="letter of the sponsor")
        choose_password(folder, MONITOR[0], once, MONITOR[1]).close()
        site.save(history(), ON)
    return folder


@pytest.fixture
def folder(staffed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed, tmp_path / "site"))


@pytest.fixture
def monitor(folder: Path) -> Iterator[Site]:
    with enter(folder, *MONITOR) as opened:
        yield opened


@pytest.fixture
def coordinator(folder: Path, monitor: Site) -> Iterator[Site]:
    del monitor
    with as_coordinator(folder) as opened:
        yield opened


def opened(site: Site, tasks: Tasks, qtbot: QtBot) -> LogPage:
    page = LogPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    settle(tasks)
    page.table.selectRow(0)
    settle(tasks)
    return page


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def say(page: LogPage, button: str, text: str, tasks: Tasks) -> None:
    click(find(page.details, Button, button))
    dialog = next(one for one in page.findChildren(ActDialog) if one.isVisible())
    QTest.keyClicks(find(dialog, QLineEdit, "act.said"), text)
    click(dialog.answer("act"))
    settle(tasks)
    settle(tasks)


def test_a_query_goes_to_and_fro(monitor: Site, coordinator: Site, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """The monitor sees nobody's name, asks, and is content in the end."""
    asking = opened(monitor, tasks, qtbot)
    assert not [secret for secret in SECRETS if secret in said(asking)]
    say(asking, "log.act.query_ask", "Which laboratory?", tasks)
    assert "Mo Ni, monitor" in said(asking.details)
    (query,) = monitor.queries.all()
    answering = opened(coordinator, tasks, qtbot)
    assert "Which laboratory?" in said(answering.details)
    assert answering.details.findChild(Button, f"query.{query.id}.end") is None
    say(answering, f"query.{query.id}.reply", "The central one.", tasks)
    asking.refresh()
    settle(tasks)
    settle(tasks)
    assert "The central one." in said(asking.details)
    click(find(asking.details, Button, f"query.{query.id}.end"))
    settle(tasks)
    settle(tasks)
    assert [one.state for one in coordinator.queries.all()] == ["closed"]
    assert asking.details.findChild(Button, f"query.{query.id}.end") is None


def test_what_waits_is_found_from_the_log(
    monitor: Site, coordinator: Site, tasks: Tasks, qtbot: QtBot, look: None
) -> None:
    """A line above the table says how many queries wait; it leads to the entry that speaks for the case now."""
    (first,) = coordinator.log()
    other = coordinator.save(history(name="Another", hospital_number="N-2"), ON)
    monitor.queries.ask(first.seq, "Which laboratory?", "answers.platelets[0].value")
    whole = monitor.queries.ask(other.seq, "Is this one person?").seq
    later = coordinator.save(history(name="Another", hospital_number="N-2", sex="male"), ON, former=other.seq)
    page = opened(coordinator, tasks, qtbot)
    link = find(page, Button, "log.queries.open")
    assert link.text() == "2 queries to settle"
    click(link)
    dialog = find(page, CalmDialog, "log.queries.list")
    lines = [one.text() for one in dialog.findChildren(Button) if one.objectName().startswith("log.query.")]
    assert lines == [
        "SH04-0001 · About Platelet count, [1], Result · open",
        "SH04-0002 · About the case · open",
    ]
    click(find(dialog, Button, f"log.query.{whole}"))
    settle(tasks)
    settle(tasks)
    assert page.details.shown is not None and page.details.shown.record.row.seq == later.seq
    say(page, f"query.{whole}.reply", "It is.", tasks)
    assert link.text() == "2 queries to settle"
    for query in monitor.queries.all():
        monitor.queries.close(query.id)
    page.refresh()
    settle(tasks)
    page.retext(Words("zh_CN", "long"))
    assert not link.isVisible()


def test_a_visit_ends_and_the_next_begins_there(
    monitor: Site, coordinator: Site, tasks: Tasks, qtbot: QtBot, look: None
) -> None:
    page = RecordPage(site=monitor, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    settle(tasks)
    since = find(page, Tick, "record.visit")
    assert not since.isVisible()
    read = monitor.head().length
    coordinator.save(history(name="Came Meanwhile", hospital_number="N-9"), ON)
    click(find(page, Button, "record.hold"))
    settle(tasks)
    settle(tasks)
    assert since.isVisible()
    visit = monitor.visits.last()
    assert visit is not None and visit.upto == read < monitor.head().length
    before = page.model.rowCount()
    coordinator.save(history(sex="male"), ON, former=coordinator.log()[0].seq)
    asked = page._asked
    since.setChecked(True)
    wait_for(lambda: page._asked > asked)
    settle(tasks)
    assert 0 < page.model.rowCount() < before
