"""The installation check: it passes where all is well, and notices what is broken."""

import importlib.util
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from screening.access import slots
from screening.ledger import Signer, Verification, database, schema, verification
from screening.protocol.catalogue import Catalogue, catalogue
from screening.protocol.loading import loads
from screening.service import drafts, sealing
from screening.service.validation import book_checks, machine_checks, versions
from screening.service.validation.found import Found
from screening.service.validation.installation import CHECKS, Checked, check_installation
from screening.wording import PSEUDO, Words, languages
from tests.store.service_samples import begun

HAS_QT = importlib.util.find_spec("PySide6") is not None


def failed(found: list[Checked]) -> set[str]:
    """Name the checks that failed; without Qt the libraries are not whole, which is as it should be."""
    names = {one.name for one in found if one.found.passed is False}
    return names if HAS_QT else names - {"libraries"}


def found_by(name: str, folder: Path, data: Path) -> Found:
    folder.mkdir()
    return CHECKS[name](folder, data)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_sound_installation_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R7: every check, with the site's book beside it untouched, and nothing of the trial books left."""
    data, away = tmp_path / "data", tmp_path / "temporary"
    away.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(away))
    begun(data).close()
    before = contents(data)
    found = check_installation(data)
    assert failed(found) == set()
    assert [one.name for one in found] == list(CHECKS)
    assert contents(data) == before
    assert list(away.iterdir()) == []


def test_every_check_has_its_words() -> None:
    """In every language: what it is called, what was done, what is expected."""
    for language in (*languages(), PSEUDO):
        words = Words(language)
        for name in CHECKS:
            assert all(words.text(f"validate.check.{name}.{part}", gb=1) for part in ("name", "did", "expected"))


def no_triggers(patch: pytest.MonkeyPatch) -> None:
    """Make books without the triggers that keep entries."""
    kept = {name: made for name, made in schema.TRIGGERS.items() if name not in ("entry_stays", "entry_remains")}
    patch.setattr(schema, "TRIGGERS", kept)
    patch.setattr("screening.service.validation.book_checks.TRIGGERS", kept)


def no_encryption(patch: pytest.MonkeyPatch) -> None:
    """Have a database library that takes a key and leaves the file as it is."""

    def connect(path: Path, key: bytes, patience: float = 1) -> Any:
        import sqlite3

        del key
        return sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)

    patch.setattr(database, "connect", connect)


def blind(patch: pytest.MonkeyPatch) -> None:
    """Verify nothing, whatever there is."""
    patch.setattr(verification, "verify", lambda *_, **__: Verification(True, 7, ""))
    patch.setattr(sealing.Proof, "altered", lambda self: [])


class Anything:
    """A store that opens whatever it is given, and finds it sound."""

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        del path, key
        return cls()

    def verify(self) -> Verification:
        return Verification(True, 7, "")

    def damaged_pages(self) -> list[str]:
        return []

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None: ...


def credulous(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(book_checks, "Ledger", Anything)


def forged_signatures(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Signer, "sign", lambda self, table: "00" * 64)


def any_password(patch: pytest.MonkeyPatch) -> None:
    """Let every password make the same key."""
    patch.setattr(slots, "password_key", lambda password, salt, cost: bytes(32))


def local_times(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(drafts, "_offset", lambda: "+09:47")


def slow_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine_checks, "system_clock", lambda: datetime(2020, 1, 1, tzinfo=UTC))


def full_disk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine_checks, "ROOM", 10**18)


def wrong_example(patch: pytest.MonkeyPatch) -> None:
    """Ship a protocol whose bound was moved."""
    first = catalogue().listed[0]
    text = first.load().to_toml().replace("below = 75", "below = 74", 1)
    spoilt = type(first)(first.header, first.file, ships=True)
    patch.setattr(type(first), "load", lambda self: loads(text))
    patch.setattr(machine_checks, "catalogue", lambda: Catalogue((spoilt,)))


def missing_library(patch: pytest.MonkeyPatch) -> None:
    there = {name: version for name, version in versions.packages().items() if name != "cryptography"}
    patch.setattr(machine_checks, "packages", lambda: there)


