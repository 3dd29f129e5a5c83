"""Somebody is screened again: under which number, how often, and what has to end before."""

from pathlib import Path

import pytest

from screening.service import Saved, Site
from tests.store.act_samples import DAY, answered, code_of, confirmed, staffed
from tests.store.service_samples import ON, someone

NOT_CONSENTED = {"given": False}


def attempt(site: Site, verdict: str = "ineligible", person: str | None = None, **subject: object) -> Saved:
    return site.save(answered(verdict, someone("A", **subject)), ON, person=person)


def fail(site: Site, saved: Saved) -> str:
    """End an attempt as a failure; gives the person."""
    site.outcomes.record(saved.seq, "screen_failure", on=DAY, primary="I1")
    return saved.person


def test_an_open_attempt_is_named_and_keeps_nobody_out(tmp_path: Path) -> None:
    """With a number of its own a new attempt may begin; the one before is still to be ended."""
    with staffed(tmp_path) as site:
        first = attempt(site)
        again = attempt(site, person=first.person)
        assert (first.unended, again.unended, again.number) == (None, "SH04-0001", "SH04-0002")
        fail(site, first)
        fail(site, again)
        third = attempt(site, person=first.person)
        assert (third.unended, third.number, third.attempt) == (None, "SH04-0003", 3)
        assert site.record(third.seq).row.earlier == "SH04-0002"
        assert site.outcomes.counts().screened == 3


def test_nobody_enrolled_is_screened_again(tmp_path: Path) -> None:
    with staffed(tmp_path) as site:
        first = attempt(site, "eligible")
        site.outcomes.record(confirmed(site, first.seq), "enrolled", on=DAY)
        assert code_of(attempt, site, person=first.person) == "enrolled_already"
        site.outcomes.take_back(first.seq, "by mistake")
        assert attempt(site, person=first.person).attempt == 2


def test_the_same_number_stands_for_every_attempt_where_the_protocol_says_so(tmp_path: Path) -> None:
    """The next person has the next number; each attempt has its own outcome, and the number finds the latest."""
    with staffed(tmp_path, rescreening="same_number") as site:
        first = attempt(site)
        assert code_of(attempt, site, person=first.person) == "attempt_open"
        fail(site, first)
        again = attempt(site, "eligible", person=first.person)
        assert (again.number, again.attempt, site.next_number()) == ("SH04-0001", 2, "SH04-0002")
        assert site.save(someone("B"), ON).number == "SH04-0002"
        site.outcomes.record(again.seq, "lost", on=DAY, primary="moved_away")
        third = attempt(site, person=first.person)
        assert (third.number, site.next_number(), site.last_number()) == ("SH04-0001", "SH04-0003", "SH04-0002")
        rows = [(row.number, row.attempt, row.outcome) for row in site.log()]
        assert rows == [
            *(("SH04-0001", 1, "screen_failure"), ("SH04-0001", 2, "lost"), ("SH04-0001", 3, None)),
            ("SH04-0002", 1, None),
        ]
        found = site.outcomes.numbered("SH04-0001")
        assert found is not None and found.seq == third.seq
        assert site.record(third.seq).said.why == "rescreened" and site.outcomes.counts().reconciles
        site.rebuild()
        assert [(row.number, row.attempt, row.outcome) for row in site.log()] == rows


def test_a_number_means_the_latest_attempt_whatever_was_entered_last(tmp_path: Path) -> None:
    """An earlier attempt may still be corrected."""
    with staffed(tmp_path, rescreening="same_number") as site:
        first = attempt(site)
        again = attempt(site, "eligible", person=fail(site, first))
        site.save(answered("ineligible", someone("A")), ON, former=first.seq, corrects=True, reason="misread")
        found = site.outcomes.numbered("SH04-0001")
        assert found is not None and found.seq == again.seq


def test_a_struck_attempt_gives_its_number_to_nobody(tmp_path: Path) -> None:
    """Not even to the same person: it was entered in error."""
    with staffed(tmp_path, rescreening="same_number") as site:
        first = attempt(site)
        site.strike(first.seq, "somebody else's answers")
        assert attempt(site, person=first.person).number == "SH04-0002"


def test_consent_on_a_later_visit_takes_the_number_of_the_protocol_s_rule(tmp_path: Path) -> None:
    """Screened again before consent, the number comes with it."""
    with staffed(tmp_path, rescreening="same_number") as site:
        first = attempt(site)
        before = attempt(site, person=first.person, consent=NOT_CONSENTED)
        assert (before.number, before.attempt) == (None, 2)
        data = answered("eligible", someone("A"))
        assert code_of(site.save, data, ON, former=before.seq) == "attempt_open"
        fail(site, first)
        assert site.save(data, ON, former=before.seq).number == "SH04-0001"


def test_a_protocol_may_end_screening_after_some_attempts(tmp_path: Path) -> None:
    """Those struck through, and those that never consented, don't count."""
    with staffed(tmp_path, most_attempts=2) as site:
        struck = attempt(site)
        site.strike(struck.seq, "wrong")
        person = struck.person
        attempt(site, person=person, consent=NOT_CONSENTED)
        fail(site, attempt(site, person=person))
        fail(site, attempt(site, person=person))
        assert code_of(attempt, site, person=person) == "attempts"
        before = attempt(site, person=person, consent=NOT_CONSENTED)
        assert code_of(site.save, answered("eligible", someone("A")), ON, former=before.seq) == "attempts"
        assert site.save(someone("B"), ON).number == "SH04-0004"


@pytest.mark.parametrize("rule", ["new_number", "same_number"])
def test_numbers_go_on_after_a_restart(tmp_path: Path, rule: str) -> None:
    with staffed(tmp_path, rescreening=rule) as site:
        attempt(site, person=fail(site, attempt(site)))
        expected = site.next_number()
    with Site.open(tmp_path) as site:
        assert site.next_number() == expected
        assert site.protocol.protocol.rescreening == rule
