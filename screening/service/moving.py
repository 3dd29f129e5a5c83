"""Moving a book from a site's folder to a server, and from there into a folder again.

The last entry of what is left behind says that it moved, and nothing follows it; the next one is written where the book
goes on. Nothing else is touched where it was.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from screening.access import Keyring, Permission, keys_in, put_keys
from screening.errors import StoreError
from screening.ledger import LedgerError, Server, Verification, discard_database, is_there
from screening.log import MovedAway, MovedIn
from screening.service.beginning import make_folder_for
from screening.service.files import write_whole
from screening.service.sealing import NEWEST
from screening.service.site import Site
from screening.service.where import keys_at, name_server, remember_password, server_of
from screening.settings import BOOK, KEY, KEYS, SIGN, STORE, opened_by_passwords
from screening.wording import refused, unusable

Progress = Callable[[int, int], None]
_Store = Literal["server", "file"]


def move(site: Site, to: Server | Path, progress: Progress | None = None) -> Verification:
    """Move a book to a server or into a folder, check all of it there, and close it; gives what was found.

    Where it comes to nothing, the book goes on where it was. `progress` is told how many of how many were checked.
    """
    with site.acting(Permission.KEEP_RECORD):
        return _to_server(site, to, progress) if isinstance(to, Server) else _to_folder(site, to, progress)


def _to_server(site: Site, server: Server, progress: Progress | None) -> Verification:
    folder = site.folder
    if server_of(folder) is not None:
        raise refused("moved_already")
    if not opened_by_passwords(folder):
        raise refused("shared_needs_passwords")
    remember_password(server)
    if is_there(server):
        raise LedgerError("exists", server)
    with _leaving(site, "server", "file"):
        found = site.copy_to(server, progress)
        try:
            put_keys(keys_in(folder / KEYS), server)
            name_server(folder, server)
            _arrive(folder, site, "server")
        except BaseException:
            (folder / STORE).unlink(missing_ok=True)
            Keyring.discard(server)
            _discard(server)
            raise
    return found


def _to_folder(site: Site, folder: Path, progress: Progress | None) -> Verification:
    if server_of(site.folder) is None:
        raise refused("moved_already")
    make_folder_for(folder)
    made = [folder / name for name in (BOOK, KEYS, KEY, SIGN, NEWEST)]
    if any(one.exists() for one in made):
        raise unusable("taken", path=folder)
    with _leaving(site, "file", "server"):
        try:
            found = site.copy_to(folder / BOOK, progress)
            if opened_by_passwords(site.folder):
                write_whole(folder / KEYS, keys_in(keys_at(site.folder)).decode())
            for name in (KEY, SIGN, NEWEST):
                if (site.folder / name).exists():
                    shutil.copyfile(site.folder / name, folder / name)
                    (folder / name).chmod(0o600)
            _arrive(folder, site, "file")
        except BaseException:
            for one in made:
                one.unlink(missing_ok=True)
            raise
    return found


@contextmanager
def _leaving(site: Site, to: _Store, back: _Store) -> Iterator[None]:
    """Say in the book that it moves, for a block that moves it; where that fails, that it goes on where it was."""
    site.seal()
    site.note(MovedAway(store=to))
    site.seal()
    try:
        yield
    except BaseException:
        with suppress(StoreError):  # why it failed is what people must hear
            head = site.head()
            site.note(MovedIn(store=back, length=head.length, head=head.hash))
        raise
    site.abandon()


def _arrive(folder: Path, site: Site, store: _Store) -> None:
    """Open the book where it goes on, check entries, signatures and checkpoints, and say that it goes on there."""
    with Site.opened(folder, site.key, site.actor) as there:
        found = there.verify()
        if not found.ok:
            raise unusable(
                "backup_unsound_at" if found.first_bad else "backup_unsound", path=folder, entry=found.first_bad
            )
        there.note(MovedIn(store=store, length=found.length, head=found.head))


def _discard(server: Server) -> None:
    with suppress(StoreError):
        discard_database(server)
