"""The study as packages and data standards: they prove themselves, and hold nobody of another study."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.errors import StoreError
from screening.ledger import Ledger, read_key_file
from screening.protocol.catalogue import find
from screening.service import KEY, LOGS, STANDARDS, Site, Wish, export, read_proof
from screening.service.beginning import BOOK, projections
from screening.service.drafts import activation, draft
from screening.service.exporting import exports
from screening.service.exporting.copies import Copy
from screening.wording import Words
from tests.store.act_samples import LIN, at_work
from tests.store.export_samples import IDENTIFIED, screened, table
from tests.store.service_samples import NAME, ON, SECRETS, someone

EN, ZH = Words(), Words("zh_CN")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a site with somebody enrolled, a screen failure, and one who is waited for."""
    with screened(tmp_path / "site") as opened:
        yield opened


# --- packages of several files ---


@pytest.fixture
def package(site: Site, tmp_path: Path) -> Path:
    """Give a package of two files that left the book."""
    path = tmp_path / "package.zip"
    copy = Copy(site, EN, view="study", format="sdtm", privacy="coded")
    copy.leave(path, lambda file: copy.pack(file, [("dm.json", b"{}"), ("ie.json", b"[]")]))
    return path


def test_a_package_proves_itself_packed_and_unpacked(site: Site, package: Path, tmp_path: Path) -> None:
    """R2: the book knows it again, also once its files lie in a folder."""
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(package).extractall(unpacked)
    for copy in (package, unpacked):
        proof = read_proof(copy)
        assert proof.is_genuine() and proof.altered() == []
        assert site.verify(against=proof).ok


def test_an_altered_byte_of_a_package_is_named(site: Site, package: Path, tmp_path: Path) -> None:
    """R2: which file it is in; one that was added or taken away is named as well."""
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(package).extractall(unpacked)
    (unpacked / "dm.json").write_bytes(b"{ }")
    (unpacked / "more.json").write_bytes(b"")
    (unpacked / "ie.json").unlink()
    assert read_proof(unpacked).altered() == ["dm.json", "ie.json", "more.json"]
    assert site.verify(against=read_proof(unpacked)).why == "copy_altered"
    content = package.read_bytes()
    for at in range(0, len(content), 37):
        package.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert read_proof(package).altered()


# --- the data standards ---


@pytest.mark.parametrize("level", ["coded", "deidentified"])
@pytest.mark.parametrize("format", ["sdtm", "xpt", "odm", "fhir"])
def test_the_study_leaves_in_every_standard(site: Site, tmp_path: Path, format: str, level: str) -> None:
    """Looked through like any copy; what leads back to people or the site stays; it proves itself."""
    path = tmp_path / "study"
    made = export(site, path, EN, Wish(format=format, level=level))  # type: ignore[arg-type]
    assert (made.view, made.rows) == ("study", 3)
    proof = read_proof(path)
    assert proof.altered() == [] and site.verify(against=proof).ok
    if format in ("sdtm", "xpt"):
        with zipfile.ZipFile(path) as packed:
            assert (
                len(packed.namelist()) == 9 and "define.xml" in packed.namelist() and "readme.txt" in packed.namelist()
            )


def test_a_standards_copy_that_names_anybody_does_not_leave(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: also where it is packed."""
    monkeypatch.setattr(exports, "standard", lambda *_: [("a.json", b"{}"), ("b.json", NAME.encode())])
    with pytest.raises(StoreError, match="identifies somebody"):
        export(site, tmp_path / "study.zip", EN, Wish(format="sdtm"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site"]


# --- another study in the same book ---


@pytest.fixture
def two_studies(site: Site, tmp_path: Path) -> Iterator[Site]:
    """Give a site that goes on with another study, at which people of its own were screened."""
    other = find("NCT05864014").load()
    site.close()
    with Ledger.open(
        tmp_path / "site" / BOOK, read_key_file(tmp_path / "site" / KEY), projections=projections()
    ) as book:
        book.append([draft(activation(other), LIN, study=f"SH04/{other.id}")])
    with Site.open(tmp_path / "site") as opened:
        at_work(opened, LIN)
        opened.save({"subject": someone("HN-90009")["subject"], "answers": {}}, ON)
        yield opened


@pytest.mark.parametrize("view", LOGS)
def test_a_log_holds_nobody_of_another_study(two_studies: Site, tmp_path: Path, view: Any) -> None:
    """One sponsor never receives another's people."""
    rows = table(two_studies, tmp_path, view=view, **IDENTIFIED)
    assert len(rows) == (0 if view == "enrolment" else 1)
    assert not _of_the_first(tmp_path / "copy.csv")


@pytest.mark.parametrize("format", STANDARDS)
def test_a_standards_copy_holds_nobody_of_another_study(two_studies: Site, tmp_path: Path, format: Any) -> None:
    wish = Wish(format=format, **IDENTIFIED) if format == "jsonl" else Wish(format=format)
    export(two_studies, tmp_path / "copy", EN, wish)
    assert not _of_the_first(tmp_path / "copy")


def _of_the_first(path: Path) -> list[str]:
    """List what speaks of the first study's people in a copy, unpacked."""
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    found = content.decode("utf-8", "replace").split('"checkpoint"')[0]
    return [one for one in (*SECRETS, "HN-20002", "S-17", "SH04-0002", "NCT03976882") if one in found]
