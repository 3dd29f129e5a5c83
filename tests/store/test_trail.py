"""The audit trail: every act and every changed field, with who, when and why; and how the study is conducted."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, InputError
from screening.log import KINDS, event_of
from screening.service import Line, Site, Wanted, choose_password, export_trail, read_proof
from screening.wording import Words, languages, trail_text
from tests.store.service_samples import ON, SECRETS, history, with_answer
from tests.store.staffed import DOCTOR, as_coordinator, as_doctor, begin_staffed
from tests.store.test_events import entry, stored

EN = Words("en", "iso")


@pytest.fixture(scope="module")
def begun_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a book with a first entry, two corrections, another person, and a signature."""
    folder = tmp_path_factory.mktemp("trail") / "site"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        seq = site.save(history(), ON).seq
        once = with_answer(history(sex="male"), brain_metastases="none", disease_extent="early")
        seq = site.save(once, ON, former=seq, corrects=True, reason="typed wrongly").seq
        again = with_answer(history(sex="male"), brain_metastases="none")
        seq = site.save(again, ON, former=seq, corrects=True, reason="read again").seq
        site.save(history(name="Another", hospital_number="N-2"), ON)
    with as_doctor(folder) as doctor:
        doctor.signatures.sign(seq, "confirms", DOCTOR[1])
    return folder


@pytest.fixture
def folder(begun_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun_book, tmp_path / "site"))


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with as_coordinator(folder) as opened:
        yield opened


def of(site: Site, **wanted: Any) -> list[Line]:
    return list(site.trail.lines(Wanted(**wanted), newest_first=False))


@pytest.mark.parametrize("language", [*languages()])
@pytest.mark.parametrize(("kind", "version"), sorted(KINDS))
def test_every_kind_of_entry_is_told_in_every_language(kind: str, version: int, language: str) -> None:
    """A10: the trail can be read by people, whatever happened."""
    payload = json.loads(stored(kind, version).read_text("utf-8"))
    event = event_of(entry(kind, version, payload))
    told = trail_text(kind, event.model_dump(mode="json"), {"A2": "Xu Dan"}, Words(language, "iso"))
    assert told
    assert "{" not in told


def test_a_change_of_three_fields_is_three_lines(site: Site) -> None:
    """A1, A2, A3: per field, with old value, new value, who, as what, where, when and why."""
    lines = [one for one in of(site, number="SH04-0001") if one.path is not None]
    first = [one for one in lines if one.seq == lines[0].seq]
    assert {(one.path, one.old, one.new) for one in first} == {
        ("subject.sex", "female", "male"),
        ("answers.brain_metastases", "progressing_after_treatment", "none"),
        ("answers.disease_extent", "advanced", "early"),
    }
    assert {(one.who, one.role, one.site, one.why) for one in first} == {
        ("Wang Li", "coordinator", "SH04", "typed wrongly")
    }
    assert all(one.at.endswith("Z") and one.zone for one in first)


def test_every_value_of_a_field_is_there_in_order(site: Site) -> None:
    """A4, A11: nothing is obscured by a later entry."""
    last = site.numbered("SH04-0001")[-1].seq
    values = site.trail.history_of(last, "answers.disease_extent")
    assert [one.value for one in values] == ["advanced", "early", "advanced"]
    assert [one.why for one in values] == [None, "typed wrongly", "read again"]
    assert site.trail.history_of(last, "answers.platelets[0].value")[0].value == "68"
    assert site.trail.history_of(last, "answers.nothing[4].here")[0].value is None


def test_the_trail_is_filtered(site: Site) -> None:
    """A10: by case, by person, by kind, by field, by day."""
    assert {one.who for one in of(site, who="Xu Dan")} == {"Xu Dan"}
    assert [one.kind for one in site.trail.lines(Wanted(kinds=("signed",)))] == ["signed"]
    assert {one.path for one in of(site, path="answers.disease")} == {"answers.disease_extent"}
    assert of(site, last="2020-01-01") == []
    assert of(site, first="2999-01-01") == []
    numbers = {one.number for one in of(site, number="SH04-0002") if one.kind == "assessed"}
    assert numbers == {"SH04-0002"}
    with pytest.raises(InputError, match="no case"):
        of(site, number="SH04-0099")
    newest = next(site.trail.lines())
    assert newest.seq == site.head().length


