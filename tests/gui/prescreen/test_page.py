"""The Pre-screen page through the real window: a file is judged, and whoever may qualify is opened in the form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from gui.prescreen.model import WorklistModel
from gui.prescreen.page import PrescreenPage
from gui.prescreen.picking import Pick
from gui.prescreen.table import Worklist
from screening.service import Site
from screening.settings import Preferences
from screening.wording import Words
from tests.gui.desk import Desk, wait_for
from tests.gui.prescreen.patients import patient, population, write
from tests.test_architecture import HEAVY, modules_after


@dataclass
class Sifting:
    """A desk with the page in sight, and the folder of the file and its result."""

    desk: Desk
    folder: Path

    @property
    def page(self) -> PrescreenPage:
        """Give the page."""
        found = self.desk.workplace.page("prescreen")
        assert isinstance(found, PrescreenPage)
        return found

    def judge(self, cohort: Path, labs: Path | None = None, result: str = "result.csv") -> None:
        """Choose the files, say where the result goes, and wait for it."""
        self.choose(cohort, labs)
        self.desk.press("prescreen.begin")
        self.desk.save_file_as("prescreen.result.file", self.folder / result)
        self.desk.settle()

    def choose(self, cohort: Path, labs: Path | None = None) -> None:
        """Choose the files."""
        self.desk.find("prescreen.cohort", Pick).take(str(cohort))
        if labs is not None:
            self.desk.find("prescreen.labs", Pick).take(str(labs))

    def rows(self) -> list[str]:
        """Read the list, a line a row."""
        model = self.desk.find("prescreen.list", Worklist).model()
        assert isinstance(model, WorklistModel)
        rows = range(model.rowCount())
        wait_for(lambda: all(model.subject(row) for row in rows), "the rows are not read")
        places = [[model.index(row, column) for column in range(model.columnCount())] for row in rows]
        return [" | ".join(str(one.data(Qt.ItemDataRole.AccessibleTextRole)) for one in row) for row in places]

    def subjects(self) -> list[str]:
        """Read who is in the list."""
        return [row.split(" | ")[0] for row in self.rows()]

    def steps(self) -> list[str]:
        """Read the funnel as a screen reader does."""
        lines = self.desk.find("prescreen.funnel").findChildren(QPushButton)
        return [line.accessibleName() for line in lines]


@pytest.fixture
def sifting(qapp: QApplication, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sifting]:
    """The page over a book of a few cases."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, site.folder, Preferences(language="en", theme="light"))
    desk.start()
    desk.press("navigation.prescreen")
    yield Sifting(desk, tmp_path)
    desk.close()


def test_whoever_may_qualify_comes_first(sifting: Sifting) -> None:
    """By how little is missing, then how soon; whoever can't qualify is out of sight."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    rows = sifting.rows()
    assert [row.split(" | ")[:2] for row in rows] == [
        ["H-meets", "Meets all criteria"],
        ["H-waits", "Not yet"],
        ["H-open", "Not yet known"],
    ]
    assert "Infection" in rows[2] and "2 answers are missing" in rows[2]
    assert "from" in rows[1] and "until" in rows[1] and "now" in rows[0] and "until" in rows[0]


def test_the_funnel_counts_each_person_once(sifting: Sifting) -> None:
    """The rows left out are told, a criterion those it was the first to speak against, and in all."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    steps = sifting.steps()
    assert "Rows read: 5" in steps and "Rows left out: 1" in steps
    assert "Not eligible on the day: 2, 1 of them could qualify by waiting" in steps
    assert "May qualify, now or later: 3" in steps
    fell = [
        int(step.split(": ")[1].split(",")[0]) for step in steps if step[:2] in ("I1", "I2", "I3", "E1", "E2", "E3")
    ]
    assert sum(fell) == 2 and len(fell) == 6


