"""Does the chain still say what was written? Every row is read, hashed and held against its neighbours.

Someone who holds the key can cut off the end, or write the last entries anew with their hashes, and no row is left to
tell. For that the chain is held against the checkpoints: those in the store, and any that were kept outside it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from sqlite3 import Connection
from typing import Any, Literal

from screening.ledger import checkpoints, schema
from screening.ledger.canonical import canonical_text
from screening.ledger.checkpoints import Checkpoint
from screening.ledger.dialect import Dialect
from screening.ledger.entry import FIRST_PREVIOUS, FORGETS, Entry, quoted, whole
from screening.ledger.faults import LedgerError
from screening.ledger.identity import TamperedError, commitment_to

Fault = Literal[
    "", "missing", "hash", "link", "columns", "private", "forgotten", "safeguards", "unreadable",
    "cut", "rewritten", "forged", "unknown_key", "other_book", "copy_forged", "copy_altered", "signature", "other_code",
]  # fmt: skip
"""Why a ledger doesn't verify: no entry of that number; its bytes don't give its hash; it doesn't follow
the one before; its columns say something else than its bytes; its private values are lost or changed; its
person's key is gone and no entry says so; the triggers were altered; it can't be read from the file; a checkpoint
says that there were more; or others; a checkpoint was not signed so; or by a key that the book doesn't name; or it
is another book's; what stands beside a copy was not signed so; or the copy's bytes are others; or a person's
signature is not one under what it signs; or a code on paper has another hash at its entry."""

_BATCH = 200
"""Entries read at once: few enough that their pages stay in the database's cache, one each, seldom two."""
_BEFORE_FIRST = -(2**63)
_ROWS = """SELECT e.seq, e.at, e.kind, e.study, e.person, e.attempt, e.hash, e.body, e.sealed, k.key
FROM entry e LEFT JOIN person_key k ON k.since = e.key
WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?"""
_TOUCH = "SELECT max(sealed) FROM entry WHERE seq > ? AND seq <= ?"
"""Reads every page of some entries, since what is sealed stands last in them."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: `length` and `head` as the store says, `first_bad` the first entry that doesn't fit.

    `checkpoint` is the one that contradicts, or, where all is well, the newest that was held against the chain.
    """

    ok: bool
    length: int
    head: str
    first_bad: int | None = None
    why: Fault = ""
    checkpoint: Checkpoint | None = None


class _MisfitError(Exception):
    """The first entry that doesn't fit, why, and the checkpoint that says so."""

    def __init__(self, seq: int | None, why: Fault, checkpoint: Checkpoint | None = None) -> None:
        super().__init__(seq, why)
        self.seq = seq
        self.why: Fault = why
        self.checkpoint = checkpoint


def verify(
    database: Dialect,
    progress: Callable[[int, int], None] | None = None,
    *,
    keys: Collection[str] | None = None,
    outside: Sequence[Checkpoint] = (),
) -> Verification:
    """Check every entry there is now; `progress` is told after each batch how many of how many are done.

    `keys` are the public keys whose checkpoints count (None: any), `outside` checkpoints kept elsewhere.
    """
    walk = _Walk(database)
    length, head, newest = 0, FIRST_PREVIOUS, None
    try:
        with database.reading() as connection:
            version = database.version()
            # Before the length: others may write, and sign, meanwhile.
            inside = _noted(connection) if version > 1 else []
            found = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchall()
            if found:
                length, head = found[0]
            if database.alteration(version):
                raise _MisfitError(None, "safeguards")
        walk.through(length, progress)
        walk.destroyed_in_silence()
        walk.hidden_from_search()
        newest = _Noted(database, length, keys).hold([*inside, *outside])
    except _MisfitError as bad:
        return Verification(False, length, head, bad.seq, bad.why, bad.checkpoint)
    except LedgerError as fault:
        if fault.code not in ("damaged", "disk"):
            raise
        return Verification(False, length, head, walk.next, "unreadable")
    return Verification(True, length, head, checkpoint=newest)


