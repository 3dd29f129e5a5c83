"""The audit trail: every act and every changed field, with who, when and why; and how the study is conducted."""

import csv
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, InputError
from screening.log import FIGURES, KINDS, event_of
from screening.service import (
    LOGS,
    RULES,
    Line,
    Site,
    Standing,
    Wanted,
    back_up,
    choose_password,
    export_trail,
    read_proof,
)
from screening.service.conduct import DATES_LEAVE
from screening.wording import Words, languages, trail_text
from tests.store.act_samples import code_of
from tests.store.service_samples import ON, SECRETS, begun, history, someone, with_answer
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


@pytest.mark.parametrize("language", [*languages()])
@pytest.mark.parametrize("rule", [*RULES, DATES_LEAVE])
def test_every_rule_of_a_site_is_told_in_words(rule: str, language: str) -> None:
    """Nobody reads its code."""
    told = trail_text("setting_changed", {"name": rule, "old": 1, "new": 2}, {}, Words(language, "iso"))
    assert rule not in told


@pytest.mark.parametrize("language", [*languages()])
@pytest.mark.parametrize("view", [*LOGS, "study", "trail", "checklist", *FIGURES])
def test_every_copy_is_told_in_words(view: str, language: str) -> None:
    """What left, and how much of who people are it shows."""
    payload = {"view": view, "format": "pdf", "privacy": "coded", "rows": 2}
    told = trail_text("exported", payload, {}, Words(language, "iso"))
    assert {view, "coded"}.isdisjoint(re.split(r"[:,：，] ?", told))


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
    first = site.numbered("SH04-0001")[0].seq
    assert site.trail.history_of(first, "answers.disease_extent") == values


def test_a_value_is_followed_where_it_stands_in_a_list(tmp_path: Path) -> None:
    """A4: a result keeps its history when another one is entered before it, or it leaves the list."""
    with begun(tmp_path / "site") as site:
        count = {"value": "68", "unit": "10*9/L", "on": "2026-11-22"}
        first = site.save(with_answer(history(), platelets=[count]), ON)
        newer = {"value": "71", "unit": "10*9/L", "on": "2026-11-23"}
        second = site.save(with_answer(history(), platelets=[newer, count]), ON, former=first.seq)
        right = {**count, "value": "86"}
        third = site.save(
            with_answer(history(), platelets=[newer, right]), ON, former=second.seq, corrects=True, reason="misread"
        )
        fourth = site.save(
            with_answer(history(), platelets=[newer]), ON, former=third.seq, corrects=True, reason="another person's"
        )
        values = site.trail.history_of(third.seq, "answers.platelets[1].value")
        assert [(one.seq, one.value, one.why) for one in values] == [
            (first.seq, "68", None),
            (third.seq, "86", "misread"),
            (fourth.seq, None, "another person's"),
        ]
        assert values == site.trail.history_of(first.seq, "answers.platelets[0].value")
        assert [one.value for one in site.trail.history_of(third.seq, "answers.platelets[0].value")] == [None, "71"]


def test_every_place_that_ever_held_another_value_is_named(tmp_path: Path) -> None:
    """A4: as each entry has it; what has left a list is named by the list, what moved in it by where it stands now."""
    with begun(tmp_path / "site") as site:
        count = {"value": "68", "unit": "10*9/L", "on": "2026-11-22"}
        newer = {"value": "71", "unit": "10*9/L", "on": "2026-11-23"}
        saved = [site.save(with_answer(history(), platelets=[count]), ON).seq]
        assert site.trail.changed(saved[0]) == []

        def correct(**answers: Any) -> None:
            made = with_answer(history(), **answers)
            saved.append(site.save(made, ON, former=saved[-1], corrects=True, reason="misread").seq)

        correct(platelets=[{**count, "value": "86"}])
        correct(platelets=[newer, {**count, "value": "86"}], disease_extent="early")
        first, _, third = (site.trail.changed(seq) for seq in saved)
        assert "answers.platelets[0].value" in first and "answers.disease_extent" in first
        assert "answers.platelets[1].value" in third and "answers.platelets[0].value" in third
        correct(platelets=[newer], disease_extent="early")
        assert "answers.platelets" in site.trail.changed(saved[-1])
        assert "answers.platelets[1].value" not in site.trail.changed(saved[-1])


