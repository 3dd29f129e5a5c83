"""The protocol editor, from an empty file to a patient who is screened by it, with nothing but the window."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.drafting.card import DraftsCard
from gui.drafting.editing import Editing
from gui.drafting.page import DraftingPage
from gui.drafting.values import number
from gui.kit.segmented import SegmentedChoice
from gui.study.amending import Amending
from gui.study.page import StudyPage
from gui.tasks import Tasks
from screening.protocol.draft import read_draft
from screening.protocol.loading import parsed
from screening.review import check
from screening.service import Actor, ProtocolDrafts, Site
from screening.wording import Words
from tests.gui.desk import click, find, settle, wait_for
from tests.unit.protocol_text import SMALL
from tests.unit.registry_samples import record

EN, ZH = Words("en", "long"), Words("zh_CN", "long")


class Hands:
    """Fills the editor in as a person does."""

    def __init__(self, page: StudyPage, tasks: Tasks, site: Site) -> None:
        self.page, self.tasks, self.site = page, tasks, site

    @property
    def editing(self) -> Editing:
        found = self.page.findChildren(Editing)
        return found[-1]

    def done(self) -> None:
        settle(self.tasks)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def open_small(self) -> str:
        """Open the small protocol as a draft; gives its name."""
        name = ProtocolDrafts(self.site.folder).begin(read_draft(SMALL)).name
        self.page.findChild(DraftsCard).refresh()  # type: ignore[union-attr]
        self.done()
        self.press(f"study.draft.{name}.open")
        return name

    def press(self, name: str) -> None:
        click(find(self.page, QWidget, name))
        self.done()

    def type(self, name: str, text: str) -> None:
        field = find(self.page, QWidget, f"drafting.{name}")
        self.page.activateWindow()
        wait_for(self.page.isActiveWindow)
        field.setFocus()
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def choose(self, name: str, key: str) -> None:
        choice = find(self.page, QWidget, f"drafting.{name}")
        if isinstance(choice, SegmentedChoice):
            click(choice.segment(key))
        else:
            assert isinstance(choice, QComboBox)
            place = choice.findData(key)
            assert place >= 0, f"{name} has no {key}"
            choice.setFocus()
            choice.setCurrentIndex(place)
            choice.activated.emit(choice.currentIndex())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def add(self, kind: str) -> None:
        find(self.page, QWidget, "drafting.add.menu")
        action = self.page.findChild(QAction, f"drafting.add.{kind}")
        assert action is not None
        action.trigger()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def cell(self, row: int, column: str, text: str) -> None:
        """Type into a cell of the examples, or choose there."""
        table = find(self.page, QTableView, "drafting.examples")
        model = table.model()
        heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        index = model.index(row, heads.index(column))
        table.setCurrentIndex(index)
        QTest.keyClick(table, Qt.Key.Key_F2)
        editor = table.viewport().findChild(QComboBox) or table.viewport().findChild(QLineEdit)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findText(text))
            editor.activated.emit(editor.currentIndex())
        else:
            assert editor is not None
            editor.selectAll()
            QTest.keyClicks(editor, text)
            QTest.keyClick(editor, Qt.Key.Key_Return)
        QApplication.processEvents()  # a line is taken a moment after the key
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def comes(self) -> list[str]:
        model = find(self.page, QTableView, "drafting.examples").model()
        last = model.columnCount() - 1
        return [str(model.index(row, last).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]

    def tried(self) -> None:
        wait_for(lambda: self.editing.tried, "it was not tried")
        self.done()

    def said(self, name: str) -> str:
        part = find(self.page, QWidget, name)
        return "\n".join(one.text() for one in part.findChildren(QLabel) if not one.isHidden())


@pytest.fixture
def hands(site: Site, tasks: Tasks, qtbot: QtBot, look: None) -> Iterator[Hands]:
    """The study page, with the editor closed."""
    page = StudyPage(site=site, words=EN, tasks=tasks)
    qtbot.addWidget(page)
    page.resize(1180, 760)
    page.show()
    page.activateWindow()
    wait_for(page.isActiveWindow)
    made = Hands(page, tasks, site)
    made.done()
    yield made
    made.done()


def test_a_trial_is_written_tried_saved_and_screened_by(hands: Hands, tmp_path: Path) -> None:
    """An empty start, a question, a criterion with its rule and examples; then one patient."""
    hands.press("study.drafts.blank")
    for name, text in (("id", "TRIAL-1"), ("version", "1"), ("title.en", "A small trial"), ("source", "Protocol 1.0")):
        hands.type(name, text)
    hands.add("field")
    hands.choose("kind", "lab")
    hands.type("name", "platelets")
    hands.type("ask.en", "Platelet count")
    hands.type("unit", "10*9/L")
    hands.add("criterion")
    hands.type("text.en", "Platelets below 75")
    hands.choose("rule.shape", "lab")
    hands.choose("rule.lab", "platelets")
    hands.choose("rule.bound", "below")
    hands.type("rule.below", "75")
    hands.choose("rule.more", "good_for_days")
    hands.type("rule.good_for_days", "3")
    hands.press("drafting.examples.add")
    hands.cell(0, "On", "2026-11-24")
    hands.cell(0, "Platelet count", "74.9 10*9/L 2026-11-24")
    hands.cell(0, "Expected", "Met")
    hands.press("drafting.examples.add")
    hands.cell(1, "Platelet count", "75 10*9/L 2026-11-24")
    hands.cell(1, "Expected", "Met")
    hands.tried()
    assert "below 75 × 10⁹/L" in hands.said("drafting.as_read")
    assert [one.startswith(("As expected: Met", "Otherwise than expected: Not met")) for one in hands.comes()] == [
        True,
        True,
    ]
    assert 'gives "not_met" where "met" is expected' in hands.said("drafting.findings")
    hands.cell(1, "Expected", "Not met")
    hands.tried()
    assert hands.editing.grave == 0
    hands.press("drafting.save_as")
    path = tmp_path / "trial.toml"
    find(hands.page, QFileDialog, "drafting.save_as.file").fileSelected.emit(str(path))
    hands.done()
    assert "It is in order" in hands.said("drafting.saved")

    protocol = check(path)
    with Site.init(tmp_path / "new", code="SH01", actor=Actor("Li Wei"), protocol=protocol) as begun:
        count = {"value": "68", "unit": "10*9/L", "on": "2026-11-24"}
        who = {"name": "Someone", "birth_date": "1970-01-02", "consent": {"given": True, "on": "2026-11-20"}}
        saved = begun.save({"subject": who, "answers": {"platelets": [count]}}, date(2026, 11, 24))
        assert saved.assessment.verdict == "eligible"


def test_nothing_typed_is_lost_and_every_step_is_taken_back(hands: Hands, site: Site) -> None:
    """It lies on the disk without anybody saving it; undo goes back to the first byte, redo on again."""
    drafts, name = ProtocolDrafts(site.folder), hands.open_small()
    editing = hands.editing
    editing.choose(editing.draft.places.index("criterion.I1"))
    hands.type("text.en", "Another text")
    hands.choose("rule.shape", "any")
    wait_for(lambda: "Another text" in drafts.path(name).read_text("utf-8"), "it was not kept")
    changed = editing.draft.text
    assert [*parsed(changed)["criterion"][0]["rule"]] == ["any"]
    QTest.keyClick(find(hands.page, DraftingPage, "drafting"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    editing.undo()
    while editing.can_undo:
        editing.undo()
    assert editing.draft.text == SMALL
    while editing.can_redo:
        editing.redo()
    assert editing.draft.text == changed
    hands.page.retext(ZH)
    hands.done()
    assert (
        hands.editing is editing
        and find(hands.page, QPlainTextEdit, "drafting.text.en").toPlainText() == "Another text"
    )
    hands.press("drafting.back")
    assert [one.name for one in drafts.list()] == [name]
    hands.press(f"study.draft.{name}.throw_away")
    assert drafts.list() == [] and drafts.path(name).with_name(f"{name}.toml.thrown-away").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no JSON at all", "no JSON"),
        (b'{"resourceType": "ResearchStudy"}', "no record of ClinicalTrials.gov"),
        (json.dumps(record("")).encode(), "no criteria"),
        (None, "can't be read"),
    ],
    ids=["not-json", "another-registry", "empty", "gone"],
)
def test_a_file_that_is_no_record_is_refused_calmly(
    hands: Hands, tmp_path: Path, content: bytes | None, words: str
) -> None:
    """Beside the buttons, and nothing is begun."""
    path = tmp_path / "record.json"
    if content is not None:
        path.write_bytes(content)
    hands.page.findChild(DraftsCard).take_file(str(path))  # type: ignore[union-attr]
    hands.done()
    assert words in find(hands.page, QLabel, "study.drafts.failed").text()
    assert hands.page.findChild(DraftingPage) is None


def test_a_record_is_opened_with_every_rule_missing(hands: Hands, tmp_path: Path) -> None:
    """Each criterion waits, and the file says so; it can't be put to use."""
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record(minimumAge="18 Years")), "utf-8")
    hands.page.findChild(DraftsCard).take_file(str(path))  # type: ignore[union-attr]
    hands.done()
    hands.tried()
    assert hands.editing.grave == hands.editing.waiting == 3
    assert "3 criteria without a rule" in find(hands.page, QLabel, "drafting.state").text()
    hands.editing.choose(hands.editing.draft.places.index("criterion.E1"))
    hands.done()
    assert "No rule is written yet" in hands.said("drafting.as_read")


