"""The file of keys when the disk is full, the program is killed, a byte has flipped, or others may read it."""

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.access import COST, LEAST, Keyring, keyfile
from screening.access.keyfile import KeyFile, _digest
from screening.errors import AccessError
from tests.store.access_samples import BOOK_KEY, LI, LI_WORD, ZHANG, begun, refused

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
KILLS = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "eligo.keys"


def unreadable(path: Path) -> AccessError:
    with pytest.raises(AccessError) as refusal:
        Keyring.read(path)
    return refusal.value


def rewritten(path: Path, change: Callable[[Any], Any]) -> None:
    """Change the file as somebody would who knows how it is made."""
    said = json.loads(path.read_bytes())
    change(said)
    said.pop("sha256", None)
    path.write_text(json.dumps({**said, "sha256": _digest(said)}), "utf-8")


# --- what is there ---


@POSIX
def test_only_the_owner_can_read_the_files(path: Path) -> None:
    """Folder 0700, keys and lock 0600, whatever the umask, and after each change; a file that was opened is closed."""
    before = os.umask(0)
    try:
        keyring, _ = begun(path)
        path.chmod(0o644)
        keyring.names()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o666)
        keyring.new_recovery(BOOK_KEY)
        assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {
            "eligo.keys": 0o600,
            ".eligo.keys.lock": 0o600,
        }
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_keyring_is_never_made_over_another(path: Path) -> None:
    """Nor over anything else that is there."""
    keyring, _ = begun(path)
    with pytest.raises(AccessError) as refusal:
        Keyring.create(path, bytes(32))
    assert refusal.value.code == "keys_exists"
    assert keyring.unlock(LI, LI_WORD).book_key == BOOK_KEY


def test_a_missing_file_is_told_and_nothing_is_made(path: Path) -> None:
    """Also while the program runs."""
    assert unreadable(path).code == "keys_missing"
    assert not path.parent.exists()
    keyring, _ = begun(path)
    path.unlink()
    assert refused(keyring).code == "keys_missing"
    path.parent.joinpath(".eligo.keys.lock").unlink()
    path.parent.rmdir()
    assert refused(keyring).code == "keys_missing"
    assert not path.parent.exists()


def test_what_can_not_be_read_is_told(path: Path, tmp_path: Path) -> None:
    """A folder in its place, and a file in its folder's."""
    path.mkdir(parents=True)
    assert unreadable(path).code == "keys_unreachable"
    with pytest.raises(AccessError) as refusal:
        Keyring.create(path, BOOK_KEY)
    assert refusal.value.code == "keys_exists"
    (tmp_path / "file").touch()
    with pytest.raises(AccessError) as refusal:
        Keyring.create(tmp_path / "file" / "eligo.keys", BOOK_KEY)
    assert refusal.value.code == "keys_unreachable"
    assert str(tmp_path / "file") in str(refusal.value)


# --- what is damaged ---


def test_a_changed_byte_anywhere_is_damage_and_no_wrong_password(path: Path) -> None:
    """At every place: the file is refused, or what it says is the same."""
    begun(path)
    whole, said = path.read_bytes(), KeyFile(path).read()
    chance = random.Random(0)
    harmless = 0
    for place in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        try:
            assert KeyFile(path).read() == said
            harmless += 1
        except AccessError as error:
            assert error.code in ("keys_bad", "keys_newer")
    assert harmless < len(whole) / 10  # spaces that turned into other spaces


def test_an_end_that_is_missing_is_damage(path: Path) -> None:
    begun(path)
    whole = path.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:length])
        assert unreadable(path).code == "keys_bad"


