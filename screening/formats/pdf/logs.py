"""A log on paper: landscape A4, its head on every page, the head of the ledger at every foot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from screening.formats.pdf.columns import Layout, broken, laid_out, needed
from screening.formats.pdf.glyphs import printable
from screening.formats.pdf.typesetting import compile, page_words
from screening.formats.tables import Cell, Column, Table
from screening.wording import Words

_ROOM = 773.0
"""The width of a landscape A4 page between its margins of 12 mm, in points."""

_BETWEEN = "  ·  "


def log_pdf(table: Table, *, words: Words, final_page: bool = False, code: str, at: datetime | None = None) -> bytes:
    """Set a table as a log; `code` is the head of the ledger, `final_page` a box to tick and sign at the end.

    Columns that do not fit side by side in a type that can be read stand in a second line of each entry, where blank
    ones are left out, each value after its column's name; the table's head says so.
    """
    rows = [[_text(cell, column) for cell, column in zip_longest(row, table.columns)] for row in table.rows]
    rows = printable(rows)
    fields = [needed(one.title, [row[place] for row in rows]) for place, one in enumerate(table.columns)]
    layout = laid_out(fields, _ROOM)
    return compile("log", _data(table, rows, layout, words, code, final_page), at=at)


def _data(
    table: Table, rows: Sequence[Sequence[str]], layout: Layout, words: Words, code: str, final_page: bool
) -> Mapping[str, Any]:
    beside, below = table.columns[: len(layout.widths)], table.columns[len(layout.widths) :]
    named = words.listed([one.title for one in below])
    return {
        "title": table.title,
        "about": table.about,
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
    if column is not None and column.kind == "moment" and isinstance(cell, str) and cell.endswith("Z"):
        return f"{cell[:10]} {cell[11:-1]} UTC"
    return str(cell)
