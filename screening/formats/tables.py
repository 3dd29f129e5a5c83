"""CSV for spreadsheets: UTF-8 with a byte order mark, RFC 4180 quoting, no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

Cell = str | int | None

# What a spreadsheet takes for the start of a formula; a tab or a return before it hides it from the eye.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Give a table line by line, the header first; numbers stay numbers, text is neutralised."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    for row in chain((header,), rows):
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a whole table."""
    return b"".join(csv_parts(header, rows))
