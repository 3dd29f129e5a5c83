"""The store on a server: opening it safely, one transaction at a time, and going on after the server was away.

Whoever appends holds an advisory lock from before the head is read until the entry is durable, so that the chain never
forks, however many write. A connection that broke is made anew with the next use. Where it breaks in the middle of
writing nothing was written; where it breaks at the very end, the store is looked at for what was to be written.
"""

import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple, Self, cast

import psycopg
from psycopg.pq import TransactionStatus

from screening.ledger import schema
from screening.ledger.address import Server
from screening.ledger.database import Database as FileDatabase
from screening.ledger.database import fill
from screening.ledger.dialect import PATIENCE, Dialect
from screening.ledger.faults import LedgerError
from screening.ledger.moving import transfer
from screening.ledger.postgres import faults
from screening.ledger.postgres.connection import connect
from screening.ledger.postgres.making import said
from screening.ledger.postgres.schema import SHARED, TRIGGERS, columns, translated
from screening.ledger.postgres.secrets import Secrets

_PAUSE = 0.2
_LOCK = f"SELECT pg_advisory_xact_lock({schema.APPLICATION_ID}, 'entry'::regclass::oid::int)"
_BEGUN = """SELECT last.seq, last.hash,
    (SELECT string_agg(concat_ws(':', name, version, knows), ',' ORDER BY name) FROM projection)
    FROM (SELECT 1) AS one LEFT JOIN (SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1) AS last ON true"""
_TABLES = """SELECT c.relname, a.attname, a.atttypid::regtype::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum"""
_TRIGGERS = """SELECT t.tgname, c.relname, t.tgtype, t.tgenabled, p.prosrc
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"""
_OBJECTS = """SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END, relname::text FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v') ORDER BY relkind = 'r', oid"""
_INDEXES = "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()"


class _Mark(NamedTuple):
    """What was seen within the lock: the head, and which views there are and up to which entry they know."""

    length: int
    digest: str
    views: str | None


