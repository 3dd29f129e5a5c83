"""The archive: one file with all that the book says, to be read and checked without this program, now or much later."""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO, TypeVar

from screening import __version__
from screening.access import Permission
from screening.formats.tables import csv_parts
from screening.ledger import Checkpoint
from screening.log import (
    KINDS,
    Archived,
    CaseRow,
    Person,
    ProtocolActivated,
    SignerKnown,
    SigningKeyMade,
    upcast_texts,
)
from screening.service.exporting import screening_csv, trail_table
from screening.service.leaving import leave
from screening.service.packing import Packing
from screening.service.site import Site
from screening.service.trail import Line, Wanted
from screening.wording import Words, unusable

_TRIES = 20
_TOGETHER = 64
_WRITTEN = ("README.txt", "verify.py")
_PEOPLE = ("person", "number", "attempt", "subject_number", "name", "hospital_number", "birth_date", "consent_on")


_T = TypeVar("_T")
Progress = Callable[[int, int], None]
"""Told from time to time how much of how much is done; what it raises ends the archive without a trace."""


def archive(
    site: Site, path: Path, words: Words, *, identified: bool = False, progress: Progress | None = None
) -> Archived:
    """Write the archive of the study at hand as one ZIP file, its manifest beside it, and note it in the book.

    The coded edition holds nothing that lies with a person's identity; the identified one holds that in a folder of its
    own, and can be read by its owner alone. README.txt in it says how to check it, verify.py does so.
    """
    with (
        site.acting(Permission.KEEP_RECORD),
        site.acting(Permission.EXPORT_IDENTIFIED if identified else Permission.EXPORT_CODED),
    ):
        course = _Course(site.head().length, progress, identified=identified)
        return _Archive(site, words, course, identified=identified).leave(path)


