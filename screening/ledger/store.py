"""The ledger: an append-only, hash-chained, encrypted store of entries, knowing nothing of what they mean."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple, Self, overload

from screening.errors import InputError, Problem
from screening.ledger import checkpoints, verification
from screening.ledger.address import Where
from screening.ledger.canonical import Canonical
from screening.ledger.checkpoints import Checkpoint, Signer
from screening.ledger.copying import copy_verified
from screening.ledger.dialect import PATIENCE, Dialect
from screening.ledger.entry import COMMITMENT, FIRST_PREVIOUS, FORGETS, Draft, Entry, body_of, payload_of
from screening.ledger.faults import LedgerError
from screening.ledger.forms import UnsavedForms
from screening.ledger.identity import Keys, commitment_to, destroy_keys, secret_of
from screening.ledger.migration import bring_up
from screening.ledger.opening import create_database, open_database
from screening.ledger.projections import Projection, Projections
from screening.ledger.reading import Head, Reader, SteadyReader
from screening.ledger.verification import Verification

Clock = Callable[[], datetime]
Project = Callable[[Connection, Entry], None]
"""Brings a new entry into tables of the caller's, within the transaction that writes the entry."""

_INSERT = """INSERT INTO entry (seq, at, kind, study, person, attempt, hash, body, key, sealed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def system_clock() -> datetime:
    """Give the computer's time in UTC."""
    return datetime.now(UTC)


