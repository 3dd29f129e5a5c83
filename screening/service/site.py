"""One open site: its book, its study, and who is at work; the only door to the ledger for window and commands."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
    Server,
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
    SiteOpened,
    cases,
    cases_of,
    entries_numbered,
    event_of,
    last_serial,
    next_number,
    numbered,
    person_of,
    put_together,
)
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.adding import Added, Adding
from screening.service.amendments import Amendments
from screening.service.auditing import changes_between
from screening.service.beginning import KEY, begin, exists, folder_for, projections, refuse_beginning
from screening.service.book import Book, needs
from screening.service.conduct import Conduct, refuse_when_closed
from screening.service.drafts import Actor, activation, draft
from screening.service.following import Following
from screening.service.forgetting import Forgetting
from screening.service.forms import SharedForms
from screening.service.keeping import Keeping
from screening.service.layouts import Layouts
from screening.service.listing import Listing
from screening.service.locking import Locking
from screening.service.outcomes import Outcomes
from screening.service.placing import row_of
from screening.service.queries import Queries
from screening.service.rules import SiteRules
from screening.service.saving import Case, Saved, Saving
from screening.service.sealing import InstallationKey, Seals
from screening.service.signing import Signatures
from screening.service.staff import Staff
from screening.service.today import Today
from screening.service.trail import Trail
from screening.service.versions import Versions
from screening.service.visits import Visits
from screening.service.where import book_at
from screening.settings import opened_by_passwords
from screening.wording import refused, unusable

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


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
        self.study = book.study
        self._identities = People(self.study)
        ledger, key = book.ledger, book.key
        self._forms = SharedForms(ledger.unsaved, book.folder, key, ledger.now) if self.shared else ledger.unsaved
        self._saving = Saving(book)
        self._adding = Adding(book, self._identities, self._saving)
        self.staff, self.rules = Staff(book), SiteRules(book)
        self.signatures, self.outcomes, self.conduct = Signatures(book), Outcomes(book), Conduct(book)
        self.versions, self.amendments = Versions(book, self.signatures), Amendments(book)
        self.forgetting, self.trail = Forgetting(book), Trail(book)
        self.queries, self.visits = Queries(book), Visits(book, self.trail)
        self.layouts = Layouts(book)
        self.following = Following(book)
        self.database = Locking(book, self.signatures, self.following)
        self.listing = Listing(book, self._identities)
        self.today = Today(book, self.amendments)

    @classmethod
    def init(
        cls,
        folder: Path,
        *,
        code: str,
        actor: Actor,
        protocol: Protocol,
        practice: bool = False,
        server: Server | None = None,
    ) -> Self:
        """Begin a site's book without accounts in a folder, or on a server, whole or not at all, and open it."""
        refuse_beginning(code, actor, protocol)
        with folder_for(folder, server):
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
        if opened_by_passwords(folder):
            raise AccessError(
                "sign_in",
                "The book in {folder} is opened by its people's passwords; name yourself with --user",
                folder=folder,
            )
        return cls.opened(folder, read_key_file(folder / KEY), actor or Actor(""))

    @classmethod
    def opened(cls, folder: Path, key: bytes, actor: Actor) -> Self:
        """Open a book whose key is at hand."""
        ledger = Ledger.open(book_at(folder), key, projections=projections())
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
    def protocol(self) -> Protocol:
        """Give the version that the study screens by now."""
        return self._book.protocol

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
        """Append a case to the log, with the next screening number where it is the person's first; see `Case`."""
        case = Case(history, on, former, person, corrects, reason, consent_unstated, imports)
        return self._saving.save([case])[0]

    @needs(Permission.SCREEN)
    def save_all(self, cases: Sequence[Case]) -> list[Saved]:
        """Append many cases in one transaction, all of them or none; InputError names all that is wrong with any."""
        return self._saving.save(cases)

    @needs(Permission.SCREEN)
    def add(self, cases: Sequence[Case]) -> list[Added]:
        """Append cases from elsewhere, all or none, each to the person who it is about where that one is known."""
        return self._adding.add(cases)

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
    def unsaved(self) -> UnsavedForms | SharedForms:
        """Give the forms that are parked and not saved yet."""
        return self._forms

    @property
    def shared(self) -> bool:
        """Say whether other computers may be at work with the book."""
        return isinstance(self._book.ledger.where, Server)

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

    def _why_struck(self, row: CaseRow) -> str | None:
        if row.struck_by is None:
            return None
        return self._book.words_of(self._book.ledger.entry(row.struck_by), "reason")
