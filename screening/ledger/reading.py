"""Reading the ledger: entries by key, and the private values that can still be opened."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

from screening.errors import InputError
from screening.ledger.address import Where
from screening.ledger.checkpoints import Checkpoint, noted
from screening.ledger.dialect import Dialect
from screening.ledger.entry import FIRST_PREVIOUS, Entry
from screening.ledger.faults import LedgerError
from screening.ledger.identity import SALT_BYTES, Ciphers, TamperedError, commitment_to, values_of
from screening.ledger.opening import open_database
from screening.ledger.schema import BLOCK

_FIRST_BATCH = 64
_LARGEST_BATCH = 512

_BARE = "SELECT e.seq, e.body, e.hash FROM entry e WHERE e.seq > ? AND e.seq <= ?"
_WITH_KEYS = """SELECT e.seq, e.hash, e.body, e.person, k.key, e.sealed
FROM entry e LEFT JOIN person_key k ON k.since = e.key WHERE """
_RUN_WITH_KEYS = f"{_WITH_KEYS} e.seq > ? AND e.seq <= ?"


class Head(NamedTuple):
    """How many entries there are, and the hash of the last one (64 zeros where there is none)."""

    length: int
    hash: str


class PrivateValues(NamedTuple):
    """What one entry sealed about its person."""

    seq: int
    person: str
    values: Mapping[str, object]

    def __repr__(self) -> str:
        return f"PrivateValues(seq={self.seq}, person={self.person!r})"


class Secret(NamedTuple):
    """What one entry sealed about its person: SHA-256 over salt (hex) and values is what the chain commits to."""

    seq: int
    person: str
    salt: str
    values: Mapping[str, object]

    def __repr__(self) -> str:
        return f"Secret(seq={self.seq}, person={self.person!r})"


class Reader:
    """The reading half of the ledger, as `append_with` hands it to a maker of drafts."""

    def __init__(self, database: Dialect, ciphers: Ciphers) -> None:
        self._database = database
        self._ciphers = ciphers

    @property
    def where(self) -> Where:
        """Say where the store lies."""
        return self._database.where

    def head(self) -> Head:
        """Give the length and the last hash."""
        found = self._database.rows("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")
        return Head(*found[0]) if found else Head(0, FIRST_PREVIOUS)

    def entry(self, seq: int) -> Entry:
        """Give one entry; InputError where there is none of that number."""
        found = self._database.rows("SELECT body, hash FROM entry WHERE seq = ?", (seq,))
        if not found:
            raise InputError(f"there is no entry {seq}; the last one is {self.head().length}")
        body, digest = found[0]
        return Entry.read(body, digest)

    def entries(
        self,
        after: int = 0,
        kinds: Collection[str] | None = None,
        study: str | None = None,
        person: str | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Entry]:
        """Give the entries above `after` that are there now and match, read a batch at a time."""
        wanted = _Wanted.of(kinds, study, person)
        # A person's entries are few, and found by an index of their own.
        for run in self._runs(after, None if person else kinds, newest_first):
            for _, body, digest in self._batches(_BARE, wanted, run, limit, newest_first):
                yield Entry.read(body, digest)
                limit = None if limit is None else limit - 1

    def count(self, kinds: Collection[str] | None = None, study: str | None = None, person: str | None = None) -> int:
        """Count the entries that match."""
        wanted = _Wanted.of(kinds, study, person)
        statement = f"SELECT count(*) FROM entry e WHERE e.seq > ? AND e.seq <= ?{wanted.conditions}"
        runs = self._runs(0, None if person else kinds, newest_first=False)
        return sum(self._database.rows(statement, (*run, *wanted.values))[0][0] for run in runs)

    def private_of(self, entry: Entry) -> Mapping[str, object] | None:
        """Give the private values of an entry; None where it has none or its person was forgotten.

        StoreError where they are not those that the chain commits to.
        """
        found = self._database.rows(f"{_RUN_WITH_KEYS} LIMIT 1", (entry.seq - 1, entry.seq))
        return self._open(found[0], entry) if found else None

    def privates(
        self, study: str | None = None, person: str | None = None, newest_first: bool = False
    ) -> Iterator[PrivateValues]:
        """Give all private values that can still be opened, as a search by name needs them."""
        wanted = _Wanted.of(None, study, person)
        statement = f"{_RUN_WITH_KEYS} AND k.key IS NOT NULL"
        for row in self._batches(statement, wanted, _Run(0, self.head().length), None, newest_first):
            seq, digest, body, owner, _, _ = row
            values = self._open(row, Entry.read(body, digest))
            if values is not None:
                yield PrivateValues(seq, owner, values)

    def privates_at(self, seqs: Collection[int]) -> Iterator[PrivateValues]:
        """Give the private values of some entries, in order; without those that can't be opened any more."""
        for entry, values in self.opened_at(seqs):
            if values is not None and entry.person is not None:
                yield PrivateValues(entry.seq, entry.person, values)

    def opened_at(self, seqs: Collection[int]) -> Iterator[tuple[Entry, Mapping[str, object] | None]]:
        """Give some entries in order, each with its private values, None where nothing can be opened."""
        marks = ", ".join("?" * len(seqs))
        for row in self._database.rows(f"{_WITH_KEYS} e.seq IN ({marks}) ORDER BY e.seq", tuple(seqs)):
            entry = Entry.read(row[2], row[1])
            yield entry, self._open(row, entry)

    def sealed_words(self, kinds: Collection[str]) -> Iterator[str]:
        """Give every text sealed in entries of some kinds, of every study, to look for it elsewhere.

        It isn't held against the chain, which takes longer than opening it: whoever looks for a text that nobody wrote
        finds nothing. What can't be opened any more is left out.
        """
        statement = (
            "SELECT e.seq, e.person, k.key, e.sealed FROM entry e JOIN person_key k ON k.since = e.key"
            " WHERE e.seq > ? AND e.seq <= ? AND k.key IS NOT NULL AND e.sealed IS NOT NULL"
        )
        for run in self._runs(0, kinds, newest_first=False):
            for seq, person, key, sealed in self._batches(statement, _Wanted.of(kinds, None, None), run, None, False):
                values = values_of(self._ciphers.unseal(key, seq, person, sealed))
                yield from (value for value in values.values() if isinstance(value, str))

    def bodies(self, upto: int) -> Iterator[bytes]:
        """Give the bytes that were hashed, entry by entry up to one, as a copy of the chain needs them."""
        for _, body, _ in self._batches(_BARE, _Wanted("", ()), _Run(0, upto), None, newest_first=False):
            yield body

    def secrets(self, upto: int) -> Iterator[Secret]:
        """Give all that can still be opened in the entries up to one, with what proves it to be what was sealed."""
        statement = f"{_RUN_WITH_KEYS} AND k.key IS NOT NULL"
        for row in self._batches(statement, _Wanted("", ()), _Run(0, upto), None, newest_first=False):
            seq, digest, body, person, key, sealed = row
            if self._open(row, Entry.read(body, digest)) is not None:
                secret = self._ciphers.unseal(key, seq, person, sealed)
                yield Secret(seq, person, secret[:SALT_BYTES].hex(), values_of(secret))

    def checkpoints(self) -> list[Checkpoint]:
        """Give the checkpoints kept in the store, in order; ValueError where one can't be read."""
        with self._database.reading() as connection:
            return noted(connection)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a SELECT of the caller's over its projections."""
        if not statement.lstrip().upper().startswith("SELECT"):
            raise ValueError("only SELECT reads")
        return self._database.rows(statement, values)

    def _past(self, after: int) -> Iterator[tuple[Entry, Mapping[str, object] | None]]:
        """Give all entries above `after` with their private values, None where nothing can be opened."""
        for row in self._batches(_RUN_WITH_KEYS, _Wanted("", ()), _Run(after, self.head().length), None, False):
            entry = Entry.read(row[2], row[1])
            yield entry, self._open(row, entry)

    def _open(self, row: tuple[Any, ...], entry: Entry) -> Mapping[str, object] | None:
        """Open what is sealed beside an entry, None where nothing is or its key was destroyed."""
        seq, _, _, person, key, sealed = row
        if entry.commitment is None and sealed is None:
            return None
        try:
            if sealed is None:
                raise TamperedError
            if key is None:
                return None
            secret = self._ciphers.unseal(key, seq, person, sealed)
            if commitment_to(secret) != entry.commitment:
                raise TamperedError
        except TamperedError:
            raise LedgerError("private", self._database.where, str(seq)) from None
        return values_of(secret)

    def _runs(self, after: int, kinds: Collection[str] | None, newest_first: bool) -> list["_Run"]:
        """Give the stretches of the sequence in which the kinds occur."""
        length = self.head().length
        if kinds is None:
            return [_Run(after, length)]
        marks = ", ".join("?" * len(kinds))
        statement = f"SELECT DISTINCT block FROM kind_seen WHERE kind IN ({marks}) AND block >= ? ORDER BY block"
        runs: list[_Run] = []
        for (block,) in self._database.rows(statement, (*kinds, after // BLOCK)):
            first, last = max(after, block * BLOCK), min(length, (block + 1) * BLOCK)
            if runs and runs[-1].last == first:
                first = runs.pop().after
            runs.append(_Run(first, last))
        return runs[::-1] if newest_first else runs

    def _batches(
        self, statement: str, wanted: "_Wanted", run: "_Run", limit: int | None, newest_first: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Walk along a run in growing batches, so that no read stays open while others write.

        `statement` takes the bounds of the run first; it gives the sequence first.
        """
        order = "DESC" if newest_first else "ASC"
        statement = f"{statement}{wanted.conditions} ORDER BY e.seq {order} LIMIT ?"
        (above, upto), size = run, _FIRST_BATCH
        while above < upto and limit != 0:
            wish = size if limit is None else min(size, limit)
            batch = self._database.rows(statement, (above, upto, *wanted.values, wish))
            yield from batch
            if len(batch) < wish:
                return
            if newest_first:
                upto = batch[-1][0] - 1
            else:
                above = batch[-1][0]
            limit = None if limit is None else limit - wish
            size = min(2 * size, _LARGEST_BATCH)


class SteadyReader(Reader):
    """The reader within an append, for no longer than that: nobody else writes, so that the head is known."""

    def __init__(self, database: Dialect, ciphers: Ciphers, head: Head) -> None:
        super().__init__(database, ciphers)
        self._head = head

    def head(self) -> Head:
        return self._head

    def grown_to(self, head: Head) -> None:
        """Take note of an entry that was just written."""
        self._head = head


@contextmanager
def reading_aside(where: Where, key: bytes) -> Iterator[Reader]:
    """Read a store through a connection of its own, so that nobody who works with it waits for a long reading."""
    database = open_database(where, key)
    ciphers = database.ciphers()
    try:
        yield Reader(database, ciphers)
    finally:
        ciphers.forget()
        database.close()


class _Run(NamedTuple):
    """A stretch of the sequence: the entries above `after` up to `last`."""

    after: int
    last: int


class _Wanted(NamedTuple):
    """A filter as SQL conditions, each beginning with AND, and their values."""

    conditions: str
    values: tuple[object, ...]

    @classmethod
    def of(cls, kinds: Collection[str] | None, study: str | None, person: str | None) -> Self:
        conditions, values = "", []
        if kinds is not None:
            conditions += f" AND e.kind IN ({', '.join('?' * len(kinds))})"
            values += list(kinds)
        for column, value in (("study", study), ("person", person)):
            if value is not None:
                conditions += f" AND e.{column} = ?"
                values.append(value)
        return cls(conditions, tuple(values))
