"""The engine's laws (DESIGN section 4), criterion by criterion, against an independent oracle."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import Assessment, assess
from screening.patient import read_history
from screening.protocol import Protocol
from tests.property.formulas import formula_worlds
from tests.property.gaps import fillings, gaps, has_counted, out_of_date, repeated_as_they_were
from tests.property.oracle import Reader
from tests.property.plain import Day, Json
from tests.property.worlds import World, random_worlds, shipped_worlds

DAYS = 40
SHIPPED: Json = tomllib.loads(
    files("resources").joinpath("protocols", "NCT03976882-2024-published.toml").read_text("utf-8"),
    parse_float=Decimal,
)
for _criterion in SHIPPED["criterion"]:
    del _criterion["examples"]
MANY = settings(max_examples=max(150, settings().max_examples))
worlds = st.one_of(random_worlds(), random_worlds(), shipped_worlds(SHIPPED), formula_worlds())


def judged(protocol: Protocol, history: Json, day: Day) -> Assessment:
    """Let the engine assess."""
    return assess(protocol, read_history(history, protocol), day)


def outcomes(assessment: Assessment) -> dict[str, str]:
    return {one.id: one.outcome for one in assessment.criteria}


def by_the_oracle(protocol: Json, history: Json, day: Day) -> dict[str, str]:
    reader = Reader(protocol, history, day)
    return {one["id"]: reader.outcome(one) for one in protocol["criterion"]}


def days_after(on: Day) -> Iterator[Day]:
    return (on + timedelta(days=step) for step in range(DAYS))


@MANY
@given(worlds)
def test_every_outcome_is_what_a_dumb_reading_gives(world: World) -> None:
    """The engine and the oracle agree on every criterion and on the verdict, today and in the weeks to come."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    for day in (on, *[on + timedelta(days=step) for step in (1, 2, 3, 4, 5, 7, 8, 30)]):
        assessment = judged(protocol, history, day)
        assert outcomes(assessment) == by_the_oracle(raw, history, day)
        assert assessment.verdict == Reader(raw, history, day).verdict()


@MANY
@given(worlds)
def test_law_1_a_definite_outcome_holds_however_the_gaps_are_filled(world: World) -> None:
    """What is settled today is what the complete facts say, whatever they turn out to be."""
    raw, history, on = world
    settled = settled_outcomes(judged(Protocol.model_validate(raw), history, on))
    for complete in fillings(raw, history, on, gaps(raw, history, on)):
        assert by_the_oracle(raw, complete, on).items() >= settled.items()


@MANY
@given(worlds)
def test_law_2_filling_one_more_gap_never_reverses_a_definite_outcome(world: World) -> None:
    """Knowing more never turns what was known."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    settled = settled_outcomes(judged(protocol, history, on))
    for gap in gaps(raw, history, on):
        for fuller in fillings(raw, history, on, [gap]):
            assert outcomes(judged(protocol, fuller, on)).items() >= settled.items()


def settled_outcomes(assessment: Assessment) -> dict[str, str]:
    return {name: outcome for name, outcome in outcomes(assessment).items() if outcome != "unknown"}


@MANY
@given(worlds)
def test_law_3_filling_what_is_not_asked_never_matters(world: World) -> None:
    """An open question that is not named by a criterion has no bearing on it, nor on the verdict."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    assessment = judged(protocol, history, on)
    missing = gaps(raw, history, on)
    unasked = [gap for gap in missing if gap not in assessment.open_questions]
    for fuller in fillings(raw, history, on, unasked):
        again = judged(protocol, fuller, on)
        assert (again.verdict, outcomes(again)) == (assessment.verdict, outcomes(assessment))
    for one in assessment.criteria:
        for fuller in fillings(raw, history, on, [gap for gap in missing if gap not in one.open_questions]):
            assert outcomes(judged(protocol, fuller, on))[one.id] == one.outcome


