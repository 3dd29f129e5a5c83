"""Changes made behind the ledger's back by somebody who holds the key.

What no chain can show by itself is a tail cut off, or rewritten together with its hashes; `head()` held against a copy
noted elsewhere shows it. The tests say so where it is so.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from screening.ledger import Ledger, LedgerError
from screening.ledger.schema import TRIGGERS
from tests.store.ledger_samples import KEY, Ticking, behind_the_back, connect, draft, filled, person_draft

LENGTH = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    filled(tmp_path / "log.db", LENGTH).close()
    return tmp_path / "log.db"


def rewritten(connection: Connection, seq: int, change: Callable[[bytes], bytes], rehash: bool = False) -> None:
    """Change the bytes of an entry, with or without a new hash."""
    (body,) = connection.execute("SELECT body FROM entry WHERE seq = ?", (seq,)).fetchone()
    changed = change(body)
    assert changed != body
    connection.execute("UPDATE entry SET body = ? WHERE seq = ?", (changed, seq))
    if rehash:
        digest = sha256(changed).hexdigest()
        connection.execute("UPDATE entry SET hash = ? WHERE seq = ?", (digest, seq))


def swap(connection: Connection, one: int, other: int) -> None:
    for old, new in ((one, 999), (other, one), (999, other)):
        connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (new, old))


def renumber(connection: Connection, first: int) -> None:
    connection.execute("UPDATE entry SET seq = seq - 1 WHERE seq > ?", (first,))


def run(*statements: str) -> Callable[[Connection], None]:
    def change(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return change


def edit(old: bytes, new: bytes, seq: int = 3, rehash: bool = False) -> Callable[[Connection], None]:
    return lambda connection: rewritten(connection, seq, lambda body: body.replace(old, new, 1), rehash)


INSERTED = (
    "INSERT INTO entry SELECT 9, at, kind, study, person, attempt, hash, body, key, sealed FROM entry WHERE seq = 8"
)


@pytest.mark.parametrize(
    ("change", "first_bad", "why"),
    [
        pytest.param(edit(b"eligible", b"ineligible"), 3, "hash", id="a verdict edited"),
        pytest.param(edit(b"li.wei", b"wang.fang"), 3, "hash", id="an actor edited"),
        pytest.param(edit(b"eligible", b"ineligible", rehash=True), 4, "link", id="edited and hashed anew"),
        pytest.param(edit(b'"seq":3', b'"seq":4', rehash=True), 3, "columns", id="the sequence in the bytes"),
        pytest.param(run("UPDATE entry SET hash = lower(hex(zeroblob(32))) WHERE seq = 2"), 2, "hash", id="a hash"),
        pytest.param(run("UPDATE entry SET at = '2026-11-23T08:00:03.000000Z' WHERE seq = 3"), 3, "columns", id="time"),
        pytest.param(run("UPDATE entry SET kind = 'struck' WHERE seq = 3"), 3, "columns", id="kind"),
        pytest.param(run("UPDATE entry SET study = 'other' WHERE seq = 3"), 3, "columns", id="study"),
        pytest.param(run("UPDATE entry SET study = NULL WHERE seq = 3"), 3, "columns", id="no study"),
        pytest.param(run("UPDATE entry SET person = 'p5' WHERE seq = 3"), 3, "columns", id="person"),
        pytest.param(run("UPDATE entry SET attempt = 2 WHERE seq = 3"), 3, "columns", id="attempt"),
        pytest.param(run("DELETE FROM entry WHERE seq = 1"), 1, "missing", id="the first one deleted"),
        pytest.param(run("DELETE FROM entry WHERE seq = 5"), 5, "missing", id="one in the middle deleted"),
        pytest.param(run("DELETE FROM entry WHERE seq = 5", "UPDATE entry SET seq = seq - 1 WHERE seq > 5"), 5, "link"),
        pytest.param(lambda connection: swap(connection, 2, 4), 2, "link", id="two swapped"),
        pytest.param(run(INSERTED), 9, "link", id="one added by copying"),
        pytest.param(run(INSERTED.replace("9", "0")), 0, "link", id="one added before the first"),
        pytest.param(run("UPDATE entry SET sealed = x'0011' WHERE seq = 3"), 3, "private", id="sealed bytes"),
        pytest.param(run("UPDATE entry SET sealed = NULL WHERE seq = 3"), 3, "private", id="sealed bytes dropped"),
        pytest.param(run("UPDATE entry SET sealed = x'0011' WHERE seq = 2"), 2, "private", id="sealed bytes added"),
        pytest.param(run("UPDATE entry SET key = 1 WHERE seq = 3"), 3, "private", id="another person's key named"),
        pytest.param(run("UPDATE person_key SET key = zeroblob(32) WHERE since = 3"), 3, "private", id="key changed"),
        pytest.param(run("UPDATE person_key SET key = NULL WHERE since = 3"), 3, "forgotten", id="key destroyed"),
        pytest.param(run("DELETE FROM person_key WHERE since >= 3"), 3, "forgotten", id="keys deleted"),
        pytest.param(run("DELETE FROM kind_seen WHERE kind = 'signed_in'"), 1, "columns", id="hidden from search"),
    ],
)
def test_the_first_entry_that_does_not_fit_is_named(
    path: Path, change: Callable[[Connection], None], first_bad: int, why: str
) -> None:
    """A7: every change to a row is found, at its row or where the chain breaks after it."""
    with behind_the_back(path) as connection:
        change(connection)
    with Ledger.open(path, KEY) as ledger:
        found = ledger.verify()
    assert (found.ok, found.first_bad, found.why) == (False, first_bad, why)


def test_sealing_other_values_does_not_help(path: Path) -> None:
    """A7: values sealed properly under the person's own key still have to be those that the chain commits to."""
    from screening.ledger.identity import secret_of

    with behind_the_back(path) as connection:
        (key,) = connection.execute("SELECT key FROM person_key WHERE since = 3").fetchone()
        sealed = bytes(12) + AESGCM(key).encrypt(bytes(12), secret_of({"name": "someone else"}), b"3:p3")
        connection.execute("UPDATE entry SET sealed = ? WHERE seq = 3", (sealed,))
    with Ledger.open(path, KEY) as ledger:
        assert (ledger.verify().first_bad, ledger.verify().why) == (3, "private")
        with pytest.raises(LedgerError):
            list(ledger.privates())