class Database(Dialect):
    """One connection to one store on a server."""

    where: Server

    def __init__(self, server: Server, raw: psycopg.Connection[Any], key: bytes, patience: float) -> None:
        # It answers `execute` and `cursor` as a file's connection does, which is all that the ledger asks.
        super().__init__(server, cast(Any, raw))
        self._raw, self._patience = raw, patience
        self._secrets, self._missed = Secrets(key), -1.0
        self._writing, self._mark = False, cast(Hashable, None)

    @classmethod
    def open(cls, server: Server, key: bytes, patience: float = PATIENCE, version: int | None = None) -> Self:
        """Open a store; LedgerError when it can't be used as it is."""
        made = cls(server, connect(server, patience), key, patience)
        try:
            made._recognise(version or schema.SCHEMA_VERSION)
        except BaseException:
            made.close()
            raise
        return made

    # Reading and writing

    def plainly(self) -> AbstractContextManager[None]:
        return faults.plainly(self.where)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self.lock:
            try:
                return super().rows(statement, values)
            except LedgerError:
                if not self._raw.closed or self._writing:
                    raise
                self._reconnect()
            return super().rows(statement, values)

    def busy(self) -> bool:
        return self._raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def begin(self) -> None:
        if self._raw.closed:
            self._reconnect()
        try:
            self._begin()
        except psycopg.OperationalError:
            if not self._raw.closed:
                self.roll_back()
                raise
            self._reconnect()
            self._begin()

    def _begin(self) -> None:
        """Begin, wait for the others, and only then look at what there is: one message to the server and back."""
        found = self._raw.execute(f"BEGIN; {_LOCK}; {_BEGUN}", prepare=False)
        while found.nextset():
            pass
        length, digest, views = cast(tuple[Any, ...], found.fetchone())
        self._writing, self._mark = True, _Mark(length or 0, digest or "", views)

    def commit(self) -> None:
        try:
            done = self._raw.execute("COMMIT", prepare=False)
        except psycopg.OperationalError:
            if not self._raw.closed:
                raise
            raise LedgerError("unsure", self.where) from None
        if done.statusmessage != "COMMIT":
            raise RuntimeError("a transaction that had failed was taken for a good one")
        self._writing = False

    def roll_back(self) -> None:
        self._writing = False
        if not self._raw.closed and self.busy():
            try:
                self._raw.execute("ROLLBACK", prepare=False)
            except psycopg.OperationalError:
                self._raw.close()

    def has_come_through(self, length: int, digest: str) -> bool:
        until = time.monotonic() + self._patience
        while True:
            try:
                # Whoever holds the lock may still be the connection that broke: only after it there is an answer.
                with self.writing() as connection:
                    found = connection.execute("SELECT 1 FROM entry WHERE seq = ? AND hash = ?", (length, digest))
                    return found.fetchone() is not None
            except LedgerError as fault:
                if not faults.is_away(fault) or time.monotonic() > until:
                    raise LedgerError("unsure", self.where) from fault
            time.sleep(_PAUSE)

    def _reconnect(self) -> None:
        """Connect anew; a server that was just missed is not waited for again at once."""
        self._raw.close()
        if time.monotonic() < self._missed + _PAUSE:
            raise LedgerError("away", self.where)
        try:
            self._raw = connect(self.where, self._patience)
        except LedgerError:
            self._missed = time.monotonic()
            raise
        self.connection = cast(Any, self._raw)

    # What others wrote

    def mark(self) -> Hashable:
        return self._mark

    def mark_after(self, mark: Hashable, length: int, digest: str) -> Hashable:
        assert isinstance(mark, _Mark)
        return mark._replace(length=length, digest=digest)

    def head_at(self, mark: Hashable) -> tuple[int, str] | None:
        return (mark.length, mark.digest) if isinstance(mark, _Mark) and mark.length else None

    def has_only_grown(self, before: Hashable, mark: Hashable) -> bool:
        return isinstance(before, _Mark) and isinstance(mark, _Mark) and before.views == mark.views

    # The schema

    def version(self) -> int:
        found = said(self._raw)
        return found[1] if found else 0

    def alteration(self, version: int | None = None) -> str:
        made = self.connection.execute(_TABLES).fetchall()
        for name, statement in {**SHARED, **schema.TABLES}.items():
            if [(column, kind) for table, column, kind in made if table == name] != columns(statement):
                return name
        indexes = {name for (name,) in self.connection.execute(_INDEXES).fetchall()}
        missing = next((name for name in schema.INDEXES if name not in indexes), "")
        return missing or self._altered_trigger()

    def _altered_trigger(self) -> str:
        found = {name: told for name, *told in self.connection.execute(_TRIGGERS).fetchall()}
        for name, (table, fires, body) in TRIGGERS.items():
            if found.get(name) != [table, fires, "A", body]:
                return name
        ours = {*schema.TABLES, *SHARED}
        return next((name for name, told in found.items() if told[0] in ours and name not in TRIGGERS), "")

    def define(self, statement: str) -> None:
        self.connection.execute(translated(statement))

    def objects(self) -> list[list[str]]:
        return [list(one) for one in self.connection.execute(_OBJECTS).fetchall()]

    def _recognise(self, wanted: int) -> None:
        """Refuse what is not a log of ours, or not this key's, reading only."""
        with self.plainly():
            found = said(self._raw)
            if found is None:
                raise LedgerError("missing", self.where)
            application, version, mark = found
            if application != schema.APPLICATION_ID:
                raise LedgerError("not_a_log", self.where)
            if version != wanted:
                raise LedgerError("newer" if version > wanted else "older", self.where, str(version))
            if mark != self._secrets.mark():
                raise LedgerError("wrong_key", self.where)
            altered = self.alteration()
        if altered:
            raise LedgerError("altered", self.where, altered)

    # Secrets

    def wrapped(self, key: bytes) -> bytes:
        return self._secrets.wrapped(key)

    def unwrapped(self, kept: bytes) -> bytes:
        return self._secrets.unwrapped(kept)

    def concealed(self, text: str) -> str:
        return self._secrets.concealed(text)

    def revealed(self, kept: str) -> str:
        return self._secrets.revealed(kept)

    def before_forgetting(self) -> None:
        """Others may read: what they read is wrapped."""

    def after_forgetting(self) -> None:
        """Have the server drop the rows as they were, as far as it may: they held nothing but a wrapped key."""
        with self.lock, self.plainly():
            self.connection.execute("VACUUM person_key")
            self.connection.execute("VACUUM draft")

    # Long readings and copies

    def touch(self, statement: str, values: Sequence[object]) -> None:
        """The server reads ahead by itself."""

    def copy_into(self, path: Path, key: bytes) -> None:
        # Through a connection of its own: nobody at work waits for it.
        aside = Database.open(self.where, key, self._patience)
        try:
            fill(path, key)
            copy = FileDatabase.open(path, key)
            try:
                transfer(aside, copy)
                copy.empty_wal("unwritable")
            finally:
                copy.close()
        finally:
            aside.close()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with self.reading() as connection:
            self._raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", prepare=False)
            try:
                yield connection
            finally:
                self.roll_back()
