"""Files are read aside and shown; what is accepted stands in the form with its source, and nothing before that."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.intake.people import PeopleDialog
from gui.intake.preview import PreviewDialog
from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark
from gui.kit.ticks import Tick
from gui.kit.verdict import VerdictState
from gui.screen.page import ScreenPage
from screening.formats.proposal import Fact, Hint, LeftOut, Person, Proposal
from screening.protocol import Protocol
from screening.service import Site, today
from screening.service.intake import Intake
from tests.gui.screen.conftest import answers, day, subject
from tests.gui.screen.helpers import answer, child, fill, message, press, save, verdict, write
from tests.store.intake_samples import CHART, LAB, count, fact, hint, left_out, proposal
from tests.unit.fhir_samples import bundle, observation, patient

MESSAGES = Path(__file__).parents[3] / "resources" / "samples" / "laboratory.hl7"
SEEN = "K74.6 cirrhosis"


def intake(*parts: Fact | Hint | LeftOut, people: tuple[Person, ...] = (), **who: str) -> Intake:
    made: Proposal = proposal(*parts, subject=who)
    formats = {LAB.sha256: "hl7", CHART.sha256: "fhir"}
    return Intake(made, formats, {file.sha256: who for file in made.files}, people)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Say what files offer, whatever they are called; keeps for whom it was asked."""
    held: dict[str, Any] = {"asked": []}

    def propose(paths: object, protocol: object, *, person: str | None = None, recall: object = None) -> Intake:
        held["asked"].append(person)
        made: Intake = held["intake"]
        return made

    monkeypatch.setattr("screening.service.intake.propose", propose)
    return held


@pytest.fixture
def given(offered: dict[str, Any]) -> Intake:
    """Offer two counts, a diagnosis, a hint, and a row that was left out."""
    offered["intake"] = intake(
        count("66", day(0), "OBX 1"),
        count("68", day(-1), "OBX 2"),
        left_out("OBX 3"),
        fact("tumour_type", "both", "Condition/1", day(-300), CHART),
        hint("other_causes.liver_spleen", SEEN, "Condition/9", CHART, day(-100)),
    )
    made: Intake = offered["intake"]
    return made