def other_library(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine_checks, "packages", lambda: {**versions.packages(), "cryptography": "0.1"})


@pytest.mark.parametrize(
    ("spoil", "noticed"),
    [
        (no_triggers, {"update_refused", "delete_refused"}),
        (no_encryption, {"wrong_key", "unreadable"}),
        (blind, {"cut_tail", "altered_copy"}),
        (credulous, {"wrong_key", "flipped_byte"}),
        (forged_signatures, {"cut_tail", "backup", "export", "altered_copy", "accounts"}),
        (any_password, {"accounts"}),
        (local_times, {"times"}),
        (slow_clock, {"clock"}),
        (full_disk, {"disk"}),
        (wrong_example, {"examples"}),
    ],
)
def test_a_broken_installation_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
    noticed: set[str],
) -> None:
    """R7: what does not hold here fails the check that looks for it."""
    spoil(monkeypatch)
    assert failed(check_installation(tmp_path / "data")) >= noticed


@pytest.mark.parametrize(("spoil", "code"), [(missing_library, "missing"), (other_library, "other_versions")])
def test_libraries_that_are_not_as_they_should_be_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None], code: str
) -> None:
    """One that is not here, and one that is not the one that was tested with."""
    spoil(monkeypatch)
    found = found_by("libraries", tmp_path / "x", tmp_path)
    assert found.passed is False
    if HAS_QT:
        assert (found.code, found.values["which"].split()[0]) == (code, "cryptography")


def test_without_the_list_of_pins_versions_are_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation alone has no list to compare with, and says so."""
    other_library(monkeypatch)
    monkeypatch.setattr(machine_checks, "checkout", lambda: None)
    found = found_by("libraries", tmp_path / "x", tmp_path)
    assert (found.passed, found.code) == ((True, "there") if HAS_QT else (False, "missing"))


@pytest.mark.skipif(os.name != "posix", reason="rights are kept otherwise there")
def test_a_data_folder_that_is_open_to_others_is_named(tmp_path: Path) -> None:
    """By the names of the files; where there is no book, nothing is claimed."""
    data = tmp_path / "data"
    assert found_by("permissions", tmp_path / "a", data).code == "no_book"
    begun(data).close()
    assert found_by("permissions", tmp_path / "b", data).passed is True
    (data / "eligo.sign").chmod(0o640)
    found = found_by("permissions", tmp_path / "c", data)
    assert (found.passed, found.code, found.values) == (False, "open_files", {"which": "eligo.sign"})
    (data / "eligo.sign").chmod(0o600)
    (data / "eligo.head").chmod(0o644)
    assert found_by("permissions", tmp_path / "e", data).passed is True
    (data / "eligo.head").chmod(0o664)
    assert found_by("permissions", tmp_path / "f", data).values == {"which": "eligo.head"}
    (data / "eligo.head").chmod(0o600)
    data.chmod(0o770)
    assert found_by("permissions", tmp_path / "d", data) == Found(False, "open_folder")


def test_a_check_that_breaks_off_has_failed_and_tells_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the kind of what went wrong; what it says may name a place on this machine."""

    def broken(*arguments: object) -> None:
        raise ImportError(f"no such library in {tmp_path}")

    monkeypatch.setattr(database.Database, "create", broken)
    found = {one.name: one.found for one in check_installation(tmp_path)}
    assert found["appended"] == Found(False, "broke_off", {"kind": "ImportError"})
    assert found["disk"].passed is True


def test_a_package_for_a_wish_of_ones_own_is_not_missed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What only SAS transport files need may be absent; what the program needs may not."""
    monkeypatch.setattr(machine_checks, "requires", lambda name: ["pydantic>=2", "nowhere-to-be-found; extra == 'xpt'"])
    assert machine_checks.libraries(tmp_path, tmp_path).passed
    monkeypatch.setattr(machine_checks, "requires", lambda name: ["pydantic>=2", "nowhere-to-be-found"])
    assert not machine_checks.libraries(tmp_path, tmp_path).passed
