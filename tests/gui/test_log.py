"""The log page: what a row tells, how one finds it, and the case as it was assessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.export.dialog import ExportDialog
from gui.kit.cells import cell_of
from gui.kit.criteria import CriteriaList
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import SegmentedChoice
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from gui.kit.verdict import VerdictBanner
from gui.log.lines import Column, Line, cell, read_lines, recorded_at
from gui.log.model import line_of
from gui.log.page import LogPage
from gui.tasks import Tasks
from screening.log import LogQuery
from screening.service import Site, today
from screening.wording import Words
from tests.gui.desk import click, find, history, settle, wait_for

EN, ZH = Words("en", "long"), Words("zh_CN", "long")
Opened = Callable[[], LogPage]


@pytest.fixture
def opened(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    """Give a function that opens the page on the book as it is then."""

    def open_page() -> LogPage:
        page = LogPage(site=site, words=EN, tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        page.show()
        settle(tasks)
        settle(tasks)
        return page

    return open_page


def lines_of(site: Site) -> list[Line]:
    found = site.listing.select(LogQuery(current_only=False))
    return read_lines(site, found.entries(0, len(found)))


@pytest.fixture
def lines(site: Site) -> list[Line]:
    return lines_of(site)


def shown(page: LogPage) -> list[str]:
    model = page.model
    wait_for(lambda: all(line_of(model.index(row, 0)) is not None for row in range(model.rowCount())))
    return [cell_of(model.index(row, Column.CASE)).first for row in range(model.rowCount())]


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


# Rows


def test_a_row_tells_the_case_without_calling_not_yet_a_failure(lines: list[Line]) -> None:
    """What waiting can change is "Not yet", with a clock, never a cross."""
    told = {line.row.number: cell(line, Column.VERDICT, EN) for line in lines}
    assert (told["SH04-0001"].first, told["SH04-0001"].status) == ("Meets all criteria", Status.MET)
    assert (told["SH04-0002"].first, told["SH04-0002"].status) == ("Not yet", Status.NOT_YET)
    assert (told["SH04-0003"].first, told["SH04-0003"].status) == ("Not eligible", Status.FAILED)


def test_a_late_entry_bears_both_dates_and_is_marked(site: Site) -> None:
    """The day assessed, and the day recorded."""
    on = today() - timedelta(days=3)
    saved = site.save(history("Late"), on)
    line = next(one for one in lines_of(site) if one.row.seq == saved.seq)
    told = cell(line, Column.DAYS, EN)
    assert (on.isoformat(), True) == (told.first, told.marked)
    assert told.second == f"late: {today()}"


def test_an_entry_of_the_same_day_tells_its_time(lines: list[Line]) -> None:
    """It is not marked late."""
    row = lines[0].row._replace(on_day=lines[0].row.recorded_on, at="2026-11-23T06:05:59Z", zone="+08:00")
    told = cell(replace(lines[0], row=row), Column.DAYS, EN)
    assert (told.second, told.marked) == ("recorded at 14:05", False)


@pytest.mark.parametrize(("zone", "local"), [("+08:00", "14:05"), ("-03:30", "02:35"), ("+00:00", "06:05")])
def test_the_time_is_the_sites(lines: list[Line], zone: str, local: str) -> None:
    """The chain holds UTC and the distance from it."""
    row = lines[0].row._replace(at="2026-11-23T06:05:59.123456Z", zone=zone)
    assert local == f"{recorded_at(row):%H:%M}"


def test_a_line_shows_no_name_in_a_traceback(lines: list[Line]) -> None:
    """Its repr is the entry's number alone."""
    assert f"Line(seq={lines[0].row.seq})" == repr(lines[0])


# Finding


def test_a_case_is_found_by_number_or_name(opened: Opened, tasks: Tasks) -> None:
    """Two Chinese characters are enough; the count says how many of how many."""
    page = opened()
    search = find(page, QLineEdit, "log.search")
    search.setText("三丰")
    settle(tasks)
    assert shown(page) == ["SH04-0002"]
    assert find(page, QLabel, "log.count").text() == "1 of 3 cases"
    search.setText("0003")
    settle(tasks)
    assert shown(page) == ["SH04-0003"]


def test_nothing_found_says_so_and_leads_back(opened: Opened, tasks: Tasks) -> None:
    """No dead end: one button shows everything again."""
    page = opened()
    find(page, QLineEdit, "log.search").setText("nobody")
    settle(tasks)
    assert find(page, QLabel, "log.nothing").text() == "No case matches."
    click(find(page, QWidget, "log.nothing.button"))
    settle(tasks)
    assert len(shown(page)) == 3 and page.table.isVisible()


