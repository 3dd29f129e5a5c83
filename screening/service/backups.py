"""Backups: an encrypted, checked copy while others work; and going on from one, tried before it is believed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from screening.access import Permission, keys_in
from screening.ledger import read_key_file
from screening.log import BackedUp, NumbersSpent, Restored, last_serial, numbered
from screening.service.beginning import BOOK, KEY, KEYS, PRACTICE
from screening.service.entrance import enter
from screening.service.files import write_whole
from screening.service.leaving import refuse_own
from screening.service.sealing import digest_of, manifest_of, read_proof
from screening.service.site import Site
from screening.service.where import keys_at
from screening.settings import opened_by_passwords
from screening.wording import refused, unusable

_NO_BOOK = (PRACTICE, "faults.log")
"""What may lie in a data folder before there is a book in it: practice, and what the window noted of its faults."""


def back_up(site: Site, path: Path, progress: Callable[[int, int], None] | None = None) -> BackedUp:
    """Copy the book into one encrypted file with its manifest beside it, check the copy, and note it in the book.

    `progress` is told from time to time how many of how many entries were checked.
    """
    with site.acting(Permission.KEEP_RECORD):
        return _back_up(site, path, progress)


def _back_up(site: Site, path: Path, progress: Callable[[int, int], None] | None) -> BackedUp:
    if not path.name or path.is_dir():
        raise unusable("folder", path=path)
    beside = manifest_of(path)
    keys = keys_of(path)
    for one in (path, beside, keys):
        refuse_own(one, site.folder)
    found = site.copy_to(path, progress)
    if opened_by_passwords(site.folder):
        write_whole(keys, keys_text(site.folder))
    event = BackedUp(length=found.length, head=found.head, sha256=digest_of(path))
    entry = site.note(event)
    fresh = beside.with_name(f".{beside.name}.{token_hex(4)}.part")
    try:
        fresh.write_bytes(site.manifest({"file": path.name, "study": site.study, "entry": entry.seq, **dict(event)}))
        fresh.replace(beside)
    except OSError as error:
        raise unusable("not_written", path=beside, detail=error.strerror) from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return event


def keys_of(backup: Path) -> Path:
    """Name the copy of the people's keys beside a backup; without it no password opens the backup."""
    return backup.with_name(f"{backup.name}.keys")


def keys_text(folder: Path) -> str:
    """Give the people's keys of a folder's book as a file of them is written."""
    return keys_in(keys_at(folder)).decode("utf-8")


class Restoring:
    """A backup that has proved to be sound, in a place of its own; `finish` makes it the site's book."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self._folder = folder
        serial = last_serial(site.reader, site.study)  # no clinical data: whoever may restore is asked for it
        self.last = numbered(site.code, serial) if serial else None

    def finish(self, last_number: str | None = None) -> None:
        """Go on from it in its folder; numbers up to `last_number` were given since, and are never given again."""
        spent = self._spent(last_number)
        head = self.site.head()
        self.site.note(Restored(length=head.length, head=head.hash), *spent)
        self.site.close()
        moved: list[Path] = []
        try:
            if not self._folder.exists():
                self.site.folder.rename(self._folder)
                return
            # The book comes last: until it is there, there is none.
            for one in sorted(self.site.folder.iterdir(), key=lambda one: one.name == BOOK):
                moved.append(one.rename(self._folder / one.name))
        except OSError as error:
            for one in moved:
                one.unlink(missing_ok=True)
            raise unusable("not_made", path=self._folder, detail=error.strerror) from None

    def _spent(self, number: str | None) -> list[NumbersSpent]:
        if number is None or number == self.last:
            return []
        code, _, serial = number.rpartition("-")
        if code != self.site.code or not (serial.isascii() and serial.isdigit()) or len(serial) > 9:
            raise refused("last_number", "last-number", site=self.site.code)
        if self.last and int(serial) < int(self.last.rpartition("-")[2]):
            raise refused("last_number_before", "last-number", last=self.last)
        return [NumbersSpent(last=number)]


@contextmanager
def restoring(
    backup: Path, folder: Path, key_file: Path | None = None, *, name: str = "", password: str = ""
) -> Iterator[Restoring]:
    """Try a backup out beside the folder it is meant for; nothing is left there unless it was finished.

    A backup with people's keys beside it is opened by `name` and `password`; else the key is looked for in `key_file`,
    or beside the backup. StoreError where the backup can't be relied on.
    """
    if folder.exists() and (not folder.is_dir() or any(one.name not in _NO_BOOK for one in folder.iterdir())):
        raise unusable("not_empty", path=folder)
    people = has_people(backup)
    key = None if people else read_key_file(key_file or backup.with_name(KEY))
    _refuse_altered(backup)
    place = folder.absolute().with_name(f".{folder.absolute().name}.{token_hex(4)}.new")
    try:
        _copy(backup, place, key)
        with enter(place, name, password, restoring=True) if people else Site.open(place) as site:
            _refuse_unsound(site, backup)
            yield Restoring(site, folder.absolute())
    finally:
        shutil.rmtree(place, ignore_errors=True)


def has_people(backup: Path) -> bool:
    """Say whether a backup is opened by people's passwords."""
    return keys_of(backup).exists()


def _copy(backup: Path, place: Path, key: bytes | None) -> None:
    """Put a backup and its key where they can be tried; the backup itself is only read."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o700)
        shutil.copyfile(backup, place / BOOK)
        if key is None:
            shutil.copyfile(keys_of(backup), place / KEYS)
            (place / KEYS).chmod(0o600)
            return
        with os.fdopen(os.open(place / KEY, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"{key.hex()}\n")
    except OSError as error:
        raise unusable("not_copied", path=backup, place=place.parent, detail=error.strerror) from None


def _refuse_altered(backup: Path) -> None:
    """Hold the backup against its manifest, where that is beside it."""
    if manifest_of(backup).exists():
        proof = read_proof(backup)
        if not proof.is_genuine() or proof.altered():
            raise unusable("backup_altered", path=backup)


def _refuse_unsound(site: Site, backup: Path) -> None:
    found = site.verify()
    if not found.ok or site.damaged_pages():
        raise unusable("backup_unsound_at" if found.first_bad else "backup_unsound", path=backup, entry=found.first_bad)
