"""How screenings end: what has to come first, what is recorded of it, and numbers that come out even."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from screening.errors import AccessError, InputError, RefusedError
from screening.log import OUTCOMES, CaseOutcome, OutcomeRecorded, box_of, reason_codes
from screening.service import Site, conduct, outcomes, today
from screening.wording import Words, languages, outcome_text, primary_text
from tests.store.act_samples import (
    DAY,
    LIN,
    MO,
    VERDICTS,
    WU,
    answered,
    at_work,
    code_of,
    confirmed,
    enrolled,
    saved,
    staffed,
)
from tests.store.service_samples import ON, begun, history, someone, with_answer

ENDED: tuple[CaseOutcome, ...] = ("declined", "withdrew", "lost", "other")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path / "data") as opened:
        yield opened


def corrected(site: Site, seq: int, verdict: str) -> int:
    data = answered(verdict, someone("A"))
    return site.save(data, ON, former=seq, corrects=True, reason="misread").seq


# --- enrolled ---


def test_whoever_is_confirmed_is_enrolled(site: Site) -> None:
    """With the time and the subject number, in the book and in the view."""
    seq = confirmed(site, saved(site))
    assert site.outcomes.in_the_way(seq, "enrolled", on=DAY) is None
    entry = site.outcomes.record(seq, "enrolled", on=f"{DAY} 14:30", subject_number=" S-001 ")
    row = site.record(seq).row
    assert (row.outcome, row.outcome_on, row.subject_number, row.outcome_entry, row.outcome_by) == (
        *("enrolled", "2026-11-23T14:30", "S-001", entry.seq, "Lin Mei"),
    )
    assert (entry.person, entry.attempt, entry.payload["about"], row.due) == (row.person, 1, seq, None)


def test_without_a_confirming_signature_nobody_is_enrolled(site: Site) -> None:
    """And the same is said beforehand to whoever asks."""
    seq = saved(site)
    assert code_of(site.outcomes.record, seq, "enrolled", on=DAY) == "unsigned"
    refused = site.outcomes.in_the_way(seq, "enrolled", on=DAY)
    assert isinstance(refused, RefusedError) and refused.code == "unsigned"


@pytest.mark.parametrize(
    ("verdict", "code"), [("undetermined", "undetermined"), ("ineligible", "ineligible"), ("not_yet", "ineligible")]
)
def test_only_who_meets_all_criteria_is_enrolled(site: Site, verdict: str, code: str) -> None:
    """Also where a signature on the former entry said so: there is no override."""
    assert code_of(site.outcomes.record, saved(site, verdict, "B"), "enrolled", on=DAY) == code
    later = corrected(site, confirmed(site, saved(site)), verdict)
    assert code_of(site.outcomes.record, later, "enrolled", on=DAY) == code


def test_nobody_is_enrolled_on_a_day_on_which_the_answers_do_not_hold(site: Site) -> None:
    """The platelet count goes out of date after 22 November; before the 20th nothing was assessed."""
    platelets = [{"value": "68", "unit": "10*9/L", "on": "2026-11-19"}]
    data = with_answer(history(), platelets=platelets, brain_metastases="none")
    seq = confirmed(site, site.save(data, date(2026, 11, 20)).seq)
    for day in ("2026-11-19", "2026-11-23"):
        assert code_of(site.outcomes.record, seq, "enrolled", on=day) == "not_eligible_on"
    site.outcomes.record(seq, "enrolled", on="2026-11-22T23:59")


def test_nobody_is_enrolled_before_consent(site: Site) -> None:
    later = {"given": True, "on": "2026-11-24T09:00", "form": "2.0"}
    seq = confirmed(site, saved(site, consent=later))
    assert code_of(site.outcomes.record, seq, "enrolled", on=DAY) == "before_consent"
    site.outcomes.record(seq, "enrolled", on="2026-11-24")


def test_a_study_that_takes_nobody_in_enrols_nobody(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else ends a screening can still be recorded."""
    asked: list[str] = []

    def closed(reader: object, study: str) -> None:
        asked.append(study)
        raise InputError("closed")

    first, second = confirmed(site, saved(site, number="A")), saved(site, number="B")
    conduct.refuse_when_paused(site._book.ledger, site.study)
    monkeypatch.setattr(outcomes, "refuse_when_paused", closed)
    with pytest.raises(InputError, match="closed"):
        site.outcomes.record(first, "enrolled", on=DAY)
    site.outcomes.record(second, "declined", on=DAY, primary="not_interested")
    assert asked == [site.study]


