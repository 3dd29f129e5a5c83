"""Beginning a site's book: its folder, its first entries, whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from screening.errors import InputError, Problem
from screening.ledger import Draft, Ledger, LedgerError, Projection, Server, discard_database, is_there
from screening.log import Accounts, Cases
from screening.protocol import Protocol
from screening.service.drafts import Actor
from screening.service.where import book_at, exists, name_server
from screening.settings import BOOK, KEY, KEYS, SIGN, STORE
from screening.wording import unusable

__all__ = ["BOOK", "KEY", "KEYS", "PRACTICE", "SIGN", "begin", "exists", "folder_for", "make_folder_for", "projections"]
PRACTICE = "practice"
_CODE = "letters, digits and hyphens, such as SH04"


def projections() -> list[Projection]:
    """Give the views that are kept beside the chain."""
    return [Cases(), Accounts()]


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
    where = book_at(folder)
    ledger = Ledger.create(where, key, projections=projections())
    try:
        with ledger:
            ledger.append(first)
    except BaseException:
        discard_database(where)
        raise


@contextmanager
def folder_for(folder: Path, server: Server | None) -> Iterator[None]:
    """Make the folder of a new book, which names the server it is begun on; what fails leaves it naming none."""
    make_folder_for(folder)
    if server is None:
        yield
        return
    if is_there(server):
        raise LedgerError("exists", server)
    name_server(folder, server)
    try:
        yield
    except BaseException:
        (folder / STORE).unlink(missing_ok=True)
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