def test_a_new_version_in_order_goes_among_the_versions(hands: Hands, site: Site) -> None:
    """Where it is reviewed, signed for and put into use like any other, also after the program was closed."""
    hands.press("study.drafts.version")
    hands.type("version", "2026-amended")
    hands.tried()
    hands.press("drafting.use")
    hands.done()
    assert hands.page.findChild(DraftingPage) is None
    assert "2026-amended" in hands.said("study.versions")
    kept = site.folder / "protocols" / "NCT03976882-2026-amended.toml"
    assert "2026-amended" in [one.name for one in Amending(site, hands.tasks).read().others]
    assert check(kept).version == "2026-amended"


def test_none_happened_is_another_answer_than_none_known(hands: Hands) -> None:
    """Events are typed as days with commas; an empty list stays one."""
    hands.open_small()
    editing = hands.editing
    editing.choose(next(at for at, one in enumerate(editing.draft.parts) if "strokes" in str(one.data.get("rule"))))
    hands.done()
    hands.press("drafting.examples.add")
    for text, held in (("[]", []), ("2026-11-01, 2026-11-08", ["2026-11-01", "2026-11-08"])):
        hands.cell(0, "Strokes", text)
        part = editing.part
        assert part is not None and part.data["examples"][0]["strokes"] == held
        model = find(hands.page, QTableView, "drafting.examples").model()
        assert text in [model.index(0, column).data() for column in range(model.columnCount())]