class Ledger(Reader):
    """One open ledger. Any thread may use it, one at a time; several programs may open the same store."""

    def __init__(self, database: Dialect, projections: Sequence[Projection] = (), clock: Clock = system_clock) -> None:
        super().__init__(database, database.ciphers())
        self._projections = Projections(projections)
        self._clock = clock
        # What holds as of `_seen`, the database's mark, another one when another connection has written; None: nothing.
        self._seen: Hashable = None
        self._head = Head(0, FIRST_PREVIOUS)
        self._keys = Keys(self._ciphers)
        self.unsaved = UnsavedForms(database, self.now)
        with database.reading() as connection:
            behind = self._projections.are_behind(connection)
        if behind:
            self._write(lambda _: ())

    @classmethod
    def create(
        cls,
        where: Where,
        key: bytes,
        *,
        projections: Sequence[Projection] = (),
        clock: Clock = system_clock,
        patience: float = PATIENCE,
    ) -> Self:
        """Make a new store, whole or not at all, and open it; `key` is 32 random bytes.

        StoreError where something is there already or nothing can be written.
        """
        create_database(where, key)
        return cls.open(where, key, projections=projections, clock=clock, patience=patience)

    @classmethod
    def open(
        cls,
        where: Where,
        key: bytes,
        *,
        projections: Sequence[Projection] = (),
        clock: Clock = system_clock,
        patience: float = PATIENCE,
    ) -> Self:
        """Open a store and bring its projections up; other writers are waited for `patience` seconds.

        A store of an older version is brought up to this one. StoreError where it is missing, foreign, damaged,
        newer, altered or locked, or the key is another's.
        """
        try:
            database = open_database(where, key, patience)
        except LedgerError as fault:
            if fault.code != "older" or not isinstance(where, Path):  # no store on a server is older yet
                raise
            bring_up(where, key, patience, int(fault.detail))
            database = open_database(where, key, patience)
        try:
            return cls(database, projections, clock)
        except BaseException:
            database.close()
            raise

    @overload
    def append(self, drafts: Draft, *, project: Project | None = None) -> Entry: ...
    @overload
    def append(self, drafts: Sequence[Draft], *, project: Project | None = None) -> tuple[Entry, ...]: ...
    def append(self, drafts: Draft | Sequence[Draft], *, project: Project | None = None) -> Entry | tuple[Entry, ...]:
        """Write one entry, or several together; when this returns, they are on the disk.

        InputError names all that can't be kept as it is, StoreError says why nothing was written.
        """
        single = isinstance(drafts, Draft)
        prepared = [_prepare(draft) for draft in ([drafts] if isinstance(drafts, Draft) else drafts)]
        entries = self._write(lambda _: prepared, project)
        return entries[0] if single else entries

    @overload
    def append_with(self, make: Callable[[Reader], Draft], *, project: Project | None = None) -> Entry: ...
    @overload
    def append_with(
        self, make: Callable[[Reader], Iterable[Draft]], *, project: Project | None = None
    ) -> tuple[Entry, ...]: ...
    def append_with(
        self, make: Callable[[Reader], Draft | Iterable[Draft]], *, project: Project | None = None
    ) -> Entry | tuple[Entry, ...]:
        """Write what `make` gives; nobody else writes between what it reads and what is written.

        Each draft is written as it comes, so that a generator reads what it gave before.
        """
        single = False

        def prepared(reader: Reader) -> Iterator[_Prepared]:
            nonlocal single
            made = make(reader)
            single = isinstance(made, Draft)
            return map(_prepare, (made,) if isinstance(made, Draft) else made)

        entries = self._write(prepared, project)
        return entries[0] if single else entries

    def forget(self, person: str, why: Draft, unsaved: Collection[str] = ()) -> Entry:
        """Destroy the person's key, so that nobody reads the private values again, and write that down.

        Unsaved forms about the person go with it, named by their ids. StoreError `held` where another program reads the
        log, and nothing was forgotten, or `lingers` where it began to meanwhile, and keeps the former pages.
        """
        if why.private is not None:
            raise InputError([Problem("private", "an entry that forgets a person can't hold private values")])
        prepared = _prepare(replace(why, person=person), forgets=True)

        def destroy(connection: Connection, entry: Entry) -> None:
            destroy_keys(connection, person)
            connection.cursor().executemany("DELETE FROM draft WHERE id = ?", [(id,) for id in unsaved])

        with self._database.lock:
            self._database.before_forgetting()
            (entry,) = self._write(lambda _: [prepared], destroy)
            self._drop_keys()
            self.wipe()
        return entry

    def wipe(self) -> None:
        """Leave no page in the files as it was before something was forgotten; StoreError `lingers` where one stays."""
        self._database.after_forgetting()

    def rebuild(self) -> None:
        """Throw the projections away and build them anew from the entries."""
        with self._database.writing() as connection:
            self._projections.discard(connection)
            self._projections.bring_up(self._database, self.head().length, self._past)

    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        keys: Collection[str] | None = None,
        outside: Sequence[Checkpoint] = (),
    ) -> Verification:
        """Check the whole chain and its checkpoints while others may write; `progress` is told how many are done.

        `keys` are the public keys whose checkpoints count (None: any); `outside` are checkpoints kept elsewhere.
        """
        return verification.verify(self._database, progress, keys=keys, outside=outside)

    def checkpoint(self, signer: Signer) -> Checkpoint | None:
        """Sign the chain as it is; where it has not grown since, give the checkpoint there is.

        None where the chain doesn't go on from its last checkpoint: signing would cover that up.
        """
        with self._database.writing() as connection:
            head = self.head()
            try:
                before = next(iter(checkpoints.noted(connection, newest=True)), None)
            except ValueError:
                return None
            if not head.length or (before and not self.fits(before)):
                return None
            if before and before.length == head.length:
                return before
            first = self.entry(1).hash
            made = Checkpoint.signed(signer, book=first, length=head.length, head=head.hash, at=self.now())
            checkpoints.note(connection, made)
        return made

    def fits(self, checkpoint: Checkpoint) -> bool:
        """Answer whether the chain as it is now goes on from a checkpoint."""
        return verification.fits(self._database, checkpoint)

    def copy_to(self, where: Where, key: bytes, progress: Callable[[int, int], None] | None = None) -> Verification:
        """Copy the store, as it is now, into one encrypted file or an empty room of a server, and check the copy."""
        return copy_verified(self._database, where, key, progress=progress)

    def damaged_pages(self) -> list[str]:
        """Check every page of the file, used or not, and describe those that the store did not write so."""
        return self._database.damage()

    def close(self) -> None:
        """Close the store; closing twice is harmless."""
        self._drop_keys()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def now(self) -> str:
        """Give the time in UTC as an entry written now would have it."""
        now = self._clock()
        if now.tzinfo is not UTC:
            now = now.astimezone(UTC)
        return f"{now.isoformat(timespec='microseconds')[:-6]}Z"

    def _write(
        self, make: Callable[[Reader], Iterable["_Prepared"]], project: Project | None = None
    ) -> tuple[Entry, ...]:
        """Write entries and their projections in one transaction; an answer that was lost on the way is asked after."""
        entries = list[Entry]()
        with self._database.lock:
            try:
                with self._database.writing() as connection:
                    seen = self._database.mark()
                    if seen != self._seen:
                        self._look_anew(seen)
                    # Until all is on the disk.
                    self._seen, reader = None, SteadyReader(self._database, self._ciphers, self._head)
                    for prepared in make(reader):
                        entry = self._add(connection, prepared, reader.head())
                        if project:
                            project(connection, entry)
                        entries.append(entry)
                        reader.grown_to(Head(entry.seq, entry.hash))
            except LedgerError as fault:
                if fault.code != "unsure":
                    raise
                if entries and not self._database.has_come_through(entries[-1].seq, entries[-1].hash):
                    raise LedgerError("away", self._database.where) from fault
            else:
                self._head = reader.head()
                self._seen = self._database.mark_after(seen, *self._head)
        return tuple(entries)

    def _look_anew(self, seen: Hashable) -> None:
        """Read the head, and bring the projections up, where another connection has written or a writing failed."""
        self._keys.forget()
        known = self._database.head_at(seen)
        self._head = Head(*known) if known else self.head()
        if not self._database.has_only_grown(self._seen, seen):
            self._projections.bring_up(self._database, self._head.length, self._past)

    def _drop_keys(self) -> None:
        self._keys.forget()
        self._ciphers.forget()

    def _add(self, connection: Connection, prepared: "_Prepared", head: Head) -> Entry:
        """Write one entry after the head, what it seals, and its rows in the projections."""
        draft, secret, since, sealed = prepared.draft, prepared.secret, None, None
        seq, at = head.length + 1, self.now()
        if secret is not None and draft.person is not None:
            since, key = self._keys.of(connection, draft.person, seq)
            sealed = self._ciphers.seal(key, seq, draft.person, secret)
        body = body_of(draft, prepared.payload.data, at, head.hash, seq)
        digest = sha256(body).hexdigest()
        columns = (seq, at, draft.kind, draft.study, draft.person, draft.attempt, digest, body, since, sealed)
        connection.execute(_INSERT, columns)
        entry = Entry.of(draft, prepared.payload.table, seq, at, head.hash, digest)
        self._projections.apply(connection, entry, draft.private)
        return entry


class _Prepared(NamedTuple):
    """A draft that was looked at, its payload and its secret as bytes."""

    draft: Draft
    payload: Canonical
    secret: bytes | None


def _prepare(draft: Draft, forgets: bool = False) -> _Prepared:
    secret = None
    additions: dict[str, object] = {}
    if draft.private is not None:
        secret = secret_of(draft.private)
        additions[COMMITMENT] = commitment_to(secret)
    if forgets:
        additions[FORGETS] = True
    return _Prepared(draft, payload_of(draft, additions), secret)
