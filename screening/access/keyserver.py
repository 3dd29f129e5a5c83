"""The keys of a shared book's people, with it on the server: wrapped, so that nobody opens them without a password."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from screening.access.keyfile import PATIENCE, parsed, written
from screening.access.refusals import refusal
from screening.access.slots import Keys
from screening.ledger.address import Server
from screening.ledger.faults import LedgerError
from screening.ledger.postgres.connection import connect
from screening.ledger.postgres.faults import plainly
from screening.ledger.postgres.making import make_room
from screening.ledger.schema import APPLICATION_ID

_TABLE = "CREATE TABLE IF NOT EXISTS key_file (one BIGINT PRIMARY KEY CHECK (one = 1), content BYTEA NOT NULL)"
_PUT = "INSERT INTO key_file VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET content = excluded.content"
_ALONE = f"SELECT pg_advisory_lock({APPLICATION_ID}, 'key_file'::regclass::oid::int)"


class ServerKeys:
    """The same file as a row; each change is durable at once: killing the program gives nobody a free attempt."""

    def __init__(self, server: Server, patience: float = PATIENCE) -> None:
        self.path = server
        self._patience = patience
        self._held = threading.local()

    def read(self) -> Keys:
        """Read them, also while another program is writing."""
        with self._connected() as raw:
            found = raw.execute("SELECT content FROM key_file").fetchone() if _is_there(raw) else None
        if found is None:
            raise refusal("keys_missing", path=self.path)
        return parsed(found[0], self.path)

    def create(self, keys: Keys) -> None:
        """Write the first ones; never over others."""
        with self._connected() as raw, plainly(self.path):
            make_room(raw, self.path)
            raw.execute(_TABLE)
        with self.alone(), self._connected() as raw:
            if raw.execute("SELECT 1 FROM key_file").fetchone():
                raise refusal("keys_exists", path=self.path)
            self.write(keys)

    def write(self, keys: Keys) -> None:
        """Put others in their place, durably; only inside `alone`."""
        with self._connected() as raw:
            raw.execute(_PUT, (written(keys),))

    def discard(self) -> None:
        """Remove them: the book that they were begun for did not come to be."""
        with self._connected() as raw:
            raw.execute("DROP TABLE IF EXISTS key_file")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else from changing them during a block; the lock goes with the connection."""
        raw = connect(self.path, self._patience)
        try:
            self._wait(raw)
            self._held.raw = raw
            yield
        finally:
            self._held.raw = None
            raw.close()

    def _wait(self, raw: psycopg.Connection[Any]) -> None:
        try:
            with plainly(self.path):
                if not _is_there(raw):
                    raise refusal("keys_missing", path=self.path)
                raw.execute(_ALONE)
        except LedgerError as fault:
            if fault.code != "locked":
                raise
            raise refusal("keys_busy", path=self.path) from None

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        """Give the connection that holds the lock, or one for the moment."""
        held = getattr(self._held, "raw", None)
        raw = held or connect(self.path, self._patience)
        try:
            with plainly(self.path):
                yield raw
        finally:
            if held is None:
                raw.close()


def _is_there(raw: psycopg.Connection[Any]) -> bool:
    return raw.execute("SELECT to_regclass('key_file')").fetchone() != (None,)