@pytest.mark.parametrize("number", ["S\n1", "S" * 41])
def test_a_subject_number_can_be_written_and_is_one_person_s(site: Site, number: str) -> None:
    """It is given again once the enrolment under it was taken back."""
    first, second = (confirmed(site, saved(site, number=one)) for one in "AB")
    assert code_of(site.outcomes.record, first, "enrolled", on=DAY, subject_number=number) == "subject_number"
    site.outcomes.record(first, "enrolled", on=DAY, subject_number="S-001")
    taken = code_of(site.outcomes.record, second, "enrolled", on=DAY, subject_number="S-001")
    assert taken == "subject_number_taken"
    site.outcomes.take_back(first, "the other one")
    site.outcomes.record(second, "enrolled", on=DAY, subject_number="S-001")


# --- screen failure ---


def test_a_failure_names_every_criterion_against(site: Site) -> None:
    """And one of them as the primary reason, which nobody chooses for the person who records it."""
    seq = saved(site, "ineligible")
    assert code_of(site.outcomes.record, seq, "screen_failure", on=DAY) == "primary"
    assert code_of(site.outcomes.record, seq, "screen_failure", on=DAY, primary="E2") == "primary"
    entry = site.outcomes.record(seq, "screen_failure", on=DAY, primary="E3")
    assert (entry.payload["criteria"], entry.payload["primary"]) == (["I1", "E1", "E3"], "E3")
    assert site.record(seq).row.primary_reason == "E3"


def test_where_one_criterion_is_against_it_is_the_reason(site: Site) -> None:
    data = answered("eligible", someone("B"))
    data["answers"] |= {"brain_metastases": "untreated"}
    seq = site.save(data, ON).seq
    assert site.outcomes.record(seq, "screen_failure", on=DAY).payload["primary"] == "E3"


@pytest.mark.parametrize(("verdict", "code"), [("undetermined", "failure_unknown"), ("eligible", "failure_eligible")])
def test_what_is_not_known_is_no_failure(site: Site, verdict: str, code: str) -> None:
    """Not even deliberately."""
    seq = saved(site, verdict)
    for definitely in (False, True):
        assert code_of(site.outcomes.record, seq, "screen_failure", on=DAY, primary="I2", definitely=definitely) == code


def test_not_yet_is_a_failure_only_where_that_is_said_deliberately(site: Site) -> None:
    seq = saved(site, "not_yet")
    assert site.record(seq).row.not_yet
    assert code_of(site.outcomes.record, seq, "screen_failure", on=DAY, primary="I2") == "failure_not_yet"
    refused = site.outcomes.in_the_way(seq, "screen_failure", on=DAY)
    assert isinstance(refused, RefusedError) and refused.code == "failure_not_yet"
    assert site.outcomes.in_the_way(seq, "screen_failure", on=DAY, definitely=True) is None
    assert site.outcomes.record(seq, "screen_failure", on=DAY, definitely=True).payload["criteria"] == ["I2"]


# --- whatever else ends a screening ---


@pytest.mark.parametrize("outcome", ENDED)
def test_any_other_end_has_a_coded_reason(site: Site, outcome: CaseOutcome) -> None:
    """Out of a closed list; a remark is private."""
    seq, code = saved(site), reason_codes(outcome)[0]
    for wrong in (None, "I1", "because"):
        assert code_of(site.outcomes.record, seq, outcome, on=DAY, primary=wrong) == "primary"
    entry = site.outcomes.record(seq, outcome, on=DAY, primary=code, remark=" said so to Dr Quill ")
    assert (entry.payload["primary"], entry.payload["criteria"], entry.payload["reasoned"]) == (code, [], True)
    assert "Quill" not in str(dict(entry.payload))
    assert [one.words for one in site.outcomes.of(seq)] == ["said so to Dr Quill"]
    assert [one.words for one in at_work(site, MO).outcomes.of(seq)] == [""]


