"""A log on paper: landscape A4, its head on every page, the head of the ledger at every foot."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from screening.formats.pdf.columns import Layout, broken, laid_out, needed
from screening.formats.pdf.glyphs import printable
from screening.formats.pdf.typesetting import compile, page_words
from screening.formats.tables import Cell, Column, Table
from screening.wording import Words, refused
from screening.wording.moments import moment_text

_ROOM = 773.0
"""The width of a landscape A4 page between its margins of 12 mm, in points."""

_MOST = 400_000
"""Cells; 300,000 of them take Typst half a minute and 2.4 GB."""

_BETWEEN = "  ·  "


def log_pdf(table: Table, *, words: Words, final_page: bool = False, code: str, at: datetime | None = None) -> bytes:
    """Set a table as a log; `code` is the head of the ledger, `final_page` a box to tick and sign at the end.

    Columns that do not fit side by side in a type that can be read stand in a second line of each entry, where blank
    ones are left out, each value after its column's name; the table's head says so. RefusedError where it is too long.
    """
    made = (at or datetime.now(UTC)).replace(microsecond=0)
    rows = printable(list(_rows(table)))
    fields = [needed(one.title, [row[place] for row in rows]) for place, one in enumerate(table.columns)]
    layout = laid_out(fields, _ROOM)
    data = _data(table, rows, layout, words, code, final_page)
    about = [*table.about, (words.text("paper.printed"), moment_text(made, words))]
    return compile("log", {**data, "about": about}, at=made)


def _rows(table: Table) -> Iterator[list[str]]:
    """Give the rows as text; RefusedError before they take more memory than an ordinary computer has."""
    most = _MOST // max(1, len(table.columns))
    for count, row in enumerate(table.rows, 1):
        if count > most:
            raise refused("paper.too_long", "format", most=most)
        yield [_text(cell, column) for cell, column in zip_longest(row, table.columns)]


def _data(
    table: Table, rows: Sequence[Sequence[str]], layout: Layout, words: Words, code: str, final_page: bool
) -> Mapping[str, Any]:
    beside, below = table.columns[: len(layout.widths)], table.columns[len(layout.widths) :]
    named = words.listed([one.title for one in below])
    return {
        "title": table.title,
        "page": page_words(words),
        "code": words.text("paper.code", code=code),
        "size": layout.size,
        "padding": layout.padding,
        "columns": [
            {"title": one.title, "width": wide, "right": one.kind == "number"}
            for one, wide in zip(beside, layout.widths, strict=True)
        ],
        "more": words.text("paper.second_line", columns=named) if below else None,
        "rows": [_row(row, layout, below) for row in rows],
        "empty": words.text("paper.empty"),
        "final": _final(words) if final_page else None,
    }


def _row(row: Sequence[str], layout: Layout, below: Sequence[Column]) -> Mapping[str, Any]:
    """Give the cells that stand side by side, and what stands in the second line."""
    beside = [
        broken(text, (wide - 2 * layout.padding) / layout.size) for text, wide in zip(row, layout.widths, strict=False)
    ]
    pairs = zip(below, row[len(layout.widths) :], strict=True)
    told = [f"{column.title}: {text}" for column, text in pairs if text]
    return {"cells": beside, "rest": _BETWEEN.join(told) or None}


def _final(words: Words) -> Mapping[str, Any]:
    lines = [words.text(f"paper.{name}") for name in ("name", "date", "signature")]
    return {"tick": words.text("paper.final_page"), "lines": lines}


def _text(cell: Cell, column: Column | None) -> str:
    if cell is None:
        return ""
    text = str(cell)
    if column is not None and column.kind == "moment" and text.endswith("Z"):
        return f"{text[:10]} {text[11:-1]} UTC"
    return text.replace("T", " ", 1) if column is not None and column.kind == "day" and text[10:11] == "T" else text
