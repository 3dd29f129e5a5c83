"""Identifiers and free text stand nowhere but under their person's key; copies that leave the book hold neither."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.errors import StoreError
from screening.ledger import Ledger, read_key_file
from screening.log import Exported
from screening.service import KEY, Actor, Site, Wish, export
from screening.service.beginning import BOOK
from screening.wording import Words
from tests.store.service_samples import ON, SECRETS, begun, history, with_answer

EN, ZH = Words("en"), Words("zh_CN")
REASON = "entered by Dr Mistake for somebody else"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def busy(site: Site) -> Site:
    """A book in which everything that can happen has happened to the person with the secrets."""
    first = site.save(history(consent={"given": False}), ON)
    second = site.save(history(), ON, former=first.seq)
    third = site.save(
        with_answer(history(), brain_metastases="none"), ON, former=second.seq, corrects=True, reason="misread"
    )
    site.strike(third.seq, REASON)
    site.save(history(), ON, person=first.person)
    site.unsaved.put("draft", site.study, str(history()))
    site.find_people("珍稀")
    return site


def forms(secret: str) -> list[bytes]:
    return [secret.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")] + [ascii(secret)[1:-1].encode()]


def test_nothing_on_the_disk_is_in_clear(busy: Site) -> None:
    """R14: not a byte of a name, number, birth date or word, in any file of the folder, open or closed."""
    for state in ("open", "closed"):
        for path in busy.folder.rglob("*"):
            raw = path.read_bytes() if path.is_file() else b""
            found = [secret for secret in (*SECRETS, REASON) for form in forms(secret) if form in raw]
            assert found == [], f"{path.name}, {state}"
        busy.close()


def test_the_chain_holds_no_identifier(busy: Site) -> None:
    """R14: payloads, columns and views hold codes, days and values; what says who it is lies under the person's key."""
    busy.close()
    with Ledger.open(busy.folder / BOOK, read_key_file(busy.folder / KEY)) as ledger:
        said = [str(entry) + str(dict(entry.payload)) for entry in ledger.entries()]
        said += [str(row) for row in ledger.rows("SELECT * FROM log_case")]
        columns = "seq, at, kind, study, person, attempt, hash, body"
        said += [bytes(row[-1]).decode() + str(row) for row in ledger.rows(f"SELECT {columns} FROM entry")]
    assert len(said) >= 20
    assert [secret for secret in (*SECRETS, REASON) for text in said if secret in text] == []


def test_values_that_are_shown_by_mistake_say_nothing(busy: Site) -> None:
    """R14: what a log line or a failure would print of a person is an id."""
    person = busy.find_people("珍稀")[0]
    draft = busy.unsaved.get("draft")
    assert [secret for secret in SECRETS if secret in repr(person) + repr(draft)] == []


def exported(site: Site, path: Path, words: Words = EN, current_only: bool = True) -> list[dict[str, str]]:
    export(site, path, words, Wish(current_only=current_only))
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_copy_is_what_a_spreadsheet_opens(busy: Site, tmp_path: Path) -> None:
    """UTF-8 with a byte order mark, CRLF, every row as long as the header."""
    path = tmp_path / "log.csv"
    export(busy, path, ZH)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {31}
    assert rows[0][:2] == ["记录号", "筛选号"]


@pytest.mark.parametrize("words", [EN, ZH])
def test_the_copy_identifies_nobody(busy: Site, tmp_path: Path, words: Words) -> None:
    """H2, R14: the screening log is coded: age in years, no name, number, birth date or free text."""
    path = tmp_path / "log.csv"
    export(busy, path, words, Wish(current_only=False))
    text = path.read_text("utf-8-sig")
    assert "SH04-0001" in text
    assert [secret for secret in (*SECRETS, REASON) if secret in text] == []


def test_the_copy_says_what_the_log_says(busy: Site, tmp_path: Path) -> None:
    """R1, A10: every version where asked, struck ones with their numbers, each with its state."""
    current, every = (
        [
            (row["Screening number"], row["Attempt"], row["State"])
            for row in exported(busy, tmp_path / "x.csv", current_only=kind)
        ]
        for kind in (True, False)
    )
    assert current == [("SH04-0001", "1", "Entered in error"), ("SH04-0002", "2", "Current")]
    assert len(every) == 3
    row = exported(busy, tmp_path / "x.csv")[1]
    assert (row["Age (years)"], row["Sex"], row["Assessment"]) == (
        "62",
        "Female",
        "Meets all criteria: awaiting investigator",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u3000=", "＝", "＋", "－", "＠"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, start: str) -> None:
    """F1, F2: text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers."""
    with begun(tmp_path / "data") as site:
        site.actor = Actor(f'{start}HYPERLINK("http://x","y"),\n"quoted"', "coordinator")
        site.save(history(), ON)
        row = exported(site, tmp_path / "log.csv")[0]
    assert row["Recorded by"] == f'\'{start}HYPERLINK("http://x","y"),\n"quoted"'
    assert row["Attempt"] == "1" and row["Open questions"] == "0"


def test_the_book_says_that_a_copy_left(busy: Site, tmp_path: Path) -> None:
    """A14: with what it was and its hash, before anybody can see the file."""
    event = export(busy, tmp_path / "log.csv", EN)
    busy.close()
    with Ledger.open(busy.folder / BOOK, read_key_file(busy.folder / KEY)) as ledger:
        noted = list(ledger.entries(kinds=(Exported.kind,)))
    assert [dict(entry.payload) for entry in noted] == [event.model_dump()]


@pytest.mark.parametrize("name", ["", "folder", "missing/log.csv", "file/log.csv"])
def test_a_place_that_can_not_be_written_is_named(site: Site, tmp_path: Path, name: str) -> None:
    """Nothing is written beside it, and nothing is noted."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("there")
    before = site.head(), sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=r"is a folder|is not there"):
        export(site, tmp_path / name if name else Path(), EN)
    assert (site.head(), sorted(tmp_path.rglob("*"))) == before