class _Course:
    """How far an archive is: every entry is checked, told and copied, one after the other."""

    def __init__(self, length: int, progress: Progress | None, *, identified: bool) -> None:
        self._length, self._progress = length, progress
        self._stages = 4 if identified else 3

    def checked(self, done: int, of: int) -> None:
        """Tell how many entries were checked."""
        self._tell(0, done * self._length // max(of, 1))

    def told(self, lines: Iterable[Line], *, again: bool = False) -> Iterator[Line]:
        """Count the entries of the trail as their lines go by, those of the identified one `again`."""
        return self._counted(3 if again else 1, ((line.seq, line) for line in lines))

    def copied(self, bodies: Iterable[_T]) -> Iterator[_T]:
        """Count the entries themselves as they go by."""
        return self._counted(2, enumerate(bodies, 1))

    def _counted(self, stage: int, numbered: Iterable[tuple[int, _T]]) -> Iterator[_T]:
        for number, one in numbered:
            if number % _TOGETHER == 0:
                self._tell(stage, number)
            yield one
        self._tell(stage, self._length)

    def _tell(self, stage: int, done: int) -> None:
        if self._progress is not None:
            self._progress(stage * self._length + min(done, self._length), self._stages * self._length)


@dataclass(frozen=True, slots=True)
class _State:
    """The book as it stood at a checkpoint: what was signed, and what its views said then."""

    made: Checkpoint
    log: list[CaseRow]
    waiting: list[CaseRow]
    people: dict[str, Person] = field(repr=False)


class _Archive:
    """An archive about to be written."""

    def __init__(self, site: Site, words: Words, course: _Course, *, identified: bool) -> None:
        self._site, self._words, self._course, self._identified = site, words, course, identified
        self._state = self._settled()

    def leave(self, path: Path) -> Archived:
        """Write it to a file, and note that it left."""
        noted: list[Archived] = []
        made = self._state.made

        def note(digest: str) -> bytes:
            event = Archived(identified=self._identified, length=made.length, head=made.head, sha256=digest)
            noted.append(event)
            entry = self._site.note(event)
            said = {"file": path.name, "study": self._site.study, "entry": entry.seq, **event.model_dump()}
            return self._site.manifest(said)

        leave(path, self._site.folder, self._fill, note, identified=self._identified)
        return noted[-1]

    def _settled(self) -> _State:
        """Take the state of the book, which must verify, at a moment in which nobody else writes."""
        found = self._site.verify(self._course.checked)
        if not found.ok:
            raise unusable("archive_unsound_at" if found.first_bad else "archive_unsound", entry=found.first_bad)
        for _ in range(_TRIES):
            made = self._site.seal()
            log, waiting = self._site.log(current_only=False), self._site.prescreening()
            ids = {row.person for row in (*log, *waiting)} if self._identified else ()
            state = _State(made, log, waiting, {id: self._site.person(id) for id in ids})
            if self._site.head().length == made.length:
                return state
        raise unusable("archive_busy")

    def _fill(self, file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packing = Packing(packed)
            for name, parts in self._parts():
                packing.put(name, parts)
            packing.put("manifest.json", [self._manifest(packing.files)])

    def _parts(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Name each file, and give its content piece by piece."""
        site, words, state = self._site, self._words, self._state
        for name in _WRITTEN:
            yield name, [files("resources").joinpath("archive", name).read_bytes()]
        yield "log.csv", screening_csv(state.log, words)
        yield "prescreening.csv", screening_csv(state.waiting, words)
        upto = Wanted(upto=state.made.length)
        yield "trail.csv", trail_table(self._course.told(site.trail.coded(upto)), site.trail.names(), words)
        yield "events.jsonl", (body + b"\n" for body in self._course.copied(site.reader.bodies(state.made.length)))
        yield "kinds.json", [_plain(_kinds())]
        yield from self._protocols()
        yield "checkpoints.jsonl", (_line(one.plain()) for one in self._checkpoints())
        yield "keys.json", [_plain(self._keys())]
        if self._identified:
            yield "identified/identification.csv", self._identification()
            yield "identified/identities.jsonl", self._identities()
            lines = self._course.told(site.trail.identified(upto), again=True)
            yield "identified/trail.csv", trail_table(lines, site.trail.names(), words, identified=True)

    def _manifest(self, packed: list[dict[str, object]]) -> bytes:
        site, made = self._site, self._state.made
        said = {
            "eligo": "archive",
            "edition": "identified" if self._identified else "coded",
            "site": site.code,
            "practice": site.practice,
            "study": site.study,
            "made": made.at,
            "by": site.actor.name,
            "program": f"Eligo {__version__}",
            "language": self._words.language,
            "length": made.length,
            "head": made.head,
            "files": packed,
        }
        return site.manifest(said, made)

    def _protocols(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        for entry in self._site.reader.entries(kinds=(ProtocolActivated.kind,)):
            said = ProtocolActivated.model_validate(dict(entry.payload))
            name = re.sub(r"[^A-Za-z0-9.-]", "_", f"{said.protocol}-{said.protocol_version}")
            yield f"protocols/{entry.seq:06d}-{name}.toml", [said.text.encode()]

    def _checkpoints(self) -> Iterator[Checkpoint]:
        return (one for one in self._site.reader.checkpoints() if one.length <= self._state.made.length)

    def _keys(self) -> list[dict[str, object]]:
        """List every public key that the book names, with whose it is and since which entry."""
        names = self._site.trail.names()
        found: list[dict[str, object]] = []
        for entry in self._site.reader.entries(kinds=(SigningKeyMade.kind, SignerKnown.kind)):
            of = names.get(str(entry.payload.get("account")), "the installation")
            found.append({"of": of, "since": entry.seq, "algorithm": "Ed25519", "public": entry.payload["public"]})
        return found

    # Who people are

    def _identification(self) -> Iterator[bytes]:
        """Give the identification code list: who is behind which number."""
        current = (row for row in self._state.log if row.superseded_by is None)
        header = [self._words.text(f"archive.column.{name}") for name in _PEOPLE]
        return csv_parts(header, (self._identity(row) for row in (*current, *self._state.waiting)))

    def _identity(self, row: CaseRow) -> list[str | int | None]:
        who = self._state.people[row.person]
        said = (who.name, who.hospital_number, who.birth_date, row.consent_on)
        return [row.person, row.number, row.attempt, row.subject_number, *said]

    def _identities(self) -> Iterator[bytes]:
        for one in self._site.reader.secrets(self._state.made.length):
            yield _line({"entry": one.seq, "person": one.person, "salt": one.salt, "values": one.values})


def _kinds() -> list[dict[str, object]]:
    """Say of every kind of entry what it holds; of an older version, what the next one made of it."""
    now: list[dict[str, object]] = [
        {"kind": kind, "version": version, "schema": event.model_json_schema()}
        for (kind, version), event in sorted(KINDS.items())
    ]
    return now + [
        {"kind": kind, "version": version, "differs": text} for (kind, version), text in sorted(upcast_texts().items())
    ]


def _plain(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _line(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, default=dict)}\n".encode()
