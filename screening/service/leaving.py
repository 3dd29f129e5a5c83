"""How a copy leaves the book: made whole beside its place, noted in the book, and put there in one step."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from screening.errors import StoreError
from screening.service.beginning import BOOK, KEY, KEYS, SIGN
from screening.service.sealing import NEWEST, digest_of, manifest_of


def leave(path: Path, folder: Path, fill: Callable[[BinaryIO], None], note: Callable[[str], bytes]) -> None:
    """Let a copy leave the book of a folder, with its manifest beside it, each whole or not at all.

    `fill` writes the copy; `note`, given its SHA-256, records that it left and gives the manifest. That is before it
    can be seen, so that no copy is without.
    """
    if not path.name or path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it")
    beside = manifest_of(path)
    if beside.is_dir():
        raise StoreError(f"{beside} is a folder; name another file")
    for one in (path, beside):
        refuse_own(one, folder)
    mark = token_hex(4)
    copy, manifest = (one.with_name(f".{one.name}.{mark}.part") for one in (path, beside))
    try:
        _write(copy, fill)
        said = note(digest_of(copy))
        _write(manifest, lambda file: _whole(file, said))
        manifest.replace(beside)
        copy.replace(path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror or error}") from None
    finally:
        for part in (copy, manifest):
            with suppress(OSError):
                part.unlink(missing_ok=True)


def refuse_own(path: Path, folder: Path) -> None:
    """Refuse to put a copy in the place of the book or its key."""
    own = [name for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm", KEY, KEYS, SIGN, NEWEST) if (folder / name).exists()]
    with suppress(OSError):  # what can't be reached is told by whoever writes there
        if path.exists() and any(path.samefile(folder / name) for name in own):
            raise StoreError(f"{path} belongs to the site's book; choose another name")


def _write(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Write a file that nobody has yet, and bring it onto the disk."""
    with path.open("xb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def _whole(file: BinaryIO, content: bytes) -> None:
    file.write(content)
