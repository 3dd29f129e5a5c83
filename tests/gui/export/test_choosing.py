"""What is chosen at the left, and what is shown for it at the right, before anything leaves."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from gui import theme
from gui.export.sheet import Sheet
from gui.export.template import TemplateChoice
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import SettledChoice
from gui.kit.tiles import TileChoice
from screening.service import Actor, Site, Wish, preview
from tests.gui.desk import find, visible
from tests.gui.export.conftest import EN, ZH, Opened
from tests.store.act_samples import LIN, MO, WU, at_work
from tests.store.service_samples import BIRTH_DATE, HOSPITAL_NUMBER, NAME, ON, SECRETS, history

_TEMPLATE = """[template]
name = "Sponsor A"

[[column]]
title = "Scr #"
field = "number"

[[column]]
title = "Eligible (Y/N)"
field = "verdict"
values = { eligible = "Y" }
"""


def titles(sheet: Sheet) -> list[str]:
    model = sheet.model()
    return [
        str(model.headerData(one, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        for one in range(model.columnCount())
    ]


def cells(sheet: Sheet) -> list[list[str]]:
    model = sheet.model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[str(model.index(row, column).data()) for column in columns] for row in rows]


def test_it_shows_the_coded_log_first(opened: Opened, people: Site) -> None:
    """Rows under their real titles, how many there are, the level, and that days are counted."""
    before, export = people.head(), opened()
    expected = preview(people, EN, Wish())
    sheet = export.find("sheet", Sheet)
    assert titles(sheet) == [one.title for one in expected.columns]
    assert cells(sheet) == [["" if cell is None else str(cell) for cell in row] for row in expected.first]
    assert export.said("much") == "3 rows and 31 columns" and export.said("below") == "All of 3 rows."
    assert (export.said("shown.level"), export.said("shown.days")) == ("Coded", "Study days")
    assert "first screening" in export.said("why") and "every name" in export.said("why")
    assert not [one for one in SECRETS if one in str(cells(sheet))]
    assert export.can_save() and people.head() == before


def test_each_choice_is_followed(opened: Opened, people: Site) -> None:
    """Level, entries and order: the sheet is what would leave then."""
    people.save(history(), ON, former=people.log()[2].seq)
    export = opened()
    export.press("entries.all")
    assert export.said("much").startswith("4 rows")
    export.press("order.newest")
    numbers = [row[1] for row in cells(export.find("sheet", Sheet))]
    assert numbers == ["SH04-0003", "SH04-0003", "SH04-0002", "SH04-0001"]
    export.press("level.deidentified")
    assert export.said("shown.level") == "De-identified"
    assert "SH04" not in str(cells(export.find("sheet", Sheet)))
    export.press("what.enrolment")
    assert export.said("much").startswith("1 row ") and not export.sees("entries")


def test_the_log_page_says_which_entries_it_shows(opened: Opened) -> None:
    export = opened(current_only=False)
    assert export.find("entries", SettledChoice).value() == "all"


def test_a_copy_that_names_people_needs_its_reason(opened: Opened) -> None:
    """It can be looked at before; only once a reason of the closed list is given can it be saved."""
    export = opened()
    export.press("what.identification")
    assert not export.sees("level.coded") and export.sees("level.identified")
    row = cells(export.find("sheet", Sheet))[0]
    assert {NAME, HOSPITAL_NUMBER, BIRTH_DATE} <= set(row)
    assert not export.can_save() and "reason first" in export.said("why")
    reason = export.find("reason", DropChoice)
    assert reason.isVisible() and reason.count() == 5
    reason.setFocus()
    QTest.keyClick(reason, Qt.Key.Key_Down)
    export.settle()
    assert export.can_save() and "stays at the site" in export.said("why")
    export.press("what.screening", "level.coded")
    assert export.can_save() and not export.sees("reason")


def test_dates_leave_where_the_contract_allows_them(opened: Opened, people: Site) -> None:
    at_work(people, WU).conduct.let_dates_leave(True)
    at_work(people, LIN)
    export = opened()
    assert export.said("shown.days") == "With dates" and "contract allows" in export.said("why")


def test_a_monitor_is_offered_no_names(opened: Opened, people: Site) -> None:
    """S2: neither the list that names people, nor the level, nor a reason."""
    at_work(people, MO)
    export = opened()
    assert export.find("what", SettledChoice).ids() == ["screening", "enrolment", "study"]
    assert not export.sees("level.identified") and not export.sees("reason") and export.can_save()
    export.press("what.study")
    assert "jsonl" not in export.find("standard", SettledChoice).ids()


def test_whoever_may_take_nothing_reads_why(opened: Opened, people: Site) -> None:
    people.actor = Actor("Nobody", "coordinator", "A9")
    export = opened()
    assert "The account of Nobody is closed" in export.said("nothing") and not export.can_save()


@pytest.mark.parametrize("format", ["sdtm", "xpt", "odm", "fhir"])
def test_a_standard_is_shown_by_its_files_and_people(opened: Opened, format: str) -> None:
    export = opened()
    export.press("what.study")
    if format != "sdtm":
        export.press(f"standard.{format}")
    assert export.said("much") == "3 people, 3 screenings, 6 criteria"
    assert not export.sees("order") and not export.sees("template") and not export.sees("level.identified")
    told = "\n".join(str(getattr(one, "text", str)()) for one in visible(export.find("shown")))
    assert ("dm.json" in told) == (format == "sdtm") and ("lb.xpt" in told) == (format == "xpt")


def test_the_events_are_shown_as_they_leave(opened: Opened, people: Site) -> None:
    """JSON Lines have dates: identified, for the site, where the contract doesn't allow them."""
    export = opened()
    export.press("what.study", "standard.jsonl")
    assert export.sees("level.identified") and not export.sees("level.coded")
    assert titles(export.find("sheet", Sheet))[:3] == ["entry", "at", "zone"]
    assert export.said("much") == f"{people.reader.count(study=people.study)} rows and 10 columns"


