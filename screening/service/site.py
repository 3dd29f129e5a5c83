"""One open site: its book, its study, and who is at work; the only door to the ledger for window and commands."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from screening.access import Keyring, Permission
from screening.engine import Assessment, assess
from screening.errors import AccessError
from screening.ledger import (
    Draft,
    Entry,
    Ledger,
    Reader,
    UnsavedForms,
    new_key_file,
    read_key_file,
)
from screening.log import (
    Account,
    Assessed,
    CaseRow,
    Change,
    EnteredInError,
    People,
    Person,
    PersonIdentified,
    SiteOpened,
    cases,
    cases_of,
    entries_numbered,
    event_of,
    identity_of,
    last_serial,
    next_number,
    numbered,
    person_of,
    put_together,
)
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.amendments import Amendments
from screening.service.auditing import changes_between
from screening.service.beginning import BOOK, KEY, KEYS, begin, exists, make_folder_for, projections, refuse_beginning
from screening.service.book import Book, needs
from screening.service.conduct import Conduct, refuse_when_closed, refuse_when_paused
from screening.service.drafts import Actor, activation, draft
from screening.service.forgetting import Forgetting
from screening.service.judging import Judgement
from screening.service.keeping import Keeping
from screening.service.layouts import Layouts
from screening.service.listing import Listing
from screening.service.outcomes import Outcomes
from screening.service.placing import Place, place_anew, place_beside, row_of
from screening.service.queries import Queries
from screening.service.rules import SiteRules
from screening.service.sealing import InstallationKey, Seals
from screening.service.signing import Signatures
from screening.service.staff import Staff
from screening.service.trail import Trail
from screening.service.visits import Visits
from screening.wording import refused, unusable

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save gave: the entry, and the screening number (None in the pre-screening list)."""

    seq: int
    number: str | None
    person: str
    attempt: int
    assessment: Assessment
    unended: str | None = None
    """The number of an earlier attempt of the person's that has no outcome yet."""


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


