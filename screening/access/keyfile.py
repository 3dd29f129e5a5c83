"""`eligo.keys` on the disk: one program at a time changes it, whole or not at all, for its owner's eyes alone."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from screening.access.refusals import refusal
from screening.access.slots import VERSION, Keys
from screening.ledger.address import Where
from screening.ledger.database import close_to_others, make_folder, sync
from screening.locks import waited_for

PATIENCE = 10.0
"""Seconds to wait for another program to finish."""

_PAUSE = 0.02
_Given = TypeVar("_Given")


class KeyStore(Protocol):
    """Where the keys of a book's people lie: in a file beside it, or with it on a server."""

    @property
    def path(self) -> Where:
        """Say where."""

    def read(self) -> Keys:
        """Read them, also while another program is writing."""

    def create(self, keys: Keys) -> None:
        """Write the first ones; never over others."""

    def write(self, keys: Keys) -> None:
        """Put others in their place, durably; only inside `alone`."""

    def discard(self) -> None:
        """Remove them: the book that they were begun for did not come to be."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep everybody else from changing them during a block."""


class KeyFile:
    """The file at a path; what it raises is an AccessError."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience

    def read(self) -> Keys:
        """Read it, also while another program is writing."""
        with self._plainly():
            close_to_others(self.path)
            content = _while_in_use(self.path.read_bytes)
        return parsed(content, self.path)

    def create(self, keys: Keys) -> None:
        """Write the first one, in a folder for its owner alone; never over another."""
        with self._plainly():
            make_folder(self.path.parent)
        with self.alone():
            if self.path.exists():
                raise refusal("keys_exists", path=self.path)
            self.write(keys)

    def write(self, keys: Keys) -> None:
        """Put a whole file in its place and bring it to the disk; only inside `alone`."""
        fresh = self._beside("new")
        with self._plainly():
            try:
                fresh.unlink(missing_ok=True)  # left by a program that was killed
                with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                    file.write(written(keys))
                    file.flush()
                    os.fsync(file.fileno())
                _while_in_use(lambda: fresh.replace(self.path))
            except BaseException:
                with suppress(OSError):
                    fresh.unlink(missing_ok=True)
                raise
            if os.name == "posix":
                sync(self.path.parent)

    def discard(self) -> None:
        """Remove it, and what lies beside it: the book that it was begun for did not come to be."""
        with self._plainly():
            for one in (self.path, self._beside("new"), self._beside("lock")):
                one.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other programs, and other threads of this one, from changing the file during a block."""
        with self._plainly():
            handle = os.open(self._beside("lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            with self._plainly():
                if not waited_for(handle, self._patience):
                    raise refusal("keys_busy", path=self.path)
            yield
        finally:
            os.close(handle)  # gives the lock back

    def _beside(self, what: str) -> Path:
        return self.path.with_name(f".{self.path.name}.{what}")

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise refusal("keys_missing", path=self.path) from None
        except OSError as error:
            raise refusal("keys_unreachable", path=self.path, detail=error.strerror or "") from error


def parsed(content: bytes, path: Where) -> Keys:
    """Read what was written; AccessError where it is damaged, or a newer program's."""
    try:
        table = json.loads(content)
        if table["eligo"] == "keys" and table["version"] > VERSION:
            raise refusal("keys_newer", path=path)
        # A damaged slot must not look like a wrong password.
        if table.pop("sha256") != _digest(table):
            raise ValueError("not as it was written")
        return Keys.model_validate_json(json.dumps(table))
    except (ValueError, TypeError, LookupError, RecursionError):
        raise refusal("keys_bad", path=path) from None


def written(keys: Keys) -> bytes:
    """Write them, with what tells whether they were damaged since."""
    table = json.loads(keys.model_dump_json())
    return f"{json.dumps({**table, 'sha256': _digest(table)}, ensure_ascii=False, indent=1)}\n".encode()


def _digest(table: Mapping[str, Any]) -> str:
    return sha256(json.dumps(table, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _while_in_use(act: Callable[[], _Given]) -> _Given:
    """Try again for a moment where Windows refuses, because another program is reading or replacing the file."""
    for _ in range(50 if sys.platform == "win32" else 0):
        try:
            return act()
        except PermissionError:
            time.sleep(_PAUSE)
    return act()
