"""How a copy leaves the book: made whole beside its place, noted in the book, and put there in one step."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from screening.errors import EligoError, StoreError
from screening.service.sealing import NEWEST, digest_of, manifest_of
from screening.settings import BOOK, KEY, KEYS, SIGN, STORE
from screening.wording import unusable

Fill = Callable[[BinaryIO], None]
Check = Callable[[Path], None]


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
        raise unusable("folder", path=path)
    beside = manifest_of(path)
    for one in (path, beside):
        refuse_own(one, folder)
    mark = token_hex(4)
    copy, manifest = (one.with_name(f".{one.name}.{mark}.part") for one in (path, beside))
    try:
        for one in (path, beside):
            if one.is_dir():
                raise unusable("folder", path=one)
        _write(copy, fill, 0o600 if identified else 0o666)
        if check is not None:
            check(copy)
        said = note(digest_of(copy))
        _write(manifest, lambda file: _whole(file, said), 0o666)
        manifest.replace(beside)
        copy.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        for part in (copy, manifest):
            with suppress(OSError):
                part.unlink(missing_ok=True)


def refuse_own(path: Path, folder: Path) -> None:
    """Refuse to put a copy in the place of the book or its key."""
    own = [
        name
        for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm", STORE, KEY, KEYS, SIGN, NEWEST)
        if (folder / name).exists()
    ]
    with suppress(OSError):  # what can't be reached is told by whoever writes there
        if path.exists() and any(path.samefile(folder / name) for name in own):
            raise unusable("own_file", path=path)


def put(path: Path, content: bytes) -> None:
    """Write a file that holds nothing of the book, whole or not at all."""
    if not path.name or path.is_dir():
        raise unusable("folder", path=path)
    part = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        _write(part, lambda file: _whole(file, content), 0o666)
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> StoreError:
    """Say why a file can't be written, where a person can do something about it."""
    detail = error.strerror or error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return unusable("leaving.full", path=path, detail=detail)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return unusable("leaving.gone", path=path, detail=detail)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return unusable("leaving.denied", path=path, detail=detail)
    return unusable("not_written", path=path, detail=detail)


def _write(path: Path, fill: Fill, mode: int) -> None:
    """Write a file that nobody has yet, and bring it onto the disk."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "w+b") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def _whole(file: BinaryIO, content: bytes) -> None:
    file.write(content)
