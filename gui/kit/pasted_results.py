"""Results copied from a spreadsheet or a report: what each cell is, is told by its look."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gui.kit.days import parse_moment, parse_time

_NUMBER = re.compile(r"[<>]?=?\s*\d+([.,]\d+)?")
_NUMBER_AND_UNIT = re.compile(r"([<>]?=?\s*\d+(?:[.,]\d+)?)\s*([^\d\s].*|10\S.*)")

# 10^9/L is a unit, not ten of something.
_POWER_OF_TEN = re.compile(r"[x×*]?\s*10\s*[*^⁰¹²³⁴⁵⁶⁷⁸⁹].*/.+")


@dataclass(frozen=True, slots=True)
class PasteKeys:
    """Which column takes the number, the unit and the day, and the words that tell the other choices.

    `words` maps a lower-case word to (column, option id); unit names belong there too.
    """

    value: str
    unit: str
    on: str
    words: Mapping[str, tuple[str, str]]


def looks_like_a_table(text: str) -> bool:
    """Tell whether a text to paste is more than one cell."""
    return "\t" in text.strip() or "\n" in text.strip()


def parse_results(text: str, keys: PasteKeys, today: date) -> list[dict[str, str]]:
    """Return a row for each line that holds a number; a heading line and empty lines are left out.

    Cells are separated by tabs, else semicolons, else commas, else blanks.
    """
    rows = [_row(_cells(line, today), keys, today) for line in text.splitlines()]
    return [row for row in rows if row.get(keys.value)]


def _cells(line: str, today: date) -> list[str]:
    for separator in ("\t", ";"):
        if separator in line:
            return _trimmed(line.split(separator))
    if "," in line and not _is_decimal_comma(line):
        return _trimmed(line.split(","))
    if parse_moment(line, today):
        return [line.strip()]
    return _trimmed(line.split())


def _is_decimal_comma(line: str) -> bool:
    """Tell whether the only comma stands between two digits: 68,5 is a number, not two cells."""
    return line.count(",") == 1 and re.search(r"\d,\d{1,2}(\s|$)", line) is not None


def _trimmed(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in cells]


def _row(cells: Sequence[str], keys: PasteKeys, today: date) -> dict[str, str]:
    row: dict[str, str] = {}
    for cell in filter(None, cells):
        _take(row, cell, keys, today)
    return row


def _take(row: dict[str, str], cell: str, keys: PasteKeys, today: date) -> None:
    """Put a cell where it belongs; one that nothing is known of is left out."""
    known = keys.words.get(cell.lower())
    if known is not None:
        row.setdefault(*known)
    elif (moment := parse_moment(cell, today)) is not None:
        row.setdefault(keys.on, moment)
    elif (time := parse_time(cell)) is not None and len(row.get(keys.on, "")) == 10:
        row[keys.on] += f"T{time}"
    elif _NUMBER.fullmatch(cell):
        row.setdefault(keys.value, cell)
    elif _POWER_OF_TEN.fullmatch(cell):
        row.setdefault(keys.unit, cell)
    elif match := _NUMBER_AND_UNIT.fullmatch(cell):
        row.setdefault(keys.value, match[1])
        _take(row, match[2], keys, today)
    elif "/" in cell and not any(c.isspace() for c in cell):
        # A unit that nobody knows is shown, and refused where it is judged.
        row.setdefault(keys.unit, cell)
