"""What a site's signature proves: the book at every close, and the copies that left it."""

import json
import shutil
from pathlib import Path

import pytest

from screening.errors import InputError, StoreError
from screening.ledger import read_key_file
from screening.service import KEY, Site, export, read_proof
from screening.service.beginning import BOOK, SIGN
from screening.service.sealing import MANIFEST, NEWEST
from screening.wording import Words
from tests.store.ledger_samples import behind_the_back, connect
from tests.store.service_samples import ON, SECRETS, begun, history, someone
from tests.store.test_ledger_checkpoints import rewrite

WORDS = Words("en", "long")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site's book with a case and an export of it (6 entries), closed."""
    with begun(tmp_path / "data") as site:
        site.save(history(), ON)
        export(site, tmp_path / "log.csv", WORDS)
    return tmp_path / "data"


@pytest.fixture
def copy(folder: Path) -> Path:
    return folder.with_name("log.csv")


def lengths(folder: Path) -> list[int]:
    connection = connect(folder / BOOK, read_key_file(folder / KEY))
    try:
        return [length for (length,) in connection.execute("SELECT length FROM checkpoint ORDER BY length")]
    finally:
        connection.close()


def cut(folder: Path, kept: int, checkpoints: bool = False) -> None:
    """Cut the book off after an entry, its checkpoints too where asked."""
    with behind_the_back(folder / BOOK, read_key_file(folder / KEY)) as connection:
        connection.execute("DELETE FROM entry WHERE seq > ?", (kept,))
        if checkpoints:
            connection.execute("DELETE FROM checkpoint WHERE length > ?", (kept,))


def test_the_book_is_signed_at_every_close_where_it_has_grown(folder: Path) -> None:
    assert lengths(folder) == [6]
    Site.open(folder).close()
    assert lengths(folder) == [6]
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
    assert lengths(folder) == [6, 8]
    site.close()
    assert json.loads((folder / NEWEST).read_text("utf-8"))["length"] == 8
    assert (folder / SIGN).stat().st_mode & 0o077 == 0


def test_an_export_has_a_manifest_beside_it(folder: Path, copy: Path) -> None:
    """R2, H2: it says what the copy is and what was signed; nothing in it identifies anybody."""
    raw = copy.with_name(copy.name + MANIFEST).read_text("utf-8")
    said = json.loads(raw)
    assert (said["file"], said["rows"], said["view"], said["entry"]) == ("log.csv", 1, "screening", 6)
    assert said["checkpoint"]["length"] == 6
    assert not any(secret in raw for secret in SECRETS)
    proof = read_proof(copy)
    assert proof.is_genuine() and not proof.altered()
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
        assert site.verify(against=proof).ok
        assert site.verify(against=read_proof(proof.path)).ok


def test_an_altered_copy_is_named(folder: Path, copy: Path) -> None:
    """R2: by one digit of a number."""
    copy.write_text(copy.read_text("utf-8-sig").replace("SH04-0001", "SH04-0002"), "utf-8")
    with Site.open(folder) as site:
        assert site.verify(against=read_proof(copy)).why == "copy_altered"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"rows": 1', '"rows": 2', "copy_forged"),
        ('"length": 6', '"length": 5', "forged"),
        ('"signature": "', '"signature": "00', "forged"),
    ],
)
def test_a_manifest_that_was_not_signed_so_is_named(folder: Path, copy: Path, old: str, new: str, why: str) -> None:
    """R2: whatever it says otherwise than when it was signed."""
    beside = copy.with_name(copy.name + MANIFEST)
    beside.write_text(beside.read_text("utf-8").replace(old, new), "utf-8")
    with Site.open(folder) as site:
        assert site.verify(against=read_proof(copy)).why == why


@pytest.mark.parametrize("content", [None, "", "[]", '{"checkpoint": {"length": "6"}}'])
def test_what_is_no_manifest_is_said_so(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / f"x.csv{MANIFEST}").write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"x\.csv"):
        read_proof(tmp_path / "x.csv")


def test_a_copy_that_is_not_there_is_not_claimed_to_be_sound(copy: Path) -> None:
    copy.unlink()
    assert read_proof(copy.with_name(copy.name + MANIFEST)).copy is None
    with pytest.raises(InputError, match=r"can.t be read"):
        read_proof(copy).altered()


def test_a_book_cut_with_all_its_checkpoints_is_named_by_what_stands_beside_it(folder: Path, copy: Path) -> None:
    """A8: and by the export, where that was taken away too; opening and closing it signs nothing over."""
    cut(folder, 4, checkpoints=True)
    Site.open(folder).close()
    with Site.open(folder) as site:
        assert (site.verify().first_bad, site.verify().why) == (5, "cut")
        with pytest.raises(StoreError, match="last checkpoint"):
            export(site, copy.with_name("new.csv"), WORDS)
    assert not copy.with_name("new.csv").exists()
    (folder / NEWEST).unlink()
    with Site.open(folder) as site:
        found = site.verify(against=read_proof(copy))
        assert not found.ok and found.checkpoint is not None and found.checkpoint.length == 6


def test_a_tail_written_anew_is_named(folder: Path) -> None:
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
    with behind_the_back(folder / BOOK, read_key_file(folder / KEY)) as connection:
        connection.execute("DELETE FROM checkpoint WHERE length > 6")
        rewrite(connection, 8, b"Lin Mei", b"Wu Ke")
    with Site.open(folder) as site:
        assert (site.verify().first_bad, site.verify().why) == (7, "rewritten")


def test_an_older_book_put_back_is_named(folder: Path) -> None:
    """A8: by the checkpoint that was kept beside it."""
    older = (folder / BOOK).read_bytes()
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
        later = site.head().length
    (folder / BOOK).write_bytes(older)
    with Site.open(folder) as site:
        found = site.verify()
        assert (found.first_bad, found.why) == (7, "cut")
        assert found.checkpoint is not None and found.checkpoint.length == later


def test_another_site_s_copy_is_named(folder: Path, tmp_path: Path) -> None:
    """R2: a genuine copy of another book proves nothing about this one."""
    with begun(tmp_path / "other") as site:
        export(site, tmp_path / "other.csv", WORDS)
    with Site.open(folder) as site:
        assert not site.verify(against=read_proof(tmp_path / "other.csv")).ok


def test_an_installation_without_its_key_makes_a_new_one_known(folder: Path) -> None:
    """Older signatures still count, since the book names both."""
    (folder / SIGN).unlink()
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
    assert lengths(folder) == [6, 9]
    with Site.open(folder) as site:
        assert site.verify().ok


def test_a_book_that_can_not_be_signed_closes_all_the_same(folder: Path) -> None:
    with Site.open(folder) as site:
        site.save(someone("B"), ON)
        (folder / NEWEST).unlink()
        (folder / NEWEST).mkdir()
    with Site.open(folder) as site:
        assert site.verify().ok


def test_a_copied_folder_is_whole(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "moved")
    with Site.open(tmp_path / "moved") as site:
        site.save(someone("B"), ON)
        assert site.verify().ok
