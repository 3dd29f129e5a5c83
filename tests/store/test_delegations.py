"""Who acts as investigator in a study on a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from screening.log import Delegated, DelegationEnded, delegated_on, delegations, principal_on
from screening.service import Site
from tests.store.service_samples import begun


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with begun(tmp_path) as opened:
        yield opened


def there(site: Site, day: str) -> list[tuple[str, bool]]:
    found = delegated_on(site._book.ledger, site.study, date.fromisoformat(day))
    return [(one.account, one.principal) for one in found]


def test_days_are_named_and_kept(site: Site) -> None:
    """Both the first and the last day count; the principal investigator comes first."""
    site.note(Delegated(account="A2", principal=False, since="2026-02-01", until="2026-02-28"))
    site.note(Delegated(account="A1", principal=True, since="2026-01-01"))
    assert there(site, "2025-12-31") == []
    assert there(site, "2026-01-31") == [("A1", True)]
    assert there(site, "2026-02-01") == there(site, "2026-02-28") == [("A1", True), ("A2", False)]
    assert there(site, "2026-03-01") == [("A1", True)]


def test_an_investigator_follows_another(site: Site) -> None:
    """From the first day of the new one; who was delegated besides stays so."""
    site.note(Delegated(account="A1", principal=True, since="2026-01-01"))
    site.note(Delegated(account="A2", principal=False, since="2026-01-01"))
    site.note(Delegated(account="A3", principal=True, since="2026-06-01"))
    reader, study = site._book.ledger, site.study
    assert [principal_on(reader, study, date(2026, month, 1)) for month in (5, 6)] == ["A1", "A3"]
    assert there(site, "2026-06-01") == [("A3", True), ("A2", False)]
    assert [one.until for one in delegations(reader, study)] == [date(2026, 5, 31), None, None]


def test_what_ends_has_a_last_day(site: Site) -> None:
    """One that had not begun never does; a new one may follow."""
    site.note(Delegated(account="A1", principal=False, since="2026-01-01", until="2026-12-31"))
    site.note(Delegated(account="A1", principal=False, since="2027-01-01"))
    site.note(DelegationEnded(account="A1", on="2026-03-10"))
    assert (there(site, "2026-03-10"), there(site, "2026-03-11"), there(site, "2027-02-01")) == (
        [("A1", False)],
        [],
        [],
    )
    assert principal_on(site._book.ledger, site.study, date(2026, 3, 1)) is None
    site.note(Delegated(account="A1", principal=False, since="2026-05-01"))
    assert there(site, "2026-05-01") == [("A1", False)]


def test_a_delegation_is_of_one_study(site: Site) -> None:
    site.note(Delegated(account="A1", principal=True, since="2026-01-01"))
    assert delegations(site._book.ledger, "SH04/OTHER") == []
