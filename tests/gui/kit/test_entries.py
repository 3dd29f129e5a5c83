import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.kit.buttons import IconButton
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import NumberEntry, SearchField, TextEntry
from gui.kit.labels import Remark
from gui.kit.segmented import Option
from tests.gui.kit.conftest import Shown, child, write


def number(*, censored: bool = False) -> NumberEntry:
    return NumberEntry(name="egfr", label="eGFR", not_a_number="Not a number", unit="mL/min", censored=censored)


@pytest.mark.parametrize(
    ("typed", "value"), [("61", "61"), ("61.50", "61.50"), (" 61 ", "61"), ("０.5", "0.5"), ("61.", "61"), ("0", "0")]
)
def test_number_is_kept_exactly(shown: Shown, typed: str, value: str) -> None:
    """The digits typed are the digits kept, zeros included; 0 is a value."""
    entry = number()
    shown(entry)
    write(entry.edit, typed)
    assert entry.value() == value
    assert not entry.invalid


@pytest.mark.parametrize("typed", ["abc", "6l", "7,4", "<5", "1e3", "--1", "nan"])
def test_no_number_is_said_so(shown: Shown, qtbot: QtBot, typed: str) -> None:
    """A text that is no number is no answer; a word says so once typing is over."""
    entry = number()
    shown(entry)
    QTest.keyClicks(entry.edit, typed)
    assert entry.value() is None
    assert entry.invalid
    QTest.keyClick(entry.edit, Qt.Key.Key_Return)
    problem = child(entry, Remark, "egfr.problem")
    assert problem.text() == "Not a number"
    assert entry.edit.property("invalid")


def test_censored_numbers_only_where_allowed(shown: Shown) -> None:
    """<5 is an answer where the laboratory may give one."""
    entry = number(censored=True)
    shown(entry)
    entry.set_value("< 5")
    assert entry.value() == "<5"


def test_every_keystroke_is_told_once(shown: Shown, qtbot: QtBot) -> None:
    """The verdict follows each digit; clearing gives None; showing a value says nothing."""
    entry = number()
    shown(entry)
    told: list[object] = []
    entry.answered.connect(told.append)
    QTest.keyClicks(entry.edit, "61")
    entry.edit.selectAll()
    QTest.keyClick(entry.edit, Qt.Key.Key_Delete)
    assert told == ["6", "61", None]
    entry.set_value("70")
    assert told == ["6", "61", None]


def test_unit_is_part_of_the_name(shown: Shown) -> None:
    """A screen reader hears the unit."""
    entry = number()
    shown(entry)
    assert entry.edit.accessibleName() == "eGFR, mL/min"
    assert entry.edit.objectName() == "egfr"


def test_text_entry(shown: Shown, qtbot: QtBot) -> None:
    """Blanks alone are no answer; what is typed is told."""
    entry = TextEntry(name="name", label="Name", placeholder="Not answered")
    shown(entry)
    with qtbot.waitSignal(entry.answered) as signal:
        QTest.keyClicks(entry, " ")
    assert signal.args == [None]
    write(entry, "张")
    assert entry.value() == "张"
    entry.set_value(None)
    assert entry.text() == ""


def test_search_field(shown: Shown, qtbot: QtBot) -> None:
    """Typing searches; Escape and the small button clear."""
    field = SearchField(name="search", label="Name or number", clear="Clear")
    shown(field, 240)
    button = child(field, IconButton, "search.clear")
    assert not button.isVisible()
    with qtbot.waitSignal(field.searched) as signal:
        QTest.keyClick(field, Qt.Key.Key_A)
    assert signal.args == ["a"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    QTest.keyClicks(field, "ab")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.text() == ""


def test_drop_choice(shown: Shown, qtbot: QtBot) -> None:
    """A folded list: nothing chosen at first, chosen by keys, taken back by Delete, silent when set."""
    options = [Option("solid", "Solid tumour"), Option("both", "Both")]
    choice = DropChoice(options, name="kind", label="Diagnosis", unanswered="Not answered")
    shown(choice, 240)
    assert choice.value() is None
    with qtbot.waitSignal(choice.answered) as signal:
        QTest.keyClick(choice, Qt.Key.Key_Down)
    assert signal.args == ["solid"]
    with qtbot.waitSignal(choice.answered) as signal:
        QTest.keyClick(choice, Qt.Key.Key_Delete)
    assert signal.args == [None]
    with qtbot.assertNotEmitted(choice.answered):
        choice.set_value("both")
    with pytest.raises(ValueError, match="neither"):
        choice.set_value("neither")
    choice.retext([Option("solid", "实体瘤"), Option("both", "两者")], "诊断", "未回答")
    assert (choice.value(), choice.currentText(), choice.accessibleName()) == ("both", "两者", "诊断")
