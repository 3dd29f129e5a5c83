"""The Today page: it opens where a case is open, tells in order, leads to what is missing, and shows the month."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.kit.cells import CELL_ROLE, SIDE, row_height
from gui.kit.chips import chip_size
from gui.kit.text_block import TextBlock
from gui.today.month import MonthTable
from gui.today.table import TodayTable
from screening.log import SettingChanged
from screening.service import Site, today
from screening.settings import Preferences
from tests.amended import asking_more
from tests.e2e.week.hands import open_from_today, today_says
from tests.gui.desk import Desk, wait_for
from tests.store.service_samples import CAUSES, someone, with_answer

Book = Callable[..., Desk]
LOOK = Preferences(language="en", theme="light")


def patient(number: str, planned: int, **answers: Any) -> dict[str, Any]:
    """Give somebody whose cycle was planned so many days ago, with a count of yesterday."""
    platelets = [{"value": "60", "unit": "10*9/L", "on": (today() - timedelta(days=1)).isoformat()}]
    given = {"planned_cycle_date": (today() - timedelta(days=planned)).isoformat(), "platelets": platelets}
    made = with_answer(someone(number), **{**given, "brain_metastases": "none", **answers})
    made["subject"]["consent"]["on"] = (today() - timedelta(days=2)).isoformat()
    return {**made, "decisions": {}}


@pytest.fixture
def opened(qapp: QApplication, folder: Path) -> Iterator[Book]:
    """Start the program over a book with these people in it."""
    desks: list[Desk] = []

    def start(*people: dict[str, Any], look: Preferences = LOOK, backup_days: int | None = None) -> Desk:
        with Site.open(folder) as site:
            for one in people:
                site.save(one, today())
            if backup_days is not None:
                site.note(SettingChanged(name="backup_days", old=7, new=backup_days))
        desks.append(Desk(qapp, folder, look))
        desks[-1].start()
        return desks[-1]

    yield start
    for desk in desks:
        desk.close()


def test_a_book_without_an_open_case_opens_on_the_form(opened: Book) -> None:
    """And the day says calmly that nothing waits."""
    desk = opened()
    assert desk.workplace.current == "screen"
    desk.press("navigation.today")
    assert "Nothing waits today." in desk.said("today")


def test_the_day_opens_in_order_and_leads_to_what_is_missing(opened: Book) -> None:
    """The most urgent first, a heading above each group; Enter puts the cursor into the field."""
    missing = {**dict.fromkeys(CAUSES, "ruled_out"), "infection": "not_assessed"}
    desk = opened(patient("1", 9), patient("2", 6), patient("3", 9, other_causes=missing))
    assert desk.workplace.current == "today" and desk.find("today.table", TodayTable).hasFocus()
    said = [line.split(" | ")[1:] for line in today_says(desk)]
    assert [(who[:9], what.partition(",")[0]) for who, what in said] == [
        ("Tomorrow,", "Tomorrow"),
        ("SH04-0002", "Qualifies by waiting alone"),
        ("Within a ", "Within a week"),
        ("SH04-0003", "Missing: Infection or sepsis"),
        ("SH04-0001", "Meets all criteria: awaiting the investigator’s signature"),
    ]
    open_from_today(desk, "SH04-0003")
    cursor = QApplication.focusWidget()
    assert desk.workplace.current == "screen" and cursor is not None
    assert desk.find("other_causes.infection").isAncestorOf(cursor)
    desk.press("navigation.today")
    open_from_today(desk, "SH04-0001")
    assert desk.workplace.current == "log" and "SH04-0001" in desk.said("log.case")


def test_one_key_begins_a_new_patient(opened: Book) -> None:
    desk = opened(patient("1", 9))
    desk.keys(Qt.Key.Key_N)
    cursor = QApplication.focusWidget()
    assert desk.workplace.current == "screen" and cursor is not None and cursor.objectName() == "subject.name"


def test_a_form_put_aside_is_named_as_not_saved(opened: Book) -> None:
    """Also after it was typed while the page was out of sight."""
    desk = opened(patient("1", 9))
    desk.keys(Qt.Key.Key_N)
    desk.type_in("subject.name", "Li Si")
    desk.keys(Qt.Key.Key_P)
    desk.press("navigation.today")
    assert any("Li Si · not saved" in line for line in today_says(desk))
    open_from_today(desk, "Li Si")
    assert "Li Si" in desk.title()


def test_the_month_shows_each_case_day_by_day(opened: Book) -> None:
    """In words too, with what is needed; Enter opens the case."""
    desk = opened(patient("2", 6))
    desk.press("today.view")
    table = desk.find("today.month", MonthTable)
    model = table.model()
    assert model.headerData(0, Qt.Orientation.Vertical) == "SH04-0001\nPerson 2"
    days = [model.index(0, ahead).data(Qt.ItemDataRole.AccessibleTextRole) for ahead in range(4)]
    told = [str(one).partition(": ")[2] for one in days]
    assert told == [
        *("does not qualify", "meets all criteria", "meets all criteria"),
        "could qualify with a new result: platelet count",
    ]
    QTest.keyClick(table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.workplace.current == "screen" and "SH04-0001" in desk.title()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_large_words_are_read_whole(opened: Book, language: str) -> None:
    """The rows in sight grow with their sentences, and a chip is never cut off."""
    desk = opened(patient("1", 9), patient("2", 6), look=Preferences(language=language, theme="light", text_scale=200))
    desk.window.resize(1000, 800)
    desk.settle()
    table = desk.find("today.table", TodayTable)
    model = table.model()
    chip, _, told = (model.index(1, column).data(CELL_ROLE) for column in range(3))
    assert table.columnWidth(0) >= chip_size(chip.first).width() + 2 * SIDE
    room = table.columnWidth(2) - 2 * SIDE
    lines = [
        TextBlock(text, theme.current().font(role), room)
        for text, role in ((told.first, "body"), (told.second, "small"))
    ]
    assert max(line.width for line in lines) <= room
    assert table.rowHeight(1) >= sum(line.height for line in lines) > row_height()


def test_a_backup_that_is_due_waits_too(opened: Book) -> None:
    """Under its day, without anybody's name, and Enter asks where to."""
    desk = opened(patient("1", 9), backup_days=0)
    (said,) = [line for line in today_says(desk) if "The record" in line]
    assert said.startswith("By today | The record | ")
    open_from_today(desk, "The record")
    desk.find("backup.file").close()


