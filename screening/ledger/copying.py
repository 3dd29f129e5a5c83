"""A copy of a store that others go on using: encrypted under the same key, and checked before it counts."""

import os
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex

from screening.ledger.address import Server, Where
from screening.ledger.database import companions, sync
from screening.ledger.dialect import Dialect
from screening.ledger.faults import LedgerError
from screening.ledger.moving import transfer
from screening.ledger.opening import create_database, discard_database, open_database
from screening.ledger.verification import Verification, verify

Progress = Callable[[int, int], None]
"""Told from time to time how many of how many entries were checked; what it raises ends the copy without a trace."""


def copy_verified(
    source: Dialect, where: Where, key: bytes, version: int | None = None, progress: Progress | None = None
) -> Verification:
    """Copy a store into one file, or to a server, whole or not at all; LedgerError where the copy isn't sound.

    A file that is there already is replaced once the new copy has been checked, which takes by far the longest.
    """
    if isinstance(where, Server):
        return _copied_to_server(source, where, key, progress)
    path = where
    fresh = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        source.copy_into(fresh, key)
        found = checked(fresh, key, version, progress)
        fresh.replace(path)
        if os.name == "posix":
            sync(path.parent)
    except OSError as error:
        raise LedgerError("unwritable", path, error.strerror or "") from error
    finally:
        for left in (fresh, *companions(fresh)):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return found


def _copied_to_server(source: Dialect, server: Server, key: bytes, progress: Progress | None) -> Verification:
    create_database(server, key)
    try:
        target = open_database(server, key)
        try:
            transfer(source, target)
        finally:
            target.close()
        return checked(server, key, progress=progress)
    except BaseException:
        discard_database(server)
        raise


def checked(path: Where, key: bytes, version: int | None = None, progress: Progress | None = None) -> Verification:
    """Read a copy from its first byte to its last; LedgerError where it can't be relied on."""
    database = open_database(path, key, version=version)
    try:
        found = verify(database, progress)
        damaged = database.damage()
    finally:
        database.close()
    if damaged or not found.ok:
        detail = found.why or "unreadable"
        raise LedgerError("unsound", path, f"{detail}, {found.first_bad}" if found.first_bad else detail)
    return found
