"""Tables as people read them; and as CSV: UTF-8 with a byte order mark, RFC 4180 quoting, no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

Cell = str | int | None
_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, and what its cells are.

    A `day` is `YYYY-MM-DD`, a `moment` `YYYY-MM-DDTHH:MM:SSZ` (UTC); a cell of either may be plain text as well.
    """

    name: str
    title: str
    kind: Literal["text", "number", "day", "moment"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One table as people read it; `about` says of the whole what a printout shows at its head, label by value.

    `rows` are given once, one after the other: there may be more than memory holds.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    about: tuple[tuple[str, str], ...] = ()


# What a spreadsheet takes for the start of a formula; a tab or a return before it hides it from the eye.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def unsafe(text: str) -> str:
    """Take away again the apostrophe that `safe` put before a text."""
    return text[1:] if text[:1] == "'" and safe(text[1:]) == text else text


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Give a table some lines at a time, the header first; numbers stay numbers, text is neutralised."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    lines = chain((header,), rows)
    while some := [_safe_row(row) for row in islice(lines, _TOGETHER)]:
        writer.writerows(some)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _safe_row(row: Sequence[Cell]) -> list[Cell]:
    # What begins with a letter or a digit is safe: said here as well, since this is asked of millions of cells.
    return [cell if cell is None or isinstance(cell, int) or cell[:1].isalnum() else safe(cell) for cell in row]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a whole table."""
    return b"".join(csv_parts(header, rows))