def test_the_trail_leaves_coded_and_says_the_same(site: Site, tmp_path: Path) -> None:
    """A10, A14, S7: a data file whose lines read back, signatures with their meaning; its leaving is an entry too."""
    out = tmp_path / "trail.jsonl"
    made = export_trail(site, out, EN, format="jsonl")
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == made.rows
    told = {(one.seq, one.path) for one in site.trail.coded()} - {(site.head().length, None)}
    assert {(row["entry"], row["field"]) for row in rows} == told
    assert "Xu Dan signed SH04-0001: Confirms that all criteria are met" in {row["act"] for row in rows}
    assert site.verify(against=read_proof(out)).ok
    table = tmp_path / "trail.csv"
    export_trail(site, table, EN)
    text = table.read_text("utf-8-sig")
    assert len(list(csv.reader(text.splitlines()))) == len(rows) + 2
    assert not [secret for secret in (*SECRETS, "typed wrongly") if secret in text + out.read_text("utf-8")]
    assert [one.kind for one in site.trail.lines()][:2] == ["exported", "exported"]


def test_a_monitor_reads_no_reason_and_an_administrator_no_case(site: Site, folder: Path) -> None:
    """S2, S3: coded for the one, accounts and settings for the other."""
    for name, role in (("Mo Ni", "monitor"), ("An Da", "administrator")):
        once = site.staff.add(name, [role], verified="letter")
        choose_password(folder, name, once, "a third password, long").close()
    from screening.service import enter

    with enter(folder, "Mo Ni", "a third password, long") as monitor:
        lines = list(monitor.trail.lines())
        assert any(one.path == "answers.disease_extent" for one in lines)
        assert not [secret for secret in (*SECRETS, "typed wrongly") if secret in str([vars_of(one) for one in lines])]
    with enter(folder, "An Da", "a third password, long") as administrator:
        kinds = {one.kind for one in administrator.trail.lines()}
        assert "account_opened" in kinds
        assert not kinds & {"assessed", "person_identified", "signed"}


def vars_of(line: Line) -> list[object]:
    return [line.payload, line.old, line.new, line.why]


def test_paused_and_closed(site: Site, folder: Path) -> None:
    """Nobody new while recruitment is paused; nothing at all after the final page, but reading goes on."""
    with as_doctor(folder) as doctor:
        with pytest.raises(AccessError):
            site.conduct.pause("safety")
        with pytest.raises(InputError):
            doctor.conduct.pause("weather")
        doctor.conduct.pause("safety")
        assert (site.conduct.standing().state, site.conduct.standing().reason) == ("paused", "safety")
        with pytest.raises(InputError, match="paused"):
            site.save(history(name="New", hospital_number="N-9"), ON)
        signed = site.numbered("SH04-0001")[-1].seq
        with pytest.raises(InputError, match="paused"):
            site.outcomes.record(signed, "enrolled", on=ON.isoformat())
        second = site.numbered("SH04-0002")[-1].seq
        site.save(history(name="Another", hospital_number="N-2", sex="male"), ON, former=second)
        with pytest.raises(InputError, match="already"):
            doctor.conduct.pause("safety")
        doctor.conduct.resume()
        site.outcomes.record(signed, "enrolled", on=ON.isoformat())
        doctor.conduct.close()
        assert site.conduct.standing().state == "closed"
        for act in (
            lambda: site.save(history(name="New", hospital_number="N-9"), ON),
            lambda: site.strike(signed, "why"),
            lambda: site.outcomes.take_back(signed, "why"),
            doctor.conduct.resume,
        ):
            with pytest.raises(InputError, match="closed"):
                act()
        assert len(site.log()) == 2
        assert site.verify().ok
