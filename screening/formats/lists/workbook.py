"""The sheets of a workbook as rows of cells. What several rows of one column share is in each of them."""

from screening.formats.lists.text import Row, tidy
from screening.formats.spreadsheets import Sheet, WorkbookError, all_sheets, cell_text
from screening.wording import refused

STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook begins: of today, or of before 2007 (and of one locked by a password)."""
_MOST_CELLS = 5_000_000
_MOST_SHEETS = 50


def sheets(raw: bytes) -> list[tuple[str, list[Row]]]:
    """Read the sheets of a workbook, each its name and its rows that are not empty; RefusedError where it can't be."""
    try:
        found = all_sheets(raw, most_cells=_MOST_CELLS, most_sheets=_MOST_SHEETS)
    except WorkbookError as error:
        raise refused(f"lists.workbook_{error.why}", most=_MOST_CELLS) from None
    return [(tidy(sheet.name), _rows(sheet)) for sheet in found]


def _rows(sheet: Sheet) -> list[Row]:
    cells = [[tidy(cell_text(cell)) for cell in row] for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merged:
        if left == right and bottom < len(cells):
            for row in cells[top + 1 : bottom + 1]:
                row[left] = cells[top][left]
    name = tidy(sheet.name)
    return [Row(f"{name}, row {number}", tuple(row)) for number, row in enumerate(cells, 1) if any(row)]
