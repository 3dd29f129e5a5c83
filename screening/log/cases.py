"""The screening log as a view: one row an assessment saved, what superseded it, what struck it; never stored truth."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from sqlite3 import Cursor
from typing import Any, Literal, NamedTuple

from screening.ledger import Entry, Reader
from screening.log import acts, columns, persons

_ASSESSED = (
    "seq", "study", "number", "serial", "person", "attempt", "earlier", "on_day", "recorded_on", "at", "zone",
    "actor", "role", "verdict", "not_yet", "failed", "open_count", "protocol", "protocol_version", "consent_given",
    "consent_on", "consent_form", "age", "sex", "former", "superseded_by", "struck_by",
)  # fmt: skip
_COLUMNS = (*_ASSESSED, *acts.COLUMNS)

_SCHEMA = f"""
CREATE TABLE log_case (
    seq INTEGER PRIMARY KEY, study TEXT NOT NULL, number TEXT, serial INTEGER, person TEXT NOT NULL,
    attempt INTEGER NOT NULL, earlier TEXT, on_day TEXT NOT NULL, recorded_on TEXT NOT NULL, at TEXT NOT NULL,
    zone TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, verdict TEXT NOT NULL, not_yet INTEGER NOT NULL,
    failed TEXT NOT NULL, open_count INTEGER NOT NULL, protocol TEXT NOT NULL, protocol_version TEXT NOT NULL,
    consent_given INTEGER, consent_on TEXT, consent_form TEXT, age INTEGER, sex TEXT, former INTEGER,
    superseded_by INTEGER, struck_by INTEGER, {acts.SCHEMA}, place INTEGER NOT NULL,
    lacking TEXT NOT NULL);
