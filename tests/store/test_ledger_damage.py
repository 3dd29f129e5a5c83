"""Bytes that changed, files that were cut, programs that were killed: noticed, and nothing acknowledged lost."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from screening.ledger import Ledger, LedgerError
from tests.store.ledger_samples import KEY, Kinds, draft, filled, person_draft


def noticed(path: Path) -> bool:
    """Answer whether opening, verifying or checking the pages finds something wrong; never with a traceback."""
    try:
        with Ledger.open(path, KEY, projections=[Kinds()]) as ledger:
            if not ledger.verify().ok or ledger.damaged_pages():
                return True
    except LedgerError as fault:
        assert fault.code in ("wrong_key", "not_a_log", "damaged")
        return True
    return False


def named(path: Path) -> str:
    """Say what is told of a spoilt file; the entries that can still be read are read and counted."""
    try:
        with Ledger.open(path, KEY) as ledger:
            found, pages = ledger.verify(), ledger.damaged_pages()
    except LedgerError as fault:
        assert "backup" in str(fault) or fault.code == "not_a_log"
        return fault.code
    assert not found.ok or pages
    return "page" if found.ok else found.why


def survivors(path: Path, hashes: dict[int, str]) -> int:
    """Count the entries that can be read one by one; none may be other than it was.

    A connection that met a damaged page gives nothing more, so the next entry is read through another one.
    """
    left, ledger = 0, None
    for seq, digest in hashes.items():
        try:
            ledger = ledger or Ledger.open(path, KEY)
            assert ledger.entry(seq).hash == digest
            left += 1
        except LedgerError:
            if ledger is None:
                return 0
            ledger.close()
            ledger = None
    if ledger:
        ledger.close()
    return left


@pytest.mark.parametrize("places", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_a_flipped_byte_anywhere_is_named_and_the_rest_stays_readable(tmp_path: Path, places: int) -> None:
    """A7: one changed byte in any place is found; entries elsewhere are read as they were; put back, all is well."""
    path = tmp_path / "log.db"
    with filled(path, 200, projections=[Kinds()]) as ledger:
        hashes = {entry.seq: entry.hash for entry in ledger.entries()}
    assert not noticed(path)
    sound = path.read_bytes()
    random = Random(20261124)
    told: Counter[str] = Counter()
    left = []
    for place in [0, 15, 16, 100, len(sound) - 1, *(random.randrange(len(sound)) for _ in range(places))]:
        spoilt = bytearray(sound)
        spoilt[place] ^= 1 << random.randrange(8)
        path.write_bytes(spoilt)
        assert noticed(path), f"byte {place}"
        told[named(path)] += 1
        left.append(survivors(path, hashes))
    path.write_bytes(sound)
    assert not noticed(path)
    some = sum(1 for one in left if one)
    print(f"\n{len(left)} places in {len(sound)} bytes, all named: {dict(told)}; entries still readable in {some},")
    print(f"of {len(hashes)} entries {sorted(left)[len(left) // 2]} in the median, {max(left)} at best")
    assert sorted(left)[len(left) // 2] >= len(hashes) * 9 // 10


def test_a_cut_file_is_noticed(tmp_path: Path) -> None:
    """A7, A8: a file that lost its end, or ends within a page, is found."""
    path = tmp_path / "log.db"
    filled(path, 60).close()
    sound = path.read_bytes()
    for length in (4096, len(sound) // 2, len(sound) - 4096, len(sound) - 1):
        path.write_bytes(sound[:length])
        assert noticed(path), f"{length} of {len(sound)} bytes"


def test_damage_in_the_middle_names_the_first_entry_that_can_not_be_read(tmp_path: Path) -> None:
    """A7: what lies before the damage is still verified."""
    path = tmp_path / "log.db"
    with Ledger.create(path, KEY) as ledger:
        ledger.append([draft(payload={"text": "x" * 3000}) for _ in range(300)])
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 // 2, len(data) // 4096 // 2 + 3):
        data[page * 4096 + 50] ^= 1
    path.write_bytes(data)
    with Ledger.open(path, KEY) as ledger:
        found = ledger.verify()
        assert (found.ok, found.why) == (False, "unreadable")
        assert found.first_bad is not None
    with Ledger.open(path, KEY) as ledger:
        assert [ledger.entry(seq).seq for seq in range(1, found.first_bad)]
        with pytest.raises(LedgerError):
            ledger.entry(found.first_bad)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.entry(1).seq == 1
        assert len(ledger.damaged_pages()) == 3


APPENDING = """
import sys
from pathlib import Path
from screening.ledger import Ledger
from tests.store.ledger_samples import KEY, Kinds, person_draft
with Ledger.open(Path(sys.argv[1]), KEY, projections=[Kinds()]) as ledger:
    while True:
        entry = ledger.append(person_draft(f"p{ledger.count() % 9}"))
        print(entry.seq, entry.hash, flush=True)
