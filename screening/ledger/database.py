"""The encrypted file: opening it safely, and one transaction at a time.

Several programs may open one file: readers never wait, writers queue for at most `patience` seconds.
"""

import os
from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from sqlite3 import Connection
from typing import Self

from sqlcipher3 import dbapi2

from screening.ledger import schema
from screening.ledger.dialect import PATIENCE, Dialect
from screening.ledger.faults import LedgerError, plainly

_AT_HAND = 262_144  # KiB
_KEY_BYTES = 32
_PAGE_BYTES = 4096
_PLAIN_HEADER = b"SQLite format 3\0"
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "secure_delete = ON",
    "temp_store = MEMORY",
)
"""`recursive_triggers` lets INSERT OR REPLACE ask the DELETE triggers; `secure_delete` wipes old keys."""


class Database(Dialect):
    """One connection to one file."""

    where: Path

    @classmethod
    def open(cls, path: Path, key: bytes, patience: float = PATIENCE, version: int | None = None) -> Self:
        """Open a store of a version of the schema (this program's); LedgerError when it can't be used as it is."""
        version = version or schema.SCHEMA_VERSION
        if not path.exists():
            raise LedgerError("missing", path)
        close_to_others(path)
        connection = connect(path, key, patience)
        try:
            _recognise(path, connection, version)
            with plainly(path):
                _prepare(connection)
                altered = schema.alteration(connection, version)
            if altered:
                raise LedgerError("altered", path, altered)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    @staticmethod
    def create(path: Path, key: bytes) -> None:
        """Make an empty store, whole or not at all; LedgerError when anything is there already."""
        for there in (path, *companions(path)):
            if there.exists():
                raise LedgerError("exists", there)
        fresh = path.with_name(f".{path.name}.{token_hex(4)}.new")
        try:
            make_folder(path.parent)
            os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            fill(fresh, key)
            _put_in_place(fresh, path)
        except FileExistsError:
            raise LedgerError("exists", path) from None
        except OSError as error:
            raise LedgerError("unreachable", path) from error
        finally:
            for left in (fresh, *companions(fresh)):
                with suppress(OSError):
                    left.unlink(missing_ok=True)

    def plainly(self) -> AbstractContextManager[None]:
        return plainly(self.where)

    def busy(self) -> bool:
        return self.connection.in_transaction

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def roll_back(self) -> None:
        if self.busy():  # the database itself may have given the transaction up
            self.connection.execute("ROLLBACK")

    def mark(self) -> Hashable:
        (seen,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(seen)

    def mark_after(self, mark: Hashable, length: int, digest: str) -> Hashable:
        return mark

    def version(self) -> int:
        (found,) = self.connection.execute("PRAGMA user_version").fetchone()
        return int(found)

    def alteration(self, version: int | None = None) -> str:
        return schema.alteration(self.connection, version)

    def define(self, statement: str) -> None:
        self.connection.execute(statement)

    def objects(self) -> list[list[str]]:
        # Virtual tables first, since dropping them drops their helpers.
        found = self.connection.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rootpage"
        )
        return [[kind, name] for kind, name in found]

    def before_forgetting(self) -> None:
        self.empty_wal("held")

    def after_forgetting(self) -> None:
        self.empty_wal("lingers")

    @contextmanager
    def much_at_hand(self) -> Iterator[None]:
        """Keep many pages in memory: a long book's views lie wide apart, and deciphering takes longest."""
        (before,) = self.connection.execute("PRAGMA cache_size").fetchone()
        self.connection.execute(f"PRAGMA cache_size = {-_AT_HAND}")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA cache_size = {before}")

    def touch(self, statement: str, values: Sequence[object]) -> None:
        if self.lock.acquire(blocking=False):
            try:
                self.connection.execute(statement, values).fetchone()
            finally:
                self.lock.release()

    def damage(self) -> list[str]:
        return [line for (line,) in self.rows("PRAGMA cipher_integrity_check")]

    def copy_into(self, path: Path, key: bytes) -> None:
        copy = connect(path, key)
        try:
            with self.lock, plainly(path):
                if self.busy():  # it would wait for itself, for ever
                    raise RuntimeError("a copy can't be taken inside a transaction")
                self.connection.backup(copy)
            with plainly(path):
                # Everything goes into the one file.
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            copy.close()
        sync(path)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                self.roll_back()

    def empty_wal(self, otherwise: str) -> None:
        """Bring every page to its place in the file, and empty the write-ahead log, where pages lie as they were.

        LedgerError `otherwise` where another program goes on reading what lies there for as long as one waits, twice.
        """
        for _ in range(2):
            ((held, _, _),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            if not held:
                return
        raise LedgerError(otherwise, self.where)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone, where it is not there yet; NotADirectoryError where a file is."""
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def close_to_others(path: Path) -> None:
    """Take the file from other users of the computer, where it is ours to close."""
    with suppress(OSError):
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)


def companions(path: Path) -> tuple[Path, Path]:
    """Name the files that the database keeps beside its own while it is open."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def connect(path: Path, key: bytes, patience: float = PATIENCE) -> Connection:
    """Connect without touching the file's contents; a file that is not there is not made."""
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a key has {_KEY_BYTES} bytes")
    with plainly(path):
        connection: Connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        # First of all: otherwise a wrong key is reported on standard error as well.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def _recognise(path: Path, connection: Connection, wanted: int) -> None:
    """Refuse a file that is not a log of ours, reading only."""
    try:
        with plainly(path):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except LedgerError as fault:
        if fault.code == "damaged":
            raise LedgerError("not_a_log" if _is_foreign(path) else "wrong_key", path) from fault
        raise
    if application != schema.APPLICATION_ID:
        raise LedgerError("not_a_log", path)
    if version != wanted:
        raise LedgerError("newer" if version > wanted else "older", path, str(version))


def _is_foreign(path: Path) -> bool:
    """Answer whether the file can't be an encrypted store: an open database, or less than a page."""
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER or path.stat().st_size < _PAGE_BYTES


def _prepare(connection: Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def fill(path: Path, key: bytes) -> None:
    """Write the empty store into an empty file and bring it to the disk."""
    connection = connect(path, key)
    try:
        with plainly(path):
            _prepare(connection)
            schema.install(connection)
    finally:
        connection.close()
    sync(path)


def _put_in_place(fresh: Path, path: Path) -> None:
    """Give the finished file its name, never over another one's."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)
    if os.name == "posix":
        sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file or a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
