"""Disks that are full, files that are damaged, keys that don't fit: each with a plain sentence, nothing lost."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect as plain_connect

import pytest

from screening.errors import StoreError
from screening.ledger import Head, Ledger, LedgerError, new_key_file, read_key_file
from screening.ledger.database import Database
from screening.ledger.faults import SENTENCES
from screening.ledger.schema import SCHEMA_VERSION
from tests.store.ledger_samples import KEY, OTHER_KEY, Kinds, connect, draft, filled, person_draft

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(path: Path, key: bytes = KEY, patience: float = 0.1) -> LedgerError:
    """Give the error with which the store doesn't open."""
    with pytest.raises(LedgerError) as refusal:
        Ledger.open(path, key, projections=[Kinds()], patience=patience)
    assert str(path) in str(refusal.value)
    return refusal.value


def test_every_fault_is_a_plain_sentence() -> None:
    """Each says where, ends like a sentence, and exits as a fault of the store."""
    for code in SENTENCES:
        fault = LedgerError(code, Path("/data/log.db"), "detail")
        assert isinstance(fault, StoreError)
        assert fault.exit_code == 4
        assert "/data/log.db" in str(fault)
        assert "{" not in str(fault)


@POSIX
def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    """A new folder is 0700, the store, its companions and the key 0600, whatever the umask."""
    before = os.umask(0)
    try:
        folder = tmp_path / "data" / "site"
        key = new_key_file(folder / "key")
        with Ledger.create(folder / "log.db", key) as ledger:
            ledger.append(draft())
            assert sorted(file.name for file in folder.iterdir()) == ["key", "log.db", "log.db-shm", "log.db-wal"]
            assert {mode(file) for file in folder.iterdir()} == {0o600}
        assert mode(folder) == 0o700
        (folder / "log.db").chmod(0o644)
        with Ledger.open(folder / "log.db", key):
            assert {mode(file) for file in folder.iterdir()} == {0o600}
    finally:
        os.umask(before)


def test_a_key_file_is_written_once_and_read_again(tmp_path: Path) -> None:
    """The key is 32 random bytes; an existing file is never written over."""
    path = tmp_path / "new" / "key"
    key = new_key_file(path)
    assert len(key) == 32
    assert read_key_file(path) == key
    assert new_key_file(tmp_path / "other") != key
    with pytest.raises(LedgerError) as refusal:
        new_key_file(path)
    assert refusal.value.code == "key_exists"
    assert read_key_file(path) == key


def test_a_key_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, the wrong length and other digits are told apart from a key."""
    path = tmp_path / "key"
    with pytest.raises(LedgerError) as refusal:
        read_key_file(path)
    assert refusal.value.code == "key_missing"
    for content in (b"", b"ab" * 31, b"ab" * 33, b"xy" * 32, b"\xff" * 64):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(LedgerError) as refusal:
            read_key_file(path)
        assert refusal.value.code == "key_bad"
    with pytest.raises(LedgerError) as refusal:
        new_key_file(path / "below")
    assert refusal.value.code == "key_unreachable"


@POSIX
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """The sentence holds the line to type."""
    path = tmp_path / "key"
    new_key_file(path)
    path.chmod(0o640)
    with pytest.raises(LedgerError, match=f"chmod 600 {path}"):
        read_key_file(path)


def test_a_wrong_key_is_told_without_noise(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The sentence says what may be wrong, nothing goes to standard error, the file stays as it was."""
    path = tmp_path / "log.db"
    filled(path).close()
    before = path.read_bytes()
    assert refused(path, OTHER_KEY).code == "wrong_key"
    assert path.read_bytes() == before
    assert capfd.readouterr().err == ""
    with pytest.raises(ValueError, match="32 bytes"):
        Ledger.open(path, b"short")
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok


