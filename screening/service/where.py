"""Where a site's book lies, and the keys of its people: in the site's folder, or on a server that the folder names.

The folder stays a computer's own in both cases: there lie the key with which this installation signs and the newest
checkpoint it saw, against which a server's book is held too.
"""

import os
from pathlib import Path

from screening.errors import InputError
from screening.ledger import LedgerError, Server, Where, is_there
from screening.service.files import write_whole
from screening.settings import BOOK, KEYS, STORE
from screening.wording import unusable


def server_of(folder: Path) -> Server | None:
    """Give the server on which a folder's book lies, None where it lies in the folder."""
    try:
        return Server.read((folder / STORE).read_text("utf-8").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError, InputError) as error:
        detail = getattr(error, "strerror", None) or error
        raise unusable("store_unreadable", path=folder / STORE, detail=detail) from None


def book_at(folder: Path) -> Where:
    """Say where a folder's book lies."""
    return server_of(folder) or folder / BOOK


def keys_at(folder: Path) -> Where:
    """Say where the keys of the people lie whose passwords open a folder's book."""
    return server_of(folder) or folder / KEYS


def exists(folder: Path) -> bool:
    """Say whether a folder holds a site's book, or names a server that does; StoreError where we may not look."""
    for name in (STORE, BOOK):
        try:
            (folder / name).stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise unusable("hidden", path=folder, detail=error.strerror) from None
        return True
    return False


def name_server(folder: Path, server: Server) -> None:
    """Write into a folder on which server its book lies; a password is libpq's to know, for this run alone."""
    write_whole(folder / STORE, f"{server}\n")
    remember_password(server)


def remember_password(server: Server) -> None:
    """Hand a password that stood in an address on as libpq takes it."""
    if server.password:
        os.environ["PGPASSWORD"] = server.password


def join(folder: Path, server: Server) -> None:
    """Let a folder's book be the one on a server; StoreError where there is none, or the folder has another."""
    remember_password(server)
    if exists(folder):
        if server_of(folder) != Server(server.url, server.room):
            raise unusable("taken", path=folder)
        return
    if not is_there(server):
        raise LedgerError("missing", server)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unusable("not_made", path=folder, detail=error.strerror) from None
    name_server(folder, server)
