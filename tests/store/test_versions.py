"""A version is put into use with its approval and a signature under its rules; what was recorded keeps its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.errors import AccessError, InputError
from screening.protocol import Protocol, loads
from screening.service import Approval, Site, today
from tests.amended import amended, asking_more, published
from tests.store.act_samples import (
    DAY,
    LIN,
    MO,
    OTHER,
    PASSWORD,
    WU,
    answered,
    at_work,
    code_of,
    rewritten,
    ruled,
    saved,
    staffed,
)
from tests.store.service_samples import ON, someone, with_answer

APPROVED = Approval("2026-11-12", "ethics_committee", "EC 2026-114")


def counted(value: str, name: str = "A", **subject: object) -> dict[str, Any]:
    count = {"value": value, "unit": "10*9/L", "on": "2026-11-22"}
    return with_answer(answered("eligible", someone(name, **subject)), platelets=[count])


def put_into_use(site: Site, version: Protocol, **named: Any) -> None:
    """Sign for the rules of a version and activate it, as the investigator; then the coordinator goes on."""
    at_work(site, WU)
    site.versions.sign_review(version, PASSWORD)
    site.versions.activate(version, APPROVED, **named)
    at_work(site, LIN)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with staffed(tmp_path) as opened:
        yield opened


def test_a_version_needs_its_approval_and_a_signature_under_its_rules(site: Site) -> None:
    """R10: refused in words without either, and of another file than was signed for."""
    at_work(site, WU)
    versions, version = site.versions, amended()
    assert code_of(versions.activate, version, APPROVED) == "amendment.unreviewed"
    versions.sign_review(version, PASSWORD)
    assert code_of(versions.activate, amended(limit=101), APPROVED) == "amendment.unreviewed"
    assert code_of(versions.activate, version, None) == "amendment.unapproved"
    assert code_of(versions.activate, version, Approval(f"{today() + timedelta(days=1)}", "sponsor")) == "future"
    assert code_of(versions.activate, version, Approval("2026-10-31", "sponsor")) == "amendment.approved_before"
    assert code_of(versions.activate, version, Approval("2026-11-12", "nobody")) == "amendment.approver"  # type: ignore[arg-type]
    assert code_of(versions.activate, version, Approval("2026-11-12", "sponsor", "x" * 61)) == "amendment.reference"
    entry = versions.activate(version, APPROVED)
    said = versions.history()[-1].said
    assert (said.approved_on, said.approved_by, said.reference) == ("2026-11-12", "ethics_committee", "EC 2026-114")
    assert (said.former, said.review) == (published().fingerprint, versions.reviews(version)[0].seq)
    assert site.protocol == version and entry.seq == site.head().length


def test_what_cannot_be_put_into_use_is_refused(site: Site) -> None:
    at_work(site, WU)
    activate, sign = site.versions.activate, site.versions.sign_review
    assert code_of(activate, published(), APPROVED) == "amendment.in_use"
    other = loads(ruled().to_toml().replace("NCT03976882", "NCT99999999"))
    assert code_of(sign, other, PASSWORD) == code_of(activate, other, APPROVED) == "amendment.other"
    assert code_of(activate, amended(version="2024-published"), APPROVED) == "amendment.same_name"
    assert code_of(activate, amended(unusable={"en": "a draft"}), APPROVED) == "unusable"
    unsound = published().to_toml().replace("below = 75", "below = 80").replace("2024-published", "unsound")
    with pytest.raises(InputError, match="I3"):
        sign(loads(unsound), PASSWORD)
    site.conduct.close()
    assert code_of(activate, amended(), APPROVED) == "conduct.closed"


def test_only_the_investigator_may(site: Site) -> None:
    """A13: a coordinator neither signs for the rules nor puts them into use; who is not delegated doesn't sign."""
    with pytest.raises(AccessError):
        site.versions.sign_review(amended(), PASSWORD)
    with pytest.raises(AccessError):
        site.versions.activate(amended(), APPROVED)
    at_work(site, OTHER)
    assert code_of(site.versions.sign_review, amended(), PASSWORD) == "acts.not_delegated"
    at_work(site, WU)
    assert code_of(site.versions.sign_review, amended(), "wrong") == "wrong"
    assert site.versions.signing_in_the_way(amended()) is None
    assert getattr(site.versions.in_the_way(amended()), "code", "") == "amendment.unreviewed"


def test_new_cases_are_judged_by_it_and_old_ones_keep_their_own(site: Site, tmp_path: Path) -> None:
    """R10: the recorded verdict, its version and its reasons stay; a correction of it is judged as it was."""
    before = site.save(counted("80"), ON)
    was = site.record(before.seq).said
    put_into_use(site, amended())
    assert site.record(before.seq).said == was and site.record(before.seq).protocol == published()
    after = site.save(counted("80", "B"), ON)
    assert (before.assessment.verdict, after.assessment.verdict) == ("ineligible", "eligible")
    assert site.record(after.seq).said.protocol_version == amended().version
    corrected = site.save(counted("90"), ON, former=before.seq, corrects=True, reason="misread")
    assert site.record(corrected.seq).said.protocol_version == "2024-published"
    assert corrected.assessment.verdict == "ineligible"
    again = site.save(counted("90"), ON, former=corrected.seq)
    assert (site.record(again.seq).said.protocol_version, again.assessment.verdict) == (amended().version, "eligible")
    site.close()
    with Site.open(tmp_path) as anew:
        assert anew.protocol == amended() and [row.protocol_version for row in anew.log()] == [amended().version] * 2


