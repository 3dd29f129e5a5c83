"""The file that holds the store's key, readable by its owner alone."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

from screening.ledger.database import make_folder
from screening.ledger.faults import LedgerError

_DIGITS = 64


def new_key_file(path: Path) -> bytes:
    """Draw a random 32-byte key and write it to a new file of mode 0600; LedgerError when there is one."""
    key = token_bytes(_DIGITS // 2)
    try:
        make_folder(path.parent)
        _write(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), f"{key.hex()}\n", path)
    except FileExistsError:
        raise LedgerError("key_exists", path) from None
    except OSError as error:
        raise LedgerError("key_unreachable", path, error.strerror or "") from error
    return key


def _write(handle: int, text: str, path: Path) -> None:
    """Write a new file whole and bring it to the disk; half a key in its place would be in the way for ever."""
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def read_key_file(path: Path) -> bytes:
    """Read the 32-byte key; LedgerError when the file is missing, is no key, or is open to other users."""
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise LedgerError("key_shared", path)
            digits = file.read(_DIGITS + 3).strip()
    except FileNotFoundError:
        raise LedgerError("key_missing", path) from None
    except OSError as error:
        raise LedgerError("key_unreachable", path, error.strerror or "") from error
    if len(digits) != _DIGITS:
        raise LedgerError("key_bad", path)
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        raise LedgerError("key_bad", path) from None
