"""The follow-up in the book: added, corrected, locked, and counted by arm only once nobody can change it."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening.errors import InputError, RefusedError
from screening.service import Site, Wanted
from screening.service.endpoints import Had, export_summary, read_arms, summarise, summary_json
from screening.service.endpoints.allocation import read_allocation
from screening.service.endpoints.telling import adverse_rows
from screening.service.endpoints.writing import summary_rows
from screening.service.exporting.follow_ups import export_follow_ups
from screening.wording import Words, languages, trail_text
from tests.store.act_samples import LIN, MO, PASSWORD, WU, at_work, code_of, enrolled, rewritten, saved
from tests.store.follow_samples import FAILED, LINES, RESPONDER, allocation, facts, followed_site
from tests.store.servers import PrivateServer

EN = Words("en", "iso")
LATER = date(2026, 11, 4)


@pytest.fixture
def site(tmp_path: Path) -> Any:
    with followed_site(tmp_path / "site") as opened:
        yield opened


def outcomes(site: Site, seq: int) -> dict[str, str]:
    return {one.id: one.outcome for one in site.following.of(seq)[-1].judged(LATER).endpoints}


def test_what_is_known_grows_entry_by_entry(site: Site) -> None:
    """Each entry goes on from the one before, a correction says why, and the trail names every field."""
    seq = enrolled(site)
    first = site.following.add(seq, facts({"first_dose": "2026-09-02"}), "2026-09-03")
    assert set(outcomes(site, seq).values()) == {"unknown"}
    site.following.add(seq, facts(RESPONDER), "2026-10-31")
    assert outcomes(site, seq) == {
        "P1": "met",
        "S1": "met",
        "A1": "not_met",
        "A2": "not_met",
        "A3": "not_met",
        "A4": "not_met",
    }
    with pytest.raises(InputError, match="reason"):
        site.following.add(seq, facts(RESPONDER), corrects=True)
    site.following.add(
        seq, facts(RESPONDER, rescue=["2026-09-30"]), corrects=True, reason="the ward's list, read again"
    )
    assert outcomes(site, seq)["P1"] == "not_met"
    found = site.following.of(seq)
    assert [one.said.why for one in found] == ["first", "continued", "corrected"]
    assert [one.said.former for one in found] == [None, first.seq, found[1].seq]
    lines = [line for line in site.trail.lines(Wanted(kinds=("followed_up",))) if line.seq == found[-1].seq]
    assert [(line.path, line.new, line.why) for line in lines if line.path != "on"] == [
        ("answers.rescue[0]", "2026-09-30", "the ward's list, read again")
    ]


def test_only_those_enrolled_are_followed(site: Site) -> None:
    """Nobody else, by nobody who may not, and nothing faulty goes in."""
    seq = saved(site)
    assert code_of(site.following.add, seq, facts(RESPONDER)) == "follow.not_enrolled"
    seq = enrolled(site, "B")
    assert code_of(at_work(site, MO).following.add, seq, facts(RESPONDER)).startswith("not_permitted")
    at_work(site, LIN)
    with pytest.raises(InputError, match=r"answers.platelet_counts\[0\].unit"):
        site.following.add(seq, facts(RESPONDER, platelet_counts=[{"value": "104", "unit": "K", "on": "2026-09-12"}]))
    assert site.following.of(seq) == []
    assert code_of(site.following.add, seq, facts(RESPONDER), corrects=True, reason="-") == "follow.nothing_to_correct"


def test_free_text_lies_with_the_person(site: Site) -> None:
    """A14: the chain holds terms and grades; what somebody wrote is forgotten with them."""
    seq = enrolled(site)
    entry = site.following.add(seq, facts(RESPONDER))
    assert "Zhuge" not in json.dumps(dict(entry.payload))
    assert "Zhuge" in str(site.following.of(seq)[-1].history)
    site.forgetting.forget(site.record(seq).row.person, "retention_over")
    assert "Zhuge" not in str(site.following.of(seq)[-1].history)
    assert outcomes(site, seq)["P1"] == "met"
    assert code_of(site.following.add, seq, facts(RESPONDER)) == "forgotten"


def test_the_copy_counts_days_and_names_no_arm(site: Site, tmp_path: Path) -> None:
    """It holds each endpoint, measure, grade and adverse event; no date, no text."""
    site.following.add(enrolled(site), facts(RESPONDER))
    export_follow_ups(site, tmp_path / "follow.csv", EN)
    text = (tmp_path / "follow.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Id"] for row in rows] == [
        *("P1", "S1", "A1", "A2", "A3", "A4", "T1", "T2"),
        "platelet_count_decreased",
        "anaemia",
    ]
    assert {row["Screening no."] for row in rows} == {"SH04-0001"}
    assert [row["Days after first dose"] for row in rows][-4:] == ["10", "0", "10", "18"]
    assert "2026" not in text and "Zhuge" not in text


# --- the lock ---


def lock(site: Site) -> None:
    at_work(site, WU).database.lock("final_analysis", PASSWORD)
    at_work(site, LIN)


def test_nothing_goes_in_while_the_database_is_locked(site: Site) -> None:
    """An investigator locks it with the password and says why; it can be opened again, in everybody's sight."""
    seq = enrolled(site)
    site.following.add(seq, facts(RESPONDER, cycles=None))
    assert code_of(site.database.lock, "final_analysis", PASSWORD).startswith("not_permitted")
    assert code_of(at_work(site, WU).database.lock, "final_analysis", "wrong") == "wrong"
    lock(site)
    state = site.database.state()
    assert state is not None and state.genuine
    assert (state.said.enrolled, state.said.followed, state.said.open) == (1, 1, 1)
    assert code_of(site.following.add, seq, facts(RESPONDER)) == "follow.locked"
    assert code_of(at_work(site, WU).database.lock, "transfer", PASSWORD) == "follow.locked"
    site.database.unlock("correction")
    at_work(site, LIN).following.add(seq, facts(RESPONDER))
    assert site.database.state() is None


