"""Checks on a book that is begun for each of them in a folder of its own: encrypted, with fictitious people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any

from screening.ledger import Ledger, LedgerError, read_key_file
from screening.ledger.database import Database
from screening.ledger.schema import TRIGGERS
from screening.protocol.catalogue import find
from screening.service.backups import back_up, restoring
from screening.service.beginning import BOOK, KEY
from screening.service.drafts import Actor
from screening.service.exporting import export as write_copy
from screening.service.practice import samples
from screening.service.sealing import read_proof
from screening.service.site import Site
from screening.service.validation.found import Found
from screening.settings import today
from screening.wording import Words

_STUDY = "NCT03976882"
_CHINESE, _NUMBER = "虚构检查用人", "CHECK-0042-FICTITIOUS"
_NAME = f"Fictitious Checkperson {_CHINESE}"
# How a program of another country would have written the same text.
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_MINUTE = timedelta(minutes=1)


@contextmanager
def _book(folder: Path) -> Iterator[Site]:
    """Begin a book with one case in an empty folder, and close it in the end."""
    actor = Actor("Installation check", "coordinator")
    with Site.init(folder / "book", code="CHECK", actor=actor, protocol=find(_STUDY).load(), practice=True) as site:
        _save(site)
        yield site


def _save(site: Site) -> None:
    history: dict[str, Any] = samples()[0].seen_on(today())
    site.save({**history, "subject": {**history["subject"], "name": _NAME, "hospital_number": _NUMBER}}, today())


def _closed(folder: Path) -> tuple[Path, bytes]:
    """Begin a book and close it; gives its file and its key."""
    with _book(folder) as site:
        return site.folder / BOOK, read_key_file(site.folder / KEY)


def wrong_key(folder: Path, data: Path) -> Found:
    """Open the book with another key."""
    del data
    path, _ = _closed(folder)
    try:
        Ledger.open(path, token_bytes(32)).close()
    except LedgerError as refusal:
        return _refused(refusal, "wrong_key")
    return Found(False, "opened")


def _refused(refusal: LedgerError, wanted: str) -> Found:
    right = refusal.code == wanted
    return Found(right, "refused" if right else "refused_otherwise", {"why": refusal.code})


def appended(folder: Path, data: Path) -> Found:
    """Save a case, close the book, open it again and verify it."""
    del data
    with _book(folder) as site:
        before = site.head().length
        _save(site)
    with Site.open(site.folder) as again:
        found = again.verify()
        numbers = [row.number for row in again.log()]
    whole = found.ok and found.length > before and numbers == ["CHECK-0001", "CHECK-0002"]
    return Found(whole, "verified" if whole else "not_verified", {"n": str(found.length), "head": found.head[:16]})


def update_refused(folder: Path, data: Path) -> Found:
    """Change an entry, as another program with the key could try to."""
    del data
    return _forbidden(folder, "UPDATE entry SET at = '2000-01-01T00:00:00.000000Z' WHERE seq = 1")


def delete_refused(folder: Path, data: Path) -> Found:
    """Delete an entry, as another program with the key could try to."""
    del data
    return _forbidden(folder, "DELETE FROM entry WHERE seq = 1")


def _forbidden(folder: Path, statement: str) -> Found:
    database = Database.open(*_closed(folder))
    try:
        with database.writing() as connection:
            connection.execute(statement)
    except LedgerError as refusal:
        return _refused(refusal, "refused")
    finally:
        database.close()
    return Found(False, "allowed")


def flipped_byte(folder: Path, data: Path) -> Found:
    """Change one byte in the middle of the closed book."""
    del data
    path, key = _closed(folder)
    place = path.stat().st_size // 2
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))
    return _noticed(path, key, str(place))


def _noticed(path: Path, key: bytes, place: str) -> Found:
    try:
        with Ledger.open(path, key) as ledger:
            noticed = not ledger.verify().ok or bool(ledger.damaged_pages())
    except LedgerError as refusal:
        noticed = refusal.code in ("damaged", "wrong_key")
    return Found(noticed, "noticed_at" if noticed else "unnoticed", {"place": place})


def cut_tail(folder: Path, data: Path) -> Found:
    """Take the last entry out, the safeguard out of the way meanwhile; the signed checkpoint knows of it."""
    del data
    path, key = _closed(folder)
    database = Database.open(path, key)
    try:
        with database.writing() as connection:
            connection.execute("DROP TRIGGER entry_remains")
            connection.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
            connection.execute(TRIGGERS["entry_remains"])
    finally:
        database.close()
    with Site.open(path.parent) as site:
        found = site.verify()
    if found.ok or found.why != "cut":
        return Found(False, "unnoticed")
    return Found(True, "cut_from", {"entry": str(found.first_bad)})


def backup(folder: Path, data: Path) -> Found:
    """Back the book up while it is open, restore the backup in a new place, and go on from there."""
    del data
    copy = folder / "backup.eligo"
    with _book(folder) as site:
        made = back_up(site, copy)
        numbers = [row.number for row in site.log()]
    with restoring(copy, folder / "restored", site.folder / KEY) as trial:
        trial.finish()
    with Site.open(folder / "restored") as again:
        same = again.verify().ok and [row.number for row in again.log()] == numbers
        _save(again)
    return Found(same, "restored" if same else "not_restored", {"n": str(made.length)})


def export(folder: Path, data: Path) -> Found:
    """Export the log, go on working, and hold the log against the export."""
    del data
    copy = folder / "log.csv"
    with _book(folder) as site:
        write_copy(site, copy, Words("en"))
        _save(site)
        sound = site.verify(against=read_proof(copy)).ok
    return Found(sound, "beginning" if sound else "no_beginning")


def altered_copy(folder: Path, data: Path) -> Found:
    """Change one digit of an export, and hold the log against it."""
    del data
    copy = folder / "log.csv"
    with _book(folder) as site:
        write_copy(site, copy, Words("en"))
        copy.write_bytes(copy.read_bytes().replace(b"CHECK-0001", b"CHECK-0002"))
        why = site.verify(against=read_proof(copy)).why
    return Found(why == "copy_altered", "noticed" if why == "copy_altered" else "unnoticed")


def unreadable(folder: Path, data: Path) -> Found:
    """Look for the patient in every byte of every file of a book that is open: name, number, and words of its own."""
    del data
    with _book(folder) as site:
        files = {path.name: path.read_bytes() for path in site.folder.iterdir()}
    raw = b"\0".join(files.values())
    words = (_NAME, _CHINESE, _NUMBER, "CHECK-0001", "SQLite format", "hospital_number")
    readable = any(word.encode(encoding) in raw for word in words for encoding in _ENCODINGS)
    if readable or f"{BOOK}-wal" not in files:
        return Found(False, "readable" if readable else "no_wal")
    return Found(True, "nothing_readable", {"files": str(len(files)), "kb": str(len(raw) // 1024)})


def times(folder: Path, data: Path) -> Found:
    """Read the times of the book's entries, and hold them against the clock and the zone of this computer."""
    del data
    with Ledger.open(*_closed(folder)) as ledger:
        entries = list(ledger.entries())
    now = datetime.now().astimezone()
    zone = f"{now:%z}"[:3] + ":" + f"{now:%z}"[3:5]
    in_utc = all(one.at.endswith("Z") and abs(datetime.fromisoformat(one.at) - now) < _MINUTE for one in entries)
    right = in_utc and {one.zone for one in entries} == {zone}
    return Found(right, "zone" if right else "other_zone", {"zone": zone, "name": now.tzname() or "?"})