CREATE INDEX log_case_serial ON log_case (study, serial);
CREATE INDEX log_case_person ON log_case (person, seq);
{acts.INDEXES}
CREATE TABLE log_spent (study TEXT NOT NULL, serial INTEGER NOT NULL);
{persons.SCHEMA}
{columns.SCHEMA}
"""
"""`place` numbers the rows from 0 without a gap, in order of entry; `lacking` names the fields of open questions."""

_NEXT_PLACE = (
    "SELECT coalesce(max(place), -1) + 1 FROM (SELECT place FROM log_case ORDER BY seq DESC LIMIT 1) AS latest"
)

# Each by itself is read from the end of its index; as one list they would be read whole.
_LAST_SERIALS = """SELECT (SELECT max(serial) FROM log_case WHERE study = ?),
    (SELECT max(serial) FROM log_spent WHERE study = ?)"""

_PAGE, _LAST = 1000, 2**62
_SERIAL_AT = _COLUMNS.index("serial")

_LISTED = ("assessed", "entered_in_error", "signed", "outcome_recorded", "outcome_taken_back")
"""What changes something that the log is filtered or sorted by."""

_CONSENTED_SINCE = """SELECT 1 FROM log_case later WHERE later.person = log_case.person
    AND later.study = log_case.study AND later.seq > log_case.seq AND later.number IS NOT NULL"""

_NOT_DONE = """outcome IS NULL OR (outcome = 'enrolled' AND (signed = 'superseded' OR verdict = 'ineligible'))
    OR (outcome = 'screen_failure' AND verdict <> 'ineligible')"""
"""What has not ended, and whatever else may be `due`."""

_LATELY = 500


class CaseRow(NamedTuple):
    """One row of the log. `failed` names the criteria that speak against the person; nothing here identifies one.

    `outcome` and what follows say what became of the attempt, `signed` what became of the program's proposal;
    `outcome_entry`, `signature` and `forgotten_by` are the entries that say so. Times are UTC.
    """

    seq: int
    study: str
    number: str | None
    serial: int | None
    person: str
    attempt: int
    earlier: str | None
    on_day: str
    recorded_on: str
    at: str
    zone: str
    actor: str
    role: str
    verdict: str
    not_yet: bool
    failed: tuple[str, ...]
    open_count: int
    protocol: str
    protocol_version: str
    consent_given: bool | None
    consent_on: str | None
    consent_form: str | None
    age: int | None
    sex: str | None
    former: int | None
    superseded_by: int | None
    struck_by: int | None
    outcome: str | None
    outcome_on: str | None
    outcome_by: str | None
    outcome_entry: int | None
    primary_reason: str | None
    subject_number: str | None
    deviations: tuple[str, ...]
    signed: Literal["none", "confirmed", "declined", "acknowledged", "superseded"]
    signed_by: str | None
    signed_at: str | None
    signature: int | None
    forgotten_by: int | None

    @property
    def state(self) -> Literal["current", "superseded", "struck"]:
        """Say whether this row still speaks for the person."""
        if self.struck_by is not None:
            return "struck"
        return "superseded" if self.superseded_by is not None else "current"

    @property
    def late(self) -> bool:
        """Say whether it was entered after the day that it speaks of."""
        return self.recorded_on > self.on_day

    @property
    def due(self) -> Literal["deviation", "outcome", "signature"] | None:
        """Say what a correction left to be done.

        Record a deviation of somebody enrolled, take back a failure that is none, or sign again.
        """
        if self.state != "current":
            return None
        if self.outcome == "enrolled" and self.verdict == "ineligible" and set(self.failed) - set(self.deviations):
            return "deviation"
        if self.outcome == "screen_failure" and self.verdict != "ineligible":
            return "outcome"
        return "signature" if self.signed == "superseded" and self.outcome in (None, "enrolled") else None


class Cases:
    """The projection that keeps `log_case`."""

    name = "log_case"
    version = 5
    schema = _SCHEMA
    _insert = (
        f"INSERT INTO log_case ({', '.join(_ASSESSED)}, place, lacking)"
        f" VALUES ({', '.join('?' * (len(_ASSESSED) + 2))})"
    )

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        """Bring one more entry into the view."""
        del private
        if entry.kind == "assessed":
            self._assessed(cursor, entry)
        elif entry.kind == "entered_in_error":
            struck = entry.payload["struck"]
            cursor.execute("UPDATE log_case SET struck_by = ? WHERE seq = ?", (entry.seq, struck))
        elif entry.kind == "numbers_spent":
            spent = serial_of(str(entry.payload["last"]))
            cursor.execute("INSERT INTO log_spent (study, serial) VALUES (?, ?)", (entry.study, spent))
        elif entry.kind == "person_identified":
            persons.note_identified(cursor, entry)
        else:
            acts.apply(cursor, entry)
        if entry.kind == "person_forgotten":
            persons.note_forgotten(cursor, entry)
        elif entry.kind in _LISTED:
            columns.file_rows(cursor, entry.study, entry.person)

    def _assessed(self, cursor: Cursor, entry: Entry) -> None:
        said: Mapping[str, Any] = entry.payload
        consent = said["consent"]
        (place,) = cursor.execute(_NEXT_PLACE).fetchone()
        against = [one["id"] for one in said["criteria"] if one["outcome"] in ("not_met", "excludes")]
        lacking = sorted({question.partition(".")[0] for question in said["open_questions"]})
        cursor.execute(
            self._insert,
            (
                entry.seq, entry.study, said["number"], serial_of(said["number"]), entry.person, entry.attempt,
                said["earlier"], said["on"], said["recorded_on"], entry.at, entry.zone, entry.actor, entry.role,
                said["verdict"], said["verdict"] == "ineligible" and bool(said["possible"]), json.dumps(against),
                len(said["open_questions"]), said["protocol"], said["protocol_version"], consent["given"],
                consent["on"], consent["form"], said["age"], said["sex"], said["former"], None, None, place,
                json.dumps(lacking),
            ),
        )  # fmt: skip
        persons.note_first(cursor, entry, place)
        if said["former"] is not None:
            cursor.execute("UPDATE log_case SET superseded_by = ? WHERE seq = ?", (entry.seq, said["former"]))
            acts.carry_on(cursor, entry.seq, said["former"])


def serial_of(number: str | None) -> int | None:
    """Give the running part of a screening number: 31 of `SH04-0031`."""
    return int(number.rpartition("-")[2]) if number else None


def last_serial(reader: Reader, study: str) -> int:
    """Give the running part of the last number ever given in a study, 0 where there was none."""
    ((given, spent),) = reader.rows(_LAST_SERIALS, (study, study))
    return max(given or 0, spent or 0)


def next_number(reader: Reader, study: str, site: str) -> str:
    """Give the screening number that follows the last one ever given in a study."""
    return numbered(site, last_serial(reader, study) + 1)


def numbered(site: str, serial: int) -> str:
    """Write a screening number: `SH04-0031`."""
    return f"{site}-{serial:04d}"


def cases(reader: Reader, study: str, *, current_only: bool = False, prescreening: bool = False) -> list[CaseRow]:
    """List a study's log in order of entry; `prescreening` lists those who have not consented instead."""
    where = "study = ? AND number IS " + ("NULL" if prescreening else "NOT NULL")
    if current_only:
        where += " AND superseded_by IS NULL"
    if prescreening:
        where += f" AND NOT EXISTS ({_CONSENTED_SINCE})"
    order = "seq" if prescreening else "serial, seq"
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE {where} ORDER BY {order}", (study,))
    return [_row(one) for one in found]


def each_case(
    reader: Reader,
    study: str,
    *,
    current_only: bool = False,
    newest_first: bool = False,
    outcome: str | None = None,
) -> Iterator[CaseRow]:
    """Give a study's log row by row, in order of number; no more than a page of it is held at a time.

    `outcome` leaves out whose attempt ended otherwise, or not yet.
    """
    than, order = ("<", "DESC") if newest_first else (">", "ASC")
    wanted = " AND superseded_by IS NULL" if current_only else ""
    wanted += " AND outcome = ?" if outcome else ""
    statement = (
        f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE study = ? AND (serial, seq) {than} (?, ?){wanted}"
        f" ORDER BY serial {order}, seq {order} LIMIT {_PAGE}"
    )
    after = (_LAST, _LAST) if newest_first else (0, 0)
    while found := reader.rows(statement, (study, *after, *([outcome] if outcome else []))):
        yield from map(_row, found)
        after = (found[-1][_SERIAL_AT], found[-1][0])


