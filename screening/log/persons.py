"""Who somebody is, read where it is sealed: a view names the entry that says so last, and holds no word of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from sqlite3 import Cursor

from screening.ledger import Entry, Reader

SCHEMA = """
CREATE TABLE log_person (
    no INTEGER PRIMARY KEY, study TEXT NOT NULL, person TEXT NOT NULL, identified INTEGER, first INTEGER);
CREATE UNIQUE INDEX log_person_of ON log_person (person, study);
"""
"""`identified` is the entry that says who it is, `first` the place of the person's first row in the log."""

_IDENTIFIED = """INSERT INTO log_person (no, study, person, identified, first) VALUES (
    (SELECT coalesce(max(no), 0) + 1 FROM log_person), ?1, ?2, ?3,
    (SELECT place FROM log_case WHERE person = ?2 AND study = ?1 ORDER BY seq LIMIT 1))
    ON CONFLICT (person, study) DO UPDATE SET identified = excluded.identified"""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is; blank where it was never entered, or forgotten."""

    id: str
    name: str = ""
    hospital_number: str = ""
    birth_date: str = ""

    def __repr__(self) -> str:
        return f"Person(id={self.id!r})"


def note_identified(cursor: Cursor, entry: Entry) -> None:
    """Note which entry says who a person is."""
    cursor.execute(_IDENTIFIED, (entry.study, entry.person, entry.seq))


def note_first(cursor: Cursor, entry: Entry, place: int) -> None:
    """Note where a person first stands in the log."""
    cursor.execute(
        "UPDATE log_person SET first = ? WHERE person = ? AND study = ? AND first IS NULL",
        (place, entry.person, entry.study),
    )


def note_forgotten(cursor: Cursor, entry: Entry) -> None:
    """Note that nothing says any more who a person is."""
    cursor.execute("UPDATE log_person SET identified = NULL WHERE person = ?", (entry.person,))


def person_of(reader: Reader, study: str, id: str) -> Person:
    """Say who somebody is."""
    return persons_of(reader, study, (id,))[id]


def persons_of(reader: Reader, study: str, ids: Collection[str]) -> dict[str, Person]:
    """Say who some people are, by id."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    found = reader.rows(
        f"SELECT person, identified FROM log_person WHERE person IN ({marks}) AND study = ?", (*wanted, study)
    )
    said = read_identities(reader, [seq for _, seq in found if seq is not None])
    known = {id: said[seq] for id, seq in found if seq in said}
    return {id: known.get(id) or Person(id) for id in wanted}


def read_identities(reader: Reader, seqs: Sequence[int]) -> dict[int, Person]:
    """Read who the people are of whom these entries say it; without those who were forgotten."""
    return {
        one.seq: Person(
            one.person, *(str(one.values.get(key, "")) for key in ("name", "hospital_number", "birth_date"))
        )
        for one in reader.privates_at(seqs)
    }
