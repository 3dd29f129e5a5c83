"""What was taken from files, in the book: each file is an entry before the case; values tell where they are from."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.ledger import Ledger, read_key_file
from screening.log import Imported, event_of
from screening.service import KEY, Saved, Site, Wanted, archive, export, export_trail, read_proof
from screening.service.beginning import BOOK
from screening.service.intake import accepted, reckoned, standing
from screening.wording import Words, trail_text
from tests.store.intake_samples import CHART, LAB, count, fact, hint, left_out, proposal
from tests.store.service_samples import NAME, ON, SECRETS, begun, history, with_answer

EN = Words("en", "iso")
SEEN = "K74.6 cirrhosis of Veryrarename"
FILE_SECRETS = (*SECRETS, LAB.name, "OBX 1", SEEN)
GIVEN = proposal(
    count("71", "2026-11-23", "OBX 1"),
    count("68", "2026-11-22", "OBX 2"),
    left_out("OBX 3"),
    fact("brain_metastases", "none", "Observation/4", "2026-11-01", CHART),
    fact("disease_extent", "advanced", "Observation/5", "2026-11-01", CHART),
    hint("other_causes.liver_spleen", SEEN, "Condition/9", CHART),
)
FORMATS = {LAB.sha256: "hl7", CHART.sha256: "fhir"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path / "site") as opened:
        yield opened


def save(site: Site, chosen: set[int] | None = None) -> Saved:
    """Save a case with what two files gave of it."""
    former = history()
    offers = standing(GIVEN, former, site.protocol)
    assert [one.standing for one in offers] == ["new", "same", "contradicts", "same"]
    taken = {0, 2} if chosen is None else chosen
    made = accepted(former, GIVEN, taken, site.protocol, by="Lin Mei")
    return site.save(made, ON, imports=reckoned(GIVEN, offers, taken, FORMATS, "Lin Mei"))


def imported(site: Site) -> list[Imported]:
    said = [event_of(one) for one in site._book.ledger.entries(kinds=(Imported.kind,))]
    return [one for one in said if isinstance(one, Imported)]


def test_each_file_is_an_entry_before_the_case(site: Site) -> None:
    """A16: which file it was, what became of its rows, which places came from it, who accepted it; nothing private."""
    saved = save(site)
    kinds = [one.kind for one in site._book.ledger.entries()]
    assert kinds[-4:] == ["imported", "imported", "person_identified", "assessed"]
    assert saved.number == "SH04-0001"
    lab, chart = imported(site)
    assert (lab.number, lab.format, lab.sha256, lab.by) == ("SH04-0001", "hl7", LAB.sha256, "Lin Mei")
    assert (lab.rows, lab.taken, lab.same, lab.left_out) == (3, 1, 1, {"intake.look_alike.mpv": 1})
    assert (chart.rows, chart.taken, chart.same, chart.bearing) == (3, 1, 1, 1)
    assert lab.places == ("answers.platelets[1]",) and chart.places == ("answers.brain_metastases[1]",)
    chain = "".join(json.dumps(dict(one.payload), ensure_ascii=False) for one in site._book.ledger.entries())
    assert [secret for secret in FILE_SECRETS if secret in chain] == []
    assert site.verify().ok


def test_what_was_not_taken_is_counted_and_kept(site: Site) -> None:
    """A16: rows in are rows out, whatever was unticked, and the book keeps what every one of them held."""
    save(site, set())
    lab, chart = imported(site)
    assert (lab.taken, lab.not_taken, chart.taken, chart.not_taken) == (0, 1, 0, 1)
    entry = next(iter(site._book.ledger.entries(kinds=(Imported.kind,))))
    private = site._book.private_of(entry)
    assert private is not None and private["file"] == LAB.name
    rows = private["rows"]
    assert isinstance(rows, list)
    assert {(one["row"], one["fate"]) for one in rows} == {
        ("OBX 1", "not_taken"),
        ("OBX 2", "same"),
        ("OBX 3", "left_out"),
    }


def test_a_value_tells_the_file_that_it_came_from(site: Site) -> None:
    """A16, A4: also after it was corrected by hand, when the newer value is the file's no more."""
    first = save(site)
    (value,) = site.trail.history_of(first.seq, "answers.platelets[1].value")
    assert [(one.name, one.sha256, one.format, one.by) for one in value.files] == [
        (LAB.name, LAB.sha256, "hl7", "Lin Mei")
    ]
    assert LAB.name not in repr(value)
    (typed,) = site.trail.history_of(first.seq, "answers.platelets[0].value")
    assert typed.files == ()
    (whole,) = site.trail.history_of(first.seq, "answers.platelets")
    assert [one.sha256 for one in whole.files] == [LAB.sha256]
    later = with_answer(site.record(first.seq).history, brain_metastases="none")
    second = site.save(later, ON, former=first.seq, corrects=True, reason="read again")
    was, now = site.trail.history_of(second.seq, "answers.brain_metastases")
    assert [len(one.files) for one in (was, now)] == [1, 0]


def test_the_trail_tells_an_import(site: Site) -> None:
    """A16: with the number of the case, and who the person is just before it."""
    save(site)
    lines = list(site.trail.lines(Wanted(number="SH04-0001"), newest_first=False))
    assert [(one.kind, one.number) for one in lines] == [
        ("imported", "SH04-0001"),
        ("imported", "SH04-0001"),
        ("person_identified", "SH04-0001"),
        ("assessed", "SH04-0001"),
    ]
    told = trail_text(lines[0].kind, lines[0].payload, {}, EN)
    assert told.startswith("SH04-0001: 1 of 3 rows of a file taken (hl7, SHA-256 a1a1")
    assert "accepted by Lin Mei; 1 there already" in told and "1 left out" in told


def test_forgetting_takes_the_file_along(site: Site, tmp_path: Path) -> None:
    """The counts and the SHA-256 stay; what the file was called and what its rows held is gone for good."""
    saved = save(site)
    site.forgetting.forget(saved.person, "asked")
    (value,) = site.trail.history_of(saved.seq, "answers.platelets[1].value")
    assert [(one.name, one.sha256) for one in value.files] == [("", LAB.sha256)]
    assert [one.rows for one in imported(site)] == [3, 3]
    assert site.verify().ok
    site.close()
    content = (tmp_path / "site" / BOOK).read_bytes()
    with Ledger.open(tmp_path / "site" / BOOK, read_key_file(tmp_path / "site" / KEY)) as ledger:
        assert not list(ledger.privates(person=saved.person))
    assert SEEN.encode() not in content


def test_copies_leave_with_an_import_in_the_book(site: Site, tmp_path: Path) -> None:
    """R1: coded entries, the archive, and a copy that proves itself against the book."""
    save(site)
    export_trail(site, tmp_path / "trail.jsonl", EN, format="jsonl")
    export(site, tmp_path / "log.csv", EN)
    archive(site, tmp_path / "all.zip", EN)
    text = (tmp_path / "trail.jsonl").read_text("utf-8")
    assert '"kind": "imported"' in text and NAME not in text
    assert [secret for secret in FILE_SECRETS if secret in text] == []
    for name in ("trail.jsonl", "log.csv", "all.zip"):
        assert site.verify(against=read_proof(tmp_path / name)).ok
