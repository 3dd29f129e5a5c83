"""Who a person is: sealed, committed to, and forgotten for good."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from screening.errors import InputError
from screening.ledger import Entry, Ledger, LedgerError, Where
from tests.store.ledger_samples import KEY, PRIVATE, Ticking, behind_the_back, draft, filled, person_draft, reading

PAGE = 4096
RESERVED = 80  # SQLCipher's initialisation vector and HMAC at the end of each page


def pages(path: Path) -> Iterator[bytes]:
    """Decrypt every page of the file and of its write-ahead log by hand, freed ones too."""
    data = path.read_bytes()
    for start in range(0, len(data), PAGE):
        yield decrypted(data[start : start + PAGE], first=start == 0)
    log = path.with_name(f"{path.name}-wal")
    frames = log.read_bytes()[32:] if log.exists() else b""
    for start in range(0, len(frames), PAGE + 24):
        number = int.from_bytes(frames[start : start + 4], "big")
        yield decrypted(frames[start + 24 : start + 24 + PAGE], first=number == 1)


def decrypted(page: bytes, first: bool) -> bytes:
    start, end = 16 if first else 0, PAGE - RESERVED
    reader = Cipher(algorithms.AES(KEY), modes.CBC(page[end : end + 16])).decryptor()
    return reader.update(page[start:end]) + reader.finalize()


def in_pages(path: Path, wanted: bytes) -> bool:
    return any(wanted in page for page in pages(path))


def key_of(ledger: Ledger, seq: int) -> bytes:
    found = ledger.rows("SELECT k.key FROM entry e JOIN person_key k ON k.since = e.key WHERE e.seq = ?", (seq,))
    key: bytes = found[0][0]
    return key


def test_all_that_can_be_opened_is_found(where: Where) -> None:
    """A search sees every person's values, in order or newest first, by study or person."""
    with filled(where, 6) as ledger:
        ledger.append(person_draft("p1", study="other", private={"name": "李四"}))
        found = list(ledger.privates())
        assert [(one.seq, one.person) for one in found] == [(1, "p1"), (3, "p3"), (5, "p5"), (7, "p1")]
        assert found[0].values == PRIVATE
        assert [one.seq for one in ledger.privates(newest_first=True)] == [7, 5, 3, 1]
        assert [one.values for one in ledger.privates(study="other")] == [{"name": "李四"}]
        assert [one.seq for one in ledger.privates(person="p1")] == [1, 7]
        assert "张三" not in repr(found)


