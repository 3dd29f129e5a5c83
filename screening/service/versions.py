"""The versions of the study's protocol at the site: their rules signed for, and one of them put into use.

A version is used from its activation on. What was recorded before keeps the version that judged it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from screening.access import Permission
from screening.errors import AccessError, EligoError, InputError
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    ApprovedBy,
    ProtocolActivated,
    RulesReviewed,
    WhyBack,
    activations,
    genuine_review,
    is_genuine_review,
    key_then,
    reviewed,
    reviews_of,
)
from screening.protocol import Protocol
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed
from screening.service.drafts import activation
from screening.service.placing import row_of
from screening.service.sequence import day_of, refuse_undelegated
from screening.service.signing import Signatures
from screening.wording import refused

APPROVERS: tuple[ApprovedBy, ...] = get_args(ApprovedBy)
WHY_BACK: tuple[WhyBack, ...] = get_args(WhyBack)
_LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the use of a version, on which day (YYYY-MM-DD), and under which reference, where there is one."""

    on: str
    by: ApprovedBy
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One signature under the rules of a version: whose, when (UTC), and whether it holds."""

    seq: int
    name: str
    role: str
    at: str
    genuine: bool


@dataclass(frozen=True, slots=True)
class InUse:
    """A version that was put into use: in which entry, when (UTC), by whom, and what was said."""

    seq: int
    at: str
    who: str
    said: ProtocolActivated


class Versions:
    """What is signed for and used of one study's protocol."""

    def __init__(self, book: Book, signatures: Signatures) -> None:
        self._book, self._signatures = book, signatures

    @needs(Permission.READ_CODED)
    def history(self) -> list[InUse]:
        """List the versions in the order in which they came into use, the one in use now last."""
        found = activations(self._book.ledger, self._book.study)
        return [InUse(entry.seq, entry.at, entry.actor, said) for entry, said in found]

    @needs(Permission.READ_CODED)
    def reviews(self, protocol: Protocol) -> list[Review]:
        """List who signed for the rules of just this file."""
        reader, found = self._book.ledger, []
        for entry in reviews_of(reader, protocol.fingerprint):
            said = RulesReviewed.model_validate(dict(entry.payload))
            genuine = is_genuine_review(reader, entry, key_then(reader, said.account, entry.seq))
            found.append(Review(entry.seq, said.name, said.role, said.at, genuine))
        return found

    # Signing for the rules

    @needs(Permission.SIGN)
    def sign_review(self, protocol: Protocol, password: str, *, name: str | None = None) -> Entry:
        """Sign that the rules of a version, as its review pack tells them, are those of the protocol document.

        InputError where the file is unsound or another protocol's, AccessError for a wrong name or password, or who may
        not sign here today.
        """
        self._refuse_signing(self._book.ledger, protocol)
        _refuse_unsound(protocol)
        signer = self._signatures.signer(name, password)

        def signing(reader: Reader) -> Sequence[Draft]:
            self._refuse_signing(reader, protocol)
            who = self._signatures.signatory(reader, signer.public)
            return [self._book.draft(reviewed(protocol, self._book.study, who, reader.head(), signer))]

        made = self._book.write(signing)[-1]
        self._signatures.note_signature()
        return made

    def signing_in_the_way(self, protocol: Protocol) -> EligoError | None:
        """Say what keeps whoever is at work from signing for a version; None where nothing but the password does."""
        try:
            with self._book.acting(Permission.SIGN):
                self._refuse_signing(self._book.ledger, protocol)
        except (InputError, AccessError) as error:
            return error
        return None

    def _refuse_signing(self, reader: Reader, protocol: Protocol) -> None:
        refuse_when_closed(reader, self._book.study)
        refuse_other(self._book, protocol)
        assert self._book.actor.account is not None  # or it would not be permitted
        refuse_undelegated(reader, self._book.study, self._book.actor.account, self._book.actor.name)

    # Putting into use

    @needs(Permission.CONDUCT_STUDY)
    def activate(self, protocol: Protocol, approval: Approval | None, back: WhyBack | None = None) -> Entry:
        """Screen by another version from now on; `back` says why, where one that was replaced comes into use again.

        RefusedError without the day of an approval, without a genuine signature under the rules of just this file, and
        where the version is in use already or its name is another file's.
        """
        _refuse_unsound(protocol)

        def activating(reader: Reader) -> Sequence[Draft]:
            self._refuse(reader, protocol, back)
            day = _approved(protocol, approval)
            assert approval is not None
            review = genuine_review(reader, protocol.fingerprint)
            if review is None:
                raise refused("amendment.unreviewed", version=protocol.version)
            said = {
                "former": self._book.in_use(reader),
                "approved_on": day,
                "approved_by": approval.by,
                "reference": approval.reference.strip() or None,
                "review": review.seq,
                "back": back,
            }
            return [self._book.draft(activation(protocol).model_copy(update=said))]

        made = self._book.write(activating)[-1]
        self._book.use(protocol)
        return made

    def in_the_way(self, protocol: Protocol) -> EligoError | None:
        """Say what keeps whoever is at work from putting a version into use; None where only the approval is missing.

        Of a version that was in use before, why it comes back is asked with the approval.
        """
        reader = self._book.ledger
        try:
            with self._book.acting(Permission.CONDUCT_STUDY):
                self._refuse(reader, protocol, WHY_BACK[0] if self.was_in_use(protocol) else None)
                if genuine_review(reader, protocol.fingerprint) is None:
                    raise refused("amendment.unreviewed", version=protocol.version)
        except (InputError, AccessError) as error:
            return error
        return None

    @needs(Permission.READ_CODED)
    def was_in_use(self, protocol: Protocol) -> bool:
        """Say whether the study ever screened by just this file."""
        found = activations(self._book.ledger, self._book.study)
        return any(said.fingerprint == protocol.fingerprint for _, said in found)

    def _refuse(self, reader: Reader, protocol: Protocol, back: WhyBack | None) -> None:
        """Refuse what can't be put into use, whatever the approval says."""
        refuse_when_closed(reader, self._book.study)
        refuse_other(self._book, protocol)
        before = [said for _, said in activations(reader, self._book.study)]
        if before[-1].fingerprint == protocol.fingerprint:
            raise refused("amendment.in_use", version=protocol.version)
        known = any(said.fingerprint == protocol.fingerprint for said in before)
        if not known and any(said.protocol_version == protocol.version for said in before):
            raise refused("amendment.same_name", version=protocol.version)
        if known and back not in WHY_BACK:
            raise refused("amendment.back", "back", version=protocol.version, known=", ".join(WHY_BACK))
        if not known and back is not None:
            raise refused("amendment.not_back", "back", version=protocol.version)