"""


KILLS = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")


@KILLS
@pytest.mark.parametrize("runs", [20, pytest.param(500, marks=pytest.mark.long)])
def test_a_killed_program_loses_nothing_it_acknowledged(tmp_path: Path, runs: int) -> None:
    """R6: killed at random moments, the store holds every entry acknowledged, whole, and its projections agree."""
    path = tmp_path / "log.db"
    Ledger.create(path, KEY).close()
    random, acknowledged = Random(7), 0
    for _ in range(runs):
        with appending(path) as child:
            time.sleep(random.uniform(0.0, 0.05))
            child.kill()
            assert child.stdout is not None
            told = child.stdout.read().split("\n")[:-1]
        acknowledged += len(told) + 1
        with Ledger.open(path, KEY, projections=[Kinds()]) as ledger:
            length = ledger.count()
            for line in told:
                seq, digest = line.split()
                assert ledger.entry(int(seq)).hash == digest
            assert ledger.rows("SELECT count(*) FROM kind_order") == [(length,)]
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        assert len(list(ledger.privates())) == length
    print(f"\n{runs} kills: {acknowledged} entries acknowledged, {length} in the book, none lost, none half")
    assert length >= acknowledged >= runs


@contextmanager
def appending(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Give a program that appends as fast as it can, after its first entry."""
    child = subprocess.Popen([sys.executable, "-c", APPENDING, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        child.stdout.readline()
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


@KILLS
@pytest.mark.parametrize("cuts", [20, pytest.param(500, marks=pytest.mark.long)])
def test_a_power_cut_at_any_moment_leaves_a_true_beginning(tmp_path: Path, cuts: int) -> None:
    """R6: the files as they were in the middle of the work open, verify, and are never behind an earlier copy."""
    path = tmp_path / "log.db"
    Ledger.create(path, KEY).close()
    random, copies, longest = Random(11), tmp_path / "copy", 0
    with appending(path) as child:
        for _ in range(cuts):
            time.sleep(random.uniform(0.0, 0.02))
            child.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED)
            copies.mkdir()
            for file in (path, path.with_name("log.db-wal")):
                shutil.copy(file, copies)
            child.send_signal(signal.SIGCONT)
            with Ledger.open(copies / "log.db", KEY) as ledger:
                assert ledger.verify().ok
                assert ledger.count() >= longest
                longest = ledger.count()
                last = ledger.head()
            shutil.rmtree(copies)
    with Ledger.open(path, KEY) as ledger:
        assert ledger.verify().ok
        assert ledger.entry(last.length).hash == last.hash
    print(f"\n{cuts} power cuts up to entry {longest}: every copy verified, none shorter than the one before")


def test_a_copy_taken_at_any_moment_is_a_true_beginning(tmp_path: Path) -> None:
    """R6: a power cut leaves the files as they were: every copy opens with a chain that the later one goes on from."""
    path = tmp_path / "log.db"
    copies = []
    with Ledger.create(path, KEY) as ledger:
        for n in range(12):
            ledger.append([person_draft(payload={"text": "x" * 500}) for _ in range(n)])
            folder = tmp_path / f"copy{n}"
            folder.mkdir()
            for file in (path, path.with_name("log.db-wal")):
                shutil.copy(file, folder)
            copies.append((folder / "log.db", ledger.head()))
        hashes = {entry.seq: entry.hash for entry in ledger.entries()}
    for copy, head in copies:
        with Ledger.open(copy, KEY) as ledger:
            assert ledger.head() == head
            assert ledger.verify().ok
            assert all(hashes[entry.seq] == entry.hash for entry in ledger.entries())
