"""What a copy for other programs holds: nothing that may not leave at its level of privacy."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening.log import Dossier, Moment
from screening.service import Site
from screening.service.dossiers import dossier, local_time
from screening.service.drafts import activation
from screening.wording import Words
from tests.store.act_samples import LIN, WU, at_work, confirmed, ruled, staffed
from tests.store.service_samples import ON, SECRETS, WHY, history, someone, with_answer

ENGLISH = Words()


@pytest.fixture
def site(tmp_path: Path) -> Any:
    """Give a site with an eligible person and one who is not."""
    with staffed(tmp_path / "site") as opened:
        opened.save(history(), ON)
        opened.save(with_answer(someone("HN-2"), tumour_type="haematological"), ON)
        opened.save(someone("HN-3", consent={"given": False}), ON)
        yield opened


def test_a_coded_dossier_names_nobody(site: Site) -> None:
    """Names, numbers, birth dates and free text stay; those who did not consent are not in it."""
    made = dossier(site, "coded", ENGLISH)
    assert [one.id for one in made.subjects] == ["SH04-0001", "SH04-0002"]
    assert not [secret for secret in SECRETS if secret in repr(made)]


def test_without_a_word_of_the_contract_no_date_leaves(site: Site) -> None:
    """Days are study days, also in the reasons."""
    made = dossier(site, "coded", ENGLISH)
    assert "2026-" not in repr(replace(made, made="", protocols=()).subjects[0].attempts[0].findings)
    first = made.subjects[0].attempts[0]
    assert first.screened == Moment(None, 1)
    assert first.labs[0].on == Moment(None, -1)
    assert first.consent.on == Moment(None, -3)


def test_where_the_contract_allows_it_dates_leave(site: Site) -> None:
    """It is the investigator's word, and stands in the book."""
    at_work(site, WU)
    assert site.conduct.let_dates_leave(True) is not None
    assert site.conduct.let_dates_leave(True) is None
    first = dossier(site, "coded", ENGLISH).subjects[0].attempts[0]
    assert first.labs[0].on == Moment("2026-11-22", -1)
    assert first.consent.on == Moment("2026-11-20T09:30", -3)


def test_a_deidentified_dossier_has_years_and_numbers_of_its_own(site: Site) -> None:
    """Nothing leads back: not the number, not the site, not who worked there; and each copy draws anew."""
    one, other = (dossier(site, "deidentified", ENGLISH) for _ in range(2))
    assert "SH04" not in repr(subjects_of(one)) and "Lin Mei" not in repr(subjects_of(one))
    assert one.site is None
    assert {a.id for a in one.subjects}.isdisjoint(a.id for a in other.subjects)
    assert one.subjects[0].attempts[0].screened == Moment("2026", 1)


def test_the_very_old_are_ninety(site: Site) -> None:
    """Ages over 89 tell too much."""
    site.save(someone("HN-4") | {"subject": {**someone("HN-4")["subject"], "birth_date": "1930-01-01"}}, ON)
    assert dossier(site, "coded", ENGLISH).subjects[-1].attempts[0].age == 90


def test_the_criteria_stand_in_order_with_why(site: Site) -> None:
    """A finding says what spoke for or against, in words."""
    made = dossier(site, "coded", ENGLISH)
    against = made.subjects[1].attempts[0]
    assert [one.id for one in against.findings] == ["I1", "I2", "I3", "E1", "E2", "E3"]
    assert [one.id for one in against.findings if one.against] == ["I1", "E1"]
    assert all(one.told for one in against.findings)


def test_every_entry_of_an_attempt_is_told_as_it_was(site: Site) -> None:
    """A copy can tell what was changed: what each entry said, and what became of the person; no reason in words."""
    seq = site.log()[1].seq
    site.outcomes.record(seq, "screen_failure", on=ON.isoformat(), primary="I1")
    site.outcomes.take_back(seq, WHY)
    again = site.save(someone("HN-2"), ON, former=seq, corrects=True, reason=WHY)
    site.outcomes.record(confirmed(site, again.seq), "enrolled", on=ON.isoformat(), subject_number="R-7")
    site.outcomes.deviation(again.seq, "I2", ON.isoformat(), WHY)
    made = dossier(site, "coded", ENGLISH)
    found = made.subjects[1].attempts[0]
    assert [one.verdict for one in found.versions] == ["ineligible", "eligible"]
    assert [one.why for one in found.history] == ["first", "corrected"]
    assert found.versions[1].replies == found.replies and found.versions[0].replies != found.replies
    assert [one.kind for one in found.acts] == ["ended", "taken_back", "ended", "deviation"]
    assert [one.ended and one.ended.primary for one in found.acts] == ["I1", None, None, None]
    assert (found.acts[3].criterion, found.acts[3].by) == ("I2", "Lin Mei")
    assert found.acts[2].ended == found.ended
    assert WHY not in repr(subjects_of(made))


def test_a_deidentified_dossier_names_nobody_in_what_was_done(site: Site) -> None:
    """Who recorded an outcome stays, and the subject number of a trial."""
    seq = confirmed(site, site.log()[0].seq)
    site.outcomes.record(seq, "enrolled", on=ON.isoformat(), subject_number="R-7")
    first = dossier(site, "deidentified", ENGLISH).subjects[0].attempts[0]
    assert (first.acts[0].by, first.history[0].by) == (None, None)
    assert "R-7" not in repr(first.acts) and "Lin Mei" not in repr(subjects_of(dossier(site, "deidentified", ENGLISH)))


def test_what_was_written_is_told_by_the_day_of_the_site(site: Site) -> None:
    """The book counts in UTC; a study day is one of the site's own days."""
    entry = replace(site.reader.entry(site.log()[0].seq), at="2026-11-23T17:30:00.000000Z", zone="+08:00")
    assert local_time(entry).isoformat() == "2026-11-24T01:30:00+08:00"


def test_the_versions_stand_in_the_order_of_their_use(tmp_path: Path) -> None:
    """Also where the first person in the log was judged again by the newer one; each with its first day."""
    with staffed(tmp_path) as opened:
        first = opened.save(with_answer(history(), tumour_type=None), ON)
        opened.save(someone("HN-2"), ON)
        newer = ruled(most_attempts=2)
        opened.note(activation(newer))
    with Site.open(tmp_path, LIN) as opened:
        opened.save(history(), ON, former=first.seq)
        made = dossier(opened, "coded", ENGLISH)
        assert [one.protocol.most_attempts for one in made.protocols] == [None, 2]
        assert list(made.since) == [one.fingerprint for one in made.protocols]
        assert [one.protocol for one in made.subjects[0].attempts[0].versions] == [*made.protocols]


def subjects_of(made: Dossier) -> list[object]:
    """Give what is said of people; the protocols name nobody."""
    bare = [one for subject in made.subjects for one in subject.attempts]
    return [
        replace(one, protocol=None, versions=tuple(replace(said, protocol=None) for said in one.versions))  # type: ignore[arg-type]
        for one in bare
    ]
