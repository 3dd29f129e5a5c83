"""How a list's columns are read is said by a person where it is not certain, tried at once, and kept for the next."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.intake.columns import ColumnsTable
from gui.intake.mapping import MappingDialog
from gui.intake.preview import PreviewDialog
from gui.kit.drop_choice import DropChoice
from gui.kit.ticks import Tick
from gui.screen.page import ScreenPage
from screening.service import Site
from tests.gui.screen.helpers import child, message, press
from tests.gui.screen.test_importing import drop, held, said
from tests.unit.list_samples import written

LONG = [
    ["Analyse", "Wert", "Einheit", "Entnahme"],
    ["Thrombos", "68", "10^9/L", "11/12/2026"],
    ["PLT(auto)", "70", "10^9/L", "10/12/2026"],
    ["Kalium", "4.1", "mmol/L", "10/12/2026"],
]
WIDE = [["Tag", "Thrombos"], ["22.11.2026", "68"], ["23.11.2026", "70"]]


def panel(page: ScreenPage) -> MappingDialog:
    return child(page, MappingDialog, "columns")


def say(page: ScreenPage, name: str, value: str) -> None:
    """Choose an option as a person does."""
    choice = child(panel(page), DropChoice, name)
    choice.set_value(value)
    choice.activated.emit(choice.currentIndex())
    QApplication.processEvents()


def path_of(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "list.csv"
    path.write_bytes(written(rows))
    return path


def counts(page: ScreenPage) -> list[tuple[str, str, str]]:
    return [(one["value"], one["unit"], one["on"]) for one in held(page)["answers"]["platelets"]]


def test_a_column_of_results_with_its_unit(page: ScreenPage, site: Site, tmp_path: Path) -> None:
    """Nothing is read before it is said; what is said once holds for the next list of these headings."""
    path = path_of(tmp_path, WIDE)
    drop(page, path)
    assert "Please look at Tag" in said(panel(page)) and "Say which column has the test" in said(panel(page))
    apply = child(page, QWidget, "columns.apply")
    assert not apply.isEnabled() and page.findChild(PreviewDialog) is None
    unit = child(panel(page), DropChoice, "columns.unit.1")
    assert not child(panel(page), DropChoice, "columns.unit.0").isVisibleTo(panel(page))
    say(page, "columns.means.1", "result:platelets")
    assert "2 rows: 0 read, 2 left out" in said(panel(page)) and "2 × It has no unit" in said(panel(page))
    assert unit.isVisibleTo(panel(page))
    say(page, "columns.unit.1", "10*9/L")
    assert "2 rows: 2 read, 0 left out" in said(panel(page))
    press(page, "columns.apply")
    press(page, "intake.take")
    assert sorted(counts(page)) == [("68", "10*9/L", "2026-11-22"), ("70", "10*9/L", "2026-11-23")]
    assert next(line.kind for line in site.trail.lines()) == "list_described"
    drop(page, path)
    assert page.findChild(MappingDialog) is None and "Read as was said" in said(child(page, PreviewDialog, "intake"))


def test_tests_and_days_that_could_be_two_are_asked_for(page: ScreenPage, site: Site, tmp_path: Path) -> None:
    """A name that resembles a known one waits for a look; another one is added by its name."""
    drop(page, path_of(tmp_path, LONG))
    say(page, "columns.means.0", "test")
    assert "PLT(auto) (please look" in said(panel(page))
    assert "11/12/2026 is" in said(panel(page))
    say(page, "columns.order", "dmy")
    assert "3 rows: 1 read, 2 left out" in said(panel(page))
    say(page, "columns.tests.another", "Thrombos")
    line = QApplication.focusWidget()
    assert isinstance(line, DropChoice) and line.accessibleName() == "Thrombos"
    say(page, line.objectName(), "platelets")
    assert "3 rows: 2 read, 1 left out" in said(panel(page))
    child(page, Tick, "columns.remember").setChecked(False)
    QTest.keyClick(panel(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(page, "intake.take")
    assert sorted(counts(page)) == [("68", "10*9/L", "2026-12-11"), ("70", "10*9/L", "2026-12-10")]
    assert not site.layouts.known()


def test_a_kind_has_one_column(page: ScreenPage, tmp_path: Path) -> None:
    """Two of it are told and can't be read; days may be told by two."""
    drop(page, path_of(tmp_path, LONG))
    say(page, "columns.means.0", "value")
    assert "Only one column can hold “Result”; now Analyse, Wert do" in said(panel(page))
    assert not child(page, QWidget, "columns.apply").isEnabled()
    say(page, "columns.means.0", "test")
    say(page, "columns.means.2", "day")
    table = child(page, ColumnsTable, "columns.table")
    assert [one.means for one in table.columns()] == ["test", "value", "day", "day"] and not table.twice()


def test_a_list_that_is_certain_can_be_corrected_and_forgotten(page: ScreenPage, site: Site, tmp_path: Path) -> None:
    """From the preview, to which who gives up comes back; a second import waits for the end of the first."""
    rows = [["Test", "Result", "Unit", "Date"], ["PLT", "68", "10^9/L", "2026-11-22"]]
    path = path_of(tmp_path, rows)
    drop(page, path)
    drop(page, path)
    assert len(page.findChildren(PreviewDialog)) == 1
    press(page, "intake.columns.0")
    assert not child(panel(page), QWidget, "columns.forget").isVisibleTo(panel(page))
    press(page, "columns.cancel")
    press(page, "intake.columns.0")
    press(page, "columns.apply")
    assert len(site.layouts.known()) == 1
    press(page, "intake.columns.0")
    press(page, "columns.cancel")
    press(page, "intake.cancel")
    drop(page, path)
    press(page, "intake.columns.0")
    press(page, "columns.forget")
    assert not site.layouts.known()
    press(page, "columns.apply")
    assert not site.layouts.known()
    press(page, "intake.take")
    assert counts(page) == [("68", "10*9/L", "2026-11-22")] and "answer" in message(page)


def test_the_keyboard_goes_from_choice_to_choice(page: ScreenPage, tmp_path: Path) -> None:
    """And each comes into sight; giving up leaves the form as it was."""
    drop(page, path_of(tmp_path, [[*LONG[0], *"abcdefgh"], [*LONG[1], *"xxxxxxxx"]]))
    table, names = child(page, ColumnsTable, "columns.table"), []
    while "columns.means.11" not in names:
        now = QApplication.focusWidget()
        assert now is not None
        names.append(now.objectName())
        if names[-1] != "columns.means.11":
            QTest.keyClick(now, Qt.Key.Key_Tab)
    assert names.index("columns.unit.1") == 2 and [one for one in names if "means" in one] == [
        f"columns.means.{place}" for place in range(12)
    ]
    last = child(page, QWidget, "columns.means.11")
    assert table.viewport().rect().contains(last.mapTo(table.viewport(), last.rect().center()))
    QTest.keyClick(panel(page), Qt.Key.Key_Escape)
    assert held(page) == {}
    drop(page, tmp_path / "list.csv")
    assert panel(page).isVisible()
