"""Older stores are brought up to this version: forward, whole or not at all, with a checked copy before."""

import multiprocessing
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.ledger import Head, Ledger, LedgerError, read_key_file, schema
from screening.ledger.migration import kept_copy
from tests.store.ledger_samples import KEY, connect, draft, filled

GOLDEN = Path(__file__).parents[1] / "golden" / "books"
HEAD_1 = Head(11, "075656ffa4693999ea699d7128d8fb68045ebf9cccfe4cab591ec380ede5e368")
FUTURE = "CREATE TABLE visit (day TEXT NOT NULL) STRICT"
FUTURE_STAYS = "CREATE TRIGGER visit_stays BEFORE UPDATE ON visit BEGIN SELECT RAISE(ABORT, 'never'); END"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A book as the first version of the schema had it; the stored one is never opened itself."""
    folder = Path(shutil.copytree(GOLDEN / "schema1", tmp_path / "old"))
    (folder / "eligo.key").chmod(0o600)
    return folder / "eligo.db"


@pytest.fixture
def future(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A version of the schema that adds a table and its trigger."""
    version = schema.SCHEMA_VERSION + 1
    monkeypatch.setattr(schema, "SCHEMA_VERSION", version)
    monkeypatch.setitem(schema.TABLES, "visit", FUTURE)
    monkeypatch.setitem(schema.TRIGGERS, "visit_stays", FUTURE_STAYS)
    monkeypatch.setitem(schema.ADDED, version, ("visit", "visit_stays"))
    yield version


def version_of(path: Path, key: bytes = KEY) -> Any:
    connection = connect(path, key)
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()


def test_a_book_of_the_first_version_opens_whole(old: Path) -> None:
    """R3, R5: every entry, key and parked form is there, the chain verifies, and the book goes on."""
    key = read_key_file(old.with_name("eligo.key"))
    with Ledger.open(old, key) as ledger:
        assert ledger.head() == HEAD_1
        assert ledger.verify().ok
        assert len(list(ledger.privates())) == 8
        assert [form.id for form in ledger.unsaved.list()] == ["form"]
        assert ledger.append(draft()).seq == 12
    assert version_of(old, key) == schema.SCHEMA_VERSION
    assert version_of(kept_copy(old, 1), key) == 1


def test_the_copy_kept_is_the_store_as_it_was(tmp_path: Path, future: int) -> None:
    """R5: it is one encrypted file for its owner alone, and verifies by the rules of its own version."""
    path = tmp_path / "log.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "SCHEMA_VERSION", future - 1)
        filled(path).close()
    with Ledger.open(path, KEY) as ledger:
        head = ledger.head()
        ledger._database.rows("SELECT day FROM visit")
    copy = kept_copy(path, future - 1)
    assert b"SQLite format" not in copy.read_bytes()[:16]
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.db", copy.name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "SCHEMA_VERSION", future - 1)
        with Ledger.open(copy, KEY) as kept:
            assert kept.head() == head and kept.verify().ok


def older_store(path: Path, future: int) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "SCHEMA_VERSION", future - 1)
        filled(path).close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("statement", "error"),
    [("CREATE TABLE entry (x)", "already exists"), ("CREATE TABLE visit (day) STRICT", "missing datatype")],
)
def test_a_step_that_fails_leaves_the_older_store(
    tmp_path: Path, future: int, monkeypatch: pytest.MonkeyPatch, statement: str, error: str
) -> None:
    """R5, R6: not a byte of it changes."""
    path = tmp_path / "log.db"
    before = older_store(path, future)
    monkeypatch.setitem(schema.TABLES, "visit", statement)
    with pytest.raises(Exception, match=error):
        Ledger.open(path, KEY)
    assert path.read_bytes() == before
    assert version_of(path) == future - 1


def test_safeguards_are_asserted_in_the_same_transaction(
    tmp_path: Path, future: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A6, R5: a migration that forgets a trigger is undone."""
    path = tmp_path / "log.db"
    older_store(path, future)
    monkeypatch.setitem(schema.ADDED, future, ("visit",))
    monkeypatch.setitem(schema.TRIGGERS, "visit_stays", FUTURE_STAYS)
    with pytest.raises(LedgerError, match="visit_stays"):
        Ledger.open(path, KEY)
    assert version_of(path) == future - 1


def test_a_store_that_does_not_verify_is_not_touched(tmp_path: Path, future: int) -> None:
    """R5: its copy would be no copy to go back to."""
    path = tmp_path / "log.db"
    older_store(path, future)
    connection = connect(path)
    connection.execute("DROP TRIGGER entry_stays")
    connection.execute("UPDATE entry SET hash = lower(hex(zeroblob(32))) WHERE seq = 3")
    connection.execute(schema.TRIGGERS["entry_stays"])
    connection.close()
    with pytest.raises(LedgerError) as refusal:
        Ledger.open(path, KEY)
    assert (refusal.value.code, "hash, 3" in str(refusal.value)) == ("unsound", True)
    assert version_of(path) == future - 1
    assert not kept_copy(path, future - 1).exists()


def opened(path: Path, key: bytes) -> int:
    with Ledger.open(path, key, patience=30) as ledger:
        return ledger.append(draft()).seq


def test_two_programs_bring_it_up_once(old: Path) -> None:
    key = read_key_file(old.with_name("eligo.key"))
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert sorted(pool.starmap(opened, [(old, key)] * 3, chunksize=1)) == [12, 13, 14]
    with Ledger.open(old, key) as ledger:
        assert ledger.verify().ok
