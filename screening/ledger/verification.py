"""Does the chain still say what was written? Every row is read, hashed and held against its neighbours.

What it can't see, since no row is left to tell: that someone who holds the key cut off the end, or wrote
the last entries anew with their hashes. For that, hold the head against one noted outside the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from screening.ledger import schema
from screening.ledger.database import Database
from screening.ledger.entry import FIRST_PREVIOUS, FORGETS, Entry, quoted, whole
from screening.ledger.faults import LedgerError
from screening.ledger.identity import Ciphers, TamperedError, commitment_to

Fault = Literal["", "missing", "hash", "link", "columns", "private", "forgotten", "safeguards", "unreadable"]
"""Why a ledger doesn't verify: no entry of that number; its bytes don't give its hash; it doesn't follow
the one before; its columns say something else than its bytes; its private values are lost or changed; its
person's key is gone and no entry says so; the triggers were altered; it can't be read from the file."""

_BATCH = 100
"""Few enough to stay in the processor's cache between reading and hashing."""
_BEFORE_FIRST = -(2**63)
_ROWS = """SELECT e.seq, e.at, e.kind, e.study, e.person, e.attempt, e.hash, e.body, e.sealed, k.key
FROM entry e LEFT JOIN person_key k ON k.since = e.key
WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: `length` and `head` as the store says, `first_bad` the first entry that doesn't fit."""

    ok: bool
    length: int
    head: str
    first_bad: int | None = None
    why: Fault = ""


class _MisfitError(Exception):
    """The first entry that doesn't fit, and why."""

    def __init__(self, seq: int | None, why: Fault) -> None:
        super().__init__(seq, why)
        self.seq = seq
        self.why: Fault = why


def verify(database: Database, progress: Callable[[int, int], None] | None = None) -> Verification:
    """Check every entry there is now; `progress` is told after each batch how many of how many are done."""
    walk = _Walk(database)
    length, head = 0, FIRST_PREVIOUS
    try:
        found = database.rows("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")
        if found:
            length, head = found[0]
        with database.reading() as connection:
            if schema.alteration(connection):
                raise _MisfitError(None, "safeguards")
        walk.through(length, progress)
        walk.destroyed_in_silence()
        walk.hidden_from_search()
    except _MisfitError as bad:
        return Verification(False, length, head, bad.seq, bad.why)
    except LedgerError as fault:
        if fault.code not in ("damaged", "disk"):
            raise
        return Verification(False, length, head, walk.next, "unreadable")
    return Verification(True, length, head)


class _Walk:
    """One walk along the chain: what is expected next, and what was met on the way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ciphers = Ciphers()
        self._previous = FIRST_PREVIOUS.encode()
        self._kinds: set[tuple[str, int]] = set()
        self._keyless: dict[str, tuple[int, int]] = {}
        self.next = 1

    def through(self, length: int, progress: Callable[[int, int], None] | None) -> None:
        """Check the entries one by one up to the last."""
        after = _BEFORE_FIRST
        while batch := self._database.rows(_ROWS, (after, length, _BATCH)):
            for row in batch:
                self._check(row)
            after = batch[-1][0]
            if progress:
                progress(self.next - 1, length)

    def destroyed_in_silence(self) -> None:
        """Find a person whose key is gone though no later entry says that it was destroyed."""
        for person, (first, last) in self._keyless.items():
            later = self._database.rows(
                "SELECT body, hash FROM entry WHERE person = ? AND seq > ? ORDER BY seq", (person, last)
            )
            if not any(Entry.read(*row).payload.get(FORGETS) for row in later):
                raise _MisfitError(first, "forgotten")

    def hidden_from_search(self) -> None:
        """Find an entry that a search by kind would pass over."""
        known = set(self._database.rows("SELECT kind, block FROM kind_seen"))
        if hidden := self._kinds - known:
            raise _MisfitError(min(block for _, block in hidden) * schema.BLOCK + 1, "columns")

    def _check(self, row: tuple[Any, ...]) -> None:
        """Check one entry; the bytes are searched, not parsed, which would take longer than everything else.

        A quotation mark inside a JSON string is escaped, so the patterns below can only be the body's own
        keys, and by the order of the keys the first `at` and the last `previous` are those of the entry
        itself.
        """
        seq, at, kind, study, person, attempt, digest, body, sealed, key = row
        if seq != self.next:
            raise _MisfitError(min(seq, self.next), "missing" if seq > self.next else "link")
        if sha256(body).hexdigest() != digest:
            raise _MisfitError(seq, "hash")
        tail = body.rfind(b',"previous":"')
        if not body.startswith(self._previous, tail + 13):
            raise _MisfitError(seq, "link")
        start = f',"at":{quoted(at)},"attempt":{whole(attempt)},"kind":{quoted(kind)},"payload":'
        if (
            not body.startswith(start.encode(), body.find(b',"at":'))
            or not body.endswith(f',"person":{quoted(person)}'.encode(), 0, tail)
            or body.find(f',"seq":{seq},"study":{quoted(study)},"version":'.encode(), tail) < 0
        ):
            raise _MisfitError(seq, "columns")
        if sealed is None or person is None or key is None:
            self._check_closed(seq, body, person, sealed)
        else:
            self._check_sealed(seq, body, person, sealed, key)
        self._kinds.add((kind, (seq - 1) // schema.BLOCK))
        self._previous = digest.encode()
        self.next = seq + 1

    def _check_sealed(self, seq: int, body: bytes, person: str, sealed: bytes, key: bytes) -> None:
        """Hold the sealed values against the commitment in the chain."""
        try:
            secret = self._ciphers.unseal(key, seq, person, sealed)
        except TamperedError:
            raise _MisfitError(seq, "private") from None
        if f'"private":"{commitment_to(secret)}"'.encode() not in body:
            raise _MisfitError(seq, "private")

    def _check_closed(self, seq: int, body: bytes, person: str | None, sealed: bytes | None) -> None:
        """Where nothing can be opened, nothing may have been sealed, or its key must have been destroyed."""
        if sealed is None or person is None:
            if sealed is not None or (b'"private":"' in body and _commits(seq, body)):
                raise _MisfitError(seq, "private")
        else:
            first, _ = self._keyless.get(person, (seq, seq))
            self._keyless[person] = (first, seq)


def _commits(seq: int, body: bytes) -> bool:
    """Answer whether the entry itself, not something deeper in it, commits to private values."""
    try:
        return Entry.read(body, "").commitment is not None
    except (ValueError, KeyError):
        raise _MisfitError(seq, "hash") from None