class Site(Keeping):
    """An open site. One study at a time is at hand; every call that writes appends to the ledger."""

    def __init__(self, book: Book, seals: Seals) -> None:
        super().__init__(book, seals)
        self.folder, self.code, self.practice = book.folder, book.code, book.practice
        self.protocol, self.study = book.protocol, book.study
        self._identities = People(self.study)
        self.staff, self.rules = Staff(book), SiteRules(book)
        self.signatures, self.outcomes, self.conduct = Signatures(book), Outcomes(book), Conduct(book)
        self.forgetting, self.amendments = Forgetting(book), Amendments(book)
        self.trail = Trail(book)
        self.queries, self.visits = Queries(book), Visits(book, self.trail)
        self.layouts = Layouts(book)
        self.listing = Listing(book, self._identities)

    @classmethod
    def init(cls, folder: Path, *, code: str, actor: Actor, protocol: Protocol, practice: bool = False) -> Self:
        """Begin a site's book without accounts in a folder, whole or not at all, and open it."""
        refuse_beginning(code, actor, protocol)
        make_folder_for(folder)
        key_file = folder / KEY
        key = read_key_file(key_file) if key_file.exists() else new_key_file(key_file)
        study = f"{code}/{protocol.id}"
        opened = draft(SiteOpened(code=code, practice=practice), actor)
        active = draft(activation(protocol), actor, study=study)
        sealed = draft(InstallationKey(folder, key).known(), actor)
        begin(folder, key, [opened, active, sealed])
        return cls.open(folder, actor)

    @classmethod
    def open(cls, folder: Path, actor: Actor | None = None) -> Self:
        """Open a book without accounts; without an actor, whoever set it up is at work."""
        if not exists(folder):
            raise unusable("no_book", path=folder)
        if (folder / KEYS).exists():
            raise AccessError(
                "sign_in",
                "The book in {folder} is opened by its people's passwords; name yourself with --user",
                folder=folder,
            )
        return cls.opened(folder, read_key_file(folder / KEY), actor or Actor(""))

    @classmethod
    def opened(cls, folder: Path, key: bytes, actor: Actor) -> Self:
        """Open a book whose key is at hand."""
        ledger = Ledger.open(folder / BOOK, key, projections=projections())
        try:
            book = Book(folder, ledger, key, actor)
            return cls(book, Seals(folder, ledger, InstallationKey(folder, key), book.draft))
        except BaseException:
            ledger.close()
            raise

    def admit(self, known: Account, keyring: Keyring) -> None:
        """Let somebody who has an account work with the book."""
        self._book.admit(known, keyring)

    def known_to_all(self, name: str) -> tuple[str, ...]:
        """Give what everybody at the site knows, of which nobody's password is made."""
        return self._book.known_to_all(name)

    @property
    def actor(self) -> Actor:
        """Say who is at work."""
        return self._book.actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._book.actor = actor

    def acting(self, permission: Permission) -> AbstractContextManager[None]:
        """Let a block act in the role that permits it; AccessError where none does."""
        return self._book.acting(permission)

    def permits(self, permission: Permission) -> bool:
        """Answer whether whoever is at work may do something now."""
        return self._book.permits(permission)

    # Judging

    def assess(self, history: Mapping[str, Any], on: date) -> Assessment:
        """Judge a history on a day; nothing is written. InputError names every faulty place."""
        return assess(self.protocol, read_history(history, self.protocol), on)

    # Saving

    @needs(Permission.SCREEN)
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
        imports: "Sequence[Reckoning]" = (),
    ) -> Saved:
        """Append a case to the log, with the next screening number where it is the person's first.

        `former` is the entry that this one continues or, with a `reason`, corrects; `person` an earlier one. Whoever
        has not consented gets no number and stands in the pre-screening list; `consent_unstated` says that the
        history comes from elsewhere and consent was not asked for here; `imports` from which files it was taken.
        """
        _refuse_unusable(self.protocol)
        if corrects and not reason.strip():
            raise refused("why_corrected", "reason")
        case = Judgement.of(self.protocol, history, on, reason.strip())
        settings = self.protocol.protocol
        consented = case.consented(unstated=consent_unstated or settings.consent == "not_asked")
        placed: list[Place] = []

        def drafts(reader: Reader) -> Sequence[Draft]:
            if former is not None:
                refuse_when_closed(reader, self.study)
                place = place_beside(reader, self.study, self.code, settings, former, consented, corrects=corrects)
            else:
                refuse_when_paused(reader, self.study)
                place = place_anew(reader, self.study, self.code, settings, person, consented)
            made = case.drafts(self._book, place, former, corrects, imports)
            identity = self._identity(place.person, case.subject, corrects)
            if identity:  # just before the case, which tells the number
                who = PersonIdentified(sex=case.subject.get("sex"))
                made.insert(-1, self._book.draft(who, person=place.person, private=identity))
            placed.append(place)
            return made

        entries = self._book.write(drafts)
        place = placed[-1]
        return Saved(entries[-1].seq, place.number, place.person, place.attempt, case.assessment, place.unended)

    @needs(Permission.SCREEN)
    def strike(self, seq: int, reason: str) -> Entry:
        """Strike a case through as entered in error; its number stays spent."""
        if not reason.strip():
            raise refused("why_struck", "reason")

        def striking(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self.study)
            row = row_of(reader, self.study, seq)
            if row.struck_by is not None:
                raise refused("struck_already", entry=seq)
            if row.outcome is not None:
                raise refused("struck_after_end")
            event = EnteredInError(number=row.number, struck=seq)
            return [self._book.draft(event, person=row.person, attempt=row.attempt, private={"reason": reason.strip()})]

        return self._book.write(striking)[-1]

    # Reading

    @needs(Permission.READ_CODED)
    def log(self, *, current_only: bool = True) -> list[CaseRow]:
        """List the screening log in order of number; `current_only` leaves out what a later entry superseded."""
        return cases(self._book.ledger, self.study, current_only=current_only)

    @needs(Permission.READ_CODED)
    def prescreening(self) -> list[CaseRow]:
        """List those who have not consented, as last assessed; whoever consented since stands in the log."""
        return cases(self._book.ledger, self.study, current_only=True, prescreening=True)

    @needs(Permission.READ_CODED)
    def numbered(self, number: str) -> list[CaseRow]:
        """List the entries of a screening number in order; none where it was never given."""
        return entries_numbered(self._book.ledger, self.study, number)

    @needs(Permission.READ_CODED)
    def cases_of(self, person: str) -> list[CaseRow]:
        """List a person's entries in order."""
        return cases_of(self._book.ledger, self.study, person)

    @needs(Permission.READ_CODED)
    def record(self, seq: int) -> Record:
        """Give a saved case as it was assessed."""
        entry = self._book.ledger.entry(seq)
        row = row_of(self._book.ledger, self.study, seq)
        said = event_of(entry)
        assert isinstance(said, Assessed)
        private = self._book.private_of(entry)
        return Record(
            row,
            said,
            put_together(said.history, private, said.model_dump()),
            self._book.protocols.get(said.fingerprint),
            self.person(row.person),
            self._why_struck(row),
            str((private or {}).get("reason", "")) if said.reasoned else None,
        )

    @needs(Permission.READ_CODED)
    def protocol_of(self, fingerprint: str) -> Protocol:
        """Give a protocol that judged somebody, by its fingerprint."""
        return self._book.protocols.get(fingerprint)

    @needs(Permission.READ_CODED)
    def changes(self, later: int, former: int | None = None) -> list[Change]:
        """List what was changed in a case from one entry (the one just before) to a later one, field by field."""
        return changes_between(self._book, later, former)

    @needs(Permission.READ_CODED)
    def person(self, id: str) -> Person:
        """Say who somebody is; blank where it was not entered."""
        if not self._book.permits(Permission.READ_IDENTIFIED):
            return Person(id)
        return person_of(self._book.ledger, self.study, id)

    @needs(Permission.READ_IDENTIFIED)
    def find_people(self, text: str) -> list[Person]:
        """Find people by part of the name, hospital number or birth date."""
        self._identities.read_on(self._book.ledger)
        return self._identities.find(self._book.ledger, text)

    @needs(Permission.READ_IDENTIFIED)
    def same_person(self, subject: Mapping[str, Any]) -> list[Person]:
        """Find who may be this person already."""
        self._identities.read_on(self._book.ledger)
        return self._identities.same(self._book.ledger, subject)

    @property
    def unsaved(self) -> UnsavedForms:
        """Give the forms that are parked and not saved yet."""
        return self._book.ledger.unsaved

    @needs(Permission.READ_CODED)
    def next_number(self) -> str:
        """Give the screening number that the next case gets, if nobody else is quicker."""
        return next_number(self._book.ledger, self.study, self.code)

    @needs(Permission.READ_CODED)
    def last_number(self) -> str | None:
        """Give the last screening number ever given, None where there was none."""
        serial = last_serial(self._book.ledger, self.study)
        return numbered(self.code, serial) if serial else None

    # Within

    def _identity(self, person: str, subject: Mapping[str, Any], corrects: bool) -> dict[str, Any]:
        """Give who a person is now, empty where that is known already; only a correction takes a part away."""
        known = identity_of(asdict(self.person(person)))
        given = identity_of(subject)
        now = given if corrects else known | given
        return now if now != known else {}

    def _why_struck(self, row: CaseRow) -> str | None:
        if row.struck_by is None:
            return None
        return self._book.words_of(self._book.ledger.entry(row.struck_by), "reason")


def _refuse_unusable(protocol: Protocol) -> None:
    why = protocol.protocol.unusable
    if why is not None:
        raise refused("unusable", protocol=f"{protocol.id}@{protocol.version}", why=why)