def choose(page: LogPage, name: str, value: str, tasks: Tasks) -> DropChoice:
    choice = find(page, DropChoice, name)
    choice.set_value(value)
    choice.activated.emit(choice.currentIndex())
    settle(tasks)
    return choice


def test_cases_are_filtered_by_verdict(opened: Opened, tasks: Tasks) -> None:
    """Taking the choice back shows any again."""
    page = opened()
    verdict = choose(page, "log.verdict", "not_yet", tasks)
    assert shown(page) == ["SH04-0002"]
    QTest.keyClick(verdict, Qt.Key.Key_Delete)
    settle(tasks)
    assert len(shown(page)) == 3 and verdict.value() == "any"


def test_former_entries_are_shown_on_demand(opened: Opened, site: Site, tasks: Tasks) -> None:
    """By default the latest entry of a case stands for it; both entries have its number."""
    former = site.log()[0]
    site.save(site.record(former.seq).history, date.fromisoformat(former.on_day), former=former.seq)
    page = opened()
    assert len(shown(page)) == 3
    click(find(page, Tick, "log.all"))
    settle(tasks)
    assert shown(page).count("SH04-0001") == 2


def test_whoever_has_not_consented_stands_apart(opened: Opened, tasks: Tasks) -> None:
    """The pre-screening list has no numbers, and is not exported as the log."""
    page = opened()
    choice = find(page, SegmentedChoice, "log.list")
    click(choice.segment("prescreening"))
    settle(tasks)
    settle(tasks)
    assert shown(page) == ["no number"]
    assert not find(page, QWidget, "log.export").isEnabled()
    click(choice.segment("prescreening"))
    assert choice.value() == "prescreening"
    click(choice.segment("screening"))
    settle(tasks)
    assert len(shown(page)) == 3


def test_an_empty_log_says_what_to_do(folder: Path, tasks: Tasks, qtbot: QtBot, look: None) -> None:
    """One sentence and a button that begins a case."""
    with Site.open(folder) as empty:
        page = LogPage(site=empty, words=EN, tasks=tasks)
        qtbot.addWidget(page)
        settle(tasks)
        assert find(page, QLabel, "log.nothing").text().startswith("No case is in the log yet")
        with qtbot.waitSignal(page.new_wanted):
            find(page, QWidget, "log.nothing.button").click()  # type: ignore[attr-defined]  # a button
        tasks.drop()


# The case


def test_the_details_show_the_case_as_it_was_assessed(opened: Opened, site: Site, tasks: Tasks) -> None:
    """Verdict, every criterion with its stored reason, protocol and status, assumptions, consent, answers."""
    page = opened()
    page.table.choose(site.log()[1].seq)
    settle(tasks)
    banner = find(page, VerdictBanner, "log.verdict")
    assert banner.accessibleName().startswith("Not yet")
    criteria = find(page, CriteriaList, "log.criteria").model()
    reasons = [criteria.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(criteria.rowCount())]
    assert any("reaches 7 on 24 November 2026" in reason for reason in reasons)
    told = words_of(page.details)
    for expected in ("张三丰", "unverified", "2024-published", "ICF 2.0", "Low platelets", "Ruled out", "Li Wei"):
        assert expected in told
    assert "A platelet count counts" in told


def test_the_reasons_are_told_in_the_language_chosen_now(opened: Opened, site: Site, tasks: Tasks) -> None:
    """They are stored as codes; the chosen case and the filter stay."""
    page = opened()
    page.table.choose(site.log()[1].seq)
    settle(tasks)
    page.retext(ZH)
    settle(tasks)
    assert "暂不符合" in find(page, VerdictBanner, "log.verdict").accessibleName()
    assert page.details.shown is not None and page.details.shown.record.row.number == "SH04-0002"


def test_moving_in_the_table_shows_the_case(opened: Opened, tasks: Tasks) -> None:
    """The arrow keys are enough."""
    page = opened()
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    settle(tasks)
    assert page.details.shown is not None and page.details.shown.record.row.number == "SH04-0002"


def test_a_case_opens_by_key_and_by_button(opened: Opened, site: Site, tasks: Tasks, qtbot: QtBot) -> None:
    """Enter on its row, or the button beside it."""
    page = opened()
    seq = site.log()[2].seq
    page.table.choose(seq)
    settle(tasks)
    with qtbot.waitSignal(page.case_wanted) as wanted:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert [seq] == wanted.args
    with qtbot.waitSignal(page.case_wanted) as wanted:
        click(find(page, QWidget, "log.open"))
    assert [seq] == wanted.args