def drop(page: ScreenPage, *paths: Path) -> None:
    """Drop files on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, none, left = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, data, left, none))
    QApplication.processEvents()


def preview(page: ScreenPage) -> PreviewDialog:
    return child(page, PreviewDialog, "intake")


def ticks(page: ScreenPage) -> dict[str, bool]:
    """Read the boxes that can be ticked."""
    return {one.text(): one.isChecked() for one in boxes(page).values() if one.isEnabled()}


def boxes(page: ScreenPage) -> dict[int, Tick]:
    """Find the boxes of the offers, by their place."""
    return {place: row.tick for card in preview(page)._cards for place, row in card.rows_of.items()}


def said(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def held(page: ScreenPage) -> dict[str, Any]:
    return page._form.history()


def entered(page: ScreenPage, protocol: Protocol) -> dict[str, Any]:
    fill(page, {"subject": subject(), "answers": answers(protocol)})
    return held(page)


def test_nothing_is_in_the_form_before_it_is_accepted(page: ScreenPage, protocol: Protocol, given: Intake) -> None:
    """New is ticked, a contradiction is not and shows both, what is there already only says so."""
    before = entered(page, protocol)
    drop(page, Path("a"), Path("b"))
    shown = ticks(page)
    assert list(shown.values()) == [False, True]
    assert next(iter(shown)).startswith("Both · ")
    told = said(preview(page))
    for one in ("There now: Solid tumour", "there already", SEEN, "5 rows: 1 taken, 1 there already, 1 bears"):
        assert one in told
    assert "1 × The mean volume of platelets, not their count" in told
    assert held(page) == before
    press(page, "intake.cancel")
    QApplication.sendPostedEvents(None, 52)
    assert held(page) == before and not page.case.case.imports
    assert page.findChild(PreviewDialog) is None


def test_what_is_accepted_is_judged_at_once_and_says_where_it_is_from(
    page: ScreenPage, protocol: Protocol, given: Intake
) -> None:
    """By keys alone: Tab to a box, Space on it, Ctrl+Enter."""
    entered(page, protocol)
    drop(page, Path("a"))
    assert verdict(page).state is VerdictState.ELIGIBLE
    box = QApplication.focusWidget()
    assert isinstance(box, Tick) and "There now: Solid tumour" in box.accessibleName()
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.keyClick(preview(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    made = held(page)["answers"]
    newest = max(made["platelets"], key=lambda one: one["on"])
    assert (newest["value"], newest["source"], newest["by"]) == ("66", f"{LAB.name}, OBX 1", "A. Li")
    assert [one if isinstance(one, str) else one["value"] for one in made["tumour_type"]] == ["solid", "both"]
    assert child(page, QPushButton, "tumour_type.details").toolTip().startswith("chart.json, Condition/1 · ")
    assert verdict(page).state is VerdictState.INELIGIBLE
    assert "2 answers taken from files. Nothing is saved yet." in message(page)


def test_one_step_back(page: ScreenPage, protocol: Protocol, given: Intake) -> None:
    """As long as nothing followed; afterwards it is left to the person."""
    before = entered(page, protocol)
    drop(page, Path("a"))
    press(page, "intake.take")
    assert held(page) != before
    press(page, "message.action")
    assert held(page) == before and not page.case.case.imports
    assert not child(page, Remark, "other_causes.liver_spleen.row.noted").isVisible()
    drop(page, Path("a"))
    press(page, "intake.take")
    write(page, "subject.name", "Wu")
    press(page, "message.action")
    assert "changed since" in message(page) and held(page)["subject"]["name"] == "Wu"
    assert page.case.case.imports


def test_half_a_result_keeps_its_place(page: ScreenPage, protocol: Protocol, given: Intake) -> None:
    """What was only begun stays begun, beside what was taken."""
    entered(page, protocol)
    table = page.findChild(LabTable)
    assert isinstance(table, LabTable)
    rows = [*(table.value() or ()), {"value": "71", "unit": "10*9/L"}]
    table.set_value(rows)
    table.answered.emit(rows)
    drop(page, Path("a"))
    press(page, "intake.take")
    values = sorted(row["value"] for row in table.value() or ())
    assert values == ["66", "68", "71"]
    assert page._form.unfinished()["answers"]["platelets"]
    assert len(held(page)["answers"]["platelets"]) == 2


def test_hints_stay_beside_their_question_also_once_the_case_is_saved(
    page: ScreenPage, protocol: Protocol, site: Site, given: Intake
) -> None:
    """Also where nothing else is taken; then they are read from the log, which keeps the whole reckoning."""
    entered(page, protocol)
    drop(page, Path("a"))
    for box in boxes(page).values():
        box.setChecked(False)
    assert child(page, QPushButton, "intake.take").text() == "&Keep what bears on a question"
    press(page, "intake.take")
    noted = child(page, Remark, "other_causes.liver_spleen.row.noted")
    assert noted.text().startswith(f"On record: {SEEN}")
    assert page.has_unsaved()
    save(page)
    assert noted.isVisible() and not page.case.case.imports
    assert noted.text().startswith(f"On record: {SEEN} · ") and noted.text().endswith(f"{CHART.name} · Condition/9")
    press(page, "new")
    assert noted.isHidden()
    kinds = [line.kind for line in site.trail.lines(newest_first=False)]
    assert kinds[-4:] == ["imported", "imported", "person_identified", "assessed"]


def test_a_crash_costs_nothing_of_it(
    page: ScreenPage,
    make_page: Callable[..., ScreenPage],
    protocol: Protocol,
    site: Site,
    given: Intake,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The draft keeps the answers, their files and the hints; whoever takes it up can save them."""
    entered(page, protocol)
    drop(page, Path("a"))
    press(page, "intake.take")
    page.keep()
    content = json.loads(site.unsaved.list(site.study)[0].content)
    assert [one["sha256"] for one in content["imports"]] == [LAB.sha256, CHART.sha256]
    after = make_page()
    press(after, "message.action")
    assert after.case.case.imports == page.case.case.imports
    assert child(after, Remark, "other_causes.liver_spleen.row.noted").isVisibleTo(after)
    save(after)
    assert [line.kind for line in site.trail.lines()].count("imported") == 2


