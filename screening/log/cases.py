"""The screening log as a view: one row an assessment saved, what superseded it, what struck it; never stored truth."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Cursor
from typing import Any, ClassVar, Literal

from screening.ledger import Entry, Reader
from screening.log import columns, persons

_COLUMNS = (
    "seq", "study", "number", "serial", "person", "attempt", "earlier", "on_day", "recorded_on", "at", "zone",
    "actor", "role", "verdict", "not_yet", "failed", "open_count", "protocol", "protocol_version", "consent_given",
    "consent_on", "consent_form", "age", "sex", "former", "superseded_by", "struck_by", "outcome", "outcome_on",
    "reason", "subject_number", "signed", "signed_by", "signed_at", "deviations", "forgotten",
)  # fmt: skip
_ASSESSED = 27  # so many of them are said by the assessment; the rest follows

_SCHEMA = f"""
CREATE TABLE log_case (
    seq INTEGER PRIMARY KEY, study TEXT NOT NULL, number TEXT, serial INTEGER, person TEXT NOT NULL,
    attempt INTEGER NOT NULL, earlier TEXT, on_day TEXT NOT NULL, recorded_on TEXT NOT NULL, at TEXT NOT NULL,
    zone TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, verdict TEXT NOT NULL, not_yet INTEGER NOT NULL,
    failed TEXT NOT NULL, open_count INTEGER NOT NULL, protocol TEXT NOT NULL, protocol_version TEXT NOT NULL,
    consent_given INTEGER, consent_on TEXT, consent_form TEXT, age INTEGER, sex TEXT, former INTEGER,
    superseded_by INTEGER, struck_by INTEGER,
    outcome TEXT NOT NULL DEFAULT 'pending', outcome_on TEXT, reason TEXT, subject_number TEXT,
    signed TEXT, signed_by TEXT, signed_at TEXT, deviations INTEGER NOT NULL DEFAULT 0,
    forgotten INTEGER NOT NULL DEFAULT 0, place INTEGER NOT NULL);
CREATE INDEX log_case_serial ON log_case (study, serial);
CREATE INDEX log_case_person ON log_case (person, seq);
CREATE TABLE log_spent (study TEXT NOT NULL, serial INTEGER NOT NULL);
{persons.SCHEMA}
{columns.SCHEMA}
"""
"""`place` numbers the rows from 0 without a gap, in order of entry."""

_NEXT_PLACE = "SELECT coalesce(max(place), -1) + 1 FROM (SELECT place FROM log_case ORDER BY seq DESC LIMIT 1)"

_NOT_LISTED = ("numbers_spent", "deviation_recorded", "person_forgotten", "person_identified")
"""What changes nothing that the log is filtered or sorted by."""

_CONSENTED_SINCE = """SELECT 1 FROM log_case later WHERE later.person = log_case.person
    AND later.study = log_case.study AND later.seq > log_case.seq AND later.number IS NOT NULL"""


_OF_ATTEMPT = "WHERE person = ? AND study = ? AND attempt = ?"
# What became of the attempt holds for its later entries too; a signature does not.
_CARRY_ON = """UPDATE log_case
    SET (outcome, outcome_on, reason, subject_number, deviations, signed, signed_by, signed_at) =
    (SELECT f.outcome, f.outcome_on, f.reason, f.subject_number, f.deviations,
    CASE WHEN f.signed IS NULL THEN NULL ELSE 'superseded' END, f.signed_by, f.signed_at
    FROM log_case f WHERE f.seq = ?2) WHERE seq = ?1"""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of the log. `failed` names the criteria that speak against the person; nothing here identifies one."""

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
    outcome: str
    """What became of the attempt: `pending`, or how it ended, on which day and for which reason or criterion."""
    outcome_on: str | None
    reason: str | None
    subject_number: str | None
    signed: str | None
    """The meaning of the last signature; `superseded` where a later entry needs a new one, None where there is none."""
    signed_by: str | None
    signed_at: str | None
    deviations: int
    forgotten: bool

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