def test_a_former_entry_leads_to_the_later_one(opened: Opened, site: Site, tasks: Tasks) -> None:
    """It can't be continued itself."""
    former = site.log()[0]
    later = site.save(site.record(former.seq).history, date.fromisoformat(former.on_day), former=former.seq)
    page = opened()
    page.show_entry(former.seq)
    settle(tasks)
    assert page.findChild(QWidget, "log.open") is None
    click(find(page, QWidget, "log.newer"))
    settle(tasks)
    assert page.details.shown is not None and later.seq == page.details.shown.record.row.seq
    assert find(page, QWidget, f"log.entry.{former.seq}").isEnabled()


def test_striking_needs_a_reason_and_keeps_the_number(opened: Opened, site: Site, tasks: Tasks, qtbot: QtBot) -> None:
    """Without one the button stays off; afterwards the row is struck through and says why."""
    page = opened()
    page.table.choose(site.log()[2].seq)
    settle(tasks)
    click(find(page, QWidget, "log.strike"))
    yes = find(page, QWidget, "strike.strike")
    assert not yes.isEnabled()
    reason = find(page, QPlainTextEdit, "strike.reason")
    QTest.keyClicks(reason, "   ")
    assert not yes.isEnabled()
    QTest.keyClicks(reason, "wrong person")
    with qtbot.waitSignal(page.recorded):
        click(yes)
    settle(tasks)
    settle(tasks)
    assert [row.state for row in site.log()] == ["current", "current", "struck"]
    assert "Entered in error: wrong person" in words_of(page.details)
    assert page.findChild(QWidget, "log.strike") is None
    assert len(shown(page)) == 3


def test_what_fails_is_told_on_the_page(opened: Opened, site: Site, tasks: Tasks) -> None:
    """A case struck meanwhile can't be struck again."""
    page = opened()
    seq = site.log()[0].seq
    site.strike(seq, "twice")
    page.details.strike_wanted.emit(seq)
    QTest.keyClicks(find(page, QPlainTextEdit, "strike.reason"), "again")
    click(find(page, QWidget, "strike.strike"))
    settle(tasks)
    assert "struck through already" in find(page, QLabel, "log.failed").text()


# Export


def test_the_export_opens_by_key(opened: Opened, tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> None:
    """Ctrl+E; it shows the entries that the page shows, and the page tells that the book has an entry more."""
    page = opened()
    click(find(page, Tick, "log.all"))
    settle(tasks)
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    settle(tasks)
    settle(tasks)
    dialog = find(page, ExportDialog, "export")
    assert dialog.isVisible() and find(dialog, SegmentedChoice, "export.entries").value() == "all"
    with qtbot.waitSignal(page.recorded):
        dialog.save_to(str(tmp_path / "log.csv"))
    settle(tasks)
    assert "3 rows left" in find(dialog, QLabel, "export.done").text()


# Look


def test_a_struck_row_looks_different(opened: Opened, site: Site, tasks: Tasks) -> None:
    """It is struck through, and its outcome is no coloured chip any more."""
    page = opened()

    def row_image() -> QImage:
        index = page.model.index(2, Column.VERDICT)
        return page.table.viewport().grab(page.table.visualRect(index)).toImage()

    before = row_image()
    site.strike(site.log()[2].seq, "wrong person")
    page.refresh()
    settle(tasks)
    assert before != row_image()


def test_a_narrow_page_puts_the_case_below(opened: Opened) -> None:
    """Large text or a small window leaves no room beside the table."""
    page = opened()
    assert Qt.Orientation.Horizontal == page._splitter.orientation()
    page.resize(700, 760)
    assert Qt.Orientation.Vertical == page._splitter.orientation()


def test_a_person_who_comes_back_has_one_history(opened: Opened, site: Site, tasks: Tasks) -> None:
    """Both attempts stand in the details of either."""
    first = site.log()[2]
    again = site.save(history("x"), today() - timedelta(days=1), person=first.person)
    page = opened()
    page.show_entry(again.seq)
    settle(tasks)
    assert find(page, QWidget, f"log.entry.{first.seq}").isEnabled()
    assert "attempt 2" in words_of(page.details) and "screened before as SH04-0003" in words_of(page.details)