def test_a_lock_that_was_altered_is_found(site: Site) -> None:
    """Its signature covers who, why and how many; verifying names the entry."""
    enrolled(site)
    lock(site)
    state = site.database.state()
    assert state is not None and site.verify().ok
    rewritten(site, state.seq, lambda said: said["payload"].update(enrolled=2))
    now = site.database.state()
    assert now is not None and not now.genuine
    assert code_of(site.database.refuse_while_blind) == "follow.lock_false"
    assert not site.verify().ok


# --- by arm ---


def two_arms(site: Site) -> None:
    for number, known in (("A", RESPONDER), ("B", RESPONDER), ("C", FAILED), ("D", FAILED), ("E", RESPONDER)):
        site.following.add(enrolled(site, number), facts(known))


def test_a_blind_site_gets_no_figures_by_arm(site: Site, tmp_path: Path) -> None:
    """Before the lock it is refused, with the reason, and the file is not even looked at."""
    two_arms(site)
    at_work(site, WU)
    with pytest.raises(RefusedError, match="blind: figures by arm are not made from the live log"):
        summarise(site, tmp_path / "nowhere.csv")
    assert not [line for line in site.trail.lines() if line.kind == "unblinded"]


def test_the_table_by_arm_comes_after_the_lock(site: Site, tmp_path: Path) -> None:
    """Counts, proportions, odds ratios and medians; that somebody saw them stands in the book, the arms nowhere."""
    two_arms(site)
    lock(site)
    path = allocation(tmp_path, *LINES)
    assert code_of(summarise, site, path).startswith("not_permitted")
    at_work(site, WU)
    summary = summarise(site, path)
    said = summary_json(summary)
    assert (said["arms"], said["reference"], said["missing"]) == ({"H": 3, "placebo": 2}, "placebo", [])
    responders = said["endpoints"][0]
    assert [(one["arm"], one["met"], one["known"]) for one in responders["rates"]] == [("H", 2, 3), ("placebo", 1, 2)]
    assert responders["odds_ratios"][0]["crude"]["value"] == 2.0
    assert responders["odds_ratios"][0]["mantel_haenszel"]["value"] == 2.0
    assert [one["value"] for one in said["medians"] if one["id"] == "T1"] == [10.0, 10.0]
    severe = [(one["term"], one["arm"], one["grade_3_or_worse"]) for one in said["adverse_events"]]
    assert ("Neutrophil count decreased", "H", 1) in severe and ("Anaemia", "H", 0) in severe
    export_summary(site, summary, tmp_path / "table.csv", EN)
    assert "Proportion (exact 95 % interval)" in (tmp_path / "table.csv").read_text("utf-8-sig")
    (seen,) = [line for line in site.trail.lines() if line.kind == "unblinded"]
    assert "placebo" not in json.dumps(dict(seen.payload))
    assert site.database.unlock("query").payload["unblinded"] is True


