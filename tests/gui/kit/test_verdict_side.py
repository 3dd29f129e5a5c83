"""The answering half of the window: verdict, criteria, open questions, days."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.buttons import Button
from gui.kit.chips import Chip, chip_size
from gui.kit.criteria import CriteriaList
from gui.kit.criteria_model import CriteriaModel, CriterionRow
from gui.kit.day_strip import DayStrip
from gui.kit.open_questions import OpenQuestions
from gui.kit.tokens import Status
from gui.kit.verdict import VerdictBanner, VerdictState
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown, child


@pytest.mark.parametrize("state", list(VerdictState))
def test_banner_says_everything(shown: Shown, state: VerdictState) -> None:
    """Headline, detail and counts are all in the accessible name."""
    banner = VerdictBanner(samples.verdict(state), name="verdict")
    shown(banner, 700)
    verdict = samples.verdict(state)
    for part in (verdict.headline, verdict.detail.rstrip("."), "4 fulfilled", "1 missing"):
        assert part in banner.accessibleName()


def test_banner_follows(shown: Shown) -> None:
    """Another verdict replaces the first; a longer one makes it higher where it is narrow."""
    banner = VerdictBanner(samples.verdict(VerdictState.INELIGIBLE), name="verdict")
    shown(banner, 460)
    before = banner.heightForWidth(460)
    banner.set_verdict(samples.verdict(VerdictState.NOT_YET))
    assert banner.verdict().headline == "Not yet"
    assert banner.heightForWidth(460) > before
    assert not banner.grab().isNull()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_banner_grows_with_the_text(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    """Counts go below the words where both don't fit side by side, and nothing is cut."""
    theme.apply(qapp, theme.Theme(text_scale=scale))
    banner = VerdictBanner(samples.verdict(VerdictState.NOT_YET), name="verdict")
    qtbot.addWidget(banner)
    assert banner.heightForWidth(420) > banner.heightForWidth(1400)


@pytest.fixture
def criteria(shown: Shown) -> CriteriaList:
    made = CriteriaList(name="criteria", label="Criteria")
    made.set_rows(samples.CRITERIA)
    shown(made, 600)
    return made


def model(criteria: CriteriaList) -> CriteriaModel:
    found = criteria.model()
    assert isinstance(found, CriteriaModel)
    return found


def test_criteria_model_is_sound(qtbot: QtBot, criteria: CriteriaList) -> None:
    """Qt's own tester accepts the model through resets and changes."""
    tester = QAbstractItemModelTester(model(criteria), QAbstractItemModelTester.FailureReportingMode.Fatal)
    criteria.set_rows(samples.CRITERIA[:2])
    criteria.set_rows([replace(row, word="?") for row in samples.CRITERIA[:2]])
    criteria.set_rows([])
    assert tester.model() is model(criteria)


def test_criteria_stand_under_their_headings(criteria: CriteriaList) -> None:
    """Two headings, six criteria, in protocol order."""
    rows = [model(criteria).index(row).data() for row in range(model(criteria).rowCount())]
    assert rows[0] == "Inclusion"
    assert rows[4] == "Exclusion"
    assert len(rows) == 8


def test_criteria_are_spoken(criteria: CriteriaList) -> None:
    """A screen reader hears id, outcome, text and reason."""
    spoken = model(criteria).index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "I2, Not yet: Chemotherapy delayed by at least 7 days because of low platelets. "
        "6 days today; reaches 7 on Tuesday 24 November"
    )


def test_only_changed_lines_change(qtbot: QtBot, criteria: CriteriaList) -> None:
    """A new outcome of one criterion touches that line alone, and resets nothing."""
    changed = replace(samples.CRITERIA[2], status=Status.UNKNOWN, word="Not known yet")
    rows = [*samples.CRITERIA[:2], changed, *samples.CRITERIA[3:]]
    with qtbot.assertNotEmitted(model(criteria).modelReset), qtbot.waitSignal(model(criteria).dataChanged) as signal:
        criteria.set_rows(rows)
    assert signal.args is not None
    assert (signal.args[0].row(), signal.args[1].row()) == (3, 3)


def test_enter_space_and_click_open(qtbot: QtBot, criteria: CriteriaList) -> None:
    """Each opens the criterion under the cursor; headings open nothing and are passed over."""
    criteria.setFocus()
    criteria.show_criterion("I3")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(criteria.opened) as signal:
            QTest.keyClick(criteria, key)
        assert signal.args == ["I3"]
    QTest.keyClick(criteria, Qt.Key.Key_Down)
    assert criteria.currentIndex().row() == 5
    where = criteria.visualRect(model(criteria).index(6)).center()
    with qtbot.waitSignal(criteria.opened) as signal:
        QTest.mouseClick(criteria.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert signal.args == ["E2"]
    with qtbot.assertNotEmitted(criteria.opened):
        heading = criteria.visualRect(model(criteria).index(0)).center()
        QTest.mouseClick(criteria.viewport(), Qt.MouseButton.LeftButton, pos=heading)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [260, 600])