def test_who_may_be_somebody_else_waits_for_a_word(
    page: ScreenPage, protocol: Protocol, offered: dict[str, Any]
) -> None:
    entered(page, protocol)
    offered["intake"] = intake(count("66", day(0), "OBX 1"), name="王五", birth_date="1990-01-01")
    drop(page, Path("a"))
    told = said(preview(page))
    assert "Is it the same person?" in told and "“张三丰” (the form), “王五”" in told
    take = child(page, QPushButton, "intake.take")
    box = QApplication.focusWidget()
    assert not take.isEnabled() and isinstance(box, Tick)
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert take.isEnabled()
    press(page, "intake.take")
    assert "66" in {one["value"] for one in held(page)["answers"]["platelets"]}
    assert held(page)["subject"]["name"] == "张三丰"


def test_of_two_rivals_one_is_ticked(page: ScreenPage, offered: dict[str, Any]) -> None:
    offered["intake"] = intake(count("66", day(0), "OBX 1"), count("99", day(0), "line 2", CHART))
    drop(page, Path("a"))
    first, second = boxes(page).values()
    assert not first.isChecked() and not second.isChecked()
    first.click()
    second.click()
    assert not first.isChecked() and second.isChecked()
    assert "The files tell this in different ways" in said(preview(page))


def test_many_answers_are_ticked_together(page: ScreenPage, offered: dict[str, Any]) -> None:
    """The first ones are shown, the others on request; all count, shown or not."""
    offered["intake"] = intake(*(count("66", day(-at), f"OBX {at}") for at in range(50)))
    drop(page, Path("a"))
    assert len(boxes(page)) == 30 and "50 rows: 50 taken" in said(preview(page))
    press(page, "intake.platelets.none")
    assert "50 rows: 50 not taken" in said(preview(page)) and not any(box.isChecked() for box in boxes(page).values())
    boxes(page)[0].click()
    press(page, "intake.platelets.more")
    assert len(boxes(page)) == 50 and [box.isChecked() for box in boxes(page).values()].count(True) == 1
    press(page, "intake.platelets.all")
    press(page, "intake.take")
    assert len(held(page)["answers"]["platelets"]) == 50


def test_one_of_several_people_is_picked_by_keys(page: ScreenPage, offered: dict[str, Any]) -> None:
    people = (Person("17", "张三", rows=3), Person("18", "李四", rows=2))
    offered["intake"] = intake(count("66", day(0), "OBX 1"), people=people)
    drop(page, Path("a"))
    several = child(page, PeopleDialog, "intake.people")
    names = child(several, QListView, "intake.people.list")
    assert [names.model().index(row, 0).data() for row in (0, 1)] == ["张三 (3 rows)", "李四 (2 rows)"]
    QTest.keyClick(names, Qt.Key.Key_Down)
    answer(page, "intake.people", "pick")
    assert offered["asked"] == [None, "18"]
    assert preview(page).isVisible()


