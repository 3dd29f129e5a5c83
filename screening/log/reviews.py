"""Signatures under the rules of a protocol's version, and the versions that were in use, read from the book."""

from collections.abc import Iterator, Mapping
from typing import Any

from screening.ledger import Entry, Head, Reader, Signer
from screening.log.account_events import SignerKnown
from screening.log.act_events import Signed
from screening.log.follow_up_events import DatabaseLocked
from screening.log.loading import event_of
from screening.log.locks import is_genuine_lock
from screening.log.protocol_events import ProtocolActivated, RulesReviewed
from screening.log.signatures import Signatory, genuine, is_genuine_statement, key_then, under_signature
from screening.protocol import Protocol

_WHAT = "rules reviewed"


def reviewed(protocol: Protocol, study: str, who: Signatory, head: Head, signer: Signer) -> RulesReviewed:
    """Sign for the rules of a version; `head` is the book before."""
    bare = RulesReviewed(
        protocol=protocol.id,
        protocol_version=protocol.version,
        fingerprint=protocol.fingerprint,
        account=who.account,
        name=who.name,
        role=who.role,
        at=who.at,
        length=head.length,
        head=head.hash,
        public=signer.public,
        signature="",
    )
    return under_signature(bare, _WHAT, study, signer)


def reviews_of(reader: Reader, fingerprint: str) -> Iterator[Entry]:
    """Give the entries that sign for the rules of a version, in order."""
    for entry in reader.entries(kinds=(RulesReviewed.kind,)):
        if entry.payload["fingerprint"] == fingerprint:
            yield entry


def is_genuine_review(reader: Reader, entry: Entry, public: str | None) -> bool:
    """Answer whether an entry is signed by the holder of a key, as it stands, and just where it stands."""
    return is_genuine_statement(reader, entry, public, RulesReviewed, _WHAT)


def genuine_review(reader: Reader, fingerprint: str) -> Entry | None:
    """Give the last genuine signature under the rules of a version; None where there is none."""
    found = None
    for entry in reviews_of(reader, fingerprint):
        if is_genuine_review(reader, entry, key_then(reader, str(entry.payload["account"]), entry.seq)):
            found = entry
    return found


def activations(reader: Reader, study: str) -> list[tuple[Entry, ProtocolActivated]]:
    """List the versions that a study screened by, in the order in which they came into use."""
    found = []
    for entry in reader.entries(kinds=(ProtocolActivated.kind,), study=study):
        said = event_of(entry)
        assert isinstance(said, ProtocolActivated)
        found.append((entry, said))
    return found


def first_false(reader: Reader) -> int | None:
    """Find the first entry that is no genuine signature, in a book whose chain is whole; None where all are."""
    keys: dict[str, str] = {}
    for entry in reader.entries(kinds=(SignerKnown.kind, Signed.kind, RulesReviewed.kind, DatabaseLocked.kind)):
        said: Mapping[str, Any] = entry.payload
        if entry.kind == SignerKnown.kind:
            keys[said["account"]] = said["public"]
            continue
        public = keys.get(str(said.get("account")))
        if not _is_genuine(reader, entry, public):
            return entry.seq
    return None


def _is_genuine(reader: Reader, entry: Entry, public: str | None) -> bool:
    if entry.kind == RulesReviewed.kind:
        return is_genuine_review(reader, entry, public)
    if entry.kind == DatabaseLocked.kind:
        return is_genuine_lock(reader, entry, public)
    return genuine(reader, entry, public, whole=True)
