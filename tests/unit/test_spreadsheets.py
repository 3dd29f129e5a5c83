"""Workbooks as they come: read with their kinds and places, and none that takes the program along."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from screening.formats.spreadsheets import Sheet, WorkbookError, all_sheets, first_sheet

CELLS = 1_000_000


def workbook() -> bytes:
    """Make a workbook with a title over merged cells, kinds of every sort, an empty sheet and a chart of its own."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("结果")
        moment, clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "hh:mm"})
        sheet.merge_range("B2:D2", "Title")
        sheet.write_row(3, 1, ["PLT", 68.1, 1234567])
        sheet.write_datetime(4, 1, datetime(2026, 11, 22, 8, 30), moment)
        sheet.write_datetime(4, 2, time(8, 30), clock)
        sheet.write_boolean(4, 3, True)
        sheet.write_formula(5, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 2, "=C4", None, 68.1)
        book.add_worksheet("Empty")
        book.add_chartsheet("Chart").set_chart(_chart(book))
    return made.getvalue()


def _chart(book: Workbook) -> object:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=结果!$C$4:$D$4"})
    return chart


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Give that workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as whole, zipfile.ZipFile(made, "w") as other:
        for name in whole.namelist():
            other.writestr(name, change(whole.read(name)) if name == part else whole.read(name))
    return made.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
HUGE = b"999999999999"
FAR = changed(SHEET, lambda xml: xml.replace(b'"D4"', b'"XFD1048576"').replace(b'<row r="4"', b'<row r="1048576"'))
MANY_STRINGS = changed(STRINGS, lambda xml: re.sub(rb'ount="[0-9]+"', b'ount="' + HUGE + b'"', xml))


def test_rows_and_cells_keep_their_places_and_kinds() -> None:
    first, empty = all_sheets(workbook(), most_cells=CELLS)
    assert first == Sheet(
        "结果",
        [
            ["", "", "", ""],
            ["", "Title", "", ""],
            ["", "", "", ""],
            ["", "PLT", 68.1, 1234567],
            ["", datetime(2026, 11, 22, 8, 30), time(8, 30), True],
            ["", "", 68.1, ""],
        ],
        [((1, 1), (1, 3))],
    )
    assert empty == Sheet("Empty", [], [])


def test_the_first_sheet_comes_row_by_row(tmp_path: Path) -> None:
    file = tmp_path / "血小板.xlsx"
    file.write_bytes(workbook())
    assert list(first_sheet(file, most_cells=CELLS)) == all_sheets(workbook(), most_cells=CELLS)[0].rows
    rows = first_sheet(file, most_cells=CELLS)
    next(rows)
    rows.close()  # whoever has seen enough leaves no process behind


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (FAR, "broken"),
        (MANY_STRINGS, "broken"),
        (workbook()[:-100], "broken"),
        (b"PK\x03\x04", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
        (b"", "broken"),
    ],
    ids=["far", "many strings", "cut", "zip", "xls", "empty"],
)
def test_no_workbook_takes_the_program_along(raw: bytes, why: str, tmp_path: Path) -> None:
    """A cell at the far end of a sheet, and texts without number, ask for more memory than there is."""
    with pytest.raises(WorkbookError) as error:
        all_sheets(raw, most_cells=CELLS)
    assert error.value.why == why
    file = tmp_path / "list.xlsx"
    file.write_bytes(raw)
    with pytest.raises(WorkbookError):
        list(first_sheet(file, most_cells=CELLS))


def test_more_cells_than_wanted_are_refused() -> None:
    with pytest.raises(WorkbookError) as error:
        all_sheets(workbook(), most_cells=23)
    assert error.value.why == "large"


def test_a_file_that_is_gone_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError):
        list(first_sheet(tmp_path / "gone.xlsx", most_cells=CELLS))


_DAMAGE = st.lists(
    st.tuples(
        st.integers(0, 10_000), st.sampled_from([b"", b"9" * 11, b"ZZZZZ9", b"-1", b'"', b"<c>", b"1e999", b"\xff"])
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"]), _DAMAGE)
def test_damage_is_an_error_or_does_no_harm(part: str, damage: list[tuple[int, bytes]]) -> None:
    def damaged(xml: bytes) -> bytes:
        for place, instead in damage:
            at = place % len(xml)
            xml = xml[:at] + instead + xml[at + 3 :]
        return xml

    try:
        all_sheets(changed(part, damaged), most_cells=CELLS)
    except WorkbookError as error:
        assert error.why in ("broken", "large", "locked")