def refuse_other(book: Book, protocol: Protocol) -> None:
    """Refuse a file of another protocol, or one with which nobody may be screened."""
    if protocol.id != book.protocol.id:
        raise refused("amendment.other", protocol=protocol.id, study=book.protocol.id)
    why = protocol.protocol.unusable
    if why is not None:
        raise refused("unusable", protocol=f"{protocol.id}@{protocol.version}", why=why)


def _refuse_unsound(protocol: Protocol) -> None:
    """Try the file whole, its examples and its contradictions; InputError names what is wrong."""
    from screening.review import check_text

    check_text(protocol.to_toml(), f"{protocol.id}@{protocol.version}")


def _approved(protocol: Protocol, approval: Approval | None) -> str:
    """Give the day of an approval; a version can't be approved before it was written, nor in the future."""
    if approval is None or not approval.on:
        raise refused("amendment.unapproved", "approved_on")
    if approval.by not in APPROVERS:
        raise refused("amendment.approver", "approved_by", known=", ".join(APPROVERS))
    reference = approval.reference.strip()
    if len(reference) > _LONGEST_REFERENCE or not reference.isprintable():
        raise refused("amendment.reference", "reference", most=_LONGEST_REFERENCE)
    day = day_of(approval.on, "approved_on")[:10]
    written = protocol.protocol.dated
    if written is not None and date.fromisoformat(day) < written:
        raise refused("amendment.approved_before", "approved_on", day=written, version=protocol.version)
    return day


def judging(book: Book, corrected: int | None) -> Protocol:
    """Give the version by which a case is judged: a correction stays with that of the entry it corrects."""
    if corrected is None:
        return book.protocol
    row_of(book.ledger, book.study, corrected)  # InputError where it is no case
    return book.protocols.get(str(book.ledger.entry(corrected).payload["fingerprint"]))


def refuse_outdated(reader: Reader, book: Book) -> None:
    """Refuse to write what was judged by a version that somebody else has replaced meanwhile."""
    if book.in_use(reader) != book.protocol.fingerprint:
        raise refused("amendment.meanwhile")
