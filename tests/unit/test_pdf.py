"""What is set on paper: logs, and the door to Typst."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import RefusedError
from screening.formats.pdf import TypesettingError, compile, log_pdf, page_words
from screening.formats.pdf.columns import broken, laid_out, needed
from screening.formats.pdf.glyphs import printable, width
from screening.formats.tables import Cell, Column, Table
from screening.wording import Words
from tests import paper

EN, ZH = Words("en"), Words("zh_CN")
AT = datetime(2026, 11, 24, 16, 30, tzinfo=timezone(timedelta(hours=8)))
CODE = "ELIGO-41-0123456789abcdef"
ODD = (
    '#read("/etc/passwd")',
    "= heading $x$",
    "*bold* _it_ `raw` @ref <label> \\ // no",
    "#panic()",
    "[a](b) --- ~ ...",
)

_FIRST = (
    Column("c0", "Heading 0", "number"),
    Column("c1", "Heading 1"),
    Column("c2", "Heading 2", "day"),
    Column("c3", "Heading 3", "moment"),
)


def table(rows: Sequence[Sequence[Cell]], columns: int = 4, title: str = "Screening log") -> Table:
    more = (Column(f"c{one}", f"Heading {one}") for one in range(4, columns))
    about = (("Site", "SH04"), ("方案", "NCT03976882"))
    return Table("screening", title, (*_FIRST, *more), iter(rows), about)


def sample(pages: int) -> dict[str, Any]:
    """Give what the template of a log reads."""
    rows = [{"cells": [f"row {one}"], "rest": None} for one in range(40 * pages)]
    columns = [{"title": "Heading", "width": 200, "right": False}]
    said = {"title": "T", "about": [], "code": "", "size": 6, "padding": 2, "more": None, "empty": "", "final": None}
    return {**said, "page": page_words(EN), "columns": columns, "rows": rows}


def row(number: int, *more: str) -> list[Cell]:
    return [number, f"SH04-{number:04d}", "2026-11-24", "2026-11-24T08:00:00Z", *more]


def log(rows: Sequence[Sequence[Cell]], *, columns: int = 4, words: Words = EN, final_page: bool = False) -> bytes:
    return log_pdf(table(rows, columns), words=words, code=CODE, at=AT, final_page=final_page)


def test_a_log_is_a_tagged_pdf_for_the_archive() -> None:
    """The essentials of PDF/A-2b and PDF/UA-1, and a table whose head is tagged as one."""
    made = log([row(1, "血小板 68 × 10⁹/L")], columns=5)
    paper.stands_for_25_years(made)
    found = paper.tags(made)
    assert found.count("TH") == 5 and found.count("TD") == 5
    assert {"Document", "H1", "Table", "THead", "TBody", "TR"} <= set(found)


def test_chinese_and_superscripts_are_found_as_text() -> None:
    """Whichever program searches for them."""
    made = log([row(1, "血小板 68 × 10⁹/L，诸葛珍稀，𠮷")], columns=5, words=ZH)
    for said in filter(None, (paper.text(made), paper.other_text(made))):
        for one in ("血小板", "10⁹/L", "诸葛珍稀", "𠮷", "SH04-0001", "NCT03976882", "第 1 页，共 1 页"):
            assert paper.squeezed(one) in paper.squeezed(said)


def test_every_page_has_the_head_the_count_and_the_ledgers_head() -> None:
    """A page that was taken out of the binder still says what it is."""
    found = paper.pages(log([row(one) for one in range(1, 81)]))
    assert len(found) > 1
    for place, said in enumerate(found, 1):
        for one in ("Heading 1", f"Page {place} of {len(found)}", CODE, "Screening log"):
            assert one in said
    assert [one for one in range(1, 81) if f"SH04-{one:04d}" not in " ".join(found)] == []
    assert "final page" not in " ".join(found)


def test_the_last_page_can_be_ticked_and_signed() -> None:
    said = paper.pages(log([row(one) for one in range(1, 81)], final_page=True))
    assert "□" in said[-1] and "final page" in said[-1] and "Printed name" in said[-1] and "Signature" in said[-1]
    assert "final page" not in said[0]


def test_an_empty_log_says_so() -> None:
    assert "No entries." in paper.text(log([], final_page=True))


def test_what_does_not_fit_in_the_width_stands_in_a_second_line() -> None:
    """Nothing is left out of a log of thirty columns, and what stands below bears its column's name."""
    made = log([row(one, *(f"value {one}-{place}" for place in range(4, 30))) for one in range(1, 4)], columns=30)
    said = paper.text(made)
    for one in range(1, 4):
        assert [place for place in range(4, 30) if f"value {one}-{place}" not in said] == []
    assert "Second line of each entry" in said and "Heading 29: value 1-29" in said
    paper.stands_for_25_years(made)


