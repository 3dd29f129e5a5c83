import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.kit.buttons import Button
from gui.kit.lab_delegate import CellLine
from gui.kit.lab_model import Flag, LabModel
from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark
from gui.kit.pasted_results import parse_results
from gui.kit.tokens import Status
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown, child

TAB = Qt.Key.Key_Tab
ENTER = Qt.Key.Key_Return


@pytest.fixture
def table(shown: Shown) -> LabTable:
    made = LabTable(samples.COLUMNS, samples.LAB, name="platelets", today=samples.TODAY, paste=samples.PASTE)
    shown(made, 420)
    tester = QAbstractItemModelTester(model(made), QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    assert tester.model() is model(made)
    return made


def model(table: LabTable) -> LabModel:
    found = table.view.model()
    assert isinstance(found, LabModel)
    return found


def open_cell(table: LabTable, row: int, column: int) -> CellLine:
    table.view.go_to(model(table).index(row, column))
    return editor(table)


def editor(table: LabTable) -> CellLine:
    lines = [line for line in table.view.findChildren(CellLine) if line.isVisible()]
    assert len(lines) == 1
    return lines[0]


def cell(table: LabTable, row: int, column: int) -> str:
    return str(model(table).data(model(table).index(row, column)))


def choose(table: LabTable, qtbot: QtBot, row: int, column: int, words: str) -> None:
    table.view.clicked.emit(model(table).index(row, column))
    menu = child(table.view, QMenu)
    action = next(a for a in menu.actions() if a.text() == words)
    action.trigger()
    menu.close()
    menu.deleteLater()
    QApplication.sendPostedEvents(menu, 0)


def test_empty_at_first(table: LabTable) -> None:
    """No result is no answer; the one row there is waits for the first."""
    assert table.value() is None
    assert model(table).rowCount() == 1


def test_newest_stands_on_top(table: LabTable) -> None:
    """Results are shown newest first, and an empty row after them."""
    table.set_value(samples.RESULTS)
    assert [cell(table, row, 0) for row in range(4)] == ["68", "54", "41", ""]
    assert [row["value"] for row in table.value() or ()] == ["68", "54", "41"]


def test_every_keystroke_is_told_as_typed(qtbot: QtBot, table: LabTable) -> None:
    """The verdict follows each digit, before the cell is left."""
    told: list[object] = []
    table.answered.connect(told.append)
    QTest.keyClicks(open_cell(table, 0, 0), "68")
    assert told == [({"value": "6"},), ({"value": "68"},)]
    assert model(table).rowCount() == 2


def test_a_row_is_typed_with_tab_and_enter(qtbot: QtBot, table: LabTable) -> None:
    """Tab and Enter go on to the next cell; a day is written the one way it is kept."""
    QTest.keyClicks(open_cell(table, 0, 0), "68")
    QTest.keyClick(editor(table), TAB)
    assert table.view.currentIndex().column() == 1
    QTest.keyClick(table.view, TAB)
    QTest.keyClicks(editor(table), "22.11.2026")
    assert (table.value() or ())[0]["on"] == "2026-11-22"
    QTest.keyClick(editor(table), ENTER)
    qtbot.waitUntil(lambda: cell(table, 0, 2) == "2026-11-22")
    assert (table.view.currentIndex().row(), table.view.currentIndex().column()) == (1, 0)


def test_tab_leaves_the_table_at_the_empty_row(qtbot: QtBot, table: LabTable) -> None:
    """Nobody is caught in the table."""
    open_cell(table, 0, 0)
    QTest.keyClick(editor(table), TAB)
    assert not any(line.isVisible() for line in table.view.findChildren(CellLine))
    assert not table.view.hasFocus()


def test_escape_puts_back_what_stood_there(qtbot: QtBot, table: LabTable) -> None:
    """A slip of the keys in a cell is undone whole."""
    table.set_value(samples.RESULTS)
    line = open_cell(table, 0, 0)
    line.selectAll()
    QTest.keyClicks(line, "6800")
    assert (table.value() or ())[0]["value"] == "6800"
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (table.value() or ())[0]["value"] == "68"


def test_rows_fall_into_order_once_they_are_left(qtbot: QtBot, table: LabTable) -> None:
    """An older day typed last goes below when the cursor leaves its row."""
    table.set_value(samples.RESULTS)
    line = open_cell(table, 0, 2)
    line.selectAll()
    QTest.keyClicks(line, "2026-11-01")
    with qtbot.waitSignal(model(table).layoutChanged):
        table.view.setCurrentIndex(model(table).index(3, 0))
    assert [cell(table, row, 0) for row in range(3)] == ["54", "41", "68"]


def test_choices_are_offered_in_a_list(qtbot: QtBot, table: LabTable) -> None:
    """The unit is chosen, not typed; it can be taken back."""
    table.set_value([{"value": "68"}])
    with qtbot.waitSignal(table.answered) as signal:
        choose(table, qtbot, 0, 1, "× 10⁹/L")
    assert signal.args == [({"value": "68", "unit": "10*9/L"},)]
    choose(table, qtbot, 0, 1, "Not reported")
    assert table.value() == ({"value": "68"},)


def test_space_opens_the_list_and_delete_clears(qtbot: QtBot, table: LabTable) -> None:
    """Choices need no mouse."""
    table.set_value([{"value": "68", "unit": "10*9/L"}])
    table.view.setCurrentIndex(model(table).index(0, 1))
    QTest.keyClick(table.view, Qt.Key.Key_Space)
    menu = child(table.view, QMenu)
    assert menu.isVisible()
    menu.close()
    QTest.keyClick(table.view, Qt.Key.Key_Delete)
    assert table.value() == ({"value": "68"},)


def test_a_row_is_deleted_by_click_and_by_key(qtbot: QtBot, table: LabTable) -> None:
    """The empty row stays whatever is deleted."""
    table.set_value(samples.RESULTS)
    table.view.clicked.emit(model(table).index(0, model(table).remove_column))
    table.view.setCurrentIndex(model(table).index(0, 0))
    table.view.actions()[0].trigger()
    assert [row["value"] for row in table.value() or ()] == ["41"]
    table.view.clicked.emit(model(table).index(1, model(table).remove_column))
    assert model(table).rowCount() == 2


def test_rows_are_pasted_into_a_cell_being_typed(qtbot: QtBot, table: LabTable) -> None:
    """Several cells on the clipboard become rows; a single one is just text."""
    QGuiApplication.clipboard().setText("68\t22.11.2026\n54\t17.11.2026")
    line = open_cell(table, 0, 0)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [(r["value"], r["on"]) for r in table.value() or ()] == [("68", "2026-11-22"), ("54", "2026-11-17")]
    table.set_value(None)
    QGuiApplication.clipboard().setText("77")
    QTest.keyClick(open_cell(table, 0, 0), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert table.value() == ({"value": "77"},)


def test_nothing_to_paste_is_said(table: LabTable) -> None:
    """A clipboard without results changes nothing and says so."""
    assert table.paste_text("Dear colleague,\nthank you") == 0
    problem = child(table, Remark, "platelets.problem")
    assert problem.isVisible()
    assert table.value() is None


def test_pasting_keeps_what_is_there(qtbot: QtBot, table: LabTable) -> None:
    """New results join the old ones in their order."""
    table.set_value([{"value": "60", "on": "2026-11-20"}])
    with qtbot.waitSignal(table.answered):
        assert table.paste_text("68\t2026-11-22") == 1
    assert [row["value"] for row in table.value() or ()] == ["68", "60"]


def test_problems_and_flags_are_shown(table: LabTable) -> None:
    """What is wrong stands in the cell's tooltip and below the table; what a row is worth stands beside it."""
    table.set_value(samples.RESULTS)
    table.judge({0: Flag(Status.MET, "Counts")}, {(1, "value"): "Row 2: not plausible."})
    assert cell(table, 0, model(table).flag_column) == "Counts"
    index = model(table).index(1, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Row 2: not plausible."
    assert "not plausible" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    problem = child(table, Remark, "platelets.problem")
    assert problem.text() == "Row 2: not plausible."
    table.judge()
    assert not problem.isVisible()


def test_folded_columns_show_when_wanted_or_filled(table: LabTable) -> None:
    """The tube is asked for only when somebody wants to say it, or a result says it."""
    assert table.view.isColumnHidden(3)
    child(table, Button, "platelets.more").click()
    assert not table.view.isColumnHidden(3)
    child(table, Button, "platelets.more").click()
    table.set_value([{"value": "68", "anticoagulant": "EDTA"}])
    assert not table.view.isColumnHidden(3)
    assert table.view.isColumnHidden(4)


def test_set_value_is_silent(qtbot: QtBot, table: LabTable) -> None:
    """Showing results emits nothing."""
    with qtbot.assertNotEmitted(table.answered):
        table.set_value(samples.RESULTS)
        table.set_value(None)


def test_names(table: LabTable) -> None:
    """Table, cells and editors are named."""
    table.set_value(samples.RESULTS)
    assert (table.view.objectName(), table.view.accessibleName()) == ("platelets", "Platelet counts")
    assert model(table).index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Count, 68"
    assert model(table).index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "New, Count"
    remove = model(table).index(0, model(table).remove_column)
    assert remove.data(Qt.ItemDataRole.AccessibleTextRole) == "Delete this result"
    assert open_cell(table, 0, 0).objectName() == "platelets.0.value"


def test_paste_shortcut_outside_a_cell(qtbot: QtBot, table: LabTable) -> None:
    """On a choice, pasting brings rows; on a typed cell not being edited, one word fills it."""
    QGuiApplication.clipboard().setText("68\t22.11.2026")
    table.view.setCurrentIndex(model(table).index(0, 1))
    assert QKeySequence.keyBindings(QKeySequence.StandardKey.Paste)
    QTest.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (table.value() or ())[0]["value"] == "68"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("68\t22.11.2026", [{"value": "68", "on": "2026-11-22"}]),
        ("68\t10*9/L\t2026-11-22 08:30", [{"value": "68", "unit": "10*9/L", "on": "2026-11-22T08:30"}]),
        ("2026-11-22;68;10^9/L;EDTA", [{"value": "68", "unit": "10*9/L", "on": "2026-11-22", "anticoagulant": "EDTA"}]),
        ("68000,/uL,2026-11-22", [{"value": "68000", "unit": "/uL", "on": "2026-11-22"}]),
        ("68 10*9/L 2026-11-22", [{"value": "68", "unit": "10*9/L", "on": "2026-11-22"}]),
        ("68 10*9/L\t2026-11-22\tclumped", [{"value": "68", "unit": "10*9/L", "on": "2026-11-22", "clumped": "yes"}]),
        ("68,5\t2026-11-22", [{"value": "68,5", "on": "2026-11-22"}]),
        ("<5\t2026-11-22", [{"value": "<5", "on": "2026-11-22"}]),
        ("68\tfl/L\t2026-11-22", [{"value": "68", "unit": "fl/L", "on": "2026-11-22"}]),
        ("Count\tDay\n68\t2026-11-22\n\n", [{"value": "68", "on": "2026-11-22"}]),
        ('"68"\t"2026-11-22"', [{"value": "68", "on": "2026-11-22"}]),
        ("2026-11-22\t08:30\t68", [{"value": "68", "on": "2026-11-22T08:30"}]),
        ("nothing here", []),
    ],
)
def test_pasted_cells_go_where_they_belong(text: str, rows: list[dict[str, str]]) -> None:
    """A cell is told by its look; decimal commas and unknown units are kept as they are, never mended."""
    assert parse_results(text, samples.PASTE, samples.TODAY) == rows