def test_other_alone_says_nothing(site: Site) -> None:
    seq = saved(site)
    assert code_of(site.outcomes.record, seq, "other", on=DAY, primary="other") == "which_other"
    site.outcomes.record(seq, "other", on=DAY, primary="other", remark="the sponsor asked")


def test_who_never_consented_declines_but_does_not_withdraw(site: Site) -> None:
    """The pre-screening list says how it ended as well."""
    seq = site.save(history(consent={"given": False}), ON).seq
    assert code_of(site.outcomes.record, seq, "withdrew", on=DAY, primary="changed_mind") == "withdrew_unconsented"
    site.outcomes.record(seq, "declined", on=DAY, primary="not_interested")
    assert [(row.outcome, row.number) for row in site.prescreening()] == [("declined", None)]
    assert (site.outcomes.counts().prescreened, site.outcomes.counts().screened) == (1, 0)
    assert [(one.outcome, one.attempts) for one in site.outcomes.endings(prescreening=True)] == [("declined", 1)]
    assert site.outcomes.endings() == []


def test_reasons_belong_to_their_outcomes(site: Site) -> None:
    """Enrolling has none, and only enrolling has a subject number."""
    seq = confirmed(site, saved(site))
    assert code_of(site.outcomes.record, seq, "enrolled", on=DAY, primary="I1") == "no_primary"
    assert (
        code_of(site.outcomes.record, seq, "lost", on=DAY, primary="moved_away", subject_number="S-1")
        == "subject_number_of_enrolled"
    )
    with pytest.raises(InputError, match='did you mean "declined"'):
        site.outcomes.record(seq, "decline", on=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(("on", "code"), [("23.11.2026", "no_day"), ("2026-11-31", "no_day"), ("", "no_day")])
def test_a_day_is_a_day(site: Site, on: str, code: str) -> None:
    seq = saved(site, "ineligible")
    assert code_of(site.outcomes.record, seq, "screen_failure", on=on, primary="I1") == code


def test_nothing_ends_tomorrow(site: Site) -> None:
    """Without a day it is today."""
    seq, tomorrow = saved(site, "ineligible"), (today() + timedelta(days=1)).isoformat()
    assert code_of(site.outcomes.record, seq, "screen_failure", on=tomorrow, primary="I1") == "future"
    assert site.outcomes.record(seq, "screen_failure", primary="I1").payload["on"] == today().isoformat()


@pytest.mark.parametrize("language", languages())
def test_every_reason_has_a_name_and_a_box(language: str) -> None:
    """CONSORT counts each person once, in one of three boxes."""
    words = Words(language)
    for outcome in OUTCOMES:
        assert outcome_text(outcome, words)
        for code in reason_codes(outcome):
            assert primary_text(outcome, code, words)
            assert words.text(f"acts.box.{box_of(outcome, code)}")
    assert (box_of("enrolled", None), box_of("screen_failure", "I1")) == (None, "not_meeting_criteria")
    assert (primary_text("screen_failure", "I1", words), primary_text("enrolled", None, words)) == ("I1", "")
    assert {outcome for outcome in OUTCOMES if reason_codes(outcome)} == set(ENDED)


# --- one outcome at a time ---


def test_an_attempt_has_one_outcome_at_a_time(site: Site) -> None:
    """Taken back with a reason it goes on as if it had not ended; both entries stay."""
    seq = saved(site, "ineligible")
    assert code_of(site.outcomes.take_back, seq, "why") == "no_outcome"
    first = site.outcomes.record(seq, "screen_failure", on=DAY, primary="I1")
    assert code_of(site.outcomes.record, seq, "lost", on=DAY, primary="moved_away") == "outcome_already"
    assert code_of(site.outcomes.take_back, seq, " ") == "why_taken_back"
    back = site.outcomes.take_back(seq, "the wrong person")
    row = site.record(seq).row
    assert (row.outcome, row.outcome_on, row.primary_reason, row.outcome_entry) == (None, None, None, None)
    assert back.payload["recorded"] == first.seq and "wrong person" not in str(dict(back.payload))
    site.outcomes.record(seq, "lost", on=DAY, primary="moved_away")
    said = [(one.said.kind, one.words) for one in site.outcomes.of(seq)]
    assert said == [("outcome_recorded", None), ("outcome_taken_back", "the wrong person"), ("outcome_recorded", None)]


def test_only_the_entry_that_speaks_for_the_person_gets_an_outcome(site: Site) -> None:
    first, struck = saved(site, "ineligible", "A"), saved(site, "ineligible", "B")
    corrected(site, first, "ineligible")
    site.strike(struck, "wrong")
    for seq, code in ((first, "superseded"), (struck, "struck")):
        assert code_of(site.outcomes.record, seq, "lost", on=DAY, primary="moved_away") == code
        assert code_of(site.outcomes.take_back, seq, "why") == code
        assert code_of(site.outcomes.deviation, seq, "I1", DAY, "x") == code
    with pytest.raises(InputError, match="no case"):
        site.outcomes.record(1, "lost", on=DAY, primary="moved_away")


def test_what_has_ended_is_corrected_but_not_continued_or_struck(site: Site) -> None:
    seq = saved(site, "ineligible", "A")
    site.outcomes.record(seq, "screen_failure", on=DAY, primary="I1")
    data = answered("ineligible", someone("A"))
    assert code_of(site.save, data, ON, former=seq) == "continued_after_end"
    assert code_of(site.strike, seq, "wrong") == "struck_after_end"
    later = corrected(site, seq, "ineligible")
    assert site.record(later).row.outcome == "screen_failure"
    site.outcomes.take_back(later, "by mistake")
    site.save(data, ON, former=later)


def test_a_failure_that_is_none_asks_to_be_taken_back(site: Site) -> None:
    """A correction shows it; what is done is for a person to say."""
    seq = saved(site, "ineligible", "A")
    site.outcomes.record(seq, "screen_failure", on=DAY, primary="I1")
    later = corrected(site, seq, "eligible")
    assert (site.record(later).row.outcome, site.record(later).row.due) == ("screen_failure", "outcome")
    site.outcomes.take_back(later, "it was misread")
    assert site.record(later).row.due is None


def test_only_who_may_records_an_outcome(site: Site) -> None:
    seq = saved(site, "ineligible")
    at_work(site, MO)
    assert code_of(site.outcomes.record, seq, "lost", on=DAY, primary="moved_away") == ("not_permitted.record_outcome")
    assert isinstance(site.outcomes.in_the_way(seq, "lost"), AccessError)
    at_work(site, WU).outcomes.record(seq, "lost", on=DAY, primary="moved_away")


def test_a_book_without_accounts_records_every_outcome_but_enrolled(tmp_path: Path) -> None:
    """Nobody can have confirmed."""
    with begun(tmp_path) as site:
        first, second = site.save(someone("A"), ON).seq, site.save(someone("B"), ON).seq
        assert code_of(site.outcomes.record, first, "enrolled", on=DAY) == "unsigned"
        site.outcomes.record(second, "declined", on=DAY, primary="no_reason_given")


# --- deviations ---


def test_a_deviation_found_later_is_recorded_as_one(site: Site) -> None:
    """It changes no verdict and no outcome."""
    seq = enrolled(site)
    before = site.record(seq).row
    entry = site.outcomes.deviation(seq, "E2", None, " an infection, Dr Quill says ")
    row = site.record(seq).row
    assert (row.verdict, row.outcome, row.signed, row.deviations) == (
        *(before.verdict, "enrolled", "confirmed", ("E2",)),
    )
    assert dict(entry.payload).items() >= {"criterion": "E2", "found_on": today().isoformat(), "about": seq}.items()
    assert "Quill" not in str(dict(entry.payload))
    assert site.outcomes.of(seq)[-1].words == "an infection, Dr Quill says"


def test_a_deviation_is_of_somebody_enrolled_found_later_and_says_what(site: Site) -> None:
    seq, other = enrolled(site), saved(site, "ineligible", "B")
    for place, criterion, day, text, code in (
        (other, "I1", DAY, "x", "not_enrolled"),
        (seq, "I1", "2026-11-22", "x", "found_before_enrolment"),
        (seq, "I9", DAY, "x", "no_criterion"),
        (seq, "I1", DAY, "  ", "which_deviation"),
        (seq, "I1", "soon", "x", "no_day"),
    ):
        assert code_of(site.outcomes.deviation, place, criterion, day, text) == code


def test_a_correction_after_enrolment_asks_for_what_it_left_undone(site: Site) -> None:
    """First the deviation from each criterion, then the signature; the person stays enrolled."""
    seq = enrolled(site)
    later = corrected(site, seq, "ineligible")
    row = site.record(later).row
    assert (row.outcome, row.signed, row.due, row.failed) == (
        *("enrolled", "superseded", "deviation", ("I1", "E1", "E3")),
    )
    for criterion in row.failed:
        assert site.record(later).row.due == "deviation"
        site.outcomes.deviation(later, criterion, DAY, "found at the visit")
    assert site.record(later).row.due == "signature"
    at_work(site, WU).signatures.sign(later, "acknowledges", "a quiet river in spring")
    row = at_work(site, LIN).record(later).row
    assert (row.due, row.signed, row.outcome, row.verdict) == (None, "acknowledged", "enrolled", "ineligible")


# --- counting ---


def test_the_numbers_come_out_even(site: Site) -> None:
    """R11: whoever was screened is enrolled, has failed, ended otherwise or is pending; nobody twice."""
    enrolled(site, "A")
    site.outcomes.record(saved(site, "ineligible", "B"), "screen_failure", on=DAY, primary="I1")
    for number, outcome in zip("CDEF", ENDED, strict=True):
        site.outcomes.record(saved(site, number=number), outcome, on=DAY, primary=reason_codes(outcome)[0])
    for number, verdict in zip("GHIJ", VERDICTS, strict=True):
        saved(site, verdict, number)
    site.strike(saved(site, number="K"), "wrong")
    site.save(someone("L", consent={"given": False}), ON)
    again = site.cases_of(site.same_person({"hospital_number": "B"})[0].id)[0]
    site.save(answered("eligible", someone("B")), ON, person=again.person)
    counts = site.outcomes.counts()
    assert (counts.enrolled, counts.screen_failure, counts.declined, counts.withdrew, counts.lost, counts.other) == (
        (1,) * 6
    )
    assert (counts.pending, counts.screened, counts.struck, counts.prescreened, counts.begun) == (5, 11, 1, 1, 13)
    assert counts.reconciles
    boxes = {(one.outcome, one.reason, one.box): one.attempts for one in site.outcomes.endings()}
    assert boxes["screen_failure", "I1", "not_meeting_criteria"] == 1
    assert boxes["withdrew", "changed_mind", "declined"] == 1 and len(boxes) == 6


def test_a_case_is_found_by_its_number(site: Site) -> None:
    """As it stands now, or every entry of it; what is no number finds nothing, however long it is."""
    seq = saved(site, number="A")
    later = corrected(site, seq, "ineligible")
    found = site.outcomes.numbered("SH04-0001")
    assert found is not None and found.seq == later
    assert [row.seq for row in site.numbered("SH04-0001")] == [seq, later]
    for number in ("SH04-0002", "SH05-0001", "0001", "", "SH04-", "SH04-²", f"SH04-{'9' * 30}"):
        assert site.outcomes.numbered(number) is None and site.numbered(number) == []


def test_what_was_recorded_reads_as_its_event(site: Site) -> None:
    seq = enrolled(site)
    (act,) = site.outcomes.of(seq)
    assert isinstance(act.said, OutcomeRecorded)
    assert (act.said.outcome, act.who, act.role, act.words) == ("enrolled", "Lin Mei", "coordinator", None)