@pytest.mark.parametrize(
    "content", [b"[]", b"null", b"7", b'"keys"', b"{}", b"\xff", b"[" * 100_000, b'{"eligo": "keys"}']
)
def test_another_file_is_no_keyring(path: Path, content: bytes) -> None:
    begun(path)
    path.write_bytes(content)
    assert unreadable(path).code == "keys_bad"


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["slots"][0]["cost"].update(memory=1 << 30),
        lambda said: said["slots"][0]["cost"].update(iterations=10**9),
        lambda said: said["slots"][0]["cost"].update(lanes=0),
        lambda said: said["slots"][0].update(salt="AAAA"),
        lambda said: said["slots"][0].update(salt="?"),
        lambda said: said["slots"][0].update(admin=True),
        lambda said: said["slots"][0].pop("name"),
        lambda said: said["tries"].update(A1={"streak": -1}),
        lambda said: said["tries"].update(A1={"streak": 5, "untold": 5, "moments": []}),
        lambda said: said["tries"].update(A1={"since": "2026-11-24T08:00:00"}),
        lambda said: said.update(version="1"),
        lambda said: said.update(version=0),
        lambda said: said.update(eligo="locks"),
    ],
)
def test_a_file_that_asks_for_too_much_or_says_too_little_is_refused(path: Path, change: Callable[[Any], Any]) -> None:
    """Even one that somebody wrote with care: it takes neither all the memory nor a whole night."""
    begun(path)
    rewritten(path, change)
    assert unreadable(path).code == "keys_bad"


def test_a_spoilt_secret_is_a_wrong_password(path: Path) -> None:
    """Somebody who rewrites the file with care shuts people out, and gets in nowhere."""
    keyring, _ = begun(path)
    rewritten(path, lambda said: said["slots"][0].update(sealed="AAAA"))
    assert refused(keyring, LI, LI_WORD).code == "wrong"


def test_a_newer_file_is_left_alone(path: Path) -> None:
    """Whatever a later version adds, it is named as newer, not as damaged."""
    keyring, _ = begun(path)
    rewritten(path, lambda said: said.update(version=2, more=[]))
    before = path.read_bytes()
    assert (unreadable(path).code, refused(keyring).code) == ("keys_newer", "keys_newer")
    assert path.read_bytes() == before


# --- writing ---