def fits(database: Dialect, checkpoint: Checkpoint) -> bool:
    """Answer whether the chain as it is now goes on from a checkpoint."""
    return _Noted(database, checkpoint.length, None).fits(checkpoint)


def _noted(connection: Connection) -> list[Checkpoint]:
    try:
        return checkpoints.noted(connection)
    except ValueError:
        raise _MisfitError(None, "forged") from None


class _Noted:
    """The chain held against checkpoints."""

    def __init__(self, database: Dialect, length: int, keys: Collection[str] | None) -> None:
        self._database, self._length, self._keys = database, length, keys

    def hold(self, noted: Sequence[Checkpoint]) -> Checkpoint | None:
        """Give the newest; the signature of one that fits proves all before it, since its head follows from them."""
        ordered = sorted(noted, key=lambda one: one.length)
        for one in ordered:
            if not self.fits(one):
                self._name(one, ordered)
        for one in ordered[-1:]:
            self._trust(one)
        return ordered[-1] if ordered else None

    def fits(self, one: Checkpoint) -> bool:
        """Answer whether entry and book are those of the checkpoint."""
        found = self._database.rows("SELECT hash FROM entry WHERE seq IN (1, ?) ORDER BY seq", (one.length,))
        return bool(found) and one.length <= self._length and (found[0][0], found[-1][0]) == (one.book, one.head)

    def _name(self, bad: Checkpoint, ordered: Sequence[Checkpoint]) -> None:
        """Say of a checkpoint that contradicts what is wrong, and from which entry on."""
        self._trust(bad)
        if self._database.rows("SELECT hash FROM entry WHERE seq = 1") != [(bad.book,)]:
            raise _MisfitError(None, "other_book", bad)
        if bad.length > self._length:
            newest = ordered[-1]
            self._trust(newest)
            raise _MisfitError(self._length + 1, "cut", newest)
        last = max((one.length for one in ordered if one.length < bad.length and self.fits(one)), default=0)
        raise _MisfitError(last + 1, "rewritten", bad)

    def _trust(self, one: Checkpoint) -> None:
        if not one.is_genuine():
            raise _MisfitError(None, "forged", one)
        if self._keys is not None and one.key not in self._keys:
            raise _MisfitError(None, "unknown_key", one)


class _Walk:
    """One walk along the chain: what is expected next, and what was met on the way."""

    def __init__(self, database: Dialect) -> None:
        self._database = database
        self._ciphers = database.ciphers()
        self._previous = FIRST_PREVIOUS.encode()
        self._kinds: set[tuple[str, int]] = set()
        self._keyless: dict[str, tuple[int, int]] = {}
        self.next = 1

    def through(self, length: int, progress: Callable[[int, int], None] | None) -> None:
        """Check the entries one by one up to the last."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as beside:
            for batch in self._batches(length):
                beside.submit(self._touch, batch[-1][0])
                for row in batch:
                    self._check(row)
                if progress:
                    progress(self.next - 1, length)

    def _batches(self, length: int) -> Iterator[list[tuple[Any, ...]]]:
        """Read the entries, a batch at a time; where that fails, one by one up to the first that can't be read."""
        after, size = _BEFORE_FIRST, _BATCH
        while True:
            try:
                batch = self._database.rows(_ROWS, (after, length, size))
            except LedgerError:
                if size == 1:
                    raise
                size = 1
                continue
            if not batch:
                return
            after = batch[-1][0]
            yield batch

    def _touch(self, after: int) -> None:
        """Have the next pages decrypted while a batch is checked, unless somebody is at the database.

        Nobody asks how that went: what can't be read is found when its turn comes.
        """
        self._database.touch(_TOUCH, (after, after + _BATCH))

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
        start = f',"at":{canonical_text(at)},"attempt":{whole(attempt)},"kind":{canonical_text(kind)},"payload":'
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
        if body.rfind(f'"private":"{commitment_to(secret)}"'.encode()) < 0:
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