def test_a_key_destroyed_later_needs_an_entry_of_its_own(path: Path) -> None:
    """An older entry that forgot the person doesn't cover what was sealed afterwards."""
    with Ledger.open(path, KEY) as ledger:
        ledger.forget("p3", draft("forgot"))
        ledger.append(person_draft("p3"))
    with behind_the_back(path) as connection:
        connection.execute("UPDATE person_key SET key = NULL")
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().why == "forgotten"


def test_a_cut_tail_shows_only_against_a_head_kept_elsewhere(path: Path) -> None:
    """The rest of the chain is sound by itself; the noted head is what the cut one no longer has."""
    with Ledger.open(path, KEY) as ledger:
        noted = ledger.head()
    with behind_the_back(path) as connection:
        connection.execute("DELETE FROM entry WHERE seq > 6")
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        assert ledger.head() != noted
        assert ledger.head().length < noted.length


def test_a_last_entry_rewritten_with_its_hash_shows_only_against_a_head_kept_elsewhere(path: Path) -> None:
    """Nothing follows the last entry that could contradict it."""
    with Ledger.open(path, KEY) as ledger:
        noted = ledger.head()
    with behind_the_back(path) as connection:
        rewritten(connection, LENGTH, lambda body: body.replace(b"li.wei", b"wang.fang"), rehash=True)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        assert ledger.head() != noted


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'struck' WHERE seq = 3",
        "UPDATE entry SET sealed = NULL WHERE seq = 3",
        "DELETE FROM entry WHERE seq = 8",
        "DELETE FROM entry",
        INSERTED.replace("9", "11"),
        INSERTED.replace("9", "NULL"),
        INSERTED.replace("9", "8").replace("INSERT", "INSERT OR REPLACE"),
        INSERTED.replace("9", "3").replace("INSERT", "REPLACE"),
        INSERTED.replace("9", "8").replace("INSERT", "INSERT OR IGNORE"),
        f"{INSERTED.replace('9', '8')} AND TRUE ON CONFLICT (seq) DO UPDATE SET kind = 'struck'",
        "UPDATE person_key SET key = zeroblob(32) WHERE since = 3",
        "UPDATE person_key SET since = 1000 WHERE since = 3",
        "DELETE FROM person_key WHERE since = 3",
        "INSERT OR REPLACE INTO person_key VALUES (3, zeroblob(32))",
    ],
)
def test_triggers_refuse_what_would_change_the_record(path: Path, statement: str) -> None:
    """A6: with or without our own settings of the connection, nothing written is changed, replaced or deleted."""
    with Ledger.open(path, KEY) as ledger:
        own = ledger._database
        for attempt in (lambda: own.rows(statement), lambda: connect(path).execute(statement)):
            with pytest.raises(Exception, match=r"never|follows|destroyed"):
                attempt()
        assert ledger.verify().ok


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_missing_or_altered_trigger_is_named(path: Path, name: str) -> None:
    """A6: a store whose safeguards were touched does not open; one that is open says so when it verifies."""
    with Ledger.open(path, KEY) as ledger:
        connection = connect(path)
        connection.execute(f"DROP TRIGGER {name}")
        assert (ledger.verify().ok, ledger.verify().why) == (False, "safeguards")
    with pytest.raises(LedgerError, match=rf"altered by another program \({name}\)"):
        Ledger.open(path, KEY)
    connection.execute(re.sub(r"WHEN .*\n", "WHEN FALSE\n", TRIGGERS[name]).replace("never", "ever"))
    if name != "entry_kind_seen":
        with pytest.raises(LedgerError, match=rf"\({name}\)"):
            Ledger.open(path, KEY)


def test_a_trigger_added_by_others_is_named(path: Path) -> None:
    """A6: a trigger of somebody else's could swallow entries, so it is no less wrong than a missing one."""
    connect(path).execute("CREATE TRIGGER swallow BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(LedgerError, match="swallow"):
        Ledger.open(path, KEY)


def test_bytes_that_are_no_entry_are_named(path: Path) -> None:
    """A7: whatever stands in place of an entry, even hashed, is found and breaks nothing."""
    for junk in (b"", b"{}", b"\x00\xff", b'"private":"x","previous":"', b"[" * 10_000):
        with behind_the_back(path) as connection:
            digest = sha256(junk).hexdigest()
            connection.execute("UPDATE entry SET body = ?, hash = ? WHERE seq = 3", (junk, digest))
        with Ledger.open(path, KEY) as ledger:
            assert (ledger.verify().first_bad, ledger.verify().why) == (3, "link")


def test_progress_is_told(tmp_path: Path) -> None:
    """A long check says how far it is, up to the end."""
    told: list[tuple[int, int]] = []
    with Ledger.create(tmp_path / "log.db", KEY, clock=Ticking()) as ledger:
        assert ledger.verify(lambda done, of: told.append((done, of))).ok
        ledger.append([draft() for _ in range(450)])
        assert ledger.verify(lambda done, of: told.append((done, of))).length == 450
    assert told[-1] == (450, 450)
    assert told == sorted(told)
