"""What became of each case and what was signed, in the table: shown, filtered by and sorted by."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.kit.cells import Cell, cell_of
from gui.kit.drop_choice import DropChoice
from gui.log.filters import FilterBar
from gui.log.lines import Column
from gui.log.model import line_of
from gui.log.page import LogPage
from gui.tasks import Tasks
from screening.service import Site
from screening.wording import Words
from tests.gui.desk import find, settle, wait_for
from tests.store.service_samples import ON, history, with_answer
from tests.store.staffed import DOCTOR, as_coordinator, as_doctor, begin_staffed

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a case enrolled, one signed and then corrected, one pending, one failed, one that declined."""
    folder = tmp_path_factory.mktemp("ended") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        cases = [site.save(history(name=f"Person {n}", hospital_number=f"N-{n}"), ON).seq for n in range(1, 4)]
        other = with_answer(history(name="Not Solid", hospital_number="N-4"), tumour_type="haematological")
        failed = site.save(other, ON).seq
        declined = site.save(history(name="Person 5", hospital_number="N-5"), ON).seq
    with as_doctor(folder) as doctor:
        for seq in cases[:2]:
            doctor.signatures.sign(seq, "confirms", DOCTOR[1])
    with as_coordinator(folder) as site:
        site.outcomes.record(cases[0], "enrolled", on=ON.isoformat(), subject_number="R-001")
        again = history(name="Person 2", hospital_number="N-2", sex="male")
        site.save(again, ON, former=cases[1], corrects=True, reason="the wrong sex")
        site.outcomes.record(failed, "screen_failure", primary="E1", on=ON.isoformat())
        site.outcomes.record(declined, "declined", primary="family_against", on=ON.isoformat())
    return folder


Opened = Callable[[], LogPage]


@pytest.fixture
def opened(ended: Path, tmp_path: Path, tasks: Tasks, qtbot: QtBot, look: None) -> Opened:
    folder = Path(shutil.copytree(ended, tmp_path / "site"))
    sites: list[Site] = []

    def open_page() -> LogPage:
        sites.append(as_coordinator(folder))
        page = LogPage(site=sites[-1], words=EN, tasks=tasks)
        qtbot.addWidget(page)
        page.resize(1200, 760)
        page.show()
        settle(tasks)
        return page

    return open_page


def column(page: LogPage, which: Column) -> dict[str, Cell]:
    model = page.model
    wait_for(lambda: all(line_of(model.index(row, 0)) is not None for row in range(model.rowCount())))
    rows = range(model.rowCount())
    return {cell_of(model.index(row, Column.CASE)).first: cell_of(model.index(row, which)) for row in rows}


def choose(page: LogPage, name: str, value: str, tasks: Tasks) -> None:
    choice = find(page, DropChoice, name)
    choice.set_value(value)
    choice.activated.emit(choice.currentIndex())
    settle(tasks)


def test_each_row_tells_what_became_of_the_case(opened: Opened) -> None:
    """How it ended and why; who signed what, and what has to be signed again."""
    page = opened()
    outcomes = {number: (one.first, one.second) for number, one in column(page, Column.OUTCOME).items()}
    assert outcomes == {
        "SH04-0001": ("Enrolled", "R-001"),
        "SH04-0002": ("Pending", ""),
        "SH04-0003": ("Pending", ""),
        "SH04-0004": ("Screen failure", "E1"),
        "SH04-0005": ("Declined", "Family is against it"),
    }
    signed = column(page, Column.SIGNED)
    assert (signed["SH04-0001"].first, signed["SH04-0001"].second) == ("Confirmed", DOCTOR[0])
    assert signed["SH04-0002"] == Cell("Superseded", "to be signed again", marked=True)
    assert signed["SH04-0003"] == Cell("Not signed")


def test_what_has_to_be_signed_again_is_found_at_once(opened: Opened, tasks: Tasks) -> None:
    """S9: by signature, by outcome, and by both; the choices are told in words of one's language."""
    page = opened()
    choose(page, "log.signed", "superseded", tasks)
    assert list(column(page, Column.CASE)) == ["SH04-0002"]
    choose(page, "log.outcome", "enrolled", tasks)
    assert find(page, QLabel, "log.nothing").text() == "No case matches."
    choose(page, "log.signed", "confirmed", tasks)
    assert list(column(page, Column.CASE)) == ["SH04-0001"]
    page.retext(ZH)
    shown = find(page, DropChoice, "log.outcome")
    assert (shown.currentText(), shown.accessibleName()) == ("已入组", "结局")
    QTest.keyClick(shown, Qt.Key.Key_Delete)
    settle(tasks)
    assert (shown.value(), find(page, DropChoice, "log.signed").value()) == ("any", "confirmed")
    assert find(page, FilterBar, "log.filters").filter().where == (("signed", "confirmed"),)


def test_every_choice_finds_what_it_names(opened: Opened, tasks: Tasks) -> None:
    """None is offered that the log doesn't know, and together they leave nothing out."""
    page = opened()
    for name in ("verdict", "outcome", "signed"):
        choice, found = find(page, DropChoice, f"log.{name}"), []
        for place in range(1, choice.count()):
            choose(page, f"log.{name}", choice.itemData(place), tasks)
            found += list(column(page, Column.CASE))
        choose(page, f"log.{name}", "any", tasks)
        assert sorted(found) == [f"SH04-000{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("by", "numbers"), [(Column.OUTCOME, ["3", "2", "1", "4", "5"]), (Column.SIGNED, ["3", "4", "5", "1", "2"])]
)
def test_rows_are_sorted_in_the_order_of_the_work(opened: Opened, tasks: Tasks, by: Column, numbers: list[str]) -> None:
    """Pending before ended, unsigned before signed; rows that are alike stay in order of entry."""
    page = opened()
    page.table.sortByColumn(by, Qt.SortOrder.AscendingOrder)
    settle(tasks)
    assert [number[-1] for number in column(page, Column.CASE)] == numbers
    page.table.sortByColumn(by, Qt.SortOrder.DescendingOrder)
    settle(tasks)
    assert [number[-1] for number in column(page, Column.CASE)] == numbers[::-1]
