"""A list as a table: which row is its heading, what stands above it, and the rows below."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from screening.engine import Reason
from screening.formats.lists.across import turned
from screening.formats.lists.headings import days_across, folded, score
from screening.formats.lists.text import DELIMITERS, Row, decoded, noted_delimiter, rows_by
from screening.formats.lists.workbook import STARTS, sheets
from screening.formats.proposal import SourceFile
from screening.formats.sizes import refuse_if_large
from screening.wording import refused

_HEADING_WITHIN = 60
_SAMPLE = 200


@dataclass(frozen=True)
class Table:
    """A list: what stands above its headings, the headings, and the rows below that are not empty.

    A list with a row a test and a column a day is turned before, so that it has a row a result. `notes` tell what was
    assumed of the file as a whole.
    """

    file: SourceFile
    above: tuple[Row, ...] = field(repr=False)
    headings: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    notes: tuple[Reason, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Tell this layout of headings from others: their SHA-256, from which nothing of the file can be read."""
        return sha256(json.dumps([folded(one) for one in self.headings]).encode()).hexdigest()

    def column(self, place: int) -> list[str]:
        """Give what stands in a column, where something does."""
        return [row.cells[place] for row in self.rows if place < len(row.cells) and row.cells[place]]

    def title(self, place: int) -> str:
        """Call a column by its heading; by its number where it has none, or shares it."""
        heading = self.headings[place]
        return heading if heading and self.headings.count(heading) == 1 else f"column {place + 1}"


def read_table(raw: bytes, name: str) -> Table:
    """Read a list, CSV or XLSX; InputError where it is too large, broken or no table."""
    refuse_if_large("lists", len(raw))
    file = SourceFile(name, sha256(raw).hexdigest())
    if raw.startswith(STARTS):
        rows, notes = _chosen_sheet(sheets(raw))
    else:
        text, assumed = decoded(raw)
        rows, notes = _parted(text), [assumed] if assumed else []
    at = _heading(rows)
    if at is None:
        raise refused("lists.no_heading" if rows else "lists.empty")
    headings, below = _ended(rows[at].cells), tuple(rows[at + 1 :])
    headings, below = turned(headings, below) or (headings, below)
    return Table(file, tuple(rows[:at]), headings, below, tuple(notes))


def _ended(cells: Sequence[str]) -> tuple[str, ...]:
    """Leave out the empty cells at the end."""
    wide = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return tuple(cells[:wide])


def _chosen_sheet(found: Sequence[tuple[str, list[Row]]]) -> tuple[list[Row], list[Reason]]:
    """Choose the sheet that looks most like results, and name the others."""
    full = [(name, rows) for name, rows in found if rows]
    if not full:
        raise refused("lists.empty")
    name, rows = max(full, key=lambda one: (_likeness(one[1]), one[0] == full[0][0]))
    others = [other for other, _ in full if other != name]
    return rows, [Reason("lists.sheets", {"sheet": name, "others": ", ".join(others)[:200]})] if others else []


def _parted(text: str) -> list[Row]:
    """Part a text by whatever gives the headings that look most like those of results."""
    noted = noted_delimiter(text)
    if noted is not None:
        return rows_by(text, noted)
    if not text.strip():
        raise refused("lists.empty")
    best = max(DELIMITERS, key=lambda sign: _fit(rows_by(text, sign, _SAMPLE)))
    return rows_by(text, best)


def _fit(rows: Sequence[Row]) -> tuple[int, int]:
    """Say how well a delimiter fits: by the headings that it gives, then by how many rows are of one width."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return _likeness(rows), max(widths.values(), default=0)


def _likeness(rows: Sequence[Row]) -> int:
    return max((score(row.cells) for row in rows[:_HEADING_WITHIN]), default=0)


def _heading(rows: Sequence[Row]) -> int | None:
    """Find the row of the headings: whatever names most; else the first of the widest rows, if it holds no number."""
    # Of two that name as much, the one with days may only say from when to when the results are.
    scores = [(score(row.cells), not days_across(row.cells)) for row in rows[:_HEADING_WITHIN]]
    if scores and max(scores)[0] > 1:
        return scores.index(max(scores))
    full = [sum(map(bool, row.cells)) for row in rows[:_HEADING_WITHIN]]
    first = full.index(max(full)) if full else None
    if first is None or full[first] < 2 or any(any(map(str.isdigit, cell)) for cell in rows[first].cells):
        return None
    return first