def test_a_record_of_two_patients_asks_which_one(page: ScreenPage, tmp_path: Path) -> None:
    """With arrows and Enter alone; the other's rows are left out, and Escape gives up without a trace."""
    theirs = {"subject": {"reference": "Patient/p2"}}
    other = patient(id="p2", name=[{"family": "Qin", "given": ["Hao"]}], identifier=[], birthDate="1971-02-03")
    path = tmp_path / "two.json"
    path.write_bytes(bundle(patient(), observation(), other, observation("o2", 71, **theirs)))
    drop(page, path)
    several = child(page, PeopleDialog, "intake.people")
    names = QApplication.focusWidget()
    assert isinstance(names, QListView) and names.objectName() == "intake.people.list"
    shown = [str(names.model().index(row, 0).data()) for row in (0, 1)]
    assert "欧阳静" in shown[0] and shown[1].startswith("Hao Qin · ") and page.findChild(PreviewDialog) is None
    QTest.keyClick(several, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, 52)
    assert held(page) == {}
    drop(page, path)
    names = child(child(page, PeopleDialog, "intake.people"), QListView, "intake.people.list")
    QTest.keyClick(names, Qt.Key.Key_Down)
    QTest.keyClick(names, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert "2 × Another person’s" in said(preview(page))
    press(page, "intake.take")
    assert held(page)["subject"]["birth_date"] == "1971-02-03"
    assert [one["value"] for one in held(page)["answers"]["platelets"]] == ["71"]


def test_who_is_on_the_form_is_the_likely_one(page: ScreenPage, offered: dict[str, Any]) -> None:
    """By the number, however it is written; another number is another person, whatever the name."""
    people = (Person("1", "张三", hospital_number="a 7"), Person("2", "张三", hospital_number="A 8"))
    offered["intake"] = intake(count("66", day(0), "OBX 1"), people=people)
    fill(page, {"subject": {"name": "张三", "hospital_number": "a 8"}})
    drop(page, Path("a"))
    answer(page, "intake.people", "pick")
    assert offered["asked"] == [None, "2"]


def test_real_messages_fill_a_new_form(page: ScreenPage, site: Site) -> None:
    """Who it is comes along, and is looked for among those screened already."""
    site.save({"subject": {"name": "文样例", "hospital_number": "SAMPLE-0001", "birth_date": "1964-05-17"}}, today())
    press(page, "import")
    files = child(page, QFileDialog, "intake.files")
    files.filesSelected.emit([str(MESSAGES)])
    files.reject()
    QApplication.processEvents()
    press(page, "intake.take")
    assert held(page)["subject"]["name"] == "文样例"
    assert {one["value"] for one in held(page)["answers"]["platelets"]} == {"77", "52", "68"}
    assert "文样例" in said(child(page, QWidget, "matches"))


def test_what_can_not_be_read_is_told(page: ScreenPage, tmp_path: Path) -> None:
    strange = tmp_path / "scan.pdf"
    strange.write_bytes(b"%PDF-1.7")
    drop(page, strange)
    assert "no file that can be read here" in message(page)
    assert page.findChild(PreviewDialog) is None and held(page) == {}


def test_a_closed_case_takes_no_files(page: ScreenPage, protocol: Protocol, site: Site, given: Intake) -> None:
    entered(page, protocol)
    save(page)
    seq = site.log()[0].seq
    site.strike(seq, "another's")
    page.open_case(seq)
    drop(page, Path("a"))
    assert page.findChild(PreviewDialog) is None


def test_a_value_changed_by_hand_is_no_more_the_files(page: ScreenPage, given: Intake, protocol: Protocol) -> None:
    fill(page, {"subject": subject()})
    drop(page, Path("a"))
    press(page, "intake.take")
    assert held(page)["answers"]["tumour_type"]["source"] == "chart.json, Condition/1"
    child(page, QWidget, "tumour_type.solid").setFocus()
    QTest.keyClick(child(page, QWidget, "tumour_type.solid"), Qt.Key.Key_Space)
    assert held(page)["answers"]["tumour_type"] == "solid"


def test_the_preview_speaks_chinese(make_page: Callable[..., ScreenPage], protocol: Protocol, given: Intake) -> None:
    page = make_page("zh_CN")
    entered(page, protocol)
    drop(page, Path("a"))
    told = said(preview(page))
    assert "现有：实体瘤" in told and "5 行：采纳 1 行、已有 1 行、1 行与待答问题有关、未采纳 1 行、未采用 1 行" in told
