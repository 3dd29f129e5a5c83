"""The log's columns: what it is filtered and sorted by, as 32 bytes a row, so that a million rows are read at once.

They say nothing that the log doesn't say; they say it where it is read quickly. Rows stand in order of entry and many
of them in one page of the store, since deciphering a page takes longer than anything that is done with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from sqlite3 import Cursor
from struct import Struct
from typing import Any

RECORD = Struct("<IIIHHHHHHBBBBBB2x")
"""Entry; place of the person's first row; serial in decimal nibbles; then the fields below, in order."""

TOGETHER = 124
"""Rows in one page of the store."""

SCHEMA = """
CREATE TABLE log_columns (block INTEGER PRIMARY KEY, records BLOB NOT NULL);
CREATE TABLE log_term (field TEXT NOT NULL, value TEXT NOT NULL, code INTEGER NOT NULL, PRIMARY KEY (field, value))
    WITHOUT ROWID;
"""

SEQ, FIRST, SERIAL = 0, 4, 8
_SERIAL_DIGITS, _LARGEST = 8, 65_535
_EPOCH = date(1970, 1, 1).toordinal()
_TERMS = {"study": "study", "failed": "failed", "protocol": "protocol_version", "actor": "actor"}
"""The column of the log in which the value of each term stands."""

_CODES = ", ".join(
    f"(SELECT code FROM log_term WHERE field = '{field}' AND value = log_case.{column})"
    for field, column in _TERMS.items()
)
_ROWS = f"""SELECT place, seq, serial, number, on_day, open_count, superseded_by, struck_by, verdict, not_yet, outcome,
    signed, {", ".join(_TERMS.values())}, {_CODES}
    FROM log_case WHERE person = ? AND study = ? ORDER BY seq"""
_PUT = "INSERT INTO log_columns VALUES (?, ?) ON CONFLICT (block) DO UPDATE SET records = excluded.records"


@dataclass(frozen=True, slots=True)
class Field:
    """What a row can be filtered or sorted by.

    `at` is its first byte in the record. `values` are those there can be, in their order; where they are learnt from
    the book (`terms`) the record takes two bytes, where they are numbers it takes two bytes as well.
    """

    at: int
    values: tuple[str, ...] = ()
    terms: bool = False

    @property
    def size(self) -> int:
        """Give how many bytes it takes."""
        return 1 if self.values else 2


FIELDS: Mapping[str, Field] = {
    "day": Field(12),
    "open": Field(14),
    "study": Field(16, terms=True),
    "failed": Field(18, terms=True),
    "protocol": Field(20, terms=True),
    "actor": Field(22, terms=True),
    "list": Field(24, ("screening", "prescreening", "consented")),
    "state": Field(25, ("current", "struck", "superseded")),
    "verdict": Field(26, ("eligible", "not_yet", "undetermined", "ineligible")),
    "outcome": Field(27, ("pending", "enrolled", "screen_failure", "declined", "withdrew", "lost", "other")),
    "signed": Field(28, ("none", "confirmed", "declined", "acknowledged", "superseded")),
    "again": Field(29, ("first", "again")),
}
"""`list` says `consented` of a pre-screening row whose person has a number by now, `again` whether the person has an
earlier row. A further field is a line here, its value below, and a higher version of the projection."""

UNKNOWN = 255
"""The code of a value that this version doesn't list."""


def file_rows(cursor: Cursor, study: str | None, person: str | None) -> None:
    """Write the columns of a person's rows as the log has them now."""
    rows = cursor.execute(_ROWS, (person, study)).fetchall()
    numbered = max((seq for _, seq, _, number, *_ in rows if number is not None), default=0)
    filed = [(row[0], _record(cursor, row, rows[0][0], row[1] < numbered)) for row in rows]
    for block in sorted({place // TOGETHER for place, _ in filed}):
        _file(cursor, block, [(place % TOGETHER, record) for place, record in filed if place // TOGETHER == block])


def _file(cursor: Cursor, block: int, filed: Iterable[tuple[int, bytes]]) -> None:
    found = cursor.execute("SELECT records FROM log_columns WHERE block = ?", (block,)).fetchone()
    before = found[0] if found else b""
    records = bytearray(before)
    for place, record in filed:
        records[place * RECORD.size : (place + 1) * RECORD.size] = record
    if records != before:
        cursor.execute(_PUT, (block, bytes(records)))


def _record(cursor: Cursor, row: tuple[Any, ...], first: int, consented: bool) -> bytes:
    place, seq, serial, number, on_day, open_count, later, struck, verdict, not_yet, outcome, signed, *terms = row
    listed = "screening" if number is not None else "consented" if consented else "prescreening"
    state = "struck" if struck is not None else "superseded" if later is not None else "current"
    known = zip(_TERMS, terms[: len(_TERMS)], terms[len(_TERMS) :], strict=True)
    codes = {
        "list": listed,
        "state": state,
        "verdict": "not_yet" if not_yet else verdict,
        "outcome": outcome or "pending",
        "signed": signed,
        "again": "first" if place == first else "again",
    }
    return RECORD.pack(
        seq,
        first,
        nibbles(serial or 0),
        min(max(date.fromisoformat(on_day).toordinal() - _EPOCH, 0), _LARGEST),
        min(open_count, _LARGEST),
        *(_term(cursor, field, value) if code is None else code for field, value, code in known),
        *(_code(FIELDS[field].values, value) for field, value in codes.items()),
    )


def nibbles(serial: int) -> int:
    """Write a number's decimal digits as hexadecimal ones, so that each can be looked at by itself."""
    return int(str(serial)[-_SERIAL_DIGITS:], 16)


def _code(values: tuple[str, ...], value: str) -> int:
    return values.index(value) if value in values else UNKNOWN


def _term(cursor: Cursor, field: str, value: str) -> int:
    """Give the code of a value, a new one where it was never met."""
    found = cursor.execute("SELECT code FROM log_term WHERE field = ? AND value = ?", (field, value)).fetchone()
    if found:
        return int(found[0])
    (last,) = cursor.execute("SELECT coalesce(max(code), 0) FROM log_term WHERE field = ?", (field,)).fetchone()
    code = min(int(last) + 1, _LARGEST)
    cursor.execute("INSERT INTO log_term VALUES (?, ?, ?)", (field, value, code))
    return code
