"""Bytes that changed, files that were cut, programs that were killed: noticed, and nothing acknowledged lost."""

import shutil
import signal
import subprocess
import sys
import time
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


def test_a_flipped_byte_anywhere_is_noticed(tmp_path: Path) -> None:
    """One changed byte in any place of the file is found; with the byte put back all is well."""
    path = tmp_path / "log.db"
    filled(path, 60, projections=[Kinds()]).close()
    assert not noticed(path)
    sound = path.read_bytes()
    random = Random(20261124)
    places = [0, 15, 16, 100, len(sound) - 1, *(random.randrange(len(sound)) for _ in range(20))]
    for place in places:
        spoilt = bytearray(sound)
        spoilt[place] ^= 1 << random.randrange(8)
        path.write_bytes(spoilt)
        assert noticed(path), f"byte {place}"
    path.write_bytes(sound)
    assert not noticed(path)


def test_a_cut_file_is_noticed(tmp_path: Path) -> None:
    """A file that lost its end, or ends within a page, is found."""
    path = tmp_path / "log.db"
    filled(path, 60).close()
    sound = path.read_bytes()
    for length in (4096, len(sound) // 2, len(sound) - 4096, len(sound) - 1):
        path.write_bytes(sound[:length])
        assert noticed(path), f"{length} of {len(sound)} bytes"


def test_damage_in_the_middle_names_the_first_entry_that_can_not_be_read(tmp_path: Path) -> None:
    """What lies before the damage is still verified."""
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
        assert 1 < found.first_bad < 300
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


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_program_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """Killed at random moments, the store holds every entry acknowledged, whole, and its projections agree."""
    path = tmp_path / "log.db"
    Ledger.create(path, KEY).close()
    random = Random(7)
    for _ in range(5):
        child = subprocess.Popen([sys.executable, "-c", APPENDING, str(path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(random.uniform(0.0, 0.1))
        child.kill()
        told = child.stdout.read().split("\n")[:-1]
        child.wait()
        child.stdout.close()
        with Ledger.open(path, KEY, projections=[Kinds()]) as ledger:
            assert ledger.verify().ok
            length = ledger.count()
            for line in told:
                seq, digest = line.split()
                assert ledger.entry(int(seq)).hash == digest
            assert ledger.rows("SELECT count(*) FROM kind_order") == [(length,)]
            assert len(list(ledger.privates())) == length
    assert length > 5


def test_a_copy_taken_at_any_moment_is_a_true_beginning(tmp_path: Path) -> None:
    """A power cut leaves the files as they were: every copy opens with a chain that the later one goes on from."""
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