def test_a_backup_that_is_not_due_is_not_spoken_of(opened: Book) -> None:
    desk = opened(patient("1", 9))
    assert not any("The record" in line for line in today_says(desk))


def test_what_is_missing_is_named_by_the_version_in_use(opened: Book) -> None:
    """Also where another version was put into use while the list was in sight."""
    desk = opened(patient("1", 9))
    assert not any("Active infection" in line for line in today_says(desk))
    desk.site._book.use(asking_more())
    desk.workplace.refresh("today")
    desk.settle()
    assert any("Missing: Active infection" in line for line in today_says(desk))


def test_the_month_is_saved_for_the_board(opened: Book, tmp_path: Path) -> None:
    """As CSV with a word for each day, as PDF with a mark; who may take names out may, and the record notes it."""
    desk = opened(patient("A", 8), patient("B", 5))
    desk.press("today.view")
    for ending in ("csv", "pdf"):
        desk.press("today.month.save")
        desk.save_file_as("today.month.file", tmp_path / f"month.{ending}")
        wait_for(lambda: desk.sees("today.month.saved.done"), "it is not saved")
        desk.settle()
    rows = list(csv.reader((tmp_path / "month.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["Screening number", "Name", today().isoformat()] and len(rows[0]) == 33
    assert {row[1] for row in rows[1:]} == {"Person A", "Person B"}
    assert rows[1][2] in ("Meets all criteria", "Does not qualify")
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")
    left = [one.payload for one in desk.site.trail.lines() if one.kind == "exported"]
    assert [(one["view"], one["format"], one["privacy"], one["rows"]) for one in left] == [
        ("month", "pdf", "identified", 2),
        ("month", "csv", "identified", 2),
    ]
