"""Bringing an older store up to this version: forward only, each step whole or not at all, a checked copy before."""

from pathlib import Path
from sqlite3 import Connection

from screening.ledger import schema
from screening.ledger.copying import copy_verified
from screening.ledger.database import Database
from screening.ledger.faults import LedgerError


def kept_copy(path: Path, version: int) -> Path:
    """Name the copy that is kept of a store as it was in an older version."""
    return path.with_name(f"{path.name}.schema{version}")


def bring_up(path: Path, key: bytes, patience: float, version: int) -> None:
    """Bring a store of an older version up to this one; LedgerError where there is no way, or its copy is unsound."""
    while version < schema.SCHEMA_VERSION:
        if version + 1 not in schema.ADDED:
            raise LedgerError("older", path, str(version))
        version = _step(path, key, patience, version)


def _step(path: Path, key: bytes, patience: float, version: int) -> int:
    """Go from one version to the next; gives the version that the store has now."""
    try:
        database = Database.open(path, key, patience, version)
    except LedgerError as fault:
        if fault.code == "newer" and int(fault.detail) <= schema.SCHEMA_VERSION:  # another program was quicker
            return int(fault.detail)
        raise
    try:
        # Nobody else writes between the copy and the last of the changes.
        with database.writing() as connection:
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now == version:
                _keep_copy(path, key, patience, version)
                _make(connection, path, version + 1)
    finally:
        database.close()
    return version + 1


def _keep_copy(path: Path, key: bytes, patience: float, version: int) -> None:
    """Copy the store as it is, through a connection that is not in the middle of writing."""
    reader = Database.open(path, key, patience, version)
    try:
        copy_verified(reader, kept_copy(path, version), key, version)
    finally:
        reader.close()


def _make(connection: Connection, path: Path, version: int) -> None:
    """Make what a version adds, and prove that everything is in its place."""
    made = schema.expected(version)
    for name in schema.ADDED[version]:
        connection.execute(made[name])
    connection.execute(f"PRAGMA user_version = {version}")
    altered = schema.alteration(connection, version)
    if altered:
        raise LedgerError("altered", path, altered)