def test_the_trail_is_filtered(site: Site) -> None:
    """A10: by case, by person, by kind, by field, by day."""
    assert {one.who for one in of(site, who="Xu Dan")} == {"Xu Dan"}
    assert [one.kind for one in site.trail.lines(Wanted(kinds=("signed",)))] == ["signed"]
    assert {one.path for one in of(site, path="answers.disease")} == {"answers.disease_extent"}
    assert of(site, last="2020-01-01") == []
    assert of(site, first="2999-01-01") == []
    assert {(one.kind, one.number) for one in of(site, number="SH04-0002")} == {
        ("person_identified", "SH04-0002"),
        ("assessed", "SH04-0002"),
    }
    person = site.numbered("SH04-0002")[0].person
    assert of(site, person=person) == of(site, number="SH04-0002")
    with pytest.raises(InputError, match="no case"):
        of(site, number="SH04-0099")
    newest = next(site.trail.lines())
    assert newest.seq == site.head().length


@pytest.mark.skipif(os.name != "posix", reason="the zone of a process can be set on POSIX alone")
def test_a_day_is_that_of_the_clock_on_the_wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A9, A10: an entry of the early morning is of that day, not of the one that it still was in Greenwich.

    Where the clock went back nothing is passed over, though the days are not in order any more.
    """
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    with begun(tmp_path / "site") as site:
        early = saved_at(site, "A", datetime(2999, 11, 23, 23, 30, tzinfo=UTC))
        late = saved_at(site, "B", datetime(2999, 11, 30, 8, 0, tzinfo=UTC))
        assert on_days(site, "2999-11-23", "2999-11-24", "2999-11-30") == [[], [early], [late]]
        back = saved_at(site, "C", datetime(2999, 11, 20, 8, 0, tzinfo=UTC))
        assert on_days(site, "2999-11-20", "2999-11-24", "2999-11-30") == [[back], [early], [late]]
        with pytest.raises(InputError, match="is no day"):
            on_days(site, "Tuesday")


@pytest.fixture(autouse=True)
def _zone() -> Iterator[None]:
    """Put the zone back that a test has changed."""
    yield
    if os.name == "posix":
        time.tzset()


def saved_at(site: Site, number: str, now: datetime) -> int:
    """Save somebody's case when the clock stands so."""
    site._book.ledger._clock = lambda: now
    return site.save(someone(number), ON).seq


def on_days(site: Site, *days: str) -> list[list[int]]:
    """Give the cases saved on each day, from either end alike."""
    found = []
    for day in days:
        wanted = Wanted(first=day, last=day, kinds=("assessed",))
        seqs, same = ([one.seq for one in site.trail.lines(wanted, newest_first=first)] for first in (False, True))
        assert seqs == same
        found.append(seqs)
    return found


def test_the_trail_leaves_coded_and_reads_back_the_same(site: Site, tmp_path: Path) -> None:
    """A10, A14, S7: a data file whose lines read back, signatures with their meaning; its leaving is an entry too."""
    out = tmp_path / "trail.jsonl"
    before = list(site.trail.coded())
    made = export_trail(site, out, EN, format="jsonl")
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == made.rows == len(before)
    for row, line in zip(rows, before, strict=True):
        said = (line.seq, line.at, line.zone, line.who, line.role, line.site, line.number, line.kind)
        assert tuple(row[name] for name in ("entry", "at", "zone", "who", "role", "site", "number", "kind")) == said
        assert (row["field"], row["old"], row["new"]) == (line.path, line.old, line.new)
        assert row["act"] == trail_text(line.kind, line.payload, site.trail.names(), EN)
    assert "Xu Dan signed SH04-0001: Confirms that all criteria are met" in {row["act"] for row in rows}
    assert site.verify(against=read_proof(out)).ok
    table = tmp_path / "trail.csv"
    export_trail(site, table, EN)
    text = table.read_text("utf-8-sig")
    assert len(list(csv.reader(text.splitlines()))) == len(rows) + 2
    assert not [secret for secret in (*SECRETS, "typed wrongly") if secret in text + out.read_text("utf-8")]
    assert [one.kind for one in site.trail.lines()][:2] == ["exported", "exported"]