class Cases:
    """The projection that keeps `log_case`."""

    name = "log_case"
    version = 4
    schema = _SCHEMA
    _insert = (
        f"INSERT INTO log_case ({', '.join(_COLUMNS[:_ASSESSED])}, place) VALUES ({', '.join('?' * _ASSESSED)}, ?)"
    )

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        """Bring one more entry into the view."""
        del private
        bring = self._bringing.get(entry.kind)
        if bring is not None:
            bring(self, cursor, entry)
            if entry.kind not in _NOT_LISTED:
                columns.file_rows(cursor, entry.study, entry.person)

    def _struck(self, cursor: Cursor, entry: Entry) -> None:
        cursor.execute("UPDATE log_case SET struck_by = ? WHERE seq = ?", (entry.seq, entry.payload["struck"]))

    def _spent(self, cursor: Cursor, entry: Entry) -> None:
        spent = serial_of(str(entry.payload["last"]))
        cursor.execute("INSERT INTO log_spent (study, serial) VALUES (?, ?)", (entry.study, spent))

    def _signed(self, cursor: Cursor, entry: Entry) -> None:
        said = entry.payload
        cursor.execute(
            "UPDATE log_case SET signed = ?, signed_by = ?, signed_at = ? WHERE seq = ?",
            (said["meaning"], said["name"], said["at"], said["entry"]),
        )

    def _ended(self, cursor: Cursor, entry: Entry) -> None:
        said = entry.payload
        ending = (said["outcome"], said["on"], said["primary"] or None, said["subject_number"])
        cursor.execute(
            f"UPDATE log_case SET outcome = ?, outcome_on = ?, reason = ?, subject_number = ? {_OF_ATTEMPT}",
            (*ending, entry.person, entry.study, entry.attempt),
        )

    def _taken_back(self, cursor: Cursor, entry: Entry) -> None:
        cursor.execute(
            "UPDATE log_case SET outcome = 'pending', outcome_on = NULL, reason = NULL, subject_number = NULL "
            f"{_OF_ATTEMPT}",
            (entry.person, entry.study, entry.attempt),
        )

    def _deviated(self, cursor: Cursor, entry: Entry) -> None:
        cursor.execute(
            f"UPDATE log_case SET deviations = deviations + 1 {_OF_ATTEMPT}", (entry.person, entry.study, entry.attempt)
        )

    def _forgotten(self, cursor: Cursor, entry: Entry) -> None:
        cursor.execute("UPDATE log_case SET forgotten = 1 WHERE person = ?", (entry.person,))
        persons.note_forgotten(cursor, entry)

    def _identified(self, cursor: Cursor, entry: Entry) -> None:
        persons.note_identified(cursor, entry)

    def _assessed(self, cursor: Cursor, entry: Entry) -> None:
        said: Mapping[str, Any] = entry.payload
        consent = said["consent"]
        (place,) = cursor.execute(_NEXT_PLACE).fetchone()
        against = [one["id"] for one in said["criteria"] if one["outcome"] in ("not_met", "excludes")]
        cursor.execute(
            self._insert,
            (
                entry.seq, entry.study, said["number"], serial_of(said["number"]), entry.person, entry.attempt,
                said["earlier"], said["on"], said["recorded_on"], entry.at, entry.zone, entry.actor, entry.role,
                said["verdict"], said["verdict"] == "ineligible" and bool(said["possible"]), json.dumps(against),
                len(said["open_questions"]), said["protocol"], said["protocol_version"], consent["given"],
                consent["on"], consent["form"], said["age"], said["sex"], said["former"], None, None, place,
            ),
        )  # fmt: skip
        persons.note_first(cursor, entry, place)
        if said["former"] is not None:
            cursor.execute("UPDATE log_case SET superseded_by = ? WHERE seq = ?", (entry.seq, said["former"]))
            cursor.execute(_CARRY_ON, (entry.seq, said["former"]))

    _bringing: ClassVar[dict[str, Callable[["Cases", Cursor, Entry], None]]] = {
        "assessed": _assessed,
        "entered_in_error": _struck,
        "numbers_spent": _spent,
        "signed": _signed,
        "outcome_recorded": _ended,
        "outcome_taken_back": _taken_back,
        "deviation_recorded": _deviated,
        "person_forgotten": _forgotten,
        "person_identified": _identified,
    }


def serial_of(number: str | None) -> int | None:
    """Give the running part of a screening number: 31 of `SH04-0031`."""
    return int(number.rpartition("-")[2]) if number else None


def last_serial(reader: Reader, study: str) -> int:
    """Give the running part of the last number ever given in a study, 0 where there was none."""
    given = "SELECT serial FROM log_case WHERE study = ?1 UNION ALL SELECT serial FROM log_spent WHERE study = ?1"
    found = reader.rows(f"SELECT max(serial) FROM ({given})", (study,))
    return int(found[0][0] or 0)


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


def case(reader: Reader, seq: int) -> CaseRow | None:
    """Give one row, None where the entry is no assessment."""
    found = reader.rows(f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE seq = ?", (seq,))
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


def cases_numbered(reader: Reader, study: str, number: str) -> list[CaseRow]:
    """List the rows of a screening number in order of entry."""
    columns = ", ".join(_COLUMNS)
    serial = serial_of(number) if number.rpartition("-")[2].isdecimal() else None
    found = reader.rows(
        f"SELECT {columns} FROM log_case WHERE study = ? AND serial = ? AND number = ? ORDER BY seq",
        (study, serial, number),
    )
    return [_row(one) for one in found]


def _row(values: tuple[Any, ...]) -> CaseRow:
    named = dict(zip(_COLUMNS, values, strict=True))
    named["failed"] = tuple(json.loads(named["failed"]))
    named["not_yet"] = bool(named["not_yet"])
    named["forgotten"] = bool(named["forgotten"])
    named["consent_given"] = None if named["consent_given"] is None else bool(named["consent_given"])
    return CaseRow(**named)
