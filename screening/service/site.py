"""One open site: its book, its study, and who is at work; the only door to the ledger for window and commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from screening.engine import Assessment, assess
from screening.errors import InputError, Problem, StoreError
from screening.ledger import (
    Draft,
    Entry,
    Head,
    Ledger,
    Reader,
    UnsavedForms,
    Verification,
    new_key_file,
    read_key_file,
)
from screening.log import (
    Assessed,
    BackedUp,
    CaseRow,
    Cases,
    Change,
    EnteredInError,
    Event,
    People,
    Person,
    PersonIdentified,
    SiteOpened,
    cases,
    cases_of,
    event_of,
    identity_of,
    last_serial,
    next_number,
    numbered,
    put_together,
)
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.auditing import changes_between
from screening.service.drafts import Actor, activation, draft
from screening.service.judging import Judgement
from screening.service.placing import Place, place_anew, place_beside, row_of
from screening.service.protocols import Protocols
from screening.service.sealing import Proof, Seals, signing_key
from screening.service.writing import write

BOOK, KEY, PRACTICE = "eligo.db", "eligo.key", "practice"
_CODE = "letters, digits and hyphens, such as SH04"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save gave: the entry, and the screening number (None in the pre-screening list)."""

    seq: int
    number: str | None
    person: str
    attempt: int
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Record:
    """A saved case as it was: its row, what it said, the history as entered, and the protocol that judged it."""

    row: CaseRow
    said: Assessed
    history: Mapping[str, Any]
    protocol: Protocol
    person: Person
    struck_because: str | None
    reason: str | None = None
    """Why it was corrected: None where no reason was given, blank where it was forgotten with the person."""


def exists(folder: Path) -> bool:
    """Say whether a folder holds a site's book; StoreError where we may not look."""
    try:
        (folder / BOOK).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(f"{folder} can't be looked into: {error.strerror}") from None
    return True


