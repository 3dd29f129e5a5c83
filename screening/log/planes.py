"""The log's columns in memory: each row's value of a field stands at the row's place in a plane of bytes.

A set of rows is one large number, a byte of it for each row: 1 where the row is in. Sets are made by translating a
plane and joined as numbers are, a million rows in a millisecond.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, Literal, Self

from screening.ledger import Reader
from screening.log.columns import FIELDS, FIRST, RECORD, SEQ, SERIAL, Field

SORTS: Mapping[str, tuple[str, ...]] = {
    "entry": (),
    "number": ("number",),
    "day": ("day",),
    "verdict": ("verdict",),
    "against": ("failed", "open"),
    "protocol": ("protocol", "actor"),
    "state": ("state",),
    "outcome": ("outcome",),
    "signed": ("signed",),
}
"""What the log can be sorted by: the fields, the first one first; rows that are alike stay in order of entry."""

_ALL = 2**31 - 1  # blocks
_SHORTEST, _DIGITS = 4, 8  # of a screening number's running part
_NOT_ZERO = set(range(1, 10))
_ORDER_OF_TERMS: Mapping[str, Any] = {"failed": json.loads}

Rows = int
"""A set of rows."""


class Planes:
    """The columns of the whole log, or of its beginning, as they were at one moment; what is asked for is kept."""

    def __init__(self, records: bytes, terms: Mapping[str, Mapping[str, int]]) -> None:
        self._records, self._terms = records, terms
        self.length = len(records) // RECORD.size
        self.all: Rows = int.from_bytes(b"\1" * self.length, "little")
        self._kept: dict[tuple[object, ...], Any] = {}

    @classmethod
    def read(cls, reader: Reader, blocks: int = _ALL) -> Self:
        """Read them all, or those of the first few blocks."""
        found = reader.rows("SELECT records FROM log_columns ORDER BY block LIMIT ?", (blocks,))
        terms: dict[str, dict[str, int]] = {}
        for field, value, code in reader.rows("SELECT field, value, code FROM log_term"):
            terms.setdefault(field, {})[value] = code
        return cls(b"".join(records for (records,) in found), terms)

    # Numbers

    @property
    def seqs(self) -> "array[int]":
        """Give the entry of each row."""
        return self._wide(SEQ)

    def also_first(self, rows: Iterable[int]) -> Rows:
        """Give the set of these rows, each a person's first one, together with all later ones of those people."""
        length = self.length
        inside = bytearray(length)
        for place in rows:
            if place < length:
                inside[place] = 1
        firsts = self._wide(FIRST)
        for place in self._later():
            inside[place] = inside[firsts[place]]
        return int.from_bytes(inside, "little")

    def _later(self) -> "array[int]":
        """Give the rows whose person has an earlier one."""
        key = ("later",)
        if key not in self._kept:
            again = self.having("again", "again").to_bytes(self.length, "little")
            self._kept[key] = array("I", compress(range(self.length), again))
        found: array[int] = self._kept[key]
        return found

    def _wide(self, at: int) -> "array[int]":
        """Give a column of whole numbers of four bytes."""
        return self._column(at, "I")

    def _column(self, at: int, code: Literal["H", "I"]) -> "array[int]":
        key = ("column", at, code)
        if key not in self._kept:
            column = array(code)
            view = memoryview(self._records).cast(code)
            column.frombytes(view[at // column.itemsize :: RECORD.size // column.itemsize].tobytes())
            self._kept[key] = column
        found: array[int] = self._kept[key]
        return found

    def _plane(self, at: int) -> bytes:
        key = ("plane", at)
        if key not in self._kept:
            self._kept[key] = self._records[at :: RECORD.size]
        found: bytes = self._kept[key]
        return found

    # Sets

    def having(self, name: str, *values: str) -> Rows:
        """Give the rows with one of these values in a field."""
        key = ("having", name, values)
        if key not in self._kept:
            self._kept[key] = self._having(FIELDS[name], values, self._terms.get(name, {}))
        found: Rows = self._kept[key]
        return found

    def _having(self, field: Field, values: Sequence[str], terms: Mapping[str, int]) -> Rows:
        if field.values:
            return self._coded(field.at, {field.values.index(value) for value in values})
        found = 0
        for code in (terms[value] for value in values if value in terms):
            found |= self._coded(field.at, {code & 255}) & self._coded(field.at + 1, {code >> 8})
        return found

    def numbered_like(self, prefix: str, text: str) -> Rows:
        """Give the rows whose screening number, `prefix` and at least four digits, holds a text."""
        found = 0
        if text in prefix:
            found = self.all
        if _is_digits(text):
            found |= self._digits(text, at_start=False)
        for cut in range(1, len(text)):
            if prefix.endswith(text[:cut]) and _is_digits(text[cut:]):
                found |= self._digits(text[cut:], at_start=True)
        return found & self.having("list", "screening")

    def _digits(self, text: str, *, at_start: bool) -> Rows:
        """Give the rows whose running number holds, or begins with, some digits."""
        found = 0
        for last in range(self._longest() - len(text) + 1):
            first = last + len(text) - 1
            rows = self._longer_than(first)
            if at_start:
                rows ^= rows & self._longer_than(first + 1)
            for place, digit in enumerate(text):
                rows &= self._digit(first - place, {int(digit)}) if rows else 0
            found |= rows
        return found

    def _longer_than(self, digits: int) -> Rows:
        """Give the rows whose running number has more than so many digits."""
        if digits < _SHORTEST:
            return self.all
        found = 0
        for place in range(digits, self._longest()):
            found |= self._digit(place, _NOT_ZERO)
        return found

    def _longest(self) -> int:
        """Give how many digits the longest running number has."""
        key = ("longest",)
        if key not in self._kept:
            there = (place for place in range(_DIGITS, _SHORTEST, -1) if self._digit(place - 1, _NOT_ZERO))
            self._kept[key] = next(there, _SHORTEST)
        return int(self._kept[key])

    def _digit(self, place: int, digits: set[int]) -> Rows:
        """Give the rows whose running number has one of these digits at a place from its end."""
        at, high = SERIAL + place // 2, place % 2
        return self._coded(at, {code for code in range(256) if (code >> 4 if high else code & 15) in digits})

    def _coded(self, at: int, codes: set[int]) -> Rows:
        """Give the rows with one of these codes at a byte of their record."""
        return int.from_bytes(self._plane(at).translate(bytes(code in codes for code in range(256))), "little")

    # Orders

    def order(self, sort: str) -> "array[int] | None":
        """Give the places of all rows as sorted; None for the order of entry."""
        if not SORTS[sort]:
            return None
        key = ("order", sort)
        if key not in self._kept:
            places: Sequence[int] = range(self.length)
            for keys, rank in reversed([one for name in SORTS[sort] for one in self._keys(name)]):
                places = list(_by(places, keys, rank))
            self._kept[key] = array("I", places)
        found: array[int] = self._kept[key]
        return found

    def _keys(self, name: str) -> list[tuple[Sequence[int], Mapping[int, int]]]:
        """Give what a field is sorted by, the more telling half first, and the rank of each code where it has one."""
        if name == "number":
            return [(self._column(SERIAL + 2, "H"), {}), (self._column(SERIAL, "H"), {})]
        field = FIELDS[name]
        keys = self._plane(field.at) if field.size == 1 else self._column(field.at, "H")
        return [(keys, self._ranks(name, field))]

    def _ranks(self, name: str, field: Field) -> dict[int, int]:
        if not field.terms:
            return {}
        known = self._terms.get(name, {})
        ordered = sorted(known, key=_ORDER_OF_TERMS.get(name, str))
        return {known[value]: rank for rank, value in enumerate(ordered)}


def _by(places: Iterable[int], keys: Sequence[int], rank: Mapping[int, int]) -> Iterator[int]:
    """Sort places by the rank of their key, those of one key as they stand.

    Each goes into the box of its key; unlike one long call of `sorted`, this lets others work meanwhile.
    """
    boxes: dict[int, list[int]] = {}
    for place in places:
        key = keys[place]
        try:
            boxes[key].append(place)
        except KeyError:
            boxes[key] = [place]
    for key in sorted(boxes, key=lambda one: rank.get(one, one)):
        yield from boxes[key]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS
