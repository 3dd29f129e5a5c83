"""Coming in when something is in the way: a wait, an old password, a forgotten one, a program that died half-way."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, EligoError, InputError, StoreError
from screening.ledger import Ledger
from screening.service import (
    Site,
    back_up,
    begin_accounts,
    begin_with_accounts,
    choose_password,
    enter,
    has_accounts,
    recover,
    restoring,
)
from screening.service.beginning import BOOK, KEY, KEYS
from tests.store.service_samples import ON, begun, history, published

PASSWORD, OTHER = "a quiet river in spring", "seven grey herons at dusk"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Begin a site, once; gives its folder and the recovery key."""
    folder = tmp_path_factory.mktemp("staffed") / "site"
    site, paper = begin_with_accounts(
        folder, code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=published()
    )
    site.close()
    return folder, paper


@pytest.fixture
def folder(staffed: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(staffed[0], tmp_path / "site"))


def code_of(error: EligoError) -> str:
    """Name the refusal, or the problems, of an error."""
    if isinstance(error, InputError):
        return " ".join(one.code for one in error.problems)
    assert isinstance(error, AccessError)
    return error.code


def kinds(site: Site) -> list[str]:
    return [entry.kind for entry in site.reader.entries()]


def test_whoever_is_shut_out_comes_in_with_the_recovery_key(folder: Path, staffed: tuple[Path, str]) -> None:
    """S16: the wait is over, and the book says how they came in, and what was tried before."""
    for _ in range(6):
        with pytest.raises(AccessError):
            enter(folder, "Wang Li", "wrong")
    with recover(folder, staffed[1], "wang li", OTHER) as site:
        failed, chosen, known, came = list(site.reader.entries())[-4:]
        assert (failed.kind, failed.payload["times"]) == ("sign_in_failed", 5)
        assert (chosen.kind, chosen.payload["how"]) == ("password_set", "recovered")
        assert known.kind == "signer_known"
        assert (came.kind, came.payload["how"], came.payload["failed"]) == ("signed_in", "recovery", 5)
    enter(folder, "Wang Li", OTHER).close()


def test_only_an_administrator_uses_the_recovery_key(folder: Path, staffed: tuple[Path, str]) -> None:
    """S13: with it, nobody gives another person a password; nothing is changed by trying."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        once = site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
        choose_password(folder, "Chen Yu", once, OTHER).close()
    before, keys = (folder / BOOK).read_bytes(), (folder / KEYS).read_bytes()
    for name in ("Chen Yu", "Nobody Here"):
        with pytest.raises(AccessError) as refused:
            recover(folder, staffed[1], name, "a third one altogether")
        assert refused.value.code == "no_administrator"
    assert ((folder / BOOK).read_bytes(), (folder / KEYS).read_bytes()) == (before, keys)


@pytest.mark.parametrize("weak", ["SH04-SH04-2026", "NCT03976882", "wangliwangli"])
def test_nobody_chooses_what_everybody_here_knows(folder: Path, staffed: tuple[Path, str], weak: str) -> None:
    """S14: name, site and study, whichever way a password is chosen."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        for choose in (
            lambda: choose_password(folder, "Wang Li", PASSWORD, weak),
            lambda: recover(folder, staffed[1], "Wang Li", weak),
            lambda: site.staff.change_password(PASSWORD, weak),
        ):
            with pytest.raises(InputError) as refused:
                choose()
            assert code_of(refused.value) == "password.context"
    enter(folder, "Wang Li", PASSWORD).close()


def test_a_password_is_changed_by_whoever_is_in(folder: Path) -> None:
    """The book says that it was, and the signing key is the same; the old one is no new one."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        key = site.staff.named("Wang Li").signs_with
        with pytest.raises(AccessError) as refused:
            site.staff.change_password(PASSWORD, PASSWORD)
        assert refused.value.code == "same"
        site.staff.change_password(PASSWORD, OTHER)
        assert kinds(site)[-1] == "password_set"
    with enter(folder, "Wang Li", OTHER) as site:
        assert site.staff.named("Wang Li").signs_with == key
        assert kinds(site).count("signer_known") == 1


def test_a_closed_account_stays_closed_whatever_the_keys_say(folder: Path) -> None:
    """S19: a file of keys that is put back from a copy lets nobody in whom the book lets in no more."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        once = site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
        choose_password(folder, "Chen Yu", once, OTHER).close()
        keys = (folder / KEYS).read_bytes()
        site.staff.close("Chen Yu", "left the site")
        (folder / KEYS).write_bytes(keys)
        before = len(kinds(site))
        acts: list[Callable[[], Site]] = [
            lambda: enter(folder, "Chen Yu", OTHER),
            lambda: choose_password(folder, "Chen Yu", OTHER, "a third one altogether"),
        ]
        for act in acts:
            with pytest.raises(AccessError) as refused:
                act()
            assert refused.value.code == "disabled"
        assert len(kinds(site)) == before


def test_whoever_was_shut_out_goes_on_with_the_password(folder: Path) -> None:
    """S18: locking and unlocking are entries; a wrong password unlocks nothing."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        site.staff.lock("idle")
        with pytest.raises(AccessError):
            site.staff.unlock("wrong")
        site.staff.unlock(PASSWORD)
        assert kinds(site)[-3:] == ["signed_out", "sign_in_failed", "signed_in"]


def test_passwords_grow_old_only_where_a_site_wants_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S21: never, by itself; where it does, an old one is changed into another before anybody comes in."""
    monkeypatch.setattr(Ledger, "now", lambda _: (datetime.now(UTC) + timedelta(days=100)).isoformat())
    with enter(folder, "Wang Li", PASSWORD) as site:
        site.rules.change("password_days", 90)
    with pytest.raises(AccessError) as refused:
        enter(folder, "Wang Li", PASSWORD)
    assert refused.value.code == "must_change"
    with pytest.raises(AccessError) as refused:
        choose_password(folder, "Wang Li", PASSWORD, PASSWORD)
    assert refused.value.code == "same"
    choose_password(folder, "Wang Li", PASSWORD, OTHER).close()
    monkeypatch.undo()
    enter(folder, "Wang Li", OTHER).close()


def test_an_old_backup_opens_with_the_password_of_then(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: though it has grown old meanwhile; nobody could change it in a backup."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        site.rules.change("password_days", 30)
        site.save(history(), ON)
        back_up(site, tmp_path / "copy.backup")
    monkeypatch.setattr(Ledger, "now", lambda _: (datetime.now(UTC) + timedelta(days=100)).isoformat())
    with restoring(tmp_path / "copy.backup", tmp_path / "new", name="Wang Li", password=PASSWORD) as found:
        found.finish("SH04-0001")
    choose_password(tmp_path / "new", "Wang Li", PASSWORD, OTHER).close()


def test_a_site_that_can_not_be_begun_leaves_nothing(tmp_path: Path) -> None:
    """The folder is free for the next try, or for a backup."""
    said: dict[str, Any] = {"code": "SH04", "name": "Wang Li", "role": "coordinator", "password": PASSWORD}
    in_the_way = tmp_path / f"{BOOK}-wal"
    in_the_way.touch()
    with pytest.raises(StoreError):
        begin_with_accounts(tmp_path, **said, protocol=published())
    assert list(tmp_path.iterdir()) == [in_the_way]
    in_the_way.unlink()
    begin_with_accounts(tmp_path, **said, protocol=published())[0].close()


def test_accounts_are_begun_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that dies before the keys are in place leaves a book that opens as before, and may try again."""
    with begun(tmp_path) as site:
        replacing = Path.replace

        def dying(path: Path, target: Path) -> Path:
            if Path(target).name == KEYS:
                raise KeyboardInterrupt
            return replacing(path, target)

        monkeypatch.setattr(Path, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            begin_accounts(site, name="Wang Li", role="coordinator", password=PASSWORD)
        monkeypatch.undo()
    assert not has_accounts(tmp_path)
    with Site.open(tmp_path) as site:
        with pytest.raises(InputError, match="Wang Li"):
            begin_accounts(site, name="Chen Yu", role="coordinator", password=PASSWORD)
        begin_accounts(site, name="Wang Li", role="coordinator", password=OTHER)
    with enter(tmp_path, "Wang Li", OTHER) as again:
        assert again.verify().ok
        assert kinds(again).count("account_opened") == 1
        # The key with which they sign now is the one that is known.
        assert again.staff.named("Wang Li").signs_with is not None
    assert sorted(file.name for file in tmp_path.iterdir() if "key" in file.name) == [f".{KEYS}.lock", KEYS]


def test_a_key_left_open_is_removed_and_another_books_key_is_not(folder: Path) -> None:
    """S1: the book's own key does not lie open once there are passwords; what may open a backup stays."""
    with enter(folder, "Wang Li", PASSWORD) as site:
        own = site.key
    for key, stays in ((own, False), (bytes(32), True)):
        (folder / KEY).write_text(f"{key.hex()}\n")
        enter(folder, "Wang Li", PASSWORD).close()
        assert (folder / KEY).exists() is stays


@pytest.mark.parametrize(("name", "role"), [("  ", "coordinator"), ("Wang\nLi", "coordinator"), ("Wang Li", "monitor")])
def test_the_first_person_has_a_name_and_a_role(tmp_path: Path, name: str, role: str) -> None:
    with begun(tmp_path) as site:
        with pytest.raises(InputError):
            begin_accounts(site, name=name, role=role, password=PASSWORD)
        assert kinds(site).count("account_opened") == 0
    assert (tmp_path / KEY).exists()


def test_an_account_whose_keys_were_not_written_gets_them_by_a_reset(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book comes first: what it says and the keys lack is put right by the administrator."""

    def full(handle: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with enter(folder, "Wang Li", PASSWORD) as site:
        with monkeypatch.context() as patched, pytest.raises(AccessError) as refused:
            patched.setattr(os, "fsync", full)
            site.staff.add("Chen Yu", ["coordinator"], verified="staff card")
        assert refused.value.code == "keys_unreachable"
        assert site.staff.named("Chen Yu").active
        choose_password(folder, "Chen Yu", site.staff.reset("Chen Yu"), OTHER).close()