def test_what_is_no_log_is_left_alone(tmp_path: Path) -> None:
    """Nothing there, another program's database, encrypted or not, text, an empty file and a folder are refused."""
    assert refused(tmp_path / "missing.db").code == "missing"
    assert not (tmp_path / "missing.db").exists()
    plain = plain_connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE entry (seq INTEGER)")
    plain.close()
    other = connect(tmp_path / "other.db")
    other.execute("CREATE TABLE entry (seq INTEGER)")
    other.close()
    (tmp_path / "text.db").write_text("dear diary")
    (tmp_path / "empty.db").touch()
    for name in ("plain.db", "other.db", "text.db", "empty.db"):
        path = tmp_path / name
        before = path.read_bytes()
        assert refused(path).code == "not_a_log"
        assert path.read_bytes() == before
    (tmp_path / "folder.db").mkdir()
    assert refused(tmp_path / "folder.db").code == "unreachable"


def test_a_newer_store_is_refused_unharmed(tmp_path: Path) -> None:
    """Neither its tables nor its version are touched, whatever we would have liked to add."""
    path = tmp_path / "log.db"
    filled(path).close()
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.execute("CREATE TABLE of_the_future (x)")
    connection.close()
    before = path.read_bytes()
    fault = refused(path)
    assert (fault.code, "update Eligo" in str(fault)) == ("newer", True)
    assert path.read_bytes() == before
    connection = connect(path)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    assert refused(path).code == "older"


def test_creating_leaves_what_is_there(tmp_path: Path) -> None:
    """A file in the way, or a write-ahead log left by one, is never written over."""
    path = tmp_path / "log.db"
    for there in (path, path.with_name("log.db-wal")):
        there.write_text("precious")
        with pytest.raises(LedgerError) as refusal:
            Ledger.create(path, KEY)
        assert refusal.value.code == "exists"
        assert there.read_text() == "precious"
        there.unlink()


def test_creating_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step fails, no file is left behind."""

    def failing(source: Path, target: Path) -> None:
        raise FileExistsError

    monkeypatch.setattr(os, "link", failing)
    with pytest.raises(LedgerError) as refusal:
        Ledger.create(tmp_path / "log.db", KEY)
    assert refusal.value.code == "exists"
    assert list(tmp_path.iterdir()) == []


def test_creating_works_on_file_systems_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can't have two names it is renamed."""

    def unable(source: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", unable)
    with Ledger.create(tmp_path / "log.db", KEY) as ledger:
        assert ledger.append(draft()).seq == 1
    assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    """A file where a folder should be is a fault of the store, not a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError) as refusal:
        Ledger.create(tmp_path / "file" / "log.db", KEY)
    assert refusal.value.code == "unreachable"


def test_names_that_need_quoting_are_just_names(tmp_path: Path) -> None:
    """Question marks, percent signs, spaces and Chinese in the path mean nothing special."""
    path = tmp_path / "a b?mode=ro%41#x" / "日志'.db"
    with Ledger.create(path, KEY) as ledger:
        ledger.append(draft())
    assert path.exists()
    with Ledger.open(path, KEY) as ledger:
        assert ledger.count() == 1


def test_a_file_locked_by_another_program_is_told(tmp_path: Path) -> None:
    """After the patience given nothing was written; when the other is done, writing goes on; reading always did."""
    path = tmp_path / "log.db"
    filled(path).close()
    with Ledger.open(path, KEY, patience=0.05) as ledger:
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        for write in (lambda: ledger.append(draft()), lambda: ledger.unsaved.put("f", "s", "{}"), ledger.rebuild):
            with pytest.raises(LedgerError) as refusal:
                write()
            assert refusal.value.code == "locked"
        assert ledger.count() == 8
        other.execute("ROLLBACK")
        assert ledger.append(draft()).seq == 9
        other.close()
    other = connect(path)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    assert refused(path, patience=0.05).code == "locked"


def full(ledger: Ledger) -> None:
    """Append until there is no room, then make sure that it was told and nothing was lost."""
    acknowledged = ledger.head()
    big = person_draft(payload={"text": "x" * 3000})
    with pytest.raises(LedgerError) as refusal:
        for _ in range(2000):
            entry = ledger.append(big)
            acknowledged = Head(entry.seq, entry.hash)
    assert refusal.value.code in ("full", "disk")
    assert "Nothing was saved" in str(refusal.value)
    assert ledger.head() == acknowledged
    assert ledger.verify().ok


def test_a_full_store_loses_nothing(tmp_path: Path) -> None:
    """R6: when the database can't grow, the append fails whole; with room again it goes on."""
    with filled(tmp_path / "log.db") as ledger:
        ledger._database.connection.execute("PRAGMA max_page_count = 100")
        full(ledger)
        length = ledger.count()
        ledger._database.connection.execute("PRAGMA max_page_count = 1000000")
        assert ledger.append(draft()).seq == length + 1
        assert ledger.verify().ok


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 1 MB; only an administrator on Linux can."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
    if not made or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False).returncode:
        pytest.skip("NOT TESTED: a small disk can be mounted only by root on Linux")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    """R6: on a disk without room the append fails whole, and the store opens and verifies afterwards."""
    path = small_disk / "log.db"
    with filled(path) as ledger:
        full(ledger)
        head = ledger.head()
    with Ledger.open(path, KEY) as ledger:
        assert ledger.head() == head
        assert ledger.verify().ok
    larger = shutil.copytree(small_disk, small_disk.parent / "larger")
    with Ledger.open(larger / "log.db", KEY) as ledger:
        assert ledger.append(draft()).seq == head.length + 1


