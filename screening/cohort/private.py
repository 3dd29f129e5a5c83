"""A run's own folder beside its result: its owner alone can read it, and it goes with the run.

Patients stand in it in plain text, so a process that was killed must not leave it for long: whoever makes the next one
there clears it. It is known to be in use by the lock of a file in it, which goes with the process.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from screening.locks import locked
from screening.wording import unusable

_PREFIX, _LOCK = ".eligo-run-", "in-use"


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """Give a folder beside a file that its owner alone can read, for as long as it is made."""
    try:
        _clear_left(beside.parent)
        folder, lock = _made(beside.parent)
    except OSError as error:
        raise unusable("not_written", path=beside, detail=error.strerror) from None
    try:
        yield folder
    finally:
        _remove(folder, lock)


def _clear_left(parent: Path) -> None:
    """Remove the folders there that nobody uses any more; those of other people are left to them."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            _clear(folder, _lock_of(folder))


def _clear(folder: Path, lock: int) -> None:
    if _held(lock, unsure=False):
        _remove(folder, lock)
    else:
        os.close(lock)


def _remove(folder: Path, lock: int) -> None:
    """Remove a folder while its lock is held, so that nobody takes it up meanwhile."""
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)
    if os.name == "nt":  # nothing that is open can be removed there
        with suppress(OSError):
            (folder / _LOCK).unlink()
            folder.rmdir()


def _made(parent: Path) -> tuple[Path, int]:
    """Make a folder and hold its lock; another one where somebody took it for left before it was held."""
    while True:
        folder = Path(mkdtemp(prefix=_PREFIX, dir=parent))
        with suppress(FileNotFoundError):
            lock = _lock_of(folder)
            if _held(lock, unsure=True) and (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)


def _held(lock: int, *, unsure: bool) -> bool:
    """Take a lock; `unsure` is the answer where the disk knows of none, so that nothing there is taken for left."""
    try:
        return locked(lock)
    except OSError:
        return unsure


def _lock_of(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
