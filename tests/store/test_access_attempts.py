"""Wrong passwords: counted on the disk before they are tried, told to the book, and shutting an account for a while."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.access import Keyring
from screening.access.lockout import FIRST, FREE, MOMENTS, MOST, Tries
from screening.access.slots import stranger
from screening.errors import AccessError
from tests.store.access_samples import BOOK_KEY, LI, LI_WORD, ZHANG, ZHANG_WORD, SetClock, begun, refused

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "eligo.keys"


@pytest.fixture
def keyring(path: Path, clock: SetClock) -> Keyring:
    return begun(path, clock)[0]


def fail(keyring: Keyring, times: int = FREE, name: str = LI) -> None:
    for _ in range(times):
        assert refused(keyring, name).code == "wrong"


# --- how long ---


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    """S16: four failures cost nothing, the fifth a minute, the tenth and the thousandth fifteen."""
    tries, waits = Tries(), []
    for _ in range(1000):
        tries = tries.failed(START)
        until = tries.until()
        waits.append(int((until - START) / FIRST) if until else 0)
    assert waits[:10] == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15]
    assert waits[-1] == 15
    assert (len(tries.moments), tries.untold) == (MOMENTS, 1000)


@given(st.lists(st.tuples(st.booleans(), st.integers(-7200, 7200)), max_size=60))
def test_no_clock_shuts_an_account_for_longer_than_it_may_or_opens_it_by_going_back(
    acts: list[tuple[bool, int]],
) -> None:
    """S16: whatever the clock does, whoever waits fifteen minutes once by the clock they have is let try."""
    now, tries = START, Tries()
    for fails, seconds in acts:
        shut_before = (until := tries.seen_at(now).until()) is not None and now < until
        now += timedelta(seconds=seconds)
        tries = tries.seen_at(now)
        until = tries.until()
        if until is not None:
            assert until - now <= MOST
            assert seconds >= 0 or not shut_before or now < until
        if fails and (until is None or now >= until):
            tries = tries.failed(now)


# --- an account ---


def test_five_failures_shut_an_account_for_everybody(keyring: Keyring, path: Path, clock: SetClock) -> None:
    """S16: the right password, a signature and a change don't help, nor a program started anew; another's is open."""
    fail(keyring)
    refusal = refused(keyring, LI, LI_WORD)
    until = clock.now + FIRST
    assert (refusal.code, refusal.values["moment"]) == ("locked", until)
    assert refusal.values["until"] == f"{until.astimezone():%H:%M:%S}"
    for act in (
        lambda: keyring.seed(LI, LI_WORD),
        lambda: keyring.change_password(LI, LI_WORD, "reeds along the shore"),
        lambda: Keyring.read(path, clock=clock).unlock(LI, LI_WORD),
    ):
        with pytest.raises(AccessError) as shut:
            act()
        assert shut.value.code == "locked"
    assert keyring.unlock(ZHANG, ZHANG_WORD).account == "A2"
    clock.go(seconds=59.9)
    assert refused(keyring, LI, LI_WORD).code == "locked"
    clock.go(seconds=0.1)
    assert keyring.unlock(LI, LI_WORD).account == "A1"
    fail(keyring, FREE - 1)
    assert keyring.unlock(LI, LI_WORD).account == "A1"


def test_each_failure_after_a_wait_doubles_it_and_those_during_it_count_nothing(
    keyring: Keyring, clock: SetClock
) -> None:
    """S16: nobody can shut an account for good by trying on."""
    fail(keyring)
    for minutes in (1, 2, 4, 8, 15, 15):
        for _ in range(3):
            assert refused(keyring).values["moment"] == clock.now + timedelta(minutes=minutes)
        clock.go(minutes=minutes)
        fail(keyring, 1)
    assert keyring.failures()[0].times == FREE + 6


def test_the_wait_outlives_the_program(path: Path) -> None:
    """S16: another program, by the computer's own clock, finds the account shut."""
    begun(path)
    code = """if True:
        import sys
        from pathlib import Path
        from screening.access import Keyring
        from screening.errors import AccessError
        for _ in range(6):
            try:
                Keyring.read(Path(sys.argv[1])).unlock("Li Wei", "wrong")
            except AccessError as error:
                print(error.code)
    """
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["wrong"] * 5 + ["locked"]
    assert refused(Keyring.read(path), LI, LI_WORD).code == "locked"


def test_a_clock_that_went_back_neither_opens_nor_shuts_for_ever(keyring: Keyring, clock: SetClock) -> None:
    """S16: the wait begins anew where it went back, once; in years to come everything is open."""
    clock.go(days=3650)
    fail(keyring)
    clock.go(days=-3650)
    assert keyring.failures()[0].until == clock.now + FIRST
    assert refused(keyring, LI, LI_WORD).values["moment"] == clock.now + FIRST
    clock.go(seconds=30)
    assert refused(keyring, LI, LI_WORD).values["moment"] == clock.now + FIRST / 2
    clock.go(hours=-1)
    assert refused(keyring, LI, LI_WORD).values["moment"] == clock.now + FIRST
    clock.go(minutes=1)
    assert keyring.unlock(LI, LI_WORD).account == "A1"


def test_an_attempt_counts_before_it_is_tried(path: Path, clock: SetClock) -> None:
    """S16: a program that is killed while it tries has used it up; where nothing can be written, nothing is tried."""
    begun(path, clock)
    code = """if True:
        import os, sys
        from pathlib import Path
        from cryptography.hazmat.primitives.kdf import argon2
        from screening.access import Keyring
        argon2.Argon2id = lambda **given: os._exit(9)
        Keyring.read(Path(sys.argv[1])).unlock("Li Wei", "wrong")
    """
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    assert [(one.account, one.times) for one in Keyring.read(path).failures()] == [("A1", 2)]


