"""Signatures: an investigator confirms or declines what the program proposes, with their password, each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from screening.access import Permission, Session, folded, refusal
from screening.errors import AccessError, EligoError, InputError
from screening.ledger import Draft, Entry, Reader, Signer
from screening.log import (
    CONCLUSIONS,
    CaseRow,
    Meaning,
    Signatory,
    Signed,
    account,
    case,
    causes_in,
    conclusion_stands,
    event_of,
    genuine,
    key_then,
    signatures_of,
    signed,
)
from screening.protocol import Protocol
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed
from screening.service.placing import row_of
from screening.service.sequence import current_row, refuse_conclusion, refuse_signing, refuse_undelegated
from screening.wording import refused


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature on a case: by whom, when (UTC), meaning what, and whether it holds.

    `genuine` says that the key of this person signed just this entry and nothing was altered since; `state` whether the
    entry that it is about, and no later signature, still speaks for the case; a conclusion stands while the causes are
    answered as they were. `why` is None where no reason was given, and blank where it was forgotten with the person or
    is not to be seen by whoever is at work.
    """

    seq: int
    about: int
    meaning: Meaning
    name: str
    role: str
    at: str
    zone: str
    state: Literal["current", "superseded"]
    genuine: bool
    why: str | None = field(repr=False)

    @property
    def holds(self) -> bool:
        """Say whether it can be relied on."""
        return self.genuine and self.state == "current"


class Signatures:
    """What is signed in a book, and by whom."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._session: Session | None = None

    def follow(self, session: Session | None) -> None:
        """Sign within a session from now on; without one, whoever calls has just asked for name and password."""
        self._session = session

    def asks_name(self) -> bool:
        """Say whether the next signature takes the name too: the first one of a session does (21 CFR 11.200)."""
        return self._session is not None and not self._session.has_signed()

    @needs(Permission.SIGN)
    def sign(self, seq: int, meaning: Meaning, password: str, *, name: str | None = None, why: str = "") -> Signature:
        """Sign a case as an entry has it; declining, and concluding on its causes, say why.

        InputError where something else comes first, AccessError for a wrong name or password, or who may not sign here
        today.
        """
        why = why.strip()
        if meaning == "declines" and not why:
            raise refused("why_declined", "why")
        if meaning in CONCLUSIONS and not why:
            raise refused("why_concluded", "why")
        self._refuse(self._book.ledger, seq, meaning)
        signer = self.signer(name, password)

        def signing(reader: Reader) -> Sequence[Draft]:
            row = self._refuse(reader, seq, meaning)
            who = self.signatory(reader, signer.public)
            event = signed(reader.entry(seq), meaning, who, reader.head(), reasoned=bool(why), signer=signer)
            private = {"reason": why} if why else None
            return [self._book.draft(event, person=row.person, attempt=row.attempt, private=private)]

        made = self._book.write(signing)[-1]
        self.note_signature()
        return self._read(made)

    def note_signature(self) -> None:
        """Remember that the session has signed: the next signature takes the password alone."""
        if self._session is not None:
            self._session.note_signature()

    def in_the_way(self, seq: int, meaning: Meaning) -> EligoError | None:
        """Say what keeps whoever is at work from signing a case so, None where nothing but the password does."""
        try:
            with self._book.acting(Permission.SIGN):
                self._refuse(self._book.ledger, seq, meaning)
        except (InputError, AccessError) as error:
            return error
        return None

    @needs(Permission.READ_CODED)
    def of(self, seq: int) -> list[Signature]:
        """List the signatures on every entry of the attempt that an entry belongs to, in order."""
        row = row_of(self._book.ledger, self._book.study, seq)
        found = signatures_of(self._book.ledger, row.study, row.person, row.attempt)
        return [self._read(entry) for entry in found]

    def signer(self, name: str | None, password: str) -> Signer:
        """Give the key of whoever is at work, for both things that they sign with; which was wrong is not said."""
        signer = self._book.signer(password)
        if (self.asks_name() or name is not None) and folded(name or "") != folded(self._book.actor.name):
            raise refusal("wrong")
        return signer

    def _refuse(self, reader: Reader, seq: int, meaning: Meaning) -> CaseRow:
        refuse_when_closed(reader, self._book.study)
        row = current_row(reader, self._book.study, seq)
        refuse_when_closed(reader, self._book.study)
        if meaning in CONCLUSIONS:
            self._refuse_conclusion(reader, row, meaning)
        else:
            refuse_signing(row, meaning, self._protocol_of(reader.entry(seq)))
        assert self._book.actor.account is not None  # or it would not be permitted
        refuse_undelegated(reader, self._book.study, self._book.actor.account, self._book.actor.name)
        return row

    def _refuse_conclusion(self, reader: Reader, row: CaseRow, meaning: Meaning) -> None:
        entry = reader.entry(row.seq)
        said: Mapping[str, Any] = entry.payload
        protocol = self._protocol_of(entry)
        refuse_conclusion(causes_in(said["history"], protocol), meaning, protocol)
        for one in map(self._read, signatures_of(reader, row.study, row.person, row.attempt)):
            if one.meaning == meaning and one.holds:
                raise refused("signed_already", who=one.name)

    def _protocol_of(self, entry: Entry) -> Protocol:
        return self._book.protocols.get(str(entry.payload["fingerprint"]))

    def signatory(self, reader: Reader, public: str) -> Signatory:
        """Say who signs; AccessError where the book does not know the key."""
        actor = self._book.actor
        known = account(reader, actor.account or "")
        if known is None or known.signs_with != public:
            raise AccessError(
                "acts.unknown_key", "The book does not know the key of {name}; sign in again.", name=actor.name
            )
        return Signatory(known.id, actor.name, self._book.role_for(Permission.SIGN) or "", self._book.ledger.now())

    def _read(self, entry: Entry) -> Signature:
        reader, said = self._book.ledger, event_of(entry)
        assert isinstance(said, Signed)
        if said.meaning in CONCLUSIONS:
            stands = conclusion_stands(reader, entry, self._book.protocols.get)
        else:
            stands = _stands(case(reader, said.entry), said, entry)
        return Signature(
            entry.seq,
            said.entry,
            said.meaning,
            said.name,
            said.role,
            said.at,
            entry.zone,
            "current" if stands else "superseded",
            genuine(reader, entry, key_then(reader, said.account, entry.seq)),
            self._book.words_of(entry, "reason") if said.reasoned else None,
        )


def _stands(about: CaseRow | None, said: Signed, entry: Entry) -> bool:
    """Answer whether what a signature is about still speaks for the case, and no other decision was signed since."""
    if about is None or about.state != "current":
        return False
    return said.meaning == "acknowledges" or about.signature == entry.seq
