"""Reading files into one proposal for one patient: which kind each is, whom it speaks of, what it offers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from os import fstat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from screening.errors import InputError, Problem, RefusedError
from screening.formats.proposal import IDENTITY, Fact, Person, Place, Proposal
from screening.formats.sizes import LARGEST_FILE, refuse_if_large
from screening.protocol import Protocol
from screening.service.intake.homes import plain
from screening.service.intake.sifting import sifted
from screening.wording import refused

if TYPE_CHECKING:
    from screening.formats.lists import ListMapping, Table

Recall: TypeAlias = Callable[["Table"], "ListMapping | None"]
_LOOKED_AT = 1 << 16
_FAMILIES = {"fhir": "fhir", "hl7": "hl7", "table": "lists"}
_MESSAGE = re.compile(rb"(?:^|[\r\n\x0b\x1c])(?:MSH|FHS|BHS)[^\w\s]")
_STRANGE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"MZ", b"\x7fELF", b"GIF8", b"Rar!")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Of today, and of before 2007 or locked by a password."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What files offer for one patient.

    `formats` says by its SHA-256 what kind each file is (fhir, hl7, table), `whose` whom it speaks of. Where a file
    names several, `people` are those to choose among, the one that this is about first; else there are none.
    """

    proposal: Proposal
    formats: Mapping[str, str]
    whose: Mapping[str, Mapping[str, Any]] = field(repr=False)
    people: tuple[Person, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of who it is that is told in different ways: by whom (a file's name; blank for the form), and how."""

    part: str
    said: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """A file's name and content."""

    name: str
    raw: bytes = field(repr=False)
    kind: str
    sha256: str


def propose(
    paths: Sequence[Path], protocol: Protocol, *, person: str | None = None, recall: Recall | None = None
) -> Intake:
    """Read files of one patient, whatever kind each is; `person` is the `Person.key` of the one wanted.

    `recall` gives how a list of results was described the last time (`Layouts.recall`).

    InputError names every file that can't be read; RefusedError where there is nobody of that key.
    """
    files = _opened(paths)
    found = _each(files, lambda file: _proposed(file, protocol, None, recall))
    everybody = _together([one.people for one in found])
    if person is not None:
        wanted = next((one for one in everybody if person in one.keys.values()), None)
        if wanted is None:
            raise refused("intake_nobody", person=person)
        everybody.sort(key=lambda one: one is not wanted)
        keys = {file.sha256: wanted.keys.get(place) for place, file in enumerate(files)}
        found = _each(files, lambda file: _proposed(file, protocol, keys[file.sha256], recall))
    return _intake(files, found, [one.person for one in everybody], protocol)


def doubts(intake: Intake, document: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """Say where files tell otherwise than each other, or than a history, who the patient is."""
    names = {file.sha256: file.name for file in intake.proposal.files}
    told = [("", document.get("subject") or {}), *((names[key], subject) for key, subject in intake.whose.items())]
    found = []
    for part in IDENTITY:
        said = tuple((who, str(subject[part])) for who, subject in told if subject.get(part))
        if len({plain(value) for _, value in said}) > 1:
            found.append(Doubt(part, said))
    return tuple(found)


def likely(people: Sequence[Person], document: Mapping[str, Any]) -> int:
    """Give the place of the one who is on the form; the first where nobody among them is known to be."""
    subject = document.get("subject") or {}
    return next((place for place, one in enumerate(people) if _alike(one.subject, subject)), 0)


# Files


def _opened(paths: Sequence[Path]) -> list[File]:
    """Open every file, the same content once."""
    files: dict[str, File] = {}
    for file in _each(paths, open_file):
        files.setdefault(file.sha256, file)
    return list(files.values())


def open_file(path: Path) -> File:
    """Read a file and tell what kind it is; RefusedError where it can't be read here, or is too large to be."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
            kind = kind_of(start)
            family = _FAMILIES[kind]
            refuse_if_large(family, fstat(file.fileno()).st_size)
            raw = start + file.read(LARGEST_FILE[family])  # a pipe has no size
    except FileNotFoundError:
        raise refused("intake_gone") from None
    except OSError as error:  # what opening a folder is called differs between systems
        if path.is_dir():
            raise refused("intake_folder") from None
        raise refused("intake_unread", detail=error.strerror or str(error)) from None
    return File(path.name, raw, kind, sha256(raw).hexdigest())


def kind_of(raw: bytes) -> str:
    """Tell what kind a file is by what is in it; RefusedError where it is none that can be read here."""
    start = raw[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise refused("intake_empty")
    if start.startswith(_STRANGE):
        raise refused("intake_kind")
    if start.startswith(_WORKBOOKS):
        return "table"
    if start[:1] in (b"{", b"["):
        return "fhir"
    return "hl7" if _MESSAGE.search(start) else "table"


def _each(given: Sequence[Any], read: Callable[[Any], Any]) -> list[Any]:
    """Read each, and name all that can't be read at once."""
    made, problems = [], []
    for one in given:
        try:
            made.append(read(one))
        except InputError as error:
            if len(given) == 1:
                raise
            problems += [replace(problem, place=_named(one.name, problem)) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return made


def _named(name: str, problem: Problem) -> str:
    return f"{name}: {problem.place}" if problem.place else name


# Readers


def _proposed(file: File, protocol: Protocol, person: str | None, recall: Recall | None) -> Proposal:
    """Let the reader of its kind read a file."""
    if file.kind == "hl7":
        from screening.formats import hl7

        return hl7.propose(file.raw, file.name, protocol, person=person)
    if file.kind == "table":
        from screening.formats import lists

        return lists.propose(file.raw, file.name, protocol, person=person, recall=recall)
    if file.kind == "fhir":
        return _record(file, protocol, person)
    raise refused("intake_kind")


def _record(file: File, protocol: Protocol, person: str | None) -> Proposal:
    """Read a health record; its reader chooses nobody by itself, so that it is told the first one."""
    from screening.formats.fhir import incoming

    try:
        return incoming.propose(file.raw, file.name, protocol, person=person)
    except RefusedError as error:
        if error.code != "fhir.several" or person is not None:
            raise
    first = incoming.people(file.raw)[0].key
    return incoming.propose(file.raw, file.name, protocol, person=first)


def _intake(files: Sequence[File], found: Sequence[Proposal], people: Sequence[Person], protocol: Protocol) -> Intake:
    read = [sifted(_with_identity(one), protocol) for one in found]
    whole = Proposal(
        files=tuple(file for one in read for file in one.files),
        rows=sum(one.rows for one in read),
        subject=_common([one.subject for one in read]),
        facts=[fact for one in read for fact in one.facts],
        hints=[hint for one in read for hint in one.hints],
        left_out=[out for one in read for out in one.left_out],
        people=people,
        notes=[note for one in read for note in one.notes],
    )
    formats = {file.sha256: file.kind for file in files}
    whose = {file.sha256: one.subject for file, one in zip(files, read, strict=True)}
    several = any(len(one.people) > 1 for one in found)
    return Intake(whole, formats, whose, tuple(people) if several else ())


def _with_identity(proposal: Proposal) -> Proposal:
    """Let everything that a file tells of who it is be something to take, also where it is no fact of its own."""
    given = {fact.field for fact in proposal.facts}
    parts = {f"subject.{part}": value for part in IDENTITY if (value := proposal.subject.get(part))}
    missing = {name: value for name, value in parts.items() if name not in given}
    if not missing:
        return proposal
    place = next((fact.place for fact in proposal.facts if fact.field.startswith("subject.")), None)
    own = Place(proposal.files[0], "patient") if place is None else place
    facts = [Fact(name, value, own, str(value)) for name, value in missing.items()]
    return replace(proposal, facts=[*facts, *proposal.facts], rows=proposal.rows + (place is None))


def _common(subjects: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give what is told of a subject; where that differs, what the first file tells."""
    made: dict[str, Any] = {}
    for subject in subjects:
        made = {**subject, **made}
    return made


# People


@dataclass(slots=True)
class _Somebody:
    """One person, by the key that each file has for them (files by their place)."""

    person: Person
    keys: dict[int, str]


def _together(people: Sequence[Sequence[Person]]) -> list[_Somebody]:
    """Put together who is the same in several files: by key, by hospital number, or by name and birth date."""
    found: list[_Somebody] = []
    for place, those in enumerate(people):
        for one in those:
            known = next((other for other in found if place not in other.keys and _same(one, other)), None)
            if known is None:
                found.append(_Somebody(one, {place: one.key}))
            else:
                known.keys[place] = one.key
                known.person = replace(known.person, rows=known.person.rows + one.rows)
    return found


def _same(one: Person, other: _Somebody) -> bool:
    if one.hospital_number and other.person.hospital_number:
        return _alike(one.subject, other.person.subject)
    return _alike(one.subject, other.person.subject) or one.key in other.keys.values()


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Compare who it is by hospital number, or else by name and birth date."""
    if one.get("hospital_number") and other.get("hospital_number"):
        return plain(one["hospital_number"]) == plain(other["hospital_number"])
    named = bool(one.get("name") and one.get("birth_date") and other.get("name"))
    return named and (plain(one["name"]), one["birth_date"]) == (plain(other["name"]), other.get("birth_date"))