def test_a_step_leads_to_its_people(sifting: Sifting) -> None:
    """Also to those who can't qualify; the sentence above says who they are."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.press("prescreen.step.ineligible")
    assert sorted(sifting.subjects()) == ["H-ill", "H-waits"]
    sifting.desk.press("prescreen.step.at.I2")
    assert sifting.subjects() == ["H-waits"]
    assert sifting.desk.find("prescreen.whose", QLabel).text() == "Not eligible, I2 first: 1"
    sifting.desk.press("prescreen.step.hopeful")
    assert len(sifting.subjects()) == 3


def test_the_list_is_searched_and_sorted(sifting: Sifting) -> None:
    """By the beginning of the identifier; by a column, and back into its own order."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    header = sifting.desk.find("prescreen.list", Worklist).horizontalHeader()
    header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    sifting.desk.settle()
    assert sifting.subjects() == ["H-waits", "H-open", "H-meets"]
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    sifting.desk.settle()
    assert sifting.subjects() == ["H-meets", "H-waits", "H-open"]
    sifting.desk.type_in("prescreen.search", "h-o")
    assert sifting.subjects() == ["H-open"]
    sifting.desk.type_in("prescreen.search", "nobody")
    assert sifting.desk.find("log.nothing", QLabel).text() == "No identifier begins so."


