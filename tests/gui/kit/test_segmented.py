import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.segmented import Option, SegmentedChoice, _Segment
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def extent(shown: Shown) -> SegmentedChoice:
    choice = SegmentedChoice(samples.EXTENT, name="extent", label="Extent")
    shown(choice, 400)
    return choice


def test_nothing_is_chosen_at_first(extent: SegmentedChoice) -> None:
    """There is no default answer."""
    assert extent.value() is None
    assert not any(extent.segment(option.id).isChecked() for option in samples.EXTENT)


def test_click_chooses_and_second_click_takes_back(qtbot: QtBot, extent: SegmentedChoice) -> None:
    """Clicking the chosen option again leaves the question unanswered."""
    with qtbot.waitSignal(extent.answered) as signal:
        QTest.mouseClick(extent.segment("early"), LEFT)
    assert signal.args == ["early"]
    with qtbot.waitSignal(extent.answered) as signal:
        QTest.mouseClick(extent.segment("early"), LEFT)
    assert signal.args == [None]
    assert extent.value() is None


def test_only_one_is_chosen(qtbot: QtBot, extent: SegmentedChoice) -> None:
    """Another choice replaces the first."""
    for option in ("early", "advanced"):
        QTest.mouseClick(extent.segment(option), LEFT)
    assert [extent.segment(o.id).isChecked() for o in samples.EXTENT] == [True, False, False]


def test_arrows_move_and_space_chooses(qtbot: QtBot, extent: SegmentedChoice) -> None:
    """Arrows only move the cursor, and go round."""
    extent.setFocus()
    QTest.keyClick(extent.segment("advanced"), Qt.Key.Key_Right)
    assert extent.segment("early").hasFocus()
    assert extent.value() is None
    QTest.keyClick(extent.segment("early"), Qt.Key.Key_Space)
    assert extent.value() == "early"
    QTest.keyClick(extent.segment("early"), Qt.Key.Key_Left)
    QTest.keyClick(extent.segment("advanced"), Qt.Key.Key_Up)
    assert extent.segment("not_documented").hasFocus()
    QTest.keyClick(extent.segment("not_documented"), Qt.Key.Key_Return)
    assert extent.value() == "not_documented"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_back(qtbot: QtBot, extent: SegmentedChoice, key: Qt.Key) -> None:
    """Delete clears the answer, and says nothing where there was none."""
    extent.set_value("early")
    with qtbot.waitSignal(extent.answered):
        QTest.keyClick(extent.segment("early"), key)
    with qtbot.assertNotEmitted(extent.answered):
        QTest.keyClick(extent.segment("early"), key)


def test_set_value_is_silent_and_strict(qtbot: QtBot, extent: SegmentedChoice) -> None:
    """Showing an answer emits nothing; an unknown one is refused."""
    with qtbot.assertNotEmitted(extent.answered):
        extent.set_value("advanced")
    with pytest.raises(ValueError, match="late"):
        extent.set_value("late")
    assert extent.value() == "advanced"


def test_one_tab_stop(extent: SegmentedChoice) -> None:
    """The whole choice is one stop of the Tab key: the chosen option, or the first."""
    extent.set_value("early")
    stops = [o.id for o in samples.EXTENT if extent.segment(o.id).focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert stops == ["early"]


def test_radio_buttons_to_assistive_technology(qapp: QApplication, extent: SegmentedChoice) -> None:
    """Each option is a radio button with its own name and id; its description names the question."""
    segment = extent.segment("early")
    assert isinstance(segment, QRadioButton)
    seen = QAccessible.queryAccessibleInterface(segment)
    assert seen is not None
    assert seen.role() == QAccessible.Role.RadioButton
    assert (segment.accessibleName(), segment.accessibleDescription()) == ("Early", "Extent")
    assert (extent.accessibleName(), segment.objectName()) == ("Extent", "extent.early")


def test_hint_is_told(shown: Shown) -> None:
    """An option for the investigator says so in tooltip and description."""
    choice = SegmentedChoice(samples.BRAIN, name="brain", label="Brain metastases")
    shown(choice, 300)
    segment = choice.segment("progressing")
    assert segment.toolTip() == "The investigator decides"
    assert "investigator" in segment.accessibleDescription()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [140, 240, 320, 700])
def test_no_label_is_clipped(qtbot: QtBot, qapp: QApplication, scale: float, width: int) -> None:
    """Labels that don't fit side by side go into columns or one under the other, wrapped where they must."""
    theme.apply(qapp, theme.Theme(text_scale=scale))
    choice = SegmentedChoice(samples.BRAIN, name="brain", label="Brain metastases")
    qtbot.addWidget(choice)
    choice.resize(width, choice.heightForWidth(width))
    choice.show()
    for option in samples.BRAIN:
        segment = choice.segment(option.id)
        assert isinstance(segment, _Segment)
        assert choice.rect().contains(segment.geometry())
        assert segment.height() >= segment.height_for(segment.width())
        if choice.columns > 1:
            assert segment.natural_width() <= segment.width()


def test_wide_choices_stand_in_one_line(shown: Shown) -> None:
    """With room enough there is one line, with little there is one column."""
    choice = SegmentedChoice(samples.EXTENT, name="extent", label="Extent")
    shown(choice, 500)
    assert choice.columns == 3
    choice.resize(90, choice.heightForWidth(90))
    assert choice.columns == 1


def test_retext_keeps_the_answer(extent: SegmentedChoice) -> None:
    """Another language changes words, not answers."""
    extent.set_value("early")
    chinese = [Option("advanced", "晚期"), Option("early", "早期"), Option("not_documented", "未记录")]
    extent.retext(chinese, "分期")
    assert extent.value() == "early"
    assert extent.segment("early").accessibleName() == "早期"
