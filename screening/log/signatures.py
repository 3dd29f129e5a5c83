"""Signatures read from the book: what was signed is put together anew from the entry, so that none can be moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from screening.ledger import Entry, Head, Reader, Signer, is_genuine
from screening.log.account_events import SignerKnown
from screening.log.act_events import Meaning, Signed
from screening.log.events import ClockWentBack
from screening.log.follow_up_events import DatabaseLocked
from screening.log.loading import event_of
from screening.log.protocol_events import RulesReviewed

_WHAT = "signature"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, in which role, and when (UTC)."""

    account: str
    name: str
    role: str
    at: str


def signed(about: Entry, meaning: Meaning, who: Signatory, head: Head, *, reasoned: bool, signer: Signer) -> Signed:
    """Sign a case as one entry has it; `head` is the book before."""
    bare = _unsigned(about, about.content_hash(), meaning, who, head, reasoned=reasoned, public=signer.public)
    return under_signature(bare, _WHAT, about.study, signer)


_S = TypeVar("_S", Signed, RulesReviewed, DatabaseLocked)


def under_signature(bare: _S, what: str, study: str | None, signer: Signer) -> _S:
    """Put a signature under what an event says, as the thing that it is, in its study: so it counts nowhere else."""
    return bare.model_copy(update={"signature": signer.sign(_signed_table(bare, what, study))})


def bears_signature(said: Signed | RulesReviewed | DatabaseLocked, what: str, study: str | None) -> bool:
    """Answer whether the signature under an event is by its key, of just what the event says."""
    return is_genuine(_signed_table(said, what, study), said.public, said.signature)


def _signed_table(said: Signed | RulesReviewed | DatabaseLocked, what: str, study: str | None) -> dict[str, object]:
    return {"eligo": what, "study": study, **said.model_dump(mode="json", exclude={"signature"})}


def genuine(reader: Reader, entry: Entry, public: str | None, *, whole: bool = False) -> bool:
    """Answer whether an entry is a signature, by the holder of a key, of just the case that it stands beside.

    `public` is the key of the account as the book knew it then; `whole` spares the hash of the case, which is known to
    be right where the chain was walked before.
    """
    try:
        said = event_of(entry)
        if not isinstance(said, Signed) or said.public != public or not 0 < said.entry < entry.seq:
            return False
        about = reader.entry(said.entry)
        digest = about.hash if whole else about.content_hash()
        return _speaks_of(about, digest, said, entry) and follows(reader, entry, said.length, said.head)
    except (ValueError, KeyError):  # what was altered needs not even be an event any more
        return False


def _speaks_of(about: Entry, digest: str, said: Signed, entry: Entry) -> bool:
    """Answer whether the case, who signed, and the signature are those that the entry names."""
    who = Signatory(said.account, entry.actor, entry.role, said.at)
    head = Head(said.length, said.head)
    anew = _unsigned(about, digest, said.meaning, who, head, reasoned=entry.commitment is not None, public=said.public)
    return (
        anew == said.model_copy(update={"signature": ""})
        and (entry.study, entry.person, entry.attempt) == (about.study, about.person, about.attempt)
        and bears_signature(said, _WHAT, about.study)
    )


def key_then(reader: Reader, account: str, seq: int) -> str | None:
    """Give the key that the book knew for an account when an entry was written."""
    known = None
    for entry in reader.entries(kinds=(SignerKnown.kind,)):
        if entry.seq < seq and entry.payload["account"] == account:
            known = str(entry.payload["public"])
    return known


def signatures_of(reader: Reader, study: str, person: str, attempt: int) -> Iterator[Entry]:
    """Give the signatures of an attempt, in order."""
    for entry in reader.entries(study=study, person=person):
        if entry.kind == Signed.kind and entry.attempt == attempt:
            yield entry


def _unsigned(
    about: Entry, digest: str, meaning: Meaning, who: Signatory, head: Head, *, reasoned: bool, public: str
) -> Signed:
    """Say what is signed, as the entry itself has it."""
    said: Mapping[str, Any] = about.payload
    return Signed(
        entry=about.seq,
        hash=digest,
        number=said["number"],
        protocol=said["protocol"],
        protocol_version=said["protocol_version"],
        fingerprint=said["fingerprint"],
        verdict=said["verdict"],
        meaning=meaning,
        account=who.account,
        name=who.name,
        role=who.role,
        at=who.at,
        length=head.length,
        head=head.hash,
        reasoned=reasoned,
        public=public,
        signature="",
    )


def is_genuine_statement(
    reader: Reader, entry: Entry, public: str | None, kind: type[RulesReviewed | DatabaseLocked], what: str
) -> bool:
    """Answer whether a signed statement of a kind is by the holder of a key, as it stands, and just where it stands."""
    try:
        said = event_of(entry)
        if not isinstance(said, kind) or said.public != public or entry.study is None:
            return False
        named = (entry.actor, entry.role) == (said.name, said.role)
        sound = bears_signature(said, what, entry.study)
        return named and sound and follows(reader, entry, said.length, said.head)
    except (ValueError, KeyError):  # what was altered needs not even be an event any more
        return False


def follows(reader: Reader, entry: Entry, length: int, head: str) -> bool:
    """Answer whether an entry was written when the book ended so; a clock's word may lie between."""
    if length == entry.seq - 2:
        between = reader.entry(entry.seq - 1)
        return between.kind == ClockWentBack.kind and between.previous == head
    return length == entry.seq - 1 and entry.previous == head