# A sponsor's template


def test_a_sponsors_template_gives_the_columns(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "site" / "template.toml"
    path.write_text(_TEMPLATE, "utf-8")
    export = opened()
    export.press("template.choose")
    dialog = find(export.dialog, QFileDialog, "export.template.file")
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    export.settle()
    assert titles(export.find("sheet", Sheet)) == ["Scr #", "Eligible (Y/N)"]
    assert cells(export.find("sheet", Sheet))[0] == ["SH04-0001", "Y"]
    assert "Sponsor A" in export.said("template.named")
    export.press("table.pdf")
    assert not export.sees("template") and len(titles(export.find("sheet", Sheet))) == 31
    export.press("table.xlsx", "template.drop")
    assert len(titles(export.find("sheet", Sheet))) == 31 and not export.sees("template.drop")


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh_CN"])
def test_a_template_with_faults_says_them_all_at_once(opened: Opened, tmp_path: Path, words: object) -> None:
    """In the language of whoever reads; what can't leave so is not offered."""
    path = tmp_path / "site" / "template.toml"
    path.write_text(_TEMPLATE.replace('"number"', '"numbr"') + '[[column]]\ntitle = "Who"\nfield = "name"\n', "utf-8")
    export = opened(words)
    export.find("template", TemplateChoice).read(str(path))
    export.settle()
    told = export.said("nothing")
    assert export.said("template.faults") and "number" in told
    assert "column[0].field" in told and "column[2].field" in told
    assert ("did you mean" in told) == (words is EN) and not export.can_save()
    export.press("level.identified", "template.drop")
    assert not export.said("template.faults")


def test_a_file_that_is_no_template_is_named_at_once(opened: Opened, tmp_path: Path) -> None:
    """Nothing changes; what was chosen can still be saved."""
    path = tmp_path / "site" / "template.toml"
    path.write_text('[template]\nname = "a"\n[[column]]\ntitel = "x"\n', "utf-8")
    export = opened()
    export.find("template", TemplateChoice).read(str(path))
    export.settle()
    told = export.said("template.faults")
    assert "column[0].title: is missing" in told and "column[0].titel: has no place in a template" in told
    assert export.can_save()


# By keyboard, and at every size


def test_every_control_is_reached_and_named(opened: Opened) -> None:
    """Tab goes through all of them, and each says to a screen reader what it is."""
    export = opened()
    export.press("level.identified")
    seen: list[QWidget] = []
    for _ in range(40):
        now = QApplication.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    names = {one.objectName().removeprefix("export.") for one in seen}
    assert {"table.csv", "level.identified", "reason", "entries.current", "order.oldest"} <= names
    assert {"template.choose", "sheet", "close"} <= names and {"what.screening"} <= names
    nameless = [one.objectName() for one in seen if not (one.accessibleName() or getattr(one, "text", str)())]
    assert nameless == []


def test_arrows_move_among_the_levels(opened: Opened) -> None:
    export = opened()
    levels = export.find("level", TileChoice)
    levels.tile("coded").setFocus()
    QTest.keyClick(levels.tile("coded"), Qt.Key.Key_Down)
    export.settle()
    assert levels.value() == "deidentified" and export.said("shown.level") == "De-identified"


def test_escape_closes_it(opened: Opened) -> None:
    export = opened()
    QTest.keyClick(export.dialog, Qt.Key.Key_Escape)
    assert not export.dialog.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh_CN"])
def test_it_is_whole_on_a_small_screen(opened: Opened, qapp: QApplication, words: object, scale: float) -> None:
    """Nothing stands over anything else, nor beyond the edge, whatever is said at the foot."""
    theme.apply(qapp, theme.Theme(text_scale=scale))
    try:
        export = opened(words)
        export.dialog.resize(1240, 760)
        export.press("level.identified")
        QApplication.processEvents()
        assert (export.dialog.width(), export.dialog.height()) == (1240, 760)
        left, shown, foot = (export.find(name).geometry() for name in ("left", "shown", "foot"))
        assert not left.intersects(shown) and not shown.intersects(foot) and not left.intersects(foot)
        assert export.dialog.rect().contains(shown) and export.dialog.rect().contains(foot)
        form = export.find("form")
        for part in visible(form):
            assert part.width() <= form.width(), part.objectName()
    finally:
        theme.apply(qapp, theme.Theme())