class Site:
    """An open site. One study at a time is at hand; every call that writes appends to the ledger."""

    def __init__(self, folder: Path, ledger: Ledger, actor: Actor) -> None:
        self.folder = folder
        self._ledger = ledger
        self._closed = False
        self._protocols = Protocols(ledger)
        opened = next(iter(ledger.entries(kinds=(SiteOpened.kind,), limit=1)), None)
        if opened is None:
            raise StoreError(f"{folder / BOOK} was never set up as a site's book; set the site up again elsewhere")
        said = SiteOpened.model_validate(dict(opened.payload))
        self.code, self.practice = said.code, said.practice
        self.actor = actor if actor.name else Actor(opened.actor, opened.role)
        self.protocol = self._protocols.latest()
        self.study = f"{self.code}/{self.protocol.id}"
        self._people = People(self.study)
        self._seals = Seals(folder, ledger, self._draft)

    @classmethod
    def init(cls, folder: Path, *, code: str, actor: Actor, protocol: Protocol, practice: bool = False) -> Self:
        """Begin a site's book in a folder, whole or not at all, and open it."""
        _refuse(code, actor, protocol)
        if exists(folder):
            raise StoreError(f"{folder} already holds a site's book; open it, or choose another folder")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(f"{folder} can't be made: {error.strerror}") from None
        key_file = folder / KEY
        key = read_key_file(key_file) if key_file.exists() else new_key_file(key_file)
        opened = draft(SiteOpened(code=code, practice=practice), actor)
        active = draft(activation(protocol), actor, study=f"{code}/{protocol.id}")
        sealed = draft(signing_key(folder), actor)
        _begin(folder, key, [opened, active, sealed])
        return cls.open(folder, actor)

    @classmethod
    def open(cls, folder: Path, actor: Actor | None = None) -> Self:
        """Open a site's book; without an actor, whoever set it up is at work."""
        if not exists(folder):
            raise StoreError(f"there is no site's book in {folder}; set one up with: eligo site init --data {folder}")
        ledger = Ledger.open(folder / BOOK, read_key_file(folder / KEY), projections=[Cases()])
        try:
            return cls(folder, ledger, actor or Actor(""))
        except BaseException:
            ledger.close()
            raise

    def close(self) -> None:
        """Sign the book where it has grown, and close it; closing twice is harmless."""
        try:
            if not self._closed:
                self._seals.close()
        finally:
            self._closed = True
            self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    # Judging

    def assess(self, history: Mapping[str, Any], on: date) -> Assessment:
        """Judge a history on a day; nothing is written. InputError names every faulty place."""
        return assess(self.protocol, read_history(history, self.protocol), on)

    # Saving

    def save(
        self,
        history: Mapping[str, Any],
        on: date,
        *,
        former: int | None = None,
        person: str | None = None,
        corrects: bool = False,
        reason: str = "",
        consent_unstated: bool = False,
    ) -> Saved:
        """Append a case to the log, with the next screening number where it is the person's first.

        `former` is the entry that this one continues or, with a `reason`, corrects; `person` an earlier one. Whoever
        has not consented gets no number and stands in the pre-screening list; `consent_unstated` says that the
        history comes from elsewhere and consent was not asked for here.
        """
        _refuse_unusable(self.protocol)
        if corrects and not reason.strip():
            raise InputError([Problem("reason", "must say why the entry is corrected")])
        case = Judgement.of(self.protocol, history, on, reason.strip())
        consented = case.consent.given is True or (consent_unstated and case.consent.given is None)
        placed: list[Place] = []

        def drafts(reader: Reader) -> Sequence[Draft]:
            if former is not None:
                place = place_beside(reader, self.study, self.code, former, consented)
            else:
                place = place_anew(reader, self.study, self.code, person, consented)
            event = case.event(place, former, place.why(former, corrects))
            made = [self._draft(event, person=place.person, attempt=place.attempt, private=case.private)]
            identity = self._identity(place.person, case.subject, corrects)
            if identity:
                who = PersonIdentified(sex=case.subject.get("sex"))
                made.insert(0, self._draft(who, person=place.person, private=identity))
            placed.append(place)
            return made

        entries = write(self._ledger, self._draft, drafts)
        place = placed[-1]
        return Saved(entries[-1].seq, place.number, place.person, place.attempt, case.assessment)

    def strike(self, seq: int, reason: str) -> Entry:
        """Strike a case through as entered in error; its number stays spent."""
        if not reason.strip():
            raise InputError([Problem("reason", "must say why the entry is struck through")])

        def striking(reader: Reader) -> Sequence[Draft]:
            row = row_of(reader, self.study, seq)
            if row.struck_by is not None:
                raise InputError(f"entry {seq} is struck through already")
            event = EnteredInError(number=row.number, struck=seq)
            return [self._draft(event, person=row.person, attempt=row.attempt, private={"reason": reason.strip()})]

        return write(self._ledger, self._draft, striking)[-1]

    # Reading

    def log(self, *, current_only: bool = True) -> list[CaseRow]:
        """List the screening log in order of number; `current_only` leaves out what a later entry superseded."""
        return cases(self._ledger, self.study, current_only=current_only)

    def prescreening(self) -> list[CaseRow]:
        """List those who have not consented, as last assessed; whoever consented since stands in the log."""
        return cases(self._ledger, self.study, current_only=True, prescreening=True)

    def cases_of(self, person: str) -> list[CaseRow]:
        """List a person's entries in order."""
        return cases_of(self._ledger, self.study, person)

    def record(self, seq: int) -> Record:
        """Give a saved case as it was assessed."""
        entry = self._ledger.entry(seq)
        row = row_of(self._ledger, self.study, seq)
        said = event_of(entry)
        assert isinstance(said, Assessed)
        private = self._ledger.private_of(entry)
        return Record(
            row,
            said,
            put_together(said.history, private, said.model_dump()),
            self._protocols.get(said.fingerprint),
            self.person(row.person),
            self._why_struck(row),
            str((private or {}).get("reason", "")) if said.reasoned else None,
        )

    def changes(self, later: int, former: int | None = None) -> list[Change]:
        """List what was changed in a case from one entry (the one just before) to a later one, field by field."""
        return changes_between(self._ledger, self.record, later, former)

    def person(self, id: str) -> Person:
        """Say who somebody is; blank where it was not entered."""
        self._people.read_on(self._ledger)
        return self._people.get(id)

    def find_people(self, text: str) -> list[Person]:
        """Find people by part of the name, hospital number or birth date."""
        self._people.read_on(self._ledger)
        return self._people.find(text)

    def same_person(self, subject: Mapping[str, Any]) -> list[Person]:
        """Find who may be this person already."""
        self._people.read_on(self._ledger)
        return self._people.same(subject)

    @property
    def unsaved(self) -> UnsavedForms:
        """Give the forms that are parked and not saved yet."""
        return self._ledger.unsaved

    def head(self) -> Head:
        """Give the length of the book and its last hash."""
        return self._ledger.head()

    def verify(self, progress: Callable[[int, int], None] | None = None, against: Proof | None = None) -> Verification:
        """Check the whole book, also against a copy made earlier, and name the first entry that doesn't fit."""
        return self._seals.verify(progress, against)

    def rebuild(self) -> None:
        """Throw every view away and build it anew from the entries."""
        self._ledger.rebuild()

    def next_number(self) -> str:
        """Give the screening number that the next case gets, if nobody else is quicker."""
        return next_number(self._ledger, self.study, self.code)

    def last_number(self) -> str | None:
        """Give the last screening number ever given, None where there was none."""
        serial = last_serial(self._ledger, self.study)
        return numbered(self.code, serial) if serial else None

    def note(self, *events: Event) -> Entry:
        """Record what was done with the book, such as a copy that left it; gives the last entry."""
        return write(self._ledger, self._draft, lambda reader: [self._draft(event) for event in events])[-1]

    def copy_to(self, path: Path) -> Verification:
        """Copy the whole book, encrypted under its key, and check the copy; others may go on working."""
        return self._ledger.copy_to(path, read_key_file(self.folder / KEY))

    def last_backup(self) -> str | None:
        """Say when the last backup was made (UTC), None where there is none."""
        entries = self._ledger.entries(kinds=(BackedUp.kind,), limit=1, newest_first=True)
        return next((entry.at for entry in entries), None)

    def damaged_pages(self) -> list[str]:
        """Check every page of the file, and describe those that were not written so."""
        return self._ledger.damaged_pages()

    def manifest(self, said: Mapping[str, object]) -> bytes:
        """Sign what a copy is, with a fresh checkpoint, as the file that stands beside it."""
        return self._seals.manifest(said)

    # Within

    def _draft(
        self,
        event: Event,
        person: str | None = None,
        attempt: int | None = None,
        private: Mapping[str, Any] | None = None,
    ) -> Draft:
        return draft(event, self.actor, self.study, person, attempt, private)

    def _identity(self, person: str, subject: Mapping[str, Any], corrects: bool) -> dict[str, Any]:
        """Give who a person is now, empty where that is known already; only a correction takes a part away."""
        known = identity_of(asdict(self.person(person)))
        given = identity_of(subject)
        now = given if corrects else known | given
        return now if now != known else {}

    def _why_struck(self, row: CaseRow) -> str | None:
        if row.struck_by is None:
            return None
        private = self._ledger.private_of(self._ledger.entry(row.struck_by))
        return str(private["reason"]) if private else ""


