"""The laws of endpoints: those of criteria, on whoever is followed up."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import FollowedUp, follow
from screening.patient import read_history
from screening.protocol.catalogue import find

PROTOCOL = find("NCT03976882@2025-follow-up").load()
assert PROTOCOL.chart is not None
CHART = PROTOCOL.chart
START = date(2026, 11, 2)
DAYS = 45

near = st.integers(0, 20).map(lambda days: START + timedelta(days=days))
later = st.integers(18, 40).map(lambda days: START + timedelta(days=days))
reasons = st.sampled_from(["thrombocytopenia", "other", "not_documented"])
counts = st.lists(
    st.builds(
        lambda day, value: {"value": value, "unit": "10*9/L", "on": day.isoformat()},
        near,
        st.sampled_from(["60", "99", "100", "104", "<90", ">90"]),
    ),
    max_size=5,
)
adverse = st.lists(
    st.fixed_dictionaries(
        {"on": later.map(str), "term": st.sampled_from(["anaemia", "neutrophil_count_decreased"])},
        optional={"grade": st.integers(1, 5), "serious": st.booleans()},
    ),
    max_size=2,
)
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "first_dose": st.sampled_from([str(START), str(START), "not_given"]),
    "follow_up_end": later.map(str) | st.just("followed"),
    "cycle_1_given": near.map(str) | st.just("waiting"),
    "cycle_1_reduction": st.sampled_from([0, 14, 15, 20, 120]),
    "cycle_1_reason": reasons,
    "cycle_2_planned": later.map(str),
    "cycle_2_given": later.map(str) | st.just("waiting"),
    "cycle_2_delay_reason": reasons,
    "cycle_2_reduction": st.sampled_from([0, 15]),
    "cycle_2_reason": reasons,
    "cycles": st.sampled_from(["completed", "completed", "stopped", "under_way"]),
    "cycles_end": later.map(str) | st.just("under_way"),
    "rescue": st.lists(later.map(str), max_size=1),
    "platelet_counts": counts,
    "adverse_events": adverse,
}
whole = st.fixed_dictionaries(ANSWERS)
days = st.integers(0, DAYS).map(lambda after: START + timedelta(days=after))


def followed(answers: dict[str, Any], on: date) -> FollowedUp:
    return follow(PROTOCOL, read_history({"answers": answers}, CHART), on)


def outcomes(found: FollowedUp) -> dict[str, str]:
    return {one.id: one.outcome for one in found.endpoints}


@settings(max_examples=60)
@given(whole, st.sets(st.sampled_from(sorted(ANSWERS)), max_size=4), days)
def test_an_outcome_on_a_later_day_is_what_the_calendar_says(full: dict[str, Any], gone: set[str], on: date) -> None:
    """The calendar of today and assessing the same facts on that day give one answer."""
    answers = {name: value for name, value in full.items() if name not in gone}
    found = followed(answers, on)
    for ahead in (0, 1, 2, 3, 5, 8, 13, 21, 34):
        day = on + timedelta(days=ahead)
        now = outcomes(followed(answers, day))
        for one in found.endpoints:
            said = next(s.outcome for s in one.calendar if s.start <= day and (s.until is None or day <= s.until))
            assert said == now[one.id], one.id


@settings(max_examples=150)
@given(whole, st.sets(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=9), days)
def test_what_is_known_stays_known_when_gaps_are_filled(full: dict[str, Any], gone: set[str], on: date) -> None:
    """Neither one more answer nor all of them turn, or take back, what was known."""
    answers = {name: value for name, value in full.items() if name not in gone}
    settled = {id: one for id, one in outcomes(followed(answers, on)).items() if one != "unknown"}
    for filled in ({*gone}, *({name} for name in sorted(gone))):
        fuller = answers | {name: full[name] for name in filled}
        assert outcomes(followed(fuller, on)).items() >= settled.items()


@settings(max_examples=60)
@given(whole, st.sets(st.sampled_from(sorted(ANSWERS)), max_size=5), days)
def test_what_is_not_known_says_what_is_asked(full: dict[str, Any], gone: set[str], on: date) -> None:
    """An endpoint is not yet known if and only if it names an open question."""
    answers = {name: value for name, value in full.items() if name not in gone}
    for one in followed(answers, on).endpoints:
        assert (one.outcome == "unknown") == bool(one.open_questions), one