def test_a_faulty_list_is_named_line_by_line(site: Site, tmp_path: Path) -> None:
    """All at once, and nobody is unblinded by it."""
    two_arms(site)
    lock(site)
    at_work(site, WU)
    path = allocation(tmp_path, "number,arm", "SH04-0001,H", "SH04-0001,H", "SH04-0009,H", "SH04-0002,", ",H")
    with pytest.raises(InputError) as refused:
        summarise(site, path)
    assert [problem.line for problem in refused.value.problems] == [3, 4, 5, 6]
    with pytest.raises(InputError, match="needs a column “arm”"):
        summarise(site, allocation(tmp_path, "number,group", "SH04-0001,H"))
    assert not [line for line in site.trail.lines() if line.kind == "unblinded"]


def test_a_number_that_fits_two_people_is_named_and_nobody_guessed(site: Site, tmp_path: Path) -> None:
    """One's subject number may be another's screening number; a column that says which it is settles it."""
    for patient, said in (("A", {"subject_number": "SH04-0002"}), ("B", {})):
        site.following.add(enrolled(site, patient, **said), facts(RESPONDER))
    rows = [one.row for one in site.following.enrolled()]
    with pytest.raises(InputError, match=r"fits several people here \(SH04-0001, SH04-0002\)"):
        read_allocation(allocation(tmp_path, "number,arm", "SH04-0002,H"), rows)
    for column, seq in (("screening_number", rows[1].seq), ("subject_number", rows[0].seq)):
        assert set(read_allocation(allocation(tmp_path, f"{column},arm", "SH04-0002,H"), rows).people) == {seq}
    with pytest.raises(InputError, match="SH04-0001 is nobody enrolled here"):
        read_allocation(allocation(tmp_path, "subject_number,arm", "SH04-0001,H"), rows)
    with pytest.raises(InputError, match="SH04-0002 names somebody who stands here already"):
        read_allocation(allocation(tmp_path, "number,arm", "SH04-0001,H", "SH04-0002,H"), rows[:1])


def test_which_arm_the_others_are_held_against_is_never_guessed(site: Site, tmp_path: Path) -> None:
    """Where no name tells it, it must be said; nobody is unblinded before."""
    two_arms(site)
    lock(site)
    at_work(site, WU)
    path = allocation(tmp_path, *(line.replace("placebo", "B") for line in LINES))
    assert read_arms(site, path) == (("H", "B"), None)
    assert code_of(summarise, site, path) == "follow.reference"
    assert not [line for line in site.trail.lines() if line.kind == "unblinded"]
    assert summarise(site, path, reference="H").arms == ("B", "H")


def test_an_adverse_event_is_counted_by_what_is_known_of_it(site: Site, tmp_path: Path) -> None:
    """No grade is not a mild one, no word not a harmless one; what came before the first dose is not counted."""
    known = [
        {"on": "2026-09-20", "term": "anaemia", "grade": 3},
        {"on": "2026-09-20", "term": "anaemia", "serious": False},
        {"on": "2026-09-01", "term": "haemorrhage", "grade": 4, "serious": True},
    ]
    low = [{"value": "20", "unit": "10*9/L", "on": "2026-09-01"}, {"value": "61", "unit": "10*9/L", "on": "2026-09-14"}]
    for patient, events in (("A", known), ("B", known[1:]), ("C", [])):
        site.following.add(enrolled(site, patient), facts(RESPONDER, adverse_events=events, platelet_counts=low))
    site.following.add(enrolled(site, "D"), facts({"adverse_events": known}))
    (graded,) = site.following.enrolled()[0].follow_up.judged(LATER).graded  # type: ignore[union-attr]
    assert (graded.given, graded.grade) == ("61", 2)
    lock(site)
    at_work(site, WU)
    lines = [f"SH04-000{n},{arm}" for n, arm in ((1, "H"), (2, "H"), (3, "H"), (4, "placebo"))]
    summary = summarise(site, allocation(tmp_path, "number,arm", *lines))
    assert [(one.arm, one.asked, one.any, one.severe, one.serious) for one in summary.adverse] == [
        ("H", 3, 2, Had(1, 1), Had(0, 1)),
        ("placebo", 0, 0, Had(0, 0), Had(0, 0)),
    ]
    assert adverse_rows(summary, EN)[0][1:] == [
        "any 2 of 3 · grade 3 or worse 1 (1 with the grade not yet known) · serious 0 (1 not yet known)",
        "any 0 of 0 · grade 3 or worse 0 · serious 0",
    ]
    (severe,) = [row for row in summary_rows(summary, EN) if row[3:5] == ["H", "Grade 3 or worse"]]
    assert severe[5:8] == [1, 2, 1]