@MANY
@given(worlds)
def test_law_4_not_yet_known_is_another_word_for_an_open_question(world: World) -> None:
    """S4: a criterion is not yet known exactly where it asks something, and all it asks stands in the list."""
    raw, history, on = world
    assessment = judged(Protocol.model_validate(raw), history, on)
    for one in assessment.criteria:
        assert (one.outcome == "unknown") == bool(one.open_questions)
        assert one.reasons
    asked = [question for one in assessment.criteria for question in one.open_questions]
    assert sorted(set(asked)) == sorted(assessment.open_questions)
    assert assessment.verdict != "undetermined" or assessment.open_questions
    assert assessment.verdict != "eligible" or not assessment.open_questions


@MANY
@given(worlds)
def test_law_5_the_calendar_is_the_same_facts_assessed_again(world: World) -> None:
    """The calendar covers every day from the one assessed, in the fewest stretches, with that day's verdict."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    calendar = judged(protocol, history, on).calendar
    assert calendar[0].start == on and calendar[-1].until is None
    for one, after in pairwise(calendar):
        assert one.until is not None and after.start == one.until + timedelta(days=1)
        assert one.verdict != after.verdict
    for day in days_after(on):
        (verdict,) = [one.verdict for one in calendar if one.start <= day and (one.until is None or day <= one.until)]
        assert verdict == judged(protocol, history, day).verdict


@MANY
@given(worlds)
def test_law_6_possible_leaves_out_no_day_on_which_filling_the_gaps_gives_eligible(world: World) -> None:
    """Results that count today are repeated at their value; then every filling that qualifies is foreseen."""
    raw, history, on = world
    possible = possible_days(judged(Protocol.model_validate(raw), history, on))
    for day in days_after(on):
        if day not in possible:
            kept = repeated_as_they_were(raw, history, on, day)
            for complete in fillings(raw, kept, day, gaps(raw, kept, day)):
                assert Reader(raw, complete, day).verdict() != "eligible"


@MANY
@given(worlds)
def test_possible_is_where_nothing_speaks_against_if_what_counts_today_did_not_expire(world: World) -> None:
    """No day too few, no day too many; and neighbouring stretches need different things."""
    raw, history, on = world
    assessment = judged(Protocol.model_validate(raw), history, on)
    possible = possible_days(assessment)
    for day in days_after(on):
        assert (day in possible) == (Reader(raw, history, day, kept=on).verdict() != "ineligible")
    for one, after in pairwise(assessment.possible):
        assert one.until is not None and one.until < after.start
        assert after.start > one.until + timedelta(days=1) or one.needs != after.needs


@MANY
@given(worlds)
def test_what_a_stretch_needs_is_what_has_run_out_and_is_asked_again(world: World) -> None:
    """Without needs today's facts still do; each need counted once; whatever ran out and is asked then is a need."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    for day, needs in possible_days(judged(protocol, history, on)).items():
        then = judged(protocol, history, day)
        assert needs or then.verdict != "ineligible"
        assert all(out_of_date(raw, history, name, day) for name in set(needs) - repeated_fields(raw))
        assert run_out(raw, history, on, day) & set(then.open_questions) <= set(needs) | repeated_fields(raw)


def run_out(raw: Json, history: Json, on: Day, day: Day) -> set[str]:
    """Name the fields of which something counted on the day assessed or since, and all is out of date."""
    return {
        name
        for name in raw["field"]
        if out_of_date(raw, history, name, day)
        and any(has_counted(raw, history, name, on + timedelta(days=step)) for step in range((day - on).days))
    }


def possible_days(assessment: Assessment) -> dict[Day, tuple[str, ...]]:
    return {
        day: one.needs
        for day in days_after(assessment.on)
        for one in assessment.possible
        if one.start <= day and (one.until is None or day <= one.until)
    }


def repeated_fields(raw: Json) -> set[str]:
    """Name the series of which several results are looked at: some of them run out while others still count."""
    return {"plt"} if any(shape in str(raw["criterion"]) for shape in ("repeated", "no_result")) else set()
