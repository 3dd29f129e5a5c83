"""Workbooks for spreadsheets (XLSX): typed cells, no cell that runs, a header that stays, filters, sensible widths."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from unicodedata import east_asian_width

from screening.errors import InputError, Problem
from screening.formats.tables import Cell, Column, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet, beside its header."""

_NARROW, _WIDE = 8, 60
_USUAL = {"text": 16, "number": 9, "day": 12, "moment": 20}
# What a spreadsheet can't hold in a cell of text.
_LONGEST = 32_767
_FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}
_LOOKED_AT = 200
_FULL = f"a sheet holds no more than {MOST_ROWS} rows; take CSV"


def write_workbook(file: BinaryIO, tables: Sequence[Table], *, made: datetime, by: str) -> None:
    """Write tables as the sheets of one workbook, in memory that does not grow with their rows.

    What does not fit into memory lies in a folder beside the file meanwhile, which its owner alone can read.
    """
    from xlsxwriter import Workbook

    with _aside(file) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd"})
        book.set_properties({"title": tables[0].title, "author": by, "comments": "", "created": made})
        for table in tables:
            _Sheet(book, table).write()
        book.close()


@contextmanager
def _aside(file: BinaryIO) -> Iterator[str | None]:
    """Give a folder for what is being made: beside the file, so that it lies on no other disk."""
    name = getattr(file, "name", None)
    if not isinstance(name, str):
        yield None
        return
    with TemporaryDirectory(dir=Path(name).parent, prefix=f"{Path(name).name}.") as folder:
        yield folder


class _Sheet:
    """One table as a sheet."""

    def __init__(self, book: Any, table: Table) -> None:
        self._table = table
        self._sheet: Worksheet = book.add_worksheet(_sheet_name(table.title))
        self._head: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}

    def write(self) -> None:
        columns, rows = self._table.columns, iter(self._table.rows)
        first = list(islice(rows, _LOOKED_AT))
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, _width(column, (row[place] for row in first)))
            self._sheet.write_string(0, place, column.title, self._head)
        count = 0
        for count, row in enumerate(chain(first, rows), 1):
            if count > MOST_ROWS:
                raise InputError([Problem("", _FULL, code="sheet_full")])
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                self._cell(count, place, cell, column)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, count, len(columns) - 1)
        self._print()

    def _cell(self, row: int, place: int, cell: Cell, column: Column) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, int):
            self._sheet.write_number(row, place, cell)
            return
        when = _when(cell) if column.kind in _FORMATS else None
        if when is not None:
            self._sheet.write_datetime(row, place, when, self._formats["moment" if column.kind == "moment" else "day"])
        else:
            self._sheet.write_string(row, place, cell[:_LONGEST])

    def _print(self) -> None:
        """Say how it is printed: lying, the header on every page, page x of y."""
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.repeat_rows(0)
        self._sheet.fit_to_pages(1, 0)
        told = " · ".join(f"{label} {value}" for label, value in self._table.about)
        self._sheet.set_footer(f"&L&8{told.replace('&', '&&')[:200]}&R&8&P / &N")


def _when(cell: str) -> date | datetime | None:
    """Read a day or a moment; None where the text is neither, or of a time that spreadsheets don't know."""
    try:
        if len(cell) == 10:
            on = date.fromisoformat(cell)
            return on if on.year > 1900 else None
        return datetime.fromisoformat(cell).replace(tzinfo=None)
    except ValueError:
        return None


def _width(column: Column, cells: Iterator[Cell]) -> int:
    """Give a column's width in characters: by its first cells, its title over two lines."""
    title = (_length(column.title) + 1) // 2
    widest = max((_length(str(cell)) for cell in cells if cell is not None), default=0)
    return min(max(title, widest, _NARROW, _USUAL[column.kind] if widest else 0) + 2, _WIDE)


def _length(text: str) -> int:
    """Count characters as they are seen: a Chinese one takes two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _sheet_name(title: str) -> str:
    """Give a name that a sheet may have."""
    return "".join(" " if one in "[]:*?/\\'" else one for one in title)[:31].strip() or "Eligo"
