"""What a copy for other programs holds: nothing that may not leave at its level of privacy."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening.log import Dossier, Moment
from screening.service import Site
from screening.service.dossiers import dossier
from screening.wording import Words
from tests.store.act_samples import WU, at_work, staffed
from tests.store.service_samples import ON, SECRETS, history, someone, with_answer

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


def subjects_of(made: Dossier) -> list[object]:
    """Give what is said of people; the protocols name nobody."""
    return [[replace(one, protocol=None) for one in subject.attempts] for subject in made.subjects]  # type: ignore[arg-type]
