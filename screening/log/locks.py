"""Follow-ups as they stand, and whether the database is locked, read from the book; a lock is signed."""

from collections.abc import Iterator

from screening.ledger import Entry, Head, Reader, Signer
from screening.log.follow_up_events import DatabaseLocked, DatabaseUnlocked, FollowedUp, Unblinded, WhyLocked
from screening.log.signatures import Signatory, is_genuine_statement, under_signature

_WHAT = "database locked"


def follow_ups_of(reader: Reader, study: str, person: str, attempt: int) -> Iterator[Entry]:
    """Give the follow-up entries of an attempt, in order; the last one speaks for the person."""
    for entry in reader.entries(kinds=(FollowedUp.kind,), study=study, person=person):
        if entry.attempt == attempt:
            yield entry


def latest_follow_ups(reader: Reader, study: str) -> dict[tuple[str, int], Entry]:
    """Give the follow-up that speaks for each attempt of a study, by person and attempt."""
    found = reader.entries(kinds=(FollowedUp.kind,), study=study)
    return {(entry.person or "", entry.attempt or 0): entry for entry in found}


def lock_of(reader: Reader, study: str) -> Entry | None:
    """Give the entry that locks a study's database now, None where it is open."""
    kinds = (DatabaseLocked.kind, DatabaseUnlocked.kind)
    last = next(iter(reader.entries(kinds=kinds, study=study, limit=1, newest_first=True)), None)
    return last if last is not None and last.kind == DatabaseLocked.kind else None


def unblindings(reader: Reader, study: str) -> list[Entry]:
    """List when somebody read a file that says who got what, in order."""
    return list(reader.entries(kinds=(Unblinded.kind,), study=study))


def locked(
    reason: WhyLocked, counts: tuple[int, int, int], study: str, who: Signatory, head: Head, signer: Signer
) -> DatabaseLocked:
    """Sign a lock; `counts` are the enrolled, the followed, and those with something open; `head` the book before."""
    enrolled, followed, still_open = counts
    bare = DatabaseLocked(
        reason=reason,
        enrolled=enrolled,
        followed=followed,
        open=still_open,
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


def is_genuine_lock(reader: Reader, entry: Entry, public: str | None) -> bool:
    """Answer whether an entry is signed by the holder of a key, as it stands, and just where it stands."""
    return is_genuine_statement(reader, entry, public, DatabaseLocked, _WHAT)
