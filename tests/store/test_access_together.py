"""Several programs, and several threads of one, on one file of keys."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from screening.access import LEAST, Keyring
from screening.access.keyfile import KeyFile
from screening.errors import AccessError
from tests.store.access_samples import BOOK_KEY, LI, LI_WORD, ZHANG, ZHANG_WORD, SetClock, begun, refused

PROGRAMS, CHANGES = 3, 6


def change(path: Path, program: int) -> str:
    """Add people as one program of several, with a wrong password and a read in between; gives what went wrong."""
    try:
        keyring = Keyring.read(path, cost=LEAST)
        for number in range(CHANGES):
            keyring.add(f"B{program}-{number}", f"Person {program}-{number}", "one of very many", BOOK_KEY)
            with pytest.raises(AccessError):
                keyring.unlock("Nobody", "wrong")
            assert LI in keyring.names()
    except AccessError as error:  # does not travel between programs
        return error.code
    return ""


def test_no_change_of_any_program_is_lost(tmp_path: Path) -> None:
    """Everybody whom any of them added is there."""
    path = tmp_path / "eligo.keys"
    begun(path)
    with multiprocessing.get_context("spawn").Pool(PROGRAMS) as pool:
        wrong = pool.starmap(change, [(path, n) for n in range(PROGRAMS)], chunksize=1)
        pool.close()
        pool.join()
    assert wrong == [""] * PROGRAMS
    wanted = {"A1", "A2"} | {f"B{n}-{number}" for n in range(PROGRAMS) for number in range(CHANGES)}
    assert set(Keyring.read(path).accounts()) == wanted


def guess(path: Path, number: int) -> str:
    try:
        Keyring.read(path).unlock(LI, f"guess {number}")
    except AccessError as error:
        return error.code
    return ""


def test_programs_at_once_get_no_more_attempts_than_one(tmp_path: Path) -> None:
    """S16: five are tried, however many guess together."""
    path = tmp_path / "eligo.keys"
    begun(path)
    with multiprocessing.get_context("spawn").Pool(PROGRAMS) as pool:
        answers = pool.starmap(guess, [(path, number) for number in range(12)], chunksize=1)
        pool.close()
        pool.join()
    assert sorted(answers) == ["locked"] * 7 + ["wrong"] * 5
    assert Keyring.read(path).failures()[0].times == 5


def test_threads_of_one_program_take_turns(tmp_path: Path) -> None:
    """The lock holds between threads as between programs."""
    keyring, _ = begun(tmp_path / "eligo.keys")

    def add(number: int) -> None:
        keyring.add(f"B{number}", f"Person {number}", "one of very many", BOOK_KEY)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(12)))
    assert len(keyring.names()) == 14


def test_a_reset_is_not_undone_by_a_change_that_was_under_way(tmp_path: Path) -> None:
    """Whichever is first, the old password is gone, and the account has one of the two new ones."""
    keyring, _ = begun(tmp_path / "eligo.keys", SetClock())
    with ThreadPoolExecutor(2) as threads:
        changed = threads.submit(keyring.change_password, LI, LI_WORD, "reeds along the shore")
        threads.submit(keyring.reset, "A1", "given out once", BOOK_KEY).result()
        changed.exception()
    assert refused(keyring, LI, LI_WORD).code == "wrong"
    assert keyring.unlock(LI, "given out once").must_change
    assert keyring.unlock(ZHANG, ZHANG_WORD).account == "A2"


def test_a_program_that_holds_the_file_for_long_is_told(tmp_path: Path) -> None:
    """Reading goes on meanwhile; a lock that its program left behind holds nobody up."""
    path = tmp_path / "eligo.keys"
    begun(path)
    patient, hasty = KeyFile(path), KeyFile(path, patience=0.1)
    with patient.alone():
        with pytest.raises(AccessError) as refusal, hasty.alone():
            pass
        assert refusal.value.code == "keys_busy"
        assert len(hasty.read().slots) == 2
    with hasty.alone():
        pass
    assert (tmp_path / ".eligo.keys.lock").exists()
