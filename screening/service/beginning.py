"""Beginning a site's book: its folder, its first entries, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from screening.errors import InputError, Problem
from screening.ledger import Draft, Ledger, Projection
from screening.log import Accounts, Cases
from screening.protocol import Protocol
from screening.service.drafts import Actor
from screening.settings import BOOK, KEY, KEYS, SIGN
from screening.wording import unusable

__all__ = ["BOOK", "KEY", "KEYS", "PRACTICE", "SIGN", "begin", "exists", "make_folder_for", "projections"]
PRACTICE = "practice"
_CODE = "letters, digits and hyphens, such as SH04"


def projections() -> list[Projection]:
    """Give the views that are kept beside the chain."""
    return [Cases(), Accounts()]


def exists(folder: Path) -> bool:
    """Say whether a folder holds a site's book; StoreError where we may not look."""
    try:
        (folder / BOOK).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unusable("hidden", path=folder, detail=error.strerror) from None
    return True


def make_folder_for(folder: Path) -> None:
    """Make the folder of a new book; StoreError where it holds one already."""
    if exists(folder):
        raise unusable("taken", path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unusable("not_made", path=folder, detail=error.strerror) from None


def begin(folder: Path, key: bytes, first: Sequence[Draft]) -> None:
    """Write a book with its first entries, or leave none: one without them would be in the way for ever."""
    ledger = Ledger.create(folder / BOOK, key, projections=projections())
    try:
        with ledger:
            ledger.append(first)
    except BaseException:
        for name in (BOOK, f"{BOOK}-wal", f"{BOOK}-shm"):
            (folder / name).unlink(missing_ok=True)
        raise


def refuse_beginning(code: str, actor: Actor, protocol: Protocol) -> None:
    problems = []
    if not code or len(code) > 20 or not all(one.isascii() and (one.isalnum() or one == "-") for one in code):
        problems.append(Problem("site", f"the code is {_CODE}", code="site.code"))
    for place, text in (("user", actor.name), ("role", actor.role)):
        if not text.strip():
            problems.append(Problem(place, "must not be blank", code="site.blank"))
        elif not text.isprintable():
            unwritable = "holds characters that can't be written; type it again"
            problems.append(Problem(place, unwritable, code="site.unwritable"))
    if protocol.protocol.unusable is not None:
        problems.append(Problem("protocol", protocol.protocol.unusable.in_("en"), code="site.unusable"))
    if problems:
        raise InputError(problems)