def _begin(folder: Path, key: bytes, first: Sequence[Draft]) -> None:
    """Write a book with its first entries, or leave none: one without them would be in the way for ever."""
    ledger = Ledger.create(folder / BOOK, key, projections=[Cases()])
    try:
        with ledger:
            ledger.append(first)
    except BaseException:
        for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm"):
            (folder / name).unlink(missing_ok=True)
        raise


def _refuse(code: str, actor: Actor, protocol: Protocol) -> None:
    problems = []
    if not code or len(code) > 20 or not all(one.isascii() and (one.isalnum() or one == "-") for one in code):
        problems.append(Problem("site", f"the code is {_CODE}"))
    for place, text in (("user", actor.name), ("role", actor.role)):
        if not text.strip():
            problems.append(Problem(place, "must not be blank"))
        elif not text.isprintable():
            problems.append(Problem(place, "holds characters that can't be written; type it again"))
    if protocol.protocol.unusable is not None:
        problems.append(Problem("protocol", protocol.protocol.unusable.in_("en")))
    if problems:
        raise InputError(problems)


def _refuse_unusable(protocol: Protocol) -> None:
    why = protocol.protocol.unusable
    if why is not None:
        raise InputError(f"nobody can be screened with {protocol.id}@{protocol.version}: {why.in_('en')}")
