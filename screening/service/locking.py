"""The database lock: after it no follow-up goes in, and before it nobody sees figures by arm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from screening.access import Permission
from screening.errors import AccessError, EligoError, InputError
from screening.ledger import Draft, Entry, Reader
from screening.log import (
    DatabaseLocked,
    DatabaseUnlocked,
    Unblinded,
    WhyLocked,
    WhyUnlocked,
    event_of,
    is_genuine_lock,
    key_then,
    lock_of,
    locked,
    unblindings,
)
from screening.service.book import Book, needs
from screening.service.conduct import refuse_when_closed, refuse_when_locked
from screening.service.following import Following, chart_of
from screening.service.sequence import refuse_undelegated
from screening.service.signing import Signatures
from screening.service.trail import day_of as local_day
from screening.settings import today
from screening.wording import refused

WHY_LOCKED: tuple[WhyLocked, ...] = get_args(WhyLocked)
WHY_UNLOCKED: tuple[WhyUnlocked, ...] = get_args(WhyUnlocked)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that holds: its entry, the site's day of it, what was said, and whether the signature is genuine."""

    seq: int
    on: date
    said: DatabaseLocked
    genuine: bool


class Locking:
    """Locks the study's follow-up, and opens it again; both stay in sight."""

    def __init__(self, book: Book, signatures: Signatures, following: Following) -> None:
        self._book, self._signatures, self._following = book, signatures, following

    @needs(Permission.READ_CODED)
    def state(self) -> Lock | None:
        """Give the lock that holds now, None while the database is open."""
        return self._lock(self._book.ledger)

    def _lock(self, reader: Reader) -> Lock | None:
        entry = lock_of(reader, self._book.study)
        if entry is None:
            return None
        said = event_of(entry)
        assert isinstance(said, DatabaseLocked)
        genuine = is_genuine_lock(reader, entry, key_then(reader, said.account, entry.seq))
        return Lock(entry.seq, date.fromisoformat(local_day(entry)), said, genuine)

    @needs(Permission.SIGN)
    def lock(self, reason: WhyLocked, password: str, *, name: str | None = None) -> Entry:
        """Lock the follow-up, signed with the password; what is not yet known stays so, and is counted."""
        if reason not in WHY_LOCKED:
            raise refused("follow.why_locked", "reason", known=", ".join(WHY_LOCKED))
        self._refuse(self._book.ledger)
        signer = self._signatures.signer(name, password)

        def locking(reader: Reader) -> Sequence[Draft]:
            self._refuse(reader)
            who = self._signatures.signatory(reader, signer.public)
            return [
                self._book.draft(locked(reason, self._counts(reader), self._book.study, who, reader.head(), signer))
            ]

        made = self._book.write(locking)[-1]
        self._signatures.note_signature()
        return made

    def in_the_way(self) -> EligoError | None:
        """Say what keeps whoever is at work from locking; None where nothing but the password does."""
        try:
            with self._book.acting(Permission.SIGN):
                self._refuse(self._book.ledger)
        except (InputError, AccessError) as error:
            return error
        return None

    @needs(Permission.SIGN)
    def unlock(self, reason: WhyUnlocked) -> Entry:
        """Let the follow-up go on; the entry says whether somebody had seen figures by arm."""
        if reason not in WHY_UNLOCKED:
            raise refused("follow.why_unlocked", "reason", known=", ".join(WHY_UNLOCKED))

        def unlocking(reader: Reader) -> Sequence[Draft]:
            refuse_when_closed(reader, self._book.study)
            if lock_of(reader, self._book.study) is None:
                raise refused("follow.not_locked")
            seen = bool(unblindings(reader, self._book.study))
            return [self._book.draft(DatabaseUnlocked(reason=reason, unblinded=seen))]

        return self._book.write(unlocking)[-1]

    @needs(Permission.CONDUCT_STUDY)
    def unblind(self, sha256: str, rows: int, matched: int, strata: int) -> Entry:
        """Record that a file which says who got what was read; RefusedError while the database is open."""

        def unblinding(reader: Reader) -> Sequence[Draft]:
            lock = self.refuse_while_blind(reader)
            event = Unblinded(lock=lock.seq, sha256=sha256, rows=rows, matched=matched, strata=strata)
            return [self._book.draft(event)]

        return self._book.write(unblinding)[-1]

    def refuse_while_blind(self, reader: Reader | None = None) -> Lock:
        """Give the lock; RefusedError, with the reason, where figures by arm may not be seen."""
        lock = self._lock(reader or self._book.ledger)
        if lock is None:
            raise refused("follow.blind")
        if not lock.genuine:
            raise refused("follow.lock_false", entry=lock.seq)
        return lock

    def _refuse(self, reader: Reader) -> None:
        refuse_when_closed(reader, self._book.study)
        chart_of(self._book.protocol)
        refuse_when_locked(reader, self._book.study)
        assert self._book.actor.account is not None  # or it would not be permitted
        refuse_undelegated(reader, self._book.study, self._book.actor.account, self._book.actor.name)

    def _counts(self, reader: Reader) -> tuple[int, int, int]:
        """Count the enrolled, the followed among them, and those of whom an endpoint is not yet known."""
        enrolled = self._following.enrolled_in(reader)
        followed = [one.follow_up for one in enrolled if one.follow_up is not None]
        on: date = today()
        unknown = [one for one in followed if any(e.outcome == "unknown" for e in one.judged(on).endpoints)]
        return len(enrolled), len(followed), len(unknown)
