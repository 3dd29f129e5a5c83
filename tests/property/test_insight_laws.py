"""What is told of how screening goes, held against counting person by person with nothing but loops."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from screening.log import WAITS, Fate, Scope, Way, failures, fates_of, lacking, months_back, versions_of, waits

MONTHS = ("2024-11", "2025-01", "2026-02", "2026-10", "2026-11")
FIELDS = ("platelets", "brain_metastases", "other_causes")


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """Draw somebody's last attempt, whatever the case became after its outcome was recorded."""
    outcome = draw(st.none() | st.sampled_from(("enrolled", "screen_failure", "declined")))
    verdict = draw(st.sampled_from(("eligible", "ineligible", "undetermined")))
    primary = draw(st.sampled_from(("I1", "E2"))) if outcome == "screen_failure" else None
    fate = Fate(True, verdict, False, outcome, primary, (), draw(st.sampled_from(("1", "2"))))
    waited = draw(st.integers(0, 60)) if outcome else None
    open_fields = draw(st.lists(st.sampled_from(FIELDS), unique=True)) if verdict == "undetermined" else []
    return Way(fate, draw(st.sampled_from(MONTHS)), waited, tuple(sorted(open_fields)))


people = st.lists(ways(), max_size=40)


@given(people)
def test_failures_are_those_who_failed(everybody: list[Way]) -> None:
    """Every person is assessed in one span; an incomplete case is never among the failures; no span is left out."""
    span, periods = failures(Counter(everybody))
    assert sum(one.screened for one in periods) == len(everybody)
    failed = [one for one in everybody if one.fate.outcome == "screen_failure" and one.fate.verdict == "ineligible"]
    total = Counter[tuple[str, str]]()
    for one in periods:
        total.update(one.failed)
        assert sum(one.failed.values()) <= one.screened
    assert total == Counter((one.fate.version, one.fate.primary) for one in failed)
    assert [one.first for one in periods] == sorted(one.first for one in periods)
    if span == "month":
        assert {one.month for one in everybody} <= {one.first for one in periods}


@given(people)
def test_a_decision_is_counted_by_its_days(everybody: list[Way]) -> None:
    """In one group each; the middle is the middle of those decided, and who waits pulls it nowhere."""
    found = waits(Counter(everybody))
    days = sorted(one.waited for one in everybody if one.waited is not None)
    assert sum(found.people) == len(days) and found.waiting == len(everybody) - len(days)
    for (first, last), counted in zip(WAITS, found.people, strict=True):
        assert counted == sum(first <= one <= (last if last is not None else 10_000) for one in days)
    assert found.median == (days[(len(days) - 1) // 2] if days else None)
    if found.quartiles is not None and found.median is not None:
        assert found.quartiles[0] <= found.median <= found.quartiles[1]


@given(people)
def test_what_is_missing_counts_each_person_once_a_field(everybody: list[Way]) -> None:
    """Only who is still in screening, and whose verdict waits."""
    found = lacking(Counter(everybody))
    pending = [one for one in everybody if one.fate.outcome is None]
    unknown = [one for one in pending if one.fate.verdict == "undetermined"]
    assert (found.unknown, found.pending) == (len(unknown), len(pending))
    assert found.fields == Counter((one.fate.version, name) for one in unknown for name in one.lacking)


@given(people, st.sampled_from((None, *MONTHS)), st.sampled_from((None, "1", "2", "3")))
def test_a_scope_keeps_whom_it_names(everybody: list[Way], since: str | None, version: str | None) -> None:
    """Each of them and nobody else; the versions come in the order of their first person."""
    kept = Scope(since, version).of(Counter(everybody))
    wanted = [
        one
        for one in everybody
        if not (since is not None and one.month < since) and version in (None, one.fate.version)
    ]
    assert kept == Counter(wanted) and sum(fates_of(kept).values()) == len(wanted)
    assert set(versions_of(kept)) == {one.fate.version for one in wanted}


def test_three_months_are_this_one_and_two_before() -> None:
    """Across the turn of a year as well."""
    assert months_back(date(2026, 11, 27), 3) == "2026-09"
    assert months_back(date(2026, 1, 31), 3) == "2025-11" and months_back(date(2026, 12, 1), 12) == "2026-01"