# --- names that nobody has ---


def test_an_unknown_name_waits_like_an_account(keyring: Keyring, clock: SetClock) -> None:
    """S17: each by itself, however it is written, or the wait of one would tell of the next whether anybody has it."""
    answers: dict[str, list[tuple[str, str]]] = {LI: [], "Nobody": []}
    for minutes in (0, 0, 0, 0, 0, 0, 1, 0, 2):
        clock.go(minutes=minutes)
        for name, got in answers.items():
            error = refused(keyring, name)
            got.append((error.code, str(error)))
    assert answers[LI] == answers["Nobody"]
    codes = [code for code, _ in answers[LI]]
    assert codes == ["wrong"] * 5 + ["locked", "wrong", "locked", "wrong"]
    assert refused(keyring, " NOBODY").code == "locked"
    assert refused(keyring, "Somebody Else").code == "wrong"


def test_unknown_names_are_told_as_one_and_not_kept(keyring: Keyring, path: Path, clock: SetClock) -> None:
    """Somebody may have typed a password in the wrong line; who is here after all ends every wait."""
    for name in ("Anybody", "LiWei", "", "Somebody", "password typed here"):
        clock.go(seconds=1)
        fail(keyring, 1, name)
    fail(keyring, 4, "Anybody")
    assert refused(keyring, "Anybody").code == "locked"
    assert b"typed" not in path.read_bytes()
    (told,) = keyring.failures()
    assert (told.account, told.name, told.times, told.until) == (None, "", 9, None)
    assert told.last == clock.now.isoformat()
    assert list(told.moments) == sorted(told.moments)
    assert keyring.unlock(LI, LI_WORD).account == "A1"
    fail(keyring, 1, "Anybody")
    assert keyring.failures()[0].times == 10
    keyring.told([told])
    assert keyring.failures()[0].times == 1
    keyring.told(keyring.failures())
    assert keyring.failures() == []


def test_what_was_typed_in_the_wrong_line_can_not_be_told_from_the_file(keyring: Keyring, path: Path) -> None:
    """S17: whoever holds the file can try every guess on it, so that at most five bits of a name lie there."""
    names = [f"a password typed here, {n}" for n in range(400)]
    assert len({stranger(name) for name in names}) == 32
    for name in names[:3]:
        fail(keyring, 1, name)
    kept = json.loads(path.read_bytes())["tries"]
    assert {*kept} == {stranger(name) for name in names[:3]}
    assert all(set(one) == {"streak", "since", "untold", "moments"} for one in kept.values())


# --- what the book is told ---


def test_failures_are_kept_until_the_book_was_told(keyring: Keyring, path: Path, clock: SetClock) -> None:
    """A13: through successes, a reset password and a removed account; with their moments."""
    fail(keyring, 2)
    clock.go(minutes=1)
    fail(keyring, 1)
    fail(keyring, 1, "Nobody")
    keyring.unlock(LI, LI_WORD)
    keyring.reset("A1", "given out once", BOOK_KEY)
    keyring.remove("A1")
    nobody, li = Keyring.read(path, clock=clock).failures()
    assert (li.account, li.name, li.times, li.until) == ("A1", "", 3, None)
    assert li.moments == (START, START, START + timedelta(minutes=1))
    assert li.last == "2026-11-24T08:01:00+00:00"
    assert (nobody.account, nobody.times) == (None, 1)
    keyring.told([li, nobody])
    assert keyring.failures() == []


def test_what_fails_while_the_book_is_told_is_told_next_time(keyring: Keyring, clock: SetClock) -> None:
    """A13: and telling opens nothing that is shut."""
    fail(keyring, 3)
    told = keyring.failures()
    clock.go(seconds=10)
    fail(keyring, 2)
    keyring.told(told)
    (left,) = keyring.failures()
    assert (left.times, left.moments, left.until) == (2, (clock.now, clock.now), clock.now + FIRST)
    keyring.told(told)
    assert keyring.failures() == []
    assert refused(keyring, LI, LI_WORD).code == "locked"


def test_of_many_failures_the_newest_moments_are_kept(keyring: Keyring, clock: SetClock) -> None:
    """The number is whole all the same."""
    tries = Tries()
    for second in range(60):
        tries = tries.failed(START + timedelta(seconds=second))
    assert (tries.untold, len(tries.moments), tries.moments[0]) == (60, 50, START + timedelta(seconds=10))
    few = tries.told(55)
    assert (few.untold, few.moments[0]) == (5, START + timedelta(seconds=55))
    assert tries.told(70) == tries.told(60)
    assert tries.told(60).moments == ()


@pytest.mark.parametrize("who", ["A1", "li wei"])
def test_an_administrator_may_open_an_account_again(keyring: Keyring, who: str) -> None:
    """By its id or name; and somebody whose password is reset doesn't wait."""
    fail(keyring)
    keyring.forget_failures(who)
    assert keyring.failures() == []
    assert keyring.unlock(LI, LI_WORD).account == "A1"
    fail(keyring)
    keyring.reset("A1", "given out once", BOOK_KEY)
    assert keyring.unlock(LI, "given out once").must_change
    fail(keyring, FREE, "Nobody")
    keyring.forget_failures("nobody")
    fail(keyring, 1, "Nobody")
