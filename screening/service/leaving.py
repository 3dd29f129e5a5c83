"""How a copy leaves the book: made whole beside its place, noted in the book, and put there in one step."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from screening.errors import EligoError, StoreError
from screening.service.beginning import BOOK, KEY, KEYS, SIGN
from screening.service.sealing import NEWEST, digest_of, manifest_of
from screening.wording import Words

Fill = Callable[[BinaryIO], None]
Check = Callable[[Path], None]


class LeavingError(StoreError):
    """A copy that can't be put where it was to go; `code` names the sentence `store.CODE`, `path` is the place."""

    def __init__(self, why: str, path: Path, detail: str = "") -> None:
        self.code, self.path, self.detail = f"leaving.{why}", path, detail
        super().__init__(Words().text(f"store.{self.code}", path=path, detail=detail))


class StoppedError(EligoError):
    """Whoever asked for a copy no longer wants it; nothing of it is left."""


def leave(
    path: Path,
    folder: Path,
    fill: Fill,
    note: Callable[[str], bytes],
    *,
    identified: bool = False,
    check: Check | None = None,
) -> None:
    """Let a copy leave the book of a folder, with its manifest beside it, each whole or not at all.

    `fill` writes the copy; `check` looks at it before anybody else can; `note`, given its SHA-256, records that it left
    and gives the manifest. That is before it can be seen, so that no copy is without. One that is `identified` can be
    read by its owner alone.
    """
    if not path.name:
        raise LeavingError("folder", path)
    beside = manifest_of(path)
    for one in (path, beside):
        refuse_own(one, folder)
    mark = token_hex(4)
    copy, manifest = (one.with_name(f".{one.name}.{mark}.part") for one in (path, beside))
    try:
        for one in (path, beside):
            if one.is_dir():
                raise LeavingError("folder", one)
        _write(copy, fill, 0o600 if identified else 0o666)
        if check is not None:
            check(copy)
        said = note(digest_of(copy))
        _write(manifest, lambda file: _whole(file, said), 0o666)
        manifest.replace(beside)
        copy.replace(path)
    except OSError as error:
        raise LeavingError(_why(error), path, error.strerror or str(error)) from None
    finally:
        for part in (copy, manifest):
            with suppress(OSError):
                part.unlink(missing_ok=True)


def refuse_own(path: Path, folder: Path) -> None:
    """Refuse to put a copy in the place of the book or its key."""
    own = [name for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm", KEY, KEYS, SIGN, NEWEST) if (folder / name).exists()]
    with suppress(OSError):  # what can't be reached is told by whoever writes there
        if path.exists() and any(path.samefile(folder / name) for name in own):
            raise LeavingError("own", path)


def _why(error: OSError) -> str:
    """Name what a person can do something about."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "full"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "gone"
    return "denied" if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else "unwritable"


def _write(path: Path, fill: Fill, mode: int) -> None:
    """Write a file that nobody has yet, and bring it onto the disk."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "w+b") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def _whole(file: BinaryIO, content: bytes) -> None:
    file.write(content)