def test_an_old_version_does_not_come_back_silently(site: Site) -> None:
    put_into_use(site, amended())
    at_work(site, WU)
    site.versions.sign_review(published(), PASSWORD)
    assert code_of(site.versions.activate, published(), APPROVED) == "amendment.back"
    assert code_of(site.versions.activate, asking_more(), APPROVED, "amendment_withdrawn") == "amendment.not_back"
    site.versions.activate(published(), APPROVED, "amendment_withdrawn")
    assert [one.said.back for one in site.versions.history()] == [None, None, "amendment_withdrawn"]
    assert site.protocol == published()


def test_a_case_judged_by_a_version_replaced_meanwhile_is_not_written(site: Site, tmp_path: Path) -> None:
    """By another window or a command: the form is to be looked at again under the new version."""
    with Site.open(tmp_path) as elsewhere:
        at_work(elsewhere, WU)
        elsewhere.versions.sign_review(amended(), PASSWORD)
        elsewhere.versions.activate(amended(), APPROVED)
    assert code_of(site.save, counted("80"), ON) == "amendment.meanwhile"


def test_the_signature_under_the_rules_proves_itself(site: Site, tmp_path: Path) -> None:
    """S8: altered, it holds no more; the version that it was for can't be used, and the check names the entry."""
    at_work(site, WU)
    entry = site.versions.sign_review(amended(), PASSWORD)
    assert [(one.name, one.genuine) for one in site.versions.reviews(amended())] == [("Wu Ke", True)]
    assert site.verify().ok
    site.close()
    other = amended(limit=101)
    with Site.open(tmp_path) as opened:
        rewritten(opened, entry.seq, lambda said: said["payload"].update(fingerprint=other.fingerprint))
    with Site.open(tmp_path) as opened:
        at_work(opened, WU)
        assert [one.genuine for one in opened.versions.reviews(other)] == [False]
        assert code_of(opened.versions.activate, other, APPROVED) == "amendment.unreviewed"
        found = opened.verify()
        assert not found.ok


def test_who_is_to_be_screened_again_is_derived_from_the_log(site: Site) -> None:
    """Open cases of the former version, and failures that could qualify now; nobody sets a flag, nor takes one away."""
    failure, hopeless, open_ = (
        site.save(counted(value, name), ON).seq for value, name in (("80", "A"), ("120", "B"), ("70", "C"))
    )
    for seq in (failure, hopeless):
        site.outcomes.record(seq, "screen_failure", on=DAY, primary="I3")
    due = site.amendments.rescreening_due
    assert due() == ()
    put_into_use(site, amended())
    length = site.head().length
    assert [(one.row.seq, one.reach) for one in due(ON)] == [(failure, "rescreen"), (open_, "judge")]
    assert [line.id for line in due(ON)[0].read.then.by] == ["I3"] and site.head().length == length
    asked = {one.seq: one for one in site.today.amended(ON)}
    assert {seq: one.needs[0].kind for seq, one in asked.items()} == {failure: "rescreen", open_: "judge_again"}
    assert asked[failure].needs[0].start == ON and asked[failure].person.name == "Person A"
    site.save(counted("70", "C"), ON, former=open_)
    assert [one.row.seq for one in due(ON)] == [failure]
    assert [one.seq for one in site.today.amended(ON)] == [failure]
    site.save(counted("80", "A"), ON, person=site.record(failure).row.person)
    assert due(ON) == ()


def test_a_screening_that_nobody_wants_is_dismissed_with_a_reason(site: Site) -> None:
    """It is due no more, under that version alone; the failure stays, and the person may be screened all the same."""
    failure = site.save(counted("80", "A"), ON).seq
    site.outcomes.record(failure, "screen_failure", on=DAY, primary="I3")
    dismiss = site.amendments.dismiss
    assert code_of(dismiss, failure, "moved away") == "amendment.not_due"
    put_into_use(site, amended())
    assert site.amendments.may_screen_again(failure)
    assert code_of(dismiss, failure, " ") == "amendment.why_dismissed"
    entry = dismiss(failure, "moved away")
    assert "moved away" not in str(entry.payload)
    assert [one.why for one in site.trail.lines() if one.kind == entry.kind] == ["moved away"]
    assert not site.amendments.may_screen_again(failure) and site.amendments.rescreening_due(ON) == ()
    assert site.record(failure).row.outcome == "screen_failure"
    assert code_of(dismiss, failure, "again") == "amendment.not_due"
    put_into_use(site, amended(limit=110, version="2027-amended"))
    assert [one.row.seq for one in site.amendments.rescreening_due(ON)] == [failure]
    assert site.save(counted("80", "A"), ON, person=site.record(failure).row.person).number is not None


def test_what_monitors_and_conclusions_wait_for_is_in_the_days_work(site: Site) -> None:
    """An open query for the site, its answer for the monitor; a conclusion whose ground a correction took."""
    seq = saved(site)
    at_work(site, WU).signatures.sign(seq, "no_other_cause", PASSWORD, why="all ruled out")
    query = at_work(site, MO).queries.ask(seq, "Which report?").seq
    assert at_work(site, MO).today.asked() == []
    (asked,) = at_work(site, LIN).today.asked()
    assert (asked.seq, asked.person.name, asked.needs[0].kind) == (seq, "Person A", "query")
    history = with_answer(answered("eligible", someone("A")), other_causes={"immune": "not_assessed"})
    later = site.save(history, ON, former=seq, corrects=True, reason="read again").seq
    assert [one.seq for one in site.today.asked()] == [later]
    kinds = [need.kind for one in site.today.cases([later], ON) for need in one.needs]
    assert "conclude_again" in kinds
    site.queries.answer(query, "The path report")
    (answer,) = at_work(site, MO).today.asked()
    assert (site.today.asked()[0].needs[0].kind, answer.person.name) == ("query_answered", "")
