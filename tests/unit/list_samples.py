"""Lists of results of fictitious people, by a little writer that knows nothing of the reader."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from screening.formats.lists import propose
from screening.formats.proposal import Proposal
from screening.protocol import load

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = load(ROOT / "resources/protocols/NCT03976882-2024-published.toml")
LIMITS_OF_NORMAL = load(ROOT / "tests/protocols/NCT02093325.toml")


def written(
    rows: Sequence[Sequence[str]],
    *,
    delimiter: str = ",",
    end: str = "\r\n",
    codec: str = "utf-8",
    quoted: bool = False,
) -> bytes:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    ).writerows(rows)
    return out.getvalue().encode(codec)


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[int, int, int, Any]] = ()) -> bytes:
    """Write sheets as XLSX; `merged` are (first row, last row, column, value) of the first one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for place, (name, rows) in enumerate(sheets):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number, column, cell, clock)
                    elif cell != "":
                        sheet.write(number, column, cell)
            for first, last, column, value in merged if place == 0 else ():
                sheet.merge_range(first, column, last, column, value)
    return out.getvalue()


def read(rows: Sequence[Sequence[str]], **how: Any) -> Proposal:
    """Read rows as a list of the published protocol."""
    return propose(written(rows), "list.csv", PROTOCOL, **how)


def counts(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Give value, unit and time of every platelet count."""
    values = [fact.value for fact in proposal.facts if fact.field == "platelets"]
    return [(one["value"], one["unit"], one["on"]) for one in values]


def why(proposal: Proposal) -> list[tuple[str, str]]:
    """Give where something was left out, and why."""
    return [(one.place.row, one.reason.code) for one in proposal.left_out]