def test_a_row_left_out_is_told_with_its_number_and_reason(sifting: Sifting) -> None:
    """All of them lie in a file beside the result."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.press("prescreen.step.refused")
    told = sifting.desk.said("prescreen.refused")
    assert "Row 2" in told and "is not a date (YYYY-MM-DD)" in told and "birth_date" in told
    assert "17.05.1964" not in told
    assert (sifting.folder / "result.csv.left-out.csv").exists()
    sifting.desk.press("prescreen.refused.close")
    assert len(sifting.subjects()) == 3


def test_enter_opens_a_candidate_in_the_form(sifting: Sifting) -> None:
    """Judged by the engine with its reasons; every fact says which row it is from; what lay there is parked."""
    desk = sifting.desk
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    desk.press("navigation.screen")
    desk.type_in("subject.name", "Somebody Else")
    desk.press("navigation.prescreen")
    table = desk.find("prescreen.list", Worklist)
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    desk.settle()
    assert desk.workplace.current == "screen"
    assert desk.verdict().startswith("Not yet")
    assert "Nothing is saved yet" in desk.find("message").accessibleName() + desk.said("message")
    kept = [json.loads(one.content) for one in desk.site.unsaved.list(desk.site.study)]
    assert {one["history"]["subject"].get("name") or one["history"]["subject"]["hospital_number"] for one in kept} == {
        "Somebody Else",
        "H-waits",
    }
    (opened,) = [one["history"]["answers"] for one in kept if one["history"].get("answers")]
    assert opened["tumour_type"]["source"].startswith("cohort.csv, row 4 ")
    assert opened["platelets"][0]["source"].startswith("cohort.csv, row 4 ")


def test_what_was_done_with_a_candidate_is_shown(sifting: Sifting) -> None:
    """A form that was begun is gone on with, and whoever stands in the log has a number."""
    desk = sifting.desk
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    desk.press("prescreen.open")
    desk.type_in("subject.name", "Li Si")
    desk.press("navigation.prescreen")
    assert sifting.rows()[0].endswith("begun, not saved")
    desk.press("prescreen.open")
    assert desk.find("subject.name", QWidget).property("text") == "Li Si"
    desk.press("subject.consent.yes")
    desk.keys(Qt.Key.Key_S)
    desk.press("saving.save")
    desk.press("navigation.prescreen")
    assert sifting.rows()[0].endswith("SH04-0004, Meets all criteria")


def test_a_parked_form_of_a_candidate_is_taken_up(sifting: Sifting) -> None:
    """Nobody gets two forms by being opened twice."""
    desk = sifting.desk
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    desk.press("prescreen.open")
    desk.keys(Qt.Key.Key_N)
    desk.press("navigation.prescreen")
    desk.press("prescreen.open")
    assert len(desk.site.unsaved.list(desk.site.study)) == 1


def test_results_may_lie_in_a_file_of_their_own(sifting: Sifting) -> None:
    """Whatever file a fact is from, it says so."""
    said = [dict(one) for one in population()[3:]]
    for row in said:
        for part in ("value", "unit", "on"):
            row.pop(f"platelets.{part}")
    cohort = write(sifting.folder / "cohort.csv", said)
    result = {"field": "platelets", "value": "68", "unit": "10*9/L", "on": patient("")["platelets.on"]}
    labs = write(sifting.folder / "labs.csv", [{"subject_id": one["subject_id"], **result} for one in said])
    sifting.judge(cohort, labs, "result.parquet")
    assert sifting.subjects() == ["H-meets", "H-waits"]
    sifting.desk.press("prescreen.open")
    (kept,) = sifting.desk.site.unsaved.list(sifting.desk.site.study)
    assert json.loads(kept.content)["history"]["answers"]["platelets"][0]["source"].startswith("labs.csv, row 2 ")


def test_what_nobody_knows_is_told_and_may_be_left_out(sifting: Sifting) -> None:
    """Nothing is written before."""
    cohort = write(sifting.folder / "cohort.csv", [patient("H-1", ward="7"), patient("H-2", ward="8")])
    sifting.judge(cohort)
    assert "ward" in sifting.desk.find("prescreen.failed", QLabel).text()
    assert not (sifting.folder / "result.csv").exists()
    sifting.desk.press("prescreen.ignore")
    assert sifting.subjects() == ["H-1", "H-2"]


def test_a_run_can_be_stopped(sifting: Sifting) -> None:
    """Nothing is left of it, and one can begin again."""
    sifting.choose(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.press("prescreen.begin")
    sifting.page._running.changed.connect(sifting.page._running.give_up)
    sifting.desk.save_file_as("prescreen.result.file", sifting.folder / "result.csv")
    assert sifting.desk.find("prescreen.note", QLabel).text() == "Stopped; nothing was written."
    assert not (sifting.folder / "result.csv").exists()
    assert sifting.desk.find("prescreen.begin").isEnabled()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_has_the_right_headings(sifting: Sifting, ending: str) -> None:
    """A file made from it is judged."""
    desk = sifting.desk
    desk.press("prescreen.template.patients")
    path = sifting.folder / f"template.{ending}"
    desk.save_file_as("prescreen.template.patients.file", path)
    assert str(path) in desk.find("prescreen.template.saved.done", QLabel).text()
    if ending == "csv":
        header = path.read_text("utf-8-sig").strip().split(",")
        meets = patient("H-1")
        path.write_text(f"{','.join(header)}\n{','.join(meets.get(name, '') for name in header)}\n", "utf-8")
        assert set(meets) <= set(header)
    sifting.judge(path)
    assert sifting.steps()[0] == f"May qualify, now or later: {1 if ending == 'csv' else 0}"


def test_another_language_keeps_the_result(sifting: Sifting) -> None:
    """And the step that is chosen."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.press("prescreen.step.undetermined")
    sifting.page.retext(Words("zh_CN", "long"))
    sifting.desk.settle()
    assert sifting.steps()[0] == "现在或以后可能符合: 3"
    assert sifting.subjects() == ["H-open"]


def test_nothing_of_a_patient_is_left_beside_the_result(sifting: Sifting) -> None:
    """What lies there while the list is open belongs to its owner alone, and goes with it."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.close()
    assert [one.name for one in sifting.folder.iterdir() if one.name.startswith(".result")] == []


def test_dialogs_are_gone_with_the_page(sifting: Sifting) -> None:
    """Escape closes what tells the rows left out."""
    sifting.judge(write(sifting.folder / "cohort.csv", population()))
    sifting.desk.press("prescreen.step.refused")
    QTest.keyClick(sifting.desk.find("prescreen.refused", QDialog), Qt.Key.Key_Escape)
    sifting.desk.settle()
    assert not sifting.desk.sees("prescreen.refused")


def test_the_page_loads_nothing_heavy_before_a_run() -> None:
    """DuckDB comes with the first file."""
    assert modules_after("import gui.prescreen.page, gui.prescreen.results") & HEAVY == set()
