"""Whoever was screened is counted once, whatever became of them: the laws that a figure's numbers keep."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from screening.log import BOXES, OUTCOMES, STANDINGS, STEPS, Fate, flow, reason_codes

CRITERIA = ("I1", "I2", "E1", "E2")


@st.composite
def people(draw: st.DrawFn) -> Fate:
    """Draw somebody's last attempt as a book can have it."""
    outcome = draw(st.none() | st.sampled_from(OUTCOMES))
    failed = draw(st.lists(st.sampled_from(CRITERIA), unique=True))
    primary: str | None = None
    if outcome == "screen_failure":
        primary = draw(st.sampled_from(CRITERIA))
    elif outcome is not None and reason_codes(outcome):
        primary = draw(st.sampled_from(reason_codes(outcome)))
    return Fate(
        numbered=outcome == "enrolled" or draw(st.booleans()),
        verdict=draw(st.sampled_from(("eligible", "ineligible", "undetermined"))),
        not_yet=draw(st.booleans()),
        outcome=outcome,
        primary=primary,
        failed=tuple(failed),
        version=draw(st.sampled_from(("1", "2"))),
    )


studies = st.dictionaries(people(), st.integers(1, 400), max_size=12)


@given(studies)
def test_everybody_is_counted_once(study: dict[Fate, int]) -> None:
    """R11: screened = enrolled + excluded of each kind + still in screening, and nobody is in two of them."""
    found = flow(study)
    assert found.screened == sum(study.values())
    assert found.reconciles
    assert sum(found.out(box) for box in BOXES) == found.out()
    assert tuple(found.pending) == STANDINGS


@given(studies)
def test_a_funnel_only_narrows(study: dict[Fate, int]) -> None:
    """Whoever reached a step reached every one before it; it ends with those enrolled."""
    found = flow(study)
    assert tuple(found.steps) == STEPS
    assert all(before >= after for before, after in pairwise(found.steps.values()))
    assert found.steps["enrolled"] == found.enrolled == sum(n for one, n in study.items() if one.outcome == "enrolled")


@given(studies)
def test_each_criterion_is_counted_for_all_who_failed_it(study: dict[Fate, int]) -> None:
    """At least as many as those whose primary reason it is, at most all of that box; together they leave nobody out."""
    found = flow(study)
    all_of = {(one.criterion, one.version): one.people for one in found.failed}
    box = found.out("not_meeting_criteria")
    for one in found.excluded:
        if one.box == "not_meeting_criteria":
            assert one.people <= all_of[one.reason, one.version] <= box
    assert sum(all_of.values()) >= box
    assert bool(all_of) == bool(box)


@given(studies, studies)
def test_two_studies_counted_together_are_the_sum_of_both(one: dict[Fate, int], other: dict[Fate, int]) -> None:
    """Nothing hangs on the order or the company in which people come."""
    together = flow({fate: one.get(fate, 0) + other.get(fate, 0) for fate in {**one, **other}})
    parts = [flow(one), flow(other)]
    assert together.steps == {step: sum(part.steps[step] for part in parts) for step in STEPS}
    assert [together.out(box) for box in BOXES] == [sum(part.out(box) for part in parts) for box in BOXES]


@given(studies)
def test_a_count_that_can_tell_who_is_meant_is_noticed(study: dict[Fate, int]) -> None:
    """One to four people in any cell; none at all tells nobody."""
    found = flow(study)
    cells = [*found.steps.values(), *found.pending.values(), *(one.people for one in found.excluded)]
    cells += [one.people for one in found.failed]
    assert found.few or not any(1 <= cell <= 4 for cell in cells)
    assert not flow({}).few
