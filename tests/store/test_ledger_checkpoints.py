"""Signed checkpoints: what no chain can show by itself."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest

from screening.ledger import Checkpoint, Ledger, Signer, Where
from tests.store.ledger_samples import KEY, behind_the_back, draft, filled

SIGNER, OTHER = Signer(bytes(range(50, 82))), Signer(bytes(range(90, 122)))


@pytest.fixture
def path(where: Where) -> Where:
    """A book of 12 entries, signed after 8 and after 12."""
    return signed_twice(where)


def signed_twice(where: Where) -> Where:
    with filled(where) as ledger:
        ledger.checkpoint(SIGNER)
        ledger.append([draft(payload={"n": n}) for n in range(4)])
        ledger.checkpoint(SIGNER)
    return where


def rewrite(connection: Connection, first: int, old: bytes = b"li.wei", new: bytes = b"wang.wu") -> None:
    """Write the entries from one on anew, every hash with them, as somebody would who knows how."""
    (previous,) = connection.execute("SELECT hash FROM entry WHERE seq = ?", (first - 1,)).fetchone()
    for seq, body in connection.execute("SELECT seq, body FROM entry WHERE seq >= ?", (first,)).fetchall():
        at = body.rindex(b'"previous":"') + 12
        changed = body[:at].replace(old, new, 1) + previous.encode() + body[at:].split(b'"', 1)[1].join((b'"', b""))
        previous = sha256(changed).hexdigest()
        connection.execute("UPDATE entry SET body = ?, hash = ? WHERE seq = ?", (changed, previous, seq))


def test_a_checkpoint_says_how_long_the_chain_was_and_can_be_checked_anywhere(path: Where) -> None:
    with Ledger.open(path, KEY) as ledger:
        made = ledger.checkpoint(SIGNER)
        assert made is not None
        assert (made.length, made.head, made.book) == (12, ledger.head().hash, ledger.entry(1).hash)
        assert Checkpoint.read(made.plain()) == made and made.is_genuine()
        assert not replace(made, length=11).is_genuine()
        assert not replace(made, key=OTHER.public).is_genuine()
        assert not replace(made, signature="no hex").is_genuine()


def test_nothing_is_signed_twice_and_the_chain_stays_as_it_is(path: Where) -> None:
    """Signing makes the book no longer, so there is nothing to sign again."""
    with Ledger.open(path, KEY) as ledger:
        first = ledger.checkpoint(SIGNER)
        assert ledger.checkpoint(SIGNER) == first
        assert ledger.count() == 12
        assert ledger._database.rows("SELECT length FROM checkpoint") == [(8,), (12,)]
        found = ledger.verify(keys={SIGNER.public})
        assert (found.ok, found.checkpoint) == (True, first)


def test_an_empty_book_has_nothing_to_sign(where: Where) -> None:
    with Ledger.create(where, KEY) as ledger:
        assert ledger.checkpoint(SIGNER) is None
        assert ledger.verify().checkpoint is None


@pytest.mark.parametrize("kept", [10, 8, 3])
def test_a_cut_tail_is_named_with_the_checkpoint_that_says_so(path: Where, kept: int) -> None:
    """A8: the first entry that is gone, and the checkpoint that knew it."""
    with behind_the_back(path) as connection:
        connection.execute("DELETE FROM entry WHERE seq > ?", (kept,))
    with Ledger.open(path, KEY) as ledger:
        found = ledger.verify()
        assert (found.ok, found.first_bad, found.why) == (False, kept + 1, "cut")
        assert found.checkpoint is not None and found.checkpoint.length == 12


@pytest.mark.parametrize(("first", "named"), [(12, 9), (9, 9), (8, 1), (2, 1)])
def test_a_tail_written_anew_with_its_hashes_is_named(path: Where, first: int, named: int) -> None:
    """A8: the chain is sound by itself; the first entry that no genuine checkpoint vouches for is named."""
    with behind_the_back(path) as connection:
        rewrite(connection, first)
    with Ledger.open(path, KEY) as ledger:
        found = ledger.verify()
    assert (found.ok, found.first_bad, found.why) == (False, named, "rewritten")


def test_a_spoilt_book_is_not_signed_over(path: Where) -> None:
    """A8: whatever is added to a cut book afterwards, the checkpoint that contradicts stays the newest."""
    with behind_the_back(path) as connection:
        connection.execute("DELETE FROM entry WHERE seq > 10")
    with Ledger.open(path, KEY) as ledger:
        assert ledger.checkpoint(SIGNER) is None
        ledger.append([draft() for _ in range(5)])
        assert ledger.checkpoint(SIGNER) is None
        assert (ledger.verify().first_bad, ledger.verify().why) == (9, "rewritten")


def test_an_older_whole_file_is_named_by_a_checkpoint_kept_outside(tmp_path: Path) -> None:
    """A8: inside the older file all is well."""
    path = tmp_path / "log.db"
    signed_twice(path)
    older = path.read_bytes()
    with Ledger.open(path, KEY) as ledger:
        ledger.append(draft())
        outside = ledger.checkpoint(SIGNER)
        assert outside is not None and ledger.verify(outside=[outside]).ok
    path.write_bytes(older)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        found = ledger.verify(outside=[outside])
        assert (found.first_bad, found.why, found.checkpoint) == (13, "cut", outside)


def test_checkpoints_taken_out_with_the_tail_are_missed_by_those_outside(path: Where) -> None:
    with Ledger.open(path, KEY) as ledger:
        outside = ledger.checkpoint(SIGNER)
        assert outside is not None
    with behind_the_back(path) as connection:
        connection.execute("DELETE FROM checkpoint WHERE length > 8")
        rewrite(connection, 11)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        assert ledger.verify(outside=[outside]).why == "rewritten"


def forged(connection: Connection) -> None:
    connection.execute("UPDATE checkpoint SET signature = replace(signature, 'a', 'b') WHERE length = 12")


def unreadable(connection: Connection) -> None:
    connection.execute("UPDATE checkpoint SET said = ? WHERE length = 12", (b"\0",))


@pytest.mark.parametrize("change", [forged, unreadable])
def test_a_checkpoint_that_was_not_signed_so_is_named(path: Where, change: Callable[[Connection], None]) -> None:
    """A8: a changed signature, and bytes that are no checkpoint."""
    with behind_the_back(path) as connection:
        change(connection)
    with Ledger.open(path, KEY) as ledger:
        assert (ledger.verify().ok, ledger.verify().why) == (False, "forged")


def test_only_the_keys_of_the_book_count(path: Where, tmp_path: Path) -> None:
    """A checkpoint under somebody else's key, and one of another book, prove nothing."""
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify(keys={OTHER.public}).why == "unknown_key"
        with filled(tmp_path / "other.db") as other:
            foreign = other.checkpoint(SIGNER)
        assert foreign is not None
        assert ledger.verify(outside=[foreign]).why == "other_book"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoint SET length = 13 WHERE length = 12",
        "DELETE FROM checkpoint WHERE length = 12",
        "INSERT INTO checkpoint VALUES (10, x'00', '')",
        "INSERT OR REPLACE INTO checkpoint VALUES (12, x'00', '')",
    ],
)
def test_triggers_keep_the_checkpoints(tmp_path: Path, statement: str) -> None:
    """A6: a checkpoint is neither changed, replaced, deleted nor put in between."""
    with (
        Ledger.open(signed_twice(tmp_path / "log.db"), KEY) as ledger,
        pytest.raises(Exception, match=r"never|follows"),
    ):
        ledger._database.rows(statement)