def test_criteria_wrap(qtbot: QtBot, qapp: QApplication, scale: float, width: int) -> None:
    """Narrow lists are higher; every line keeps to the width."""
    theme.apply(qapp, theme.Theme(text_scale=scale))
    criteria = CriteriaList(name="criteria", label="Criteria")
    qtbot.addWidget(criteria)
    criteria.resize(width, 300)
    criteria.show()
    criteria.set_rows(samples.CRITERIA)
    qapp.processEvents()
    heights = [criteria.visualRect(model(criteria).index(row)).height() for row in range(8)]
    assert criteria.sizeHint().height() == sum(heights) + 2
    assert all(criteria.visualRect(model(criteria).index(row)).width() <= width for row in range(8))
    assert not criteria.grab().isNull()


def test_a_longer_reason_makes_its_line_higher(qapp: QApplication, criteria: CriteriaList) -> None:
    """The list lays itself out again when a line needs more room."""
    before = criteria.visualRect(model(criteria).index(1)).height()
    longer = replace(samples.CRITERIA[0], reason="because " * 60)
    criteria.set_rows([longer, *samples.CRITERIA[1:]])
    qapp.processEvents()
    assert criteria.visualRect(model(criteria).index(1)).height() > before


def test_unknown_criterion_is_not_shown(criteria: CriteriaList) -> None:
    """Asking for a criterion that is not there moves nothing."""
    before = criteria.currentIndex()
    criteria.show_criterion("X9")
    assert criteria.currentIndex() == before


def test_open_questions_lead_to_their_field(qtbot: QtBot, shown: Shown) -> None:
    """A link emits the id of its question, by click and by key; links are used again."""
    questions = OpenQuestions(name="open", title="Still open", more="{count} more", at_most=2)
    questions.set_questions(samples.QUESTIONS)
    shown(questions, 400)
    link = child(questions, Button, "open.other_causes.infection")
    with qtbot.waitSignal(questions.asked) as signal:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert signal.args == ["other_causes.infection"]
    questions.set_questions(samples.QUESTIONS[1:])
    with qtbot.waitSignal(questions.asked) as signal:
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert signal.args == ["other_causes.liver_spleen"]


def test_the_rest_of_the_questions_unfolds(qtbot: QtBot, shown: Shown) -> None:
    """More than a few are folded behind a link; none at all hides the whole."""
    questions = OpenQuestions(name="open", title="Still open", more="{count} more", at_most=2)
    questions.set_questions(samples.QUESTIONS)
    shown(questions, 400)
    more = child(questions, Button, "open.more")
    assert more.text() == "2 more"
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert not more.isVisible()
    assert child(questions, Button, "open.brain_metastases").isVisible()
    questions.set_questions([])
    assert not questions.isVisible()


@pytest.fixture
def strip(shown: Shown) -> DayStrip:
    made = DayStrip(name="days", label="Days")
    made.set_days(samples.days(), samples.TODAY)
    shown(made, 600)
    return made


def test_days_are_named_and_picked(qtbot: QtBot, strip: DayStrip) -> None:
    """Each day says what it is, and emits its date."""
    cell = strip.cell(samples.days()[4].day)
    assert cell.accessibleName() == "Tuesday 24 November: eligible"
    assert cell.toolTip() == cell.accessibleName()
    with qtbot.waitSignal(strip.picked) as signal:
        QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert signal.args == [samples.days()[4].day]


def test_days_are_walked_by_arrows(qtbot: QtBot, strip: DayStrip) -> None:
    """One tab stop, on the assessed day; arrows, Home and End move, Enter picks."""
    today = strip.cell(samples.TODAY)
    strip.setFocus()
    assert today.hasFocus()
    QTest.keyClick(today, Qt.Key.Key_Right)
    tomorrow = strip.cell(samples.days()[4].day)
    assert tomorrow.hasFocus()
    with qtbot.waitSignal(strip.picked):
        QTest.keyClick(tomorrow, Qt.Key.Key_Return)
    QTest.keyClick(tomorrow, Qt.Key.Key_End)
    assert strip.cell(samples.days()[-1].day).hasFocus()


def test_strip_follows_and_fits(strip: DayStrip) -> None:
    """Fewer days take the whole width; cells that are not needed hide."""
    strip.set_days(samples.days()[:7], samples.TODAY)
    last = strip.cell(samples.days()[6].day)
    assert last.geometry().right() + 1 == pytest.approx(600, abs=1)
    strip.set_caption("Could qualify from 24 to 25 November.")
    with pytest.raises(ValueError, match="not in list"):
        strip.cell(samples.days()[8].day)
    assert not strip.grab().isNull()


def test_chip_has_room_for_its_word(shown: Shown) -> None:
    """A longer word makes a wider chip."""
    chip = Chip(Status.MET, "Met", name="chip")
    shown(chip)
    chip.show_status(Status.UNKNOWN, "Not known yet")
    assert chip.sizeHint() == chip_size("Not known yet")
    assert chip.sizeHint().width() > chip_size("Met").width()


def test_a_row_without_reason_is_laid_out(shown: Shown) -> None:
    """A criterion may have nothing to explain."""
    criteria = CriteriaList(name="criteria", label="Criteria")
    criteria.set_rows([CriterionRow("I1", "", "Advanced solid tumour", "", Status.MET, "Met")])
    shown(criteria, 400)
    assert model(criteria).rowCount() == 1
    assert not criteria.grab().isNull()
