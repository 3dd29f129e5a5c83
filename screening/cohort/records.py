"""A folder of FHIR as a cohort: a Bundle a patient, or a bulk export in NDJSON, read by the reader of single records.

Nobody looks at each fact before it counts, as somebody does in the window. So a question on which a record merely bears
(a hint) stays open, and so does one that several rows answer differently.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from screening.cohort.bulk import Bulk, short
from screening.cohort.columns import BIRTH, RESULT_PARTS, SEX, SUBJECT, file_columns, result_file_columns, weighed_whole
from screening.cohort.database import Database
from screening.cohort.text import digest_of
from screening.errors import InputError
from screening.formats.fhir.incoming import people, propose
from screening.formats.proposal import Fact, Hint, LeftOut, Proposal
from screening.protocol import EventsField, LabField, PeriodsField, Protocol
from screening.wording import refused

_LINES, _BUNDLES = (".ndjson", ".jsonl"), (".json",)
_DIGESTED, _LAID = 0.02, 0.1
"""Which share of reading is the digest, and of reading lines to bring them together by patient."""
_OFTEN = 20  # patients between two looks at whether to go on

Cells = dict[str, str]


class Unread(NamedTuple):
    """A record, or a line of one, that can't be read; `row` counts patients from 1, or lines of its file."""

    row: int
    file: str


class Folder(NamedTuple):
    """What was made of a folder: two files of text as a cohort has them, and what could not be read."""

    patients: Path
    results: Path
    unread: Sequence[Unread]
    bad_lines: Sequence[Unread]
    sha256: str


def read_folder(
    folder: Path, protocol: Protocol, on: date, database: Database, aside: Path, only: str | None = None
) -> Folder:
    """Read every record of a folder, as far as it was known on a day, into two files of text.

    `only` one patient's, by the id that the server gave.
    """
    files = sorted(one for one in folder.rglob("*") if one.suffix.lower() in (*_LINES, *_BUNDLES) and one.is_file())
    if not files:
        raise refused("cohort.no_records", file=folder.name)
    reading = _Reading(protocol, on, database, aside, only)
    return reading.read(files)


class _Reading:
    def __init__(self, protocol: Protocol, on: date, database: Database, aside: Path, only: str | None) -> None:
        self._on = on.isoformat()
        self._protocol, self._database, self._aside, self._only = protocol, database, aside, only
        self._count = 0
        self._unread: list[Unread] = []
        self._bad_lines: list[Unread] = []

    def read(self, files: Sequence[Path]) -> Folder:
        sha256 = self._digested(files) if self._only is None else ""
        lines = [one for one in files if one.suffix.lower() in _LINES]
        bundles = [one for one in files if one not in lines]
        in_bundles = _size(bundles) / max(_size(files), 1)
        patients, results = self._aside / "patients.csv", self._aside / "results.csv"
        with (
            patients.open("w", encoding="utf-8", newline="") as people_out,
            results.open("w", encoding="utf-8", newline="") as results_out,
        ):
            self._patients = csv.DictWriter(people_out, [one.name for one in file_columns(self._protocol, "long")])
            self._results = csv.DictWriter(results_out, [one.name for one in result_file_columns(self._protocol)])
            self._patients.writeheader()
            self._results.writeheader()
            with self._database.part(_DIGESTED, 1):
                with self._database.part(0, in_bundles):
                    self._bundles(bundles)
                with self._database.part(in_bundles, 1):
                    self._lines(lines)
        return Folder(patients, results, self._unread, self._bad_lines, sha256)

    def _digested(self, files: Sequence[Path]) -> str:
        """Give one digest of all files, by their names and their own."""
        digest = hashlib.sha256()
        with self._database.part(0, _DIGESTED):
            for place, file in enumerate(files):
                with self._database.part(place / len(files), (place + 1) / len(files)):
                    digest.update(f"{file.name} {self._digest(file)}\n".encode())
        return digest.hexdigest()

    def _digest(self, file: Path) -> str:
        size = max(_size([file]), 1)
        return digest_of(file, lambda read: self._database.tell(read / size))

    def _bundles(self, files: Sequence[Path]) -> None:
        done, size = 0, max(_size(files), 1)
        for file in files:
            self._bundle(file)
            done += file.stat().st_size
            self._database.tell(done / size)

    def _bundle(self, file: Path) -> None:
        """Read a file with one patient's record, or the records of several."""
        raw = file.read_bytes()
        if self._only is not None and self._only.encode() not in raw:
            return
        try:
            keys: list[str | None] = [one.key for one in people(raw)]
        except InputError:
            self._cannot_read(file.name)
            return
        for key in keys:
            self._person(raw, file.name, key)

    def _lines(self, files: Sequence[Path]) -> None:
        """Read a bulk export."""
        done, size = 0, max(_size(files), 1)
        with self._database.part(0, _LAID):
            bulk = Bulk(files, self._aside, lambda laid: self._database.tell(laid / size), self._only)
        self._bad_lines += [Unread(one.line, one.file) for one in bulk.bad]
        with self._database.part(_LAID, 1):
            for number, (_, raw) in enumerate(bulk.people()):
                done += len(raw)
                if number % _OFTEN == 0:
                    self._database.tell(done / size)
                self._person(raw, files[0].name, None)

    def _person(self, raw: bytes, name: str, key: str | None) -> None:
        try:
            proposal = _known(propose(raw, name, self._protocol, person=key), self._on)
        except InputError:
            self._cannot_read(name)
            return
        self._count += 1
        subject = _subject(proposal)
        self._patients.writerow({SUBJECT: subject, **dict(_answers(proposal, self._protocol))})
        self._results.writerows({SUBJECT: subject, **one} for one in _series(proposal, self._protocol))

    def _cannot_read(self, name: str) -> None:
        self._count += 1
        self._unread.append(Unread(self._count, name))