def test_a_blank_cell_is_left_out_of_the_second_line() -> None:
    said = paper.text(log([row(1, *(["a somewhat longer text"] * 25), "")], columns=30))
    assert "Heading 28: a somewhat" in said and "Heading 29:" not in said.replace("entry, where", "")


def test_a_moment_is_written_for_people() -> None:
    said = paper.text(log([[1, "SH04-0001", "2026-11-20T09:30", "2026-11-24T08:00:00Z"]]))
    assert "2026-11-20 09:30" in said and "2026-11-24 08:00:00 UTC" in said


def test_a_log_too_long_for_paper_is_refused_before_it_takes_all_memory() -> None:
    """It says how much a PDF holds, and what to take instead."""
    endless = (row(number) for number in count(1))
    with pytest.raises(RefusedError, match="CSV or XLSX") as refused:
        log_pdf(Table("screening", "Screening log", _FIRST, endless), words=EN, code=CODE)
    assert "100000" in ZH.text(f"refused.{refused.value.code}", **refused.value.values)


@pytest.mark.parametrize("odd", ODD)
def test_whatever_looks_like_typst_is_printed_as_typed(odd: str) -> None:
    """A name is never taken for an instruction."""
    made = log_pdf(table([row(1, odd)], 5, title=odd), words=EN, code=odd, at=AT)
    assert paper.squeezed(paper.text(made)).count(paper.squeezed(odd)) >= 3
    assert "root:" not in paper.text(made)


def test_a_character_that_no_font_has_stands_as_its_number() -> None:
    """Nothing is lost, and nothing turns the order of what follows."""
    said = paper.text(log([row(1, "smile 😀 \u202eabc\x07")], columns=5))
    assert "smile [U+1F600] [U+202E]abc[U+0007]" in said


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_stops_a_paper(name: str, other: str) -> None:
    """Any text at all can be printed, also where marks are heaped upon each other."""
    assert log([row(1, name, other)], columns=6).startswith(b"%PDF")


def test_the_same_copy_is_the_same_to_the_byte_and_bears_its_moment() -> None:
    """A copy made again from the same entries at the same moment can be held against the first one's SHA-256."""
    made = log([row(1)])
    assert made == log([row(1)])
    assert "2026-11-24T08:30:00+00:00" in paper.xmp(made)
    assert "2026-11-24, 16:30:00 (UTC+08:00)" in paper.text(made)


def test_what_fails_says_nothing_of_the_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst quotes what it can't set; what we raise names the template alone."""
    for module in ("typesetting", "logs"):
        monkeypatch.setattr(f"screening.formats.pdf.{module}.printable", lambda data: data)
    with pytest.raises(TypesettingError) as failed:
        log([row(1, "Zhuge \x00")], columns=5)
    assert "Zhuge" not in str(failed.value)
    assert failed.value.__cause__ is None and failed.value.__context__ is None


def test_a_png_and_an_svg_are_one_page() -> None:
    """And a document of more pages is refused, not cut."""
    assert compile("log", sample(1), format="png").startswith(b"\x89PNG")
    assert compile("log", sample(1), format="svg").startswith(b"<svg")
    with pytest.raises(TypesettingError, match="2 pages"):
        compile("log", sample(2), format="png")


def test_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No temporary file holds a patient's data."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    log([row(1)])
    assert list(tmp_path.rglob("*")) == []


def test_a_long_word_is_broken_only_where_it_would_run_over() -> None:
    assert broken("short", 10) == "short"
    parts = broken("x" * 50, 10).split("\u200b")
    assert "".join(parts) == "x" * 50 and all(width(one) <= 10 for one in parts)


def test_type_gets_smaller_before_columns_go_below() -> None:
    """The largest type in which all columns stand side by side; in the smallest, as many as do."""
    few, many = [needed("Head", ["12345678"])] * 8, [needed("Head", ["12345678"])] * 19
    too_many = [needed("Head", ["12345678"])] * 60
    assert laid_out(few, 773).size == 8.5 and len(laid_out(few, 773).widths) == 8
    assert laid_out(many, 773).size < 8.5 and len(laid_out(many, 773).widths) == 19
    assert laid_out(too_many, 773).size == 6.5 and 1 < len(laid_out(too_many, 773).widths) < 60
    assert sum(laid_out(too_many, 773).widths) <= 773.01
    assert len(laid_out([needed("Head", ["x" * 3000])], 10).widths) == 1


def test_a_width_is_that_of_the_fonts() -> None:
    assert width("血小板") == pytest.approx(3.0) and 0.2 < width("i") < width("m") < 1
    assert printable({"a": ["😀", 1, None, True]}) == {"a": ["[U+1F600]", 1, None, True]}