@pytest.mark.parametrize("language", languages())
def test_every_entry_of_a_follow_up_is_told(site: Site, tmp_path: Path, language: str) -> None:
    """In a sentence of its own, without a gap."""
    two_arms(site)
    lock(site)
    at_work(site, WU)
    summarise(site, allocation(tmp_path, *LINES))
    site.database.unlock("query")
    words = Words(language)
    kinds = ("followed_up", "database_locked", "database_unlocked", "unblinded")
    acts = [line for line in site.trail.lines(Wanted(kinds=kinds)) if line.path is None]
    told = {line.kind: trail_text(line.kind, line.payload, {}, words) for line in acts}
    assert set(told) == set(kinds)
    assert not [text for text in told.values() if "{" in text or "trail." in text]


def test_a_shared_book_follows_up_too(tmp_path: Path, postgres: PrivateServer) -> None:
    """The same on PostgreSQL: added, corrected, locked, counted by arm, and whole."""
    with followed_site(tmp_path / "site", server=postgres.room()) as site:
        two_arms(site)
        first = site.numbered("SH04-0001")[-1].seq
        site.following.add(first, facts(RESPONDER, rescue=["2026-09-30"]), corrects=True, reason="read again")
        lock(site)
        assert code_of(site.following.add, first, facts(RESPONDER)) == "follow.locked"
        at_work(site, WU)
        said = summary_json(summarise(site, allocation(tmp_path, *LINES)))
        assert [one["met"] for one in said["endpoints"][0]["rates"]] == [1, 1]
        assert site.verify().ok


def test_an_entry_says_nothing_of_the_days_after_it(site: Site) -> None:
    """Who waited on its day may have resumed since, and a list that was complete then is not complete for ever."""
    seq = enrolled(site)
    waiting = {"first_dose": "2026-09-02", "cycle_1_given": "waiting", "follow_up_end": "2026-10-31"}
    site.following.add(seq, facts(waiting, adverse_events=[]), "2026-09-10")
    assert set(outcomes(site, seq).values()) == {"unknown"}
    site.following.add(seq, facts(waiting, adverse_events=[]), "2026-11-01")
    assert outcomes(site, seq) == {
        "P1": "not_met",
        "S1": "not_met",
        **dict.fromkeys(("A1", "A2", "A3", "A4"), "not_met"),
    }


def test_nobody_overwrites_what_somebody_else_added_meanwhile(site: Site) -> None:
    """Whoever had not seen the newest entry is told so."""
    seq = enrolled(site)
    first = site.following.add(seq, facts(RESPONDER), after=0)
    assert code_of(site.following.add, seq, facts(RESPONDER, rescue=["2026-09-30"]), after=0) == "follow.meanwhile"
    assert site.following.add(seq, facts(RESPONDER, rescue=["2026-09-30"]), after=first.seq).seq > first.seq


def test_a_line_that_is_short_is_nobodys_arm(tmp_path: Path) -> None:
    """It would be an arm without a name, and a stratum that drops out of the table."""
    with pytest.raises(InputError, match="has 1 cells under 3 columns"):
        read_allocation(allocation(tmp_path, LINES[0], "SH04-0001"), [])


def test_nobody_leaves_a_locked_database(site: Site) -> None:
    """Whom the table counts was settled by the lock."""
    seq = enrolled(site)
    site.following.add(seq, facts(RESPONDER))
    current = site.following.enrolled()[0].row.seq
    lock(site)
    assert code_of(site.outcomes.take_back, current, "by mistake") == "follow.locked"