def test_what_was_sealed_comes_with_what_proves_it(where: Where) -> None:
    """A15, R3: the salt and the values give the hash that the chain holds; of whoever was forgotten nothing is left."""
    with filled(where, 6) as ledger:
        ledger.forget("p3", draft("forgotten", payload={}))
        found = list(ledger.secrets(5))
        assert [(one.seq, one.person) for one in found] == [(1, "p1"), (5, "p5")]
        for one in found:
            raw = json.dumps(dict(one.values), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            assert sha256(bytes.fromhex(one.salt) + raw).hexdigest() == ledger.entry(one.seq).commitment
        assert "张三" not in repr(found) and found[0].salt not in repr(found)
        bodies = list(ledger.bodies(6))
        assert [sha256(body).hexdigest() for body in bodies] == [entry.hash for entry in ledger.entries()][:6]


def test_a_person_keeps_one_key_and_nobody_shares_it(where: Where) -> None:
    """All entries of a person are sealed under one key, those of others under others."""
    with Ledger.create(where, KEY) as ledger:
        ledger.append([person_draft(person) for person in ("a", "b", "a", "c", "b")])
        ledger.append([person_draft(f"many{n}") for n in range(150)])
        assert key_of(ledger, 1) == key_of(ledger, 3)
        assert key_of(ledger, 2) == key_of(ledger, 5)
        assert len({key_of(ledger, seq) for seq in range(1, 156)}) == 153
        assert ledger.verify().ok


def test_the_same_values_never_look_the_same(where: Where) -> None:
    """The commitments to one name differ, so that nobody sees who came back."""
    with Ledger.create(where, KEY) as ledger:
        first, second = ledger.append([person_draft(), person_draft()])
        assert first.payload["private"] != second.payload["private"]


def test_who_is_forgotten_stays_forgotten(where: Where) -> None:
    """A15: the values are gone, the coded entries stay, the entry that says so too, and the chain verifies."""
    with filled(where) as ledger:
        told = ledger.forget("p3", draft("forgot", payload={"reason": "consent withdrawn"}))
        assert (told.person, told.payload) == ("p3", {"reason": "consent withdrawn", "forgets": True})
        assert ledger.private_of(ledger.entry(3)) is None
        assert ledger.private_of(ledger.entry(5)) == PRIVATE
        assert [one.person for one in ledger.privates()] == ["p1", "p5", "p7"]
    with Ledger.open(where, KEY) as ledger:
        assert ledger.private_of(ledger.entry(3)) is None
        assert ledger.verify().ok


def test_a_forgotten_person_may_come_back_under_a_new_key(where: Where) -> None:
    """What is sealed later can be read, what was forgotten can't."""
    with filled(where, 2) as ledger:
        ledger.forget("p1", draft("forgot"))
        later = ledger.append(person_draft("p1"))
        assert ledger.private_of(later) == PRIVATE
        assert ledger.private_of(ledger.entry(1)) is None
        assert ledger.verify().ok
        ledger.forget("p1", draft("forgot"))
        assert ledger.private_of(later) is None
        assert ledger.verify().ok


def test_whoever_has_nothing_private_can_be_forgotten_too(where: Where) -> None:
    """Forgetting writes its entry whether or not there was a key."""
    with filled(where, 2) as ledger:
        assert ledger.forget("nobody", draft("forgot")).seq == 3
        assert ledger.private_of(ledger.entry(2)) is None
        assert ledger.verify().ok


def test_an_entry_that_forgets_seals_nothing(tmp_path: Path) -> None:
    """Values sealed with it would be lost at once, so they are refused."""
    with filled(tmp_path / "log.db", 2) as ledger, pytest.raises(InputError):
        ledger.forget("p1", person_draft("p1"))


def test_a_destroyed_key_is_in_no_page_of_the_file(tmp_path: Path) -> None:
    """A15: the file and its write-ahead log are decrypted page by page: the key is nowhere, also after much use."""
    path = tmp_path / "log.db"
    with Ledger.create(path, KEY, clock=Ticking()) as ledger:
        for start in range(0, 900, 100):
            ledger.append([person_draft(f"p{n}", payload={}) for n in range(start, start + 100)])
        gone = {n: key_of(ledger, n) for n in (1, 2, 64, 65, 300, 500, 899, 900)}
        stays = key_of(ledger, 3)
        assert in_pages(path, stays)
        assert all(in_pages(path, key) for key in gone.values())
        for n in gone:
            ledger.forget(f"p{n - 1}", draft("forgot"))
        assert not any(in_pages(path, key) for key in gone.values())
        ledger.append([person_draft(f"q{n}", payload={}) for n in range(200)])
        assert not any(in_pages(path, key) for key in gone.values())
        assert in_pages(path, stays)
        assert ledger.verify().ok


def test_nothing_is_forgotten_while_another_program_keeps_the_pages(tmp_path: Path) -> None:
    """A15: what it still reads would stay in the write-ahead log; it is said, and done once that program is gone."""
    path = tmp_path / "log.db"
    with Ledger.create(path, KEY, patience=0.2) as ledger:
        sealed = ledger.append(person_draft("p1"))
        key = key_of(ledger, 1)
        with reading(path):
            with pytest.raises(LedgerError) as refused:
                ledger.forget("p1", draft("forgot"))
            assert (refused.value.code, ledger.count(), ledger.private_of(sealed)) == ("held", 1, PRIVATE)
        ledger.forget("p1", draft("forgot"))
        assert not in_pages(path, key)


def test_a_program_that_begins_to_read_meanwhile_is_named(tmp_path: Path) -> None:
    """A15: it is never said that all is gone while a page as it was lies in the files; forgetting once more tells."""
    path, clock, others = tmp_path / "log.db", Ticking(), ExitStack()

    def barged() -> datetime:
        """Let another program in while the entry is written, which is the time the clock is asked for."""
        others.enter_context(reading(path))
        return clock()

    with Ledger.create(path, KEY, patience=0.2, clock=clock) as ledger:
        sealed = ledger.append(person_draft("p1"))
        key, ledger._clock = key_of(ledger, 1), barged
        with others:
            for act in (lambda: ledger.forget("p1", draft("forgot")), ledger.wipe):
                with pytest.raises(LedgerError) as told:
                    act()
                assert told.value.code == "lingers"
            assert (ledger.count(), ledger.private_of(sealed), in_pages(path, key)) == (2, None, True)
        ledger.wipe()
        assert not in_pages(path, key)


def test_unsaved_forms_about_a_person_go_with_the_key(tmp_path: Path) -> None:
    """In one step, from every page of the file; others stay, and one that is not there is no matter."""
    path = tmp_path / "log.db"
    with filled(path) as ledger:
        ledger.unsaved.put("theirs", "S1", '{"name": "张三丰的表"}')
        ledger.unsaved.put("other", "S1", "{}")
        assert in_pages(path, "张三丰的表".encode())
        ledger.forget("p1", draft("forgot"), unsaved=("theirs", "gone"))
        assert [one.id for one in ledger.unsaved.list()] == ["other"]
        assert not in_pages(path, "张三丰的表".encode())
        with pytest.raises(InputError):
            ledger.forget("p3", draft(kind=" "), unsaved=("other",))
        assert [one.id for one in ledger.unsaved.list()] == ["other"]


def test_another_program_sees_at_once_that_a_person_is_forgotten(where: Where) -> None:
    """Neither reads the old values nor seals new ones under the destroyed key."""
    with filled(where, 2) as one, Ledger.open(where, KEY) as other:
        assert other.private_of(other.entry(1)) == PRIVATE
        old = key_of(one, 1)
        one.forget("p1", draft("forgot"))
        assert other.private_of(other.entry(1)) is None
        later = other.append(person_draft("p1"))
        assert key_of(other, later.seq) != old
        assert other.verify().ok


def test_nothing_can_be_read_on_the_disk(tmp_path: Path) -> None:
    """R14: neither names nor coded data nor unsaved forms are readable in any file of the folder, open or closed."""
    ledger = filled(tmp_path / "log.db")
    ledger.unsaved.put("f1", "S1", '{"name": "张三", "verdict": "eligible"}')
    for _ in range(2):
        bytes_on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        for word in ("张三", "0012345678", "eligible", "coordinator", "CREATE TABLE", "SQLite format"):
            assert word.encode() not in bytes_on_disk
        ledger.close()


def test_values_put_in_place_of_others_are_refused(where: Where) -> None:
    """Sealed bytes moved from one entry to another don't open, and what was sealed but is gone is missed."""
    filled(where).close()
    with behind_the_back(where) as connection:
        connection.execute(
            "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE seq = 3),"
            " key = (SELECT key FROM entry WHERE seq = 3) WHERE seq = 1"
        )
        connection.execute("UPDATE entry SET sealed = NULL WHERE seq = 5")
        connection.execute("UPDATE entry SET sealed = ? WHERE seq = 7", (b"\0",))
    with Ledger.open(where, KEY) as ledger:
        for seq in (1, 5, 7):
            with pytest.raises(LedgerError, match=f"private data of entry {seq} "):
                ledger.private_of(ledger.entry(seq))
        assert ledger.private_of(ledger.entry(3)) == PRIVATE


def test_a_key_that_was_destroyed_elsewhere_seals_nothing_more(where: Where) -> None:
    """What is written about a person whom another program has forgotten is sealed under a new key."""
    with Ledger.create(where, KEY) as one, Ledger.open(where, KEY) as other:
        before = one.append(person_draft("p1"))
        other.forget("p1", draft("person_forgotten"))
        after = one.append(person_draft("p1"))
        assert (one.private_of(before), one.private_of(after)) == (None, PRIVATE)
        assert one.verify().ok


def test_a_key_that_was_drawn_in_vain_seals_nothing(where: Where) -> None:
    """Where an append fails, the key that it drew is gone with it."""

    def failing(connection: Connection, entry: Entry) -> None:
        raise RuntimeError

    with Ledger.create(where, KEY) as ledger:
        ledger.append(draft())
        with pytest.raises(RuntimeError):
            ledger.append(person_draft("p1"), project=failing)
        entry = ledger.append(person_draft("p1"))
        assert ledger.verify().ok
    with Ledger.open(where, KEY) as ledger:
        assert ledger.private_of(entry) == PRIVATE