def test_no_store_is_made_on_a_full_disk(small_disk: Path) -> None:
    """Creating fails with a sentence and leaves nothing behind."""
    (small_disk / "ballast").write_bytes(bytes(1_040_000))
    with pytest.raises(LedgerError):
        Ledger.create(small_disk / "log.db", KEY)
    assert [file.name for file in small_disk.iterdir()] == ["ballast"]


def test_a_copy_that_finds_no_room_leaves_nothing_and_harms_nothing(small_disk: Path) -> None:
    """Neither half a copy nor the loss of the one before."""
    with filled(small_disk.parent / "log.db", 300) as ledger:
        ledger.copy_to(small_disk / "copy.db", KEY)
        before = (small_disk / "copy.db").read_bytes()
        ledger.append([person_draft(payload={"text": "x" * 3000}) for _ in range(300)])
        with pytest.raises(LedgerError) as refusal:
            ledger.copy_to(small_disk / "copy.db", KEY)
        assert refusal.value.code in ("full", "disk", "unwritable")
        assert [file.name for file in small_disk.iterdir()] == ["copy.db"]
        assert (small_disk / "copy.db").read_bytes() == before
        assert ledger.verify().ok


def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    """Neither opening nor writing ends in anything but a sentence."""
    path = small_disk / "log.db"
    filled(path).close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert refused(path).code in ("read_only", "unreachable")
    with pytest.raises(LedgerError):
        Ledger.create(small_disk / "new.db", KEY)
    with pytest.raises(LedgerError) as refusal:
        new_key_file(small_disk / "key")
    assert refusal.value.code == "key_unreachable"


def test_a_store_opened_for_reading_alone_says_that_nothing_was_saved(tmp_path: Path) -> None:
    """Writing to it fails whole."""
    with filled(tmp_path / "log.db") as ledger:
        ledger._database.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LedgerError) as refusal:
            ledger.append(draft())
        assert refusal.value.code == "read_only"
        assert ledger.count() == 8


def test_a_ledger_closes_whatever_happens(tmp_path: Path) -> None:
    """Closing twice is harmless, and a store that could not be prepared is closed again."""
    path = tmp_path / "log.db"
    ledger = filled(path)
    ledger.close()
    ledger.close()

    class Unable(Kinds):
        schema = "CREATE TABLE entry (x)"

    with pytest.raises(Exception, match="already exists"):
        Ledger.open(path, KEY, projections=[Unable()])
    database = Database.open(path, KEY)
    with database.writing() as connection:
        connection.execute("DELETE FROM draft")
    database.close()
