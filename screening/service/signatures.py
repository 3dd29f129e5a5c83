"""Signatures: an investigator confirms or declines what the program proposes, or says that an entry was read.

A signature is bound to its entry by the entry's hash, which covers the coded history and commits to the private values,
and to its moment by the head of the book. Nobody else can make it: the key opens with the person's password alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from screening.access import Permission
from screening.errors import AccessError, InputError, Problem
from screening.ledger import Draft, Entry, Reader, is_genuine
from screening.log import CaseRow, Meaning, Signed, SignerKnown, event_of, in_force
from screening.service.book import Book, needs
from screening.service.drafts import today
from screening.service.placing import row_of

State = Literal["valid", "superseded", "broken"]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it stands: what it said, in which entry, and whether it still holds."""

    seq: int
    said: Signed
    state: State
    reason: str | None = None
    """Why the case was declined; None where nothing was said, blank where it can't be read."""


class Signatures:
    """The signatures of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @needs(Permission.SIGN)
    def sign(self, seq: int, meaning: Meaning, password: str, reason: str = "") -> Entry:
        """Sign a case; AccessError where whoever is at work may not, InputError where something comes first."""
        if meaning == "declines" and not reason.strip():
            raise InputError([Problem("reason", "must say why the case is declined")])
        self._refuse_undelegated()
        signer = self._book.signer(password)
        private = {"reason": reason.strip()} if reason.strip() else None

        def signing(reader: Reader) -> Sequence[Draft]:
            row = row_of(reader, self._book.study, seq)
            _refuse_early(row, meaning, self._book.protocol.protocol.consent == "before_screening")
            entry, head = reader.entry(seq), reader.head()
            said = {
                "meaning": meaning,
                "entry": seq,
                "entry_hash": entry.hash,
                "number": row.number,
                "verdict": row.verdict,
                "protocol": row.protocol,
                "protocol_version": row.protocol_version,
                "fingerprint": entry.payload["fingerprint"],
                "account": self._book.actor.account,
                "name": self._book.actor.name,
                "role": "investigator",
                "at": self._book.ledger.now(),
                "length": head.length,
                "head": head.hash,
                "public": signer.public,
                "reasoned": private is not None,
            }
            event = Signed.model_validate({**said, "signature": signer.sign(said)})
            return [self._book.draft(event, row.person, row.attempt, private)]

        return self._book.write(signing)[-1]

    @needs(Permission.READ_CODED)
    def of(self, seq: int) -> list[Signature]:
        """List the signatures of an entry and of those before it in its case, in the order in which they were given."""
        row: CaseRow | None = row_of(self._book.ledger, self._book.study, seq)
        person = row.person if row else None
        entries = set()
        while row is not None:
            entries.add(row.seq)
            row = row_of(self._book.ledger, self._book.study, row.former) if row.former is not None else None
        given = self._book.ledger.entries(kinds=(Signed.kind,), person=person)
        return [self._read(one) for one in given if one.payload["entry"] in entries]

    def first_broken(self) -> int | None:
        """Name the first entry whose signature is not what its signer made; None where all are."""
        given = self._book.ledger.entries(kinds=(Signed.kind,))
        return next((one.seq for one in given if not self.holds(one)), None)

    def holds(self, entry: Entry) -> bool:
        """Answer whether the signer, with the key that the book knew then, signed exactly this about that entry."""
        said = event_of(entry)
        if not isinstance(said, Signed) or said.entry >= entry.seq or said.length >= entry.seq:
            return False
        about = self._book.ledger.entry(said.entry)
        bound = (about.hash, about.person, about.study) == (said.entry_hash, entry.person, entry.study)
        content = said.model_dump(mode="json", exclude={"signature"})
        known = said.public == self._key_of(said.account, entry.seq)
        return bound and known and is_genuine(content, said.public, said.signature)

    def _read(self, entry: Entry) -> Signature:
        said = event_of(entry)
        assert isinstance(said, Signed)
        row = row_of(self._book.ledger, self._book.study, said.entry)
        state: State = "valid" if row.state == "current" else "superseded"
        reason = None
        if said.reasoned:
            private = self._book.private_of(entry) or {}
            reason = str(private.get("reason", ""))
        return Signature(entry.seq, said, state if self.holds(entry) else "broken", reason)

    def _key_of(self, account: str, before: int) -> str | None:
        found = None
        for entry in self._book.ledger.entries(kinds=(SignerKnown.kind,)):
            if entry.seq < before and entry.payload["account"] == account:
                found = str(entry.payload["public"])
        return found

    def _refuse_undelegated(self) -> None:
        day = today().isoformat()
        holding = in_force(self._book.ledger, self._book.study, day)
        if not any(one.account == self._book.actor.account for one in holding):
            sentence = "{name} is not delegated as an investigator of this study today; see: eligo people delegate"
            raise AccessError("not_delegated", sentence, name=self._book.actor.name)


def _refuse_early(row: CaseRow, meaning: Meaning, consent_asked: bool) -> None:
    """Refuse to sign before what has to come first; there is no override."""
    if row.state != "current":
        raise InputError(f"entry {row.seq} no longer speaks for the case; sign the entry that does")
    if meaning == "acknowledges":
        return
    if row.outcome != "pending":
        raise InputError(f"{row.number} has ended already ({row.outcome}); only reading it can be acknowledged")
    if row.number is None:
        raise InputError(f"entry {row.seq} stands in the pre-screening list; it gets a number with the consent")
    if row.signed == meaning:
        raise InputError(f"{row.number} is signed so already, by {row.signed_by}")
    if meaning != "confirms":
        return
    if row.verdict != "eligible":
        raise InputError(f"{row.number} does not meet all criteria ({row.verdict}); there is no override")
    if consent_asked and row.consent_given is not True:
        raise InputError(f"the consent of {row.number} is not recorded; it comes before the confirmation")