def test_what_lies_with_the_identity_does_not_leave_inside_a_value(tmp_path: Path) -> None:
    """H2, A10: not where an answer got a source, an author or a new result; and no act is left out for it."""
    with begun(tmp_path / "site") as site:
        plain = with_answer(history(), tumour_type="solid", platelets=[])
        first = site.save(plain, ON)
        second = site.save(history(), ON, former=first.seq, corrects=True, reason="told by Dr Quill")
        third = site.save(history(name="Zhuge Other"), ON, former=second.seq, corrects=True, reason="married")
        coded = list(site.trail.coded())
        assert {(one.path, str(one.new)) for one in coded if one.seq == second.seq} >= {
            ("answers.tumour_type", "{'on': '2026-10-02', 'value': 'solid'}"),
            ("answers.platelets[0].value", "68"),
        }
        assert [(one.path, one.why) for one in coded if one.seq == third.seq] == [(None, None)]
        told = export(site, tmp_path / "coded.jsonl")
        assert not [one for one in (*SECRETS, "Zhuge Other", "Dr Quill", "married") if one in told]
        told = export(site, tmp_path / "identified.jsonl", identified=True)
        rows = [json.loads(line) for line in told.splitlines()]
        assert ("subject.name", "Zhuge Other", "married") in [(row["field"], row["new"], row["why"]) for row in rows]
        assert [one.payload["privacy"] for one in site.trail.lines(Wanted(kinds=("exported",)))] == [
            "identified",
            "coded",
        ]


def export(site: Site, path: Path, **how: Any) -> str:
    export_trail(site, path, EN, format="jsonl", **how)
    return path.read_text("utf-8")


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
        page = next(iter(site.trail.lines(Wanted(kinds=("study_closed",)))))
        assert (page.payload["screened"], page.payload["enrolled"], page.payload["pending"]) == (2, 1, 1)
        assert site.reader.entry(page.seq).previous == site.reader.entry(page.seq - 1).hash


def test_after_the_final_page_what_is_there_can_be_kept(site: Site, folder: Path, tmp_path: Path) -> None:
    """R3, A15: reading, verifying, exports, backups, signing in and forgetting go on."""
    with as_doctor(folder) as doctor:
        doctor.conduct.close()
    with as_coordinator(folder) as again:
        assert len(again.log()) == 2
        export_trail(again, tmp_path / "trail.csv", EN)
        back_up(again, tmp_path / "copy.backup")
        again.forgetting.forget(again.numbered("SH04-0002")[0].person, "asked")
        assert again.record(again.numbered("SH04-0002")[0].seq).person.name == ""
        assert again.verify().ok


def test_a_study_goes_from_one_standing_to_another_alone(folder: Path) -> None:
    """Nothing is resumed that is not paused, nothing done twice, and nothing after the final page."""
    with as_doctor(folder) as doctor:
        assert doctor.conduct.standing() == Standing("open")
        assert code_of(doctor.conduct.resume) == "conduct.not_paused"
        doctor.conduct.pause("supply")
        assert code_of(doctor.conduct.pause, "supply") == "conduct.already_paused"
        doctor.conduct.close()
        for act in (doctor.conduct.close, doctor.conduct.resume):
            assert code_of(act) == "conduct.closed"
        assert code_of(doctor.conduct.pause, "weather") == "conduct.reason"


def test_whoever_works_alone_without_accounts_conducts_the_study(tmp_path: Path) -> None:
    with begun(tmp_path / "site") as site:
        site.conduct.pause("site")
        site.conduct.close()
        assert site.conduct.standing().state == "closed"