def test_a_full_disk_changes_nothing_and_gives_nobody_a_free_attempt(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attempt that can't be counted is not tried, right or wrong; nothing is left behind."""
    from cryptography.hazmat.primitives.kdf import argon2

    keyring, _ = begun(path)
    before, names = path.read_bytes(), sorted(path.parent.iterdir())

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def untried(**given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(os, "fsync", full)
    with monkeypatch.context() as within:
        within.setattr(argon2, "Argon2id", untried)
        for password in (LI_WORD, "wrong"):
            refusal = refused(keyring, LI, password)
            assert refusal.code == "keys_unreachable"
            assert "No space left" in str(refusal)
    with pytest.raises(AccessError):
        keyring.add("A3", "Chen Yu", "third of three people", BOOK_KEY)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, names)
    monkeypatch.undo()
    assert keyring.unlock(LI, LI_WORD).book_key == BOOK_KEY
    assert keyring.failures() == []


DIES = """if True:
    import os, sys
    from pathlib import Path
    from screening.access import LEAST, Keyring
    keyring = Keyring.read(Path(sys.argv[1]), cost=LEAST)
    calls, real = int(sys.argv[3]), getattr(os, sys.argv[2])
    def dying(*given, **more):
        global calls
        calls -= 1
        return os._exit(9) if calls == 0 else real(*given, **more)
    setattr(os, sys.argv[2], dying)
    keyring.change_password("Li Wei", "willow over the lake", "reeds along the shore")
"""


@POSIX  # elsewhere the folder is not brought to the disk, which makes fewer calls
@pytest.mark.parametrize(
    ("call", "nth", "changed"),
    [
        *[("fdopen", nth, False) for nth in (1, 2, 3)],
        *[("replace", nth, False) for nth in (1, 2, 3)],
        *[("fsync", nth, nth == 6) for nth in (1, 2, 3, 4, 5, 6)],
    ],
)
def test_a_program_that_dies_while_it_writes_leaves_a_whole_file(
    path: Path, call: str, nth: int, changed: bool
) -> None:
    """A changed password is written three times: counted, come in, changed; before the last the old one holds."""
    keyring, recovery = begun(path)
    run = subprocess.run([sys.executable, "-c", DIES, str(path), call, str(nth)], check=False)
    assert run.returncode == 9
    known, other = (LI_WORD, "reeds along the shore")[:: -1 if changed else 1]
    assert sum(one.times for one in keyring.failures()) in (0, 1)
    assert refused(keyring, LI, other).code == "wrong"
    assert keyring.unlock(LI, known).book_key == BOOK_KEY
    assert keyring.unlock_with_recovery(recovery) == BOOK_KEY
    assert sorted(one.name for one in path.parent.iterdir()) == [".eligo.keys.lock", "eligo.keys"]


ADDS = """if True:
    import sys
    from pathlib import Path
    from screening.access import LEAST, Keyring
    keyring = Keyring.read(Path(sys.argv[1]), cost=LEAST)
    for number in range(int(sys.argv[2]), 10_000):
        keyring.add(f"A{number}", f"Person {number}", "one of very many", bytes(range(32)))
        print(number, flush=True)
"""


def test_a_file_that_windows_holds_for_a_moment_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a program that reads keeps another from replacing the file; elsewhere a refusal is one."""
    left = [PermissionError(), PermissionError()]

    def act() -> str:
        if left:
            raise left.pop()
        return "done"

    with pytest.raises(PermissionError):
        keyfile._while_in_use(act)
    left.append(PermissionError())
    monkeypatch.setattr(sys, "platform", "win32")
    assert keyfile._while_in_use(act) == "done"


@KILLS
@pytest.mark.parametrize("runs", [5, pytest.param(100, marks=pytest.mark.long)])
def test_killed_at_any_moment_it_loses_nobody(path: Path, runs: int) -> None:
    """Every account that was acknowledged is there, at most one more, and the file is whole."""
    keyring, _ = begun(path)
    chance = random.Random(7)
    known = 3
    for _ in range(runs):
        command = [sys.executable, "-c", ADDS, str(path), str(known)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            first = child.stdout.readline()
            time.sleep(chance.random() / 10)
            child.kill()
            said = [first, *child.stdout.read().split()]
        there = [int(account[1:]) for account in keyring.accounts()]
        last = int(said[-1])
        assert there[:2] == [1, 2]
        assert there[2:] in ([*range(3, last + 1)], [*range(3, last + 2)])
        known = there[-1] + 1
    assert keyring.unlock(f"Person {known - 1}", "one of very many").book_key == BOOK_KEY
    assert keyring.unlock(LI, LI_WORD).book_key == BOOK_KEY


@POSIX
def test_too_little_memory_is_told(path: Path) -> None:
    """In plain words, in place of a password that is called wrong."""
    begun(path)
    code = """if True:
        import resource, sys
        from pathlib import Path
        from screening.access import Cost, Keyring
        from screening.errors import AccessError
        keyring = Keyring.read(Path(sys.argv[1]), cost=Cost(memory=1 << 20, iterations=1, lanes=1))
        from cryptography.hazmat.primitives.kdf import argon2
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
        try:
            keyring.add("A3", "Chen Yu", "third of three people", bytes(range(32)))
        except AccessError as error:
            print(error.code)
    """
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["keys_memory"]
    assert Keyring.read(path).names() == [LI, ZHANG]


def test_without_other_wishes_a_password_costs_what_it_should(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S15: nobody has to ask for it."""
    monkeypatch.setattr("screening.access.keyring.COST", COST)  # the other tests make it cheap
    keyring, _ = Keyring.create(path, BOOK_KEY)
    keyring.add("A1", LI, LI_WORD, BOOK_KEY)
    assert json.loads(path.read_bytes())["slots"][0]["cost"] == COST.model_dump() != LEAST.model_dump()
