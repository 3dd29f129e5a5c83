import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.buttons import Button
from gui.kit.form_row import FormRow
from gui.kit.segmented import Option
from gui.kit.worksheet import Item, Worksheet
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown, child


@pytest.fixture
def sheet(shown: Shown) -> Worksheet:
    made = Worksheet(
        samples.CAUSES,
        samples.CAUSE,
        name="other_causes",
        label="Other causes",
        rest="Rule out the rest…",
        not_answered="Not answered",
    )
    shown(made, 420)
    return made


def test_no_item_is_answered_at_first(sheet: Worksheet) -> None:
    """Nothing is assumed ruled out."""
    assert sheet.value() == {}
    assert sheet.unanswered() == tuple(item.id for item in samples.CAUSES)


def test_answering_tells_the_whole_sheet(qtbot: QtBot, sheet: Worksheet) -> None:
    """Each answer emits every answered item."""
    sheet.choice("immune").segment("ruled_out").click()
    with qtbot.waitSignal(sheet.answered) as signal:
        sheet.choice("infection").segment("present").click()
    assert signal.args == [{"immune": "ruled_out", "infection": "present"}]


def test_the_rest_is_only_asked_for(qtbot: QtBot, sheet: Worksheet) -> None:
    """The button names the unanswered items and answers none; not assessed is an answer it leaves alone."""
    sheet.set_value({"immune": "ruled_out", "infection": "not_assessed"})
    rest = child(sheet, Button, "other_causes.rest")
    with qtbot.waitSignal(sheet.rest_asked) as signal, qtbot.assertNotEmitted(sheet.answered):
        rest.click()
    assert signal.args == [("liver_spleen", "heparin", "marrow")]
    assert sheet.value() == {"immune": "ruled_out", "infection": "not_assessed"}


def test_the_button_rests_when_all_is_answered(qtbot: QtBot, sheet: Worksheet) -> None:
    """With nothing left it cannot be pressed; setting answers is silent."""
    with qtbot.assertNotEmitted(sheet.answered):
        sheet.set_value({item.id: "ruled_out" for item in samples.CAUSES})
    assert not child(sheet, Button, "other_causes.rest").isEnabled()


def test_unanswered_rows_say_so(sheet: Worksheet) -> None:
    """The row's label bears "not answered" until it is answered."""
    label = child(sheet.row("immune"), QLabel)
    assert isinstance(label, QLabel)
    assert label.accessibleDescription() == "Not answered"
    sheet.choice("immune").segment("present").click()
    assert label.accessibleDescription() == ""


def test_retext(sheet: Worksheet) -> None:
    """Another language keeps the answers."""
    sheet.set_value({"immune": "present"})
    items = [Item(item.id, f"[{item.label}]") for item in samples.CAUSES]
    options = [Option(option.id, f"[{option.label}]") for option in samples.CAUSE]
    sheet.retext(items, options, "[Causes]", "[Rest]", "[None]")
    assert sheet.value() == {"immune": "present"}
    assert sheet.choice("immune").accessibleName() == "[Immune]"


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [220, 420, 900])
def test_nothing_sticks_out(qtbot: QtBot, qapp: QApplication, scale: float, width: int) -> None:
    """Rows fit their width at 100 % and 200 %, and no label is cut off at the bottom."""
    theme.apply(qapp, theme.Theme(text_scale=scale))
    sheet = Worksheet(
        samples.CAUSES, samples.CAUSE, name="w", label="Causes", rest="Rest…", not_answered="Not answered"
    )
    qtbot.addWidget(sheet)
    sheet.resize(width, sheet.heightForWidth(width))
    sheet.show()
    for item in samples.CAUSES:
        row = sheet.row(item.id)
        for part in (row.control, child(row, QLabel)):
            assert row.rect().contains(part.geometry())
            assert part.height() >= part.heightForWidth(part.width())


def test_a_row_shows_hint_and_problem(shown: Shown) -> None:
    """What is said below a control makes the row higher, and is gone when it is taken back."""
    from gui.kit.entries import TextEntry

    entry = TextEntry(name="name", label="Name")
    row = FormRow("&Name", entry, name="row", not_answered="Not answered", hint="As in the passport")
    shown(row, 400)
    before = row.heightForWidth(400)
    row.say_problem("Already screened as SH04-0031")
    assert row.heightForWidth(400) > before
    row.say_problem("")
    row.say_hint("")
    assert row.heightForWidth(400) < before
    assert child(row, QLabel).buddy() is entry


def test_enter_and_space_reach_the_segments(qtbot: QtBot, sheet: Worksheet) -> None:
    """The sheet is filled by keyboard alone."""
    segment = sheet.choice("immune").segment("present")
    QTest.keyClick(segment, Qt.Key.Key_Space)
    assert sheet.value() == {"immune": "present"}