def _size(files: Sequence[Path]) -> int:
    return sum(one.stat().st_size for one in files)


def _known(proposal: Proposal, on: str) -> Proposal:
    """Leave out what is dated after a day: a later result neither counts nor settles an earlier doubt."""

    def known(one: Fact | Hint | LeftOut) -> bool:
        return (one.on or "")[:10] <= on

    facts, hints = [*filter(known, proposal.facts)], [*filter(known, proposal.hints)]
    return replace(proposal, facts=facts, hints=hints, left_out=[*filter(known, proposal.left_out)])


def _subject(proposal: Proposal) -> str:
    """Name a patient by the id that the server gave; where there is none, by the hospital's number."""
    if not proposal.people:
        return ""
    person = proposal.people[0]
    named = person.key.startswith(("Patient/", "http", "urn:"))
    return short(person.key) if named else person.hospital_number or person.key


def _answers(proposal: Proposal, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Give the cells of a patient: what all rows that speak of a question agree on, and no hint puts in doubt."""
    doubtful = {hint.field for hint in proposal.hints}
    said: dict[str, dict[str, str]] = {}
    for fact in proposal.facts:
        if isinstance(fact.value, str) and not isinstance(
            protocol.field.get(fact.field), LabField | EventsField | PeriodsField
        ):
            days = said.setdefault(fact.field, {})
            days[fact.value] = max(days.get(fact.value, ""), (fact.on or "")[:10])
    for field, values in said.items():
        if len(values) > 1 or field in doubtful:
            continue
        ((value, on),) = values.items()
        if field in (f"subject.{BIRTH}", f"subject.{SEX}"):
            yield field.removeprefix("subject."), value
        elif field in protocol.field:
            yield field, value
            yield f"{field}.on", on
        elif field.partition(".")[0] in protocol.field:
            yield field, value


def _series(proposal: Proposal, protocol: Protocol) -> Iterator[Cells]:
    """Give a patient's results; none of a series in which something not older than the newest has to be looked at."""
    doubtful: dict[str, list[str]] = {}
    for hint in proposal.hints:
        doubtful.setdefault(hint.field, []).append((hint.on or "9999")[:10])
    for unread in proposal.left_out:
        for field in unread.fields:
            doubtful.setdefault(field, []).append((unread.on or "9999")[:10])
    newest: dict[str, str] = {}
    results = [one for one in proposal.facts if isinstance(protocol.field.get(one.field), LabField)]
    for fact in results:
        newest[fact.field] = max(newest.get(fact.field, ""), str(fact.value.get("on"))[:10])
    whole = weighed_whole(protocol)
    for fact in results:
        doubts = doubtful.get(fact.field, [])
        if not doubts or (fact.field not in whole and all(on < newest[fact.field] for on in doubts)):
            yield {"field": fact.field, **_cells(fact.value)}


def _cells(result: Mapping[str, Any]) -> Cells:
    found = {part: result[part] for part in RESULT_PARTS if result.get(part) is not None}
    return {part: str(value).lower() if isinstance(value, bool) else str(value) for part, value in found.items()}
