"""Backups are made while others work, checked, and tried before they are believed; no number is given twice."""

import shutil
from pathlib import Path
from threading import Event, Thread

import pytest

from screening.errors import EligoError, InputError, StoreError
from screening.ledger import new_key_file
from screening.service import KEY, PRACTICE, Site, back_up, read_proof, restoring
from screening.service.beginning import BOOK
from screening.service.sealing import MANIFEST
from tests.store.service_samples import ON, SECRETS, begun, history, someone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book with three cases, of which a backup knows two."""
    (tmp_path / "away").mkdir()
    with begun(tmp_path / "data") as site:
        site.save(history(), ON)
        site.save(someone("B"), ON)
        assert site.last_backup() is None
        back_up(site, tmp_path / "away" / "book.bak")
        site.save(someone("C"), ON)
    shutil.copy(tmp_path / "data" / KEY, tmp_path / "away" / KEY)
    return tmp_path / "data"


@pytest.fixture
def backup(folder: Path) -> Path:
    return folder.with_name("away") / "book.bak"


def test_a_backup_is_one_encrypted_file_that_the_book_knows_of(folder: Path, backup: Path) -> None:
    """R4, A14: nothing in it can be read, and only its owner may."""
    raw = backup.read_bytes()
    assert not raw.startswith(b"SQLite") and not any(secret.encode() in raw for secret in SECRETS)
    assert sorted(file.name for file in backup.parent.iterdir()) == ["book.bak", f"book.bak{MANIFEST}", KEY]
    assert backup.stat().st_mode & 0o077 == 0
    with Site.open(folder) as site:
        made = site.last_backup()
        assert made is not None and made.endswith("Z")
        assert site.verify(against=read_proof(backup)).ok


def test_a_backup_says_how_far_it_is_and_can_be_given_up(folder: Path, tmp_path: Path) -> None:
    """R4: every entry of the copy is read back; given up, nothing is left, and nothing was noted."""
    told: list[tuple[int, int]] = []
    with Site.open(folder) as site:
        back_up(site, tmp_path / "away" / "counted.bak", lambda done, of: told.append((done, of)))
        length = site.head().length
        assert told == sorted(told) and told[-1] == (length - 1, length - 1)

        def give_up(done: int, of: int) -> None:
            raise StoreError(f"given up at {done} of {of}")

        (tmp_path / "given").mkdir()
        with pytest.raises(StoreError, match="given up"):
            back_up(site, tmp_path / "given" / "up.bak", give_up)
        assert list((tmp_path / "given").iterdir()) == [] and site.head().length == length


def test_a_backup_is_whole_while_others_write(folder: Path, tmp_path: Path) -> None:
    """R4: it holds the book of one moment."""
    done = Event()

    def write() -> None:
        with Site.open(folder) as other:
            number = 0
            while not done.is_set():
                number += 1
                other.save(someone(f"N{number}"), ON)

    writer = Thread(target=write)
    writer.start()
    try:
        with Site.open(folder) as site:
            made = [back_up(site, tmp_path / f"{n}.bak").length for n in range(3)]
            assert made == sorted(made)
    finally:
        done.set()
        writer.join()
    with Site.open(folder) as site:
        assert site.verify().ok


def test_a_restored_book_goes_on_and_gives_no_number_twice(folder: Path, backup: Path, tmp_path: Path) -> None:
    """R4, R11, A14: SH04-0003 was given after the backup; the next one is 0004, and the book says why."""
    with restoring(backup, tmp_path / "new") as found:
        assert found.last == "SH04-0002"
        found.finish("SH04-0003")
    with Site.open(tmp_path / "new") as site:
        assert [row.number for row in site.log()] == ["SH04-0001", "SH04-0002"]
        assert site.next_number() == "SH04-0004"
        assert site.save(someone("D"), ON).number == "SH04-0004"
        assert site.verify().ok
        site.rebuild()
        assert site.next_number() == "SH04-0005"
        assert site.record(site.log()[0].seq).history == history()
        kinds = [entry.kind for entry in site._book.ledger.entries()]
        assert kinds[7:11] == ["restored", "numbers_spent", "signing_key_made", "person_identified"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["away", "data", "new"]
    with Site.open(folder) as site:
        assert site.verify().ok


def test_nothing_was_given_out_since(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with restoring(backup, tmp_path / "new") as found:
        found.finish()
    with Site.open(tmp_path / "new") as site:
        assert site.next_number() == "SH04-0003"


@pytest.mark.parametrize("number", ["SH05-0009", "0009", "SH04-x", "SH04-0001", "SH04-²"])
def test_a_number_that_can_not_be_is_refused(backup: Path, tmp_path: Path, number: str) -> None:
    with pytest.raises(InputError, match="last-number"), restoring(backup, tmp_path / "new") as found:
        found.finish(number)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["away", "data"]


def test_a_backup_that_is_not_finished_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    with restoring(backup, tmp_path / "new"):
        pass
    assert sorted(file.name for file in tmp_path.iterdir()) == ["away", "data"]


def test_a_folder_that_is_not_empty_is_left_alone(folder: Path, backup: Path) -> None:
    before = (folder / BOOK).read_bytes()
    with pytest.raises(StoreError, match="not empty"), restoring(backup, folder):
        pass
    assert (folder / BOOK).read_bytes() == before


def test_a_folder_that_holds_the_practice_alone_is_no_hindrance(backup: Path, tmp_path: Path) -> None:
    """Whoever looked around with sample patients first can still go on from the backup."""
    (tmp_path / "new" / PRACTICE).mkdir(parents=True)
    (tmp_path / "new" / "faults.log").touch()
    with restoring(backup, tmp_path / "new") as found:
        found.finish()
    with Site.open(tmp_path / "new") as site:
        assert site.verify().ok
    assert (tmp_path / "new" / PRACTICE).is_dir()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["away", "data", "new"]


@pytest.mark.parametrize("manifest", [True, False])
@pytest.mark.parametrize("place", [40, 5000, -100])
def test_a_spoilt_backup_is_not_believed(backup: Path, tmp_path: Path, place: int, manifest: bool) -> None:
    """R4: with its manifest or without, and nothing is left of the trial."""
    raw = bytearray(backup.read_bytes())
    raw[place] ^= 1
    backup.write_bytes(raw)
    if not manifest:
        backup.with_name(backup.name + MANIFEST).unlink()
    with pytest.raises(StoreError), restoring(backup, tmp_path / "new"):
        pass
    assert sorted(file.name for file in tmp_path.iterdir()) == ["away", "data"]


def test_a_backup_needs_its_key(backup: Path, tmp_path: Path) -> None:
    """R4: without it, or with another one, nothing is restored."""
    (backup.with_name(KEY)).unlink()
    with pytest.raises(EligoError, match="missing"), restoring(backup, tmp_path / "new"):
        pass
    new_key_file(tmp_path / "wrong")
    with pytest.raises(StoreError, match="this key"), restoring(backup, tmp_path / "new", tmp_path / "wrong"):
        pass


def test_a_backup_never_takes_the_place_of_the_book(folder: Path, tmp_path: Path) -> None:
    with Site.open(folder) as site:
        for path in (folder / BOOK, folder / KEY, tmp_path, tmp_path / "no" / "such" / "place"):
            with pytest.raises(StoreError):
                back_up(site, path)
        assert site.verify().ok
