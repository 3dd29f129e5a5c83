"""The log as it is looked at: a question, the rows that answer it, and where each of them stands."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from screening.log.people import People, folded
from screening.log.planes import Planes, Rows

_TOGETHER = 4096


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which rows of a study are wanted, and in which order.

    `where` names fields of `columns.FIELDS` and the value that each must have, `sort` one of `planes.SORTS`. `text` is
    part of a screening number, a name or a hospital number. The pre-screening list holds latest entries alone.
    """

    prescreening: bool = False
    current_only: bool = True
    where: tuple[tuple[str, str], ...] = ()
    text: str = ""
    sort: str = "entry"
    descending: bool = False

    def __repr__(self) -> str:
        """Leave out the text, which may be somebody's name."""
        return f"LogQuery({self.where}, sort={self.sort!r})"


class Selection:
    """The rows that answer a question, in order, as the log was when its columns were read.

    `total` counts the rows of the whole list, wanted or not; where not `complete`, only the log's beginning was read.
    """

    def __init__(self, planes: Planes, rows: Rows, query: LogQuery, total: int, complete: bool) -> None:
        self.total, self.complete, self.query = total, complete, query
        self._seqs, self._order = planes.seqs, planes.order(query.sort)
        inside = rows.to_bytes(planes.length, "little")
        self._inside = inside if self._order is None else _arranged(inside, self._order)
        counts = (self._inside.count(1, at, at + _TOGETHER) for at in range(0, planes.length, _TOGETHER))
        self._before = [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self._before[-1]

    def entries(self, first: int, count: int) -> list[int]:
        """Give the entries of some rows from a position on."""
        last = min(first + count, len(self))
        if not self.query.descending:
            return self._ascending(first, last)
        return self._ascending(len(self) - last, len(self) - first)[::-1]

    def position(self, entry: int) -> int:
        """Say at which position an entry stands; -1 where it is not among them."""
        row = bisect_left(self._seqs, entry)
        if row == len(self._seqs) or self._seqs[row] != entry:
            return -1
        place = row if self._order is None else self._order.index(row)
        if not self._inside[place]:
            return -1
        block = place // _TOGETHER
        before = self._before[block] + self._inside.count(1, block * _TOGETHER, place)
        return len(self) - 1 - before if self.query.descending else before

    def _ascending(self, first: int, last: int) -> list[int]:
        if first >= last:
            return []
        block = bisect_right(self._before, first) - 1
        found, place = [], block * _TOGETHER - 1
        for position in range(self._before[block], last):
            place = self._inside.index(1, place + 1)
            if position >= first:
                found.append(self._seqs[place if self._order is None else self._order[place]])
        return found


def select(
    planes: Planes, query: LogQuery, study: str, people: People | None = None, *, complete: bool = True
) -> Selection:
    """Answer a question; `people` finds names, where whoever asks may know them."""
    latest = planes.having("state", "current", "struck")
    listed = planes.having("study", study)
    if query.prescreening:
        listed &= planes.having("list", "prescreening") & latest
    else:
        listed &= planes.having("list", "screening")
    wanted = listed & latest if query.current_only else listed
    for field, value in query.where:
        wanted &= planes.having(field, value)
    text = folded(query.text)
    if text:
        wanted &= _telling(planes, text, study, people)
    return Selection(planes, wanted, query, listed.bit_count(), complete)


def _telling(planes: Planes, text: str, study: str, people: People | None) -> Rows:
    """Give the rows whose number or whose person's name or hospital number holds a folded text."""
    found = planes.numbered_like(folded(f"{study.partition('/')[0]}-"), text)
    if people is not None:
        found |= planes.also_first(people.places(text))
    return found


def _arranged(inside: bytes, order: "array[int]") -> bytes:
    """Give for each place of an order whether its row is in; in pieces, so that others can work meanwhile."""
    pieces: Sequence[bytes] = [
        bytes(map(inside.__getitem__, order[at : at + _TOGETHER])) for at in range(0, len(order), _TOGETHER)
    ]
    return b"".join(pieces)
