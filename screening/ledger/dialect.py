"""What the ledger asks of its database, whichever kind it is: the one place for what differs between them.

Statements are written once, in the SQL that both understand, with `?` for values; a dialect does the rest.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from sqlite3 import Connection
from threading import RLock
from typing import Any

from screening.ledger.address import Where
from screening.ledger.identity import Ciphers

PATIENCE = 10.0
"""Seconds to wait for another program to finish writing."""


class Dialect(ABC):
    """One open database with its lock: any thread may use it, one at a time. What it raises is a LedgerError."""

    def __init__(self, where: Where, connection: Connection) -> None:
        self.where = where
        self.connection = connection
        self.lock = RLock()

    # Reading and writing

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give the connection to a block that only reads."""
        with self.lock, self.plainly():
            yield self.connection

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one reading statement and give all its rows."""
        with self.lock, self.plainly():
            return self.connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run a block as one durable transaction, nobody else's beside it: afterwards all of it is kept, or nothing."""
        with self.lock, self.plainly():
            if self.busy():
                raise RuntimeError("a transaction can't begin inside another")
            self.begin()
            try:
                yield self.connection
                self.commit()
            except BaseException:
                self.roll_back()
                raise

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        with self.lock, self.plainly():
            self.connection.close()

    @abstractmethod
    def plainly(self) -> AbstractContextManager[None]:
        """Turn the database's errors into a LedgerError; errors of our own making pass through."""

    @abstractmethod
    def busy(self) -> bool:
        """Say whether a transaction is under way."""

    @abstractmethod
    def begin(self) -> None:
        """Begin to write; other writers wait from now on."""

    @abstractmethod
    def commit(self) -> None:
        """Make durable what was written; LedgerError `unsure` where the answer did not come."""

    def has_come_through(self, length: int, digest: str) -> bool:
        """Answer, where `commit` was `unsure`, whether an entry was written; LedgerError where nobody can tell."""
        del length, digest
        return False

    @abstractmethod
    def roll_back(self) -> None:
        """Undo what was written, where that was not done yet."""

    # What others wrote

    @abstractmethod
    def mark(self) -> Hashable:
        """Give what is another one, within `writing`, once another connection has written an entry."""

    @abstractmethod
    def mark_after(self, mark: Hashable, length: int, digest: str) -> Hashable:
        """Give the mark as it is after this connection itself has brought the chain to that head."""

    def head_at(self, mark: Hashable) -> tuple[int, str] | None:
        """Give length and last hash as a mark tells them; None where it doesn't."""
        del mark
        return None

    def has_only_grown(self, before: Hashable, mark: Hashable) -> bool:
        """Answer whether entries alone came between two marks, which every view took in as it should."""
        del before, mark
        return False

    # The schema

    @abstractmethod
    def version(self) -> int:
        """Give the version of the schema."""

    @abstractmethod
    def alteration(self, version: int | None = None) -> str:
        """Name the first table or trigger that is not as it was made; empty if all is well."""

    @abstractmethod
    def define(self, statement: str) -> None:
        """Make a table, an index or a view of a projection."""

    @abstractmethod
    def objects(self) -> list[list[str]]:
        """List tables and views as kind and name, in the order in which they can be dropped."""

    # Secrets

    def ciphers(self) -> Ciphers:
        """Give what seals and opens under the keys of persons as this database keeps them."""
        return Ciphers(self)

    def wrapped(self, key: bytes) -> bytes:
        """Give a person's key as this database keeps it."""
        return key

    def unwrapped(self, kept: bytes) -> bytes:
        """Give a person's key back."""
        return kept

    def concealed(self, text: str) -> str:
        """Give a text as it may lie outside the chain in this database."""
        return text

    def revealed(self, kept: str) -> str:
        """Give such a text back."""
        return kept

    @abstractmethod
    def before_forgetting(self) -> None:
        """See that nothing keeps what is about to be destroyed; LedgerError `held` where something does."""

    @abstractmethod
    def after_forgetting(self) -> None:
        """Leave nothing of what was destroyed; LedgerError `lingers` where something stays."""

    # Long readings

    def much_at_hand(self) -> AbstractContextManager[None]:
        """Let a block, within `writing`, read all there is as fast as can be."""
        return nullcontext()

    @abstractmethod
    def touch(self, statement: str, values: Sequence[object]) -> None:
        """Have what will be read next made ready beside, where that helps and nobody is at the database."""

    def damage(self) -> list[str]:
        """Describe what is not as the database wrote it, where it can tell."""
        return []

    # Copies

    @abstractmethod
    def copy_into(self, path: Path, key: bytes) -> None:
        """Copy all there is, as of one moment, into the empty file at a path; others may go on writing."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]:
        """Give the connection to a block that reads all as of one moment."""