def to_do(reader: Reader, study: str) -> list[int]:
    """List the entries of the cases that have not ended, or that a correction left something to be done of.

    The newest comes first.
    """
    found = reader.rows(
        f"SELECT seq FROM log_case WHERE study = ? AND superseded_by IS NULL AND struck_by IS NULL AND ({_NOT_DONE})"
        f" AND (number IS NOT NULL OR NOT EXISTS ({_CONSENTED_SINCE})) ORDER BY seq DESC",
        (study,),
    )
    return [seq for (seq,) in found]


def begun_lately(reader: Reader, study: str) -> bool:
    """Say whether a case among the last ones entered has not ended; few rows are read, however long the log is."""
    found = reader.rows(
        "SELECT 1 FROM (SELECT * FROM log_case ORDER BY seq DESC LIMIT ?) AS lately"
        " WHERE study = ? AND superseded_by IS NULL AND struck_by IS NULL AND outcome IS NULL LIMIT 1",
        (_LATELY, study),
    )
    return bool(found)


def entry_now(reader: Reader, study: str, person: str, seq: int) -> int:
    """Give the entry that speaks now for the attempt of one of its entries."""
    rows = cases_of(reader, study, person)
    attempt = next(row.attempt for row in rows if row.seq == seq)
    return next(row.seq for row in reversed(rows) if row.attempt == attempt)


def first_days(reader: Reader, study: str, people: Collection[str] | None = None) -> dict[str, date]:
    """Give the day on which each person of the log was first screened, by what speaks for that attempt now.

    `people` asks for a few of them alone.
    """
    those = "" if people is None else f" AND person IN ({', '.join('?' * len(people))})"
    found = reader.rows(
        "SELECT person, on_day FROM log_case WHERE study = ? AND number IS NOT NULL AND superseded_by IS NULL"
        f" AND struck_by IS NULL{those} ORDER BY attempt DESC",
        (study, *(people or ())),
    )
    return {person: date.fromisoformat(on_day) for person, on_day in found}


def case(reader: Reader, seq: int) -> CaseRow | None:
    """Give one row, None where the entry is no assessment."""
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE seq = ?", (seq,))
    return _row(found[0]) if found else None


def case_numbered(reader: Reader, study: str, number: str) -> CaseRow | None:
    """Give the row that speaks now for a screening number, that of the latest attempt; None where there is none."""
    now = (row for row in entries_numbered(reader, study, number) if row.superseded_by is None)
    return max(now, key=lambda row: row.attempt, default=None)


def entries_numbered(reader: Reader, study: str, number: str) -> list[CaseRow]:
    """List every row that ever had a screening number, superseded and struck ones too, in order of entry."""
    running = number.rpartition("-")[2]
    if not (running.isascii() and running.isdigit() and len(running) < 10):
        return []
    columns = ", ".join(_COLUMNS)
    found = reader.rows(
        f"SELECT {columns} FROM log_case WHERE study = ? AND serial = ? AND number = ? ORDER BY seq",
        (study, int(running), number),
    )
    return [_row(one) for one in found]


def subject_numbered(reader: Reader, study: str, subject_number: str) -> CaseRow | None:
    """Give the row that speaks now for somebody enrolled under a subject number; None where there is none."""
    found = reader.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE subject_number = ? AND study = ?"
        " AND superseded_by IS NULL LIMIT 1",
        (subject_number, study),
    )
    return _row(found[0]) if found else None


def cases_at(reader: Reader, seqs: Sequence[int]) -> list[CaseRow]:
    """Give the rows of some entries, in the order asked for."""
    marks = ", ".join("?" * len(seqs))
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE seq IN ({marks})", tuple(seqs))
    rows = {values[0]: values for values in found}
    return [_row(rows[seq]) for seq in seqs]


def cases_of(reader: Reader, study: str, person: str) -> list[CaseRow]:
    """List a person's rows in a study, in order of entry."""
    columns = ", ".join(_COLUMNS)
    found = reader.rows(f"SELECT {columns} FROM log_case WHERE person = ? AND study = ? ORDER BY seq", (person, study))
    return [_row(one) for one in found]


def _row(values: Sequence[Any]) -> CaseRow:
    # As a tuple of the columns in order: a hundred thousand rows are made at once where a log leaves.
    row = list(values)
    for at in _NAMES_AT:
        row[at] = _names(row[at])
    for at in _TRUTHS_AT:
        row[at] = None if row[at] is None else bool(row[at])
    return CaseRow._make(row)


@cache
def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


assert CaseRow._fields == _COLUMNS
_NAMES_AT = [_COLUMNS.index(name) for name in ("failed", "deviations")]
_TRUTHS_AT = [_COLUMNS.index(name) for name in ("not_yet", "consent_given")]