def test_a_follow_up_is_written_and_tried(hands: Hands) -> None:
    """Where days begin, a question only it asks, an endpoint of a shape only it has, and an example that runs."""
    hands.open_small()
    hands.add("follow_up.field")
    assert hands.editing.draft.places[-2:] == ("follow_up", "follow_up.field.field_1")
    hands.choose("kind", "date")
    hands.type("name", "dose")
    hands.type("ask.en", "First dose")
    hands.add("follow_up.field")
    hands.choose("kind", "adverse_events")
    hands.type("name", "events")
    hands.type("ask.en", "Adverse events")
    hands.press("drafting.terms.add")
    hands.type("terms.answer_1.name", "nausea")
    hands.type("terms.nausea.label.en", "Nausea")
    hands.add("follow_up.section")
    hands.type("title.en", "All")
    for field in ("dose", "events"):
        hands.press(f"drafting.fields.{field}")
    hands.add("follow_up.follow_up")
    hands.choose("begins", "dose")
    hands.add("follow_up.endpoint")
    hands.type("text.en", "Nausea on the first day")
    hands.choose("rule.shape", "occurred")
    hands.choose("rule.occurred", "events")
    for key in ("since", "until"):
        hands.choose(f"rule.{key}", "dose")
    hands.choose("rule.more", "term")
    hands.choose("rule.term", "nausea")
    hands.press("drafting.examples.add")
    hands.cell(0, "On", "2026-11-24")
    hands.cell(0, "First dose", "2026-11-20")
    hands.cell(0, "Adverse events", "[]")
    hands.cell(0, "Expected", "Not reached")
    hands.tried()
    assert "“Nausea”: at least one" in hands.said("drafting.as_read")
    assert [one.startswith("As expected: Not reached") for one in hands.comes()] == [True]
    assert hands.editing.grave == 0
    hands.editing.choose(hands.editing.draft.places.index("follow_up.field.events"))
    hands.done()
    hands.type("terms.nausea.name", "sickness")
    assert 'term = "sickness"' in hands.editing.draft.text and "nausea" not in hands.editing.draft.text


def test_an_answer_is_renamed_wherever_it_is_spoken_of(hands: Hands) -> None:
    """In one step; a name that another answer has, or that no file holds, is marked and taken nowhere."""
    hands.open_small()
    editing = hands.editing
    editing.choose(editing.draft.places.index("field.tumour"))
    hands.done()
    for wrong in ("blood", "two words"):
        hands.type("options.solid.name", wrong)
        assert find(hands.page, QLineEdit, "drafting.options.solid.name").property("invalid")
        assert editing.draft.text == SMALL
    hands.type("options.solid.name", "firm")
    assert editing.draft.text == SMALL.replace('"solid"', '"firm"').replace("options.solid", "options.firm")
    assert find(hands.page, QLineEdit, "drafting.options.firm.name").text() == "firm"
    editing.undo()
    assert editing.draft.text == SMALL


def test_a_part_of_a_file_that_nobody_knows_is_no_end_of_it(hands: Hands, site: Site, tmp_path: Path) -> None:
    """It is told, and can be taken out."""
    path = tmp_path / "odd.toml"
    path.write_text(SMALL + '\n[notes]\nby = "somebody"\n', "utf-8")
    hands.page.findChild(DraftsCard).take_file(str(path))  # type: ignore[union-attr]
    hands.done()
    editing: Any = hands.editing
    editing.choose(editing.draft.places.index("notes"))
    hands.press("drafting.remove")
    assert "notes" not in editing.draft.places


@pytest.mark.parametrize("typed", ["inf", "NaN", "1e9999"])
def test_a_number_that_no_file_holds_stays_a_text(typed: str) -> None:
    """So that the file can be read again."""
    assert number(typed) == typed
