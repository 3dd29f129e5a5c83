"""What is told of a case's days agrees with its calendar, whatever the protocol and the history."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import Assessment, Need, assess, day_state
from screening.log import needs_of
from screening.patient import read_history
from screening.protocol import Protocol
from tests.property.test_engine_laws import SHIPPED
from tests.property.worlds import World, random_worlds, shipped_worlds

FEW = settings(max_examples=60)
worlds = st.one_of(random_worlds(), shipped_worlds(SHIPPED))
HELPS = ("answer", "repeat", "decide")


def told(world: World) -> tuple[Assessment, Sequence[Need]]:
    """Assess, and say what a form not saved needs."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    assessment = assess(protocol, read_history(history, protocol), on)
    return assessment, needs_of(assessment)


def eligible(assessment: Assessment, day: date) -> bool:
    return day_state(assessment.calendar, assessment.possible, day) == "eligible"


@FEW
@given(worlds)
def test_who_qualifies_today_lacks_nothing(world: World) -> None:
    """One step comes next, and by the last day of qualifying without a break; nobody else is told of one."""
    assessment, needs = told(world)
    kinds = [need.kind for need in needs]
    if assessment.verdict != "eligible":
        assert needs and "save" not in kinds
        return
    (need,) = needs
    assert (need.kind, need.fields, need.start, need.by) == ("save", (), assessment.on, need.until)
    last = need.until or assessment.on + timedelta(days=400)
    days = [assessment.on + timedelta(days=ahead) for ahead in range((last - assessment.on).days + 1)]
    assert all(eligible(assessment, day) for day in days)
    assert need.until is None or not eligible(assessment, last + timedelta(days=1))


@FEW
@given(worlds)
def test_what_is_missing_is_told_with_a_window_of_the_calendar(world: World) -> None:
    """The day by which it is needed lies in the window, and each field is an open question or a result to repeat."""
    assessment, needs = told(world)
    for need in needs:
        if need.kind not in HELPS:
            continue
        (window,) = [one for one in assessment.possible if (one.start, one.until) == (need.start, need.until)]
        assert window is assessment.possible[0] and need.fields
        assert set(need.fields) <= {*assessment.open_questions, *window.needs}
        if need.by is not None:
            assert window.start <= need.by and (window.until is None or need.by <= window.until)
    asked = [name for need in needs for name in need.fields]
    assert len(asked) == len(set(asked))
    if any(need.kind in HELPS for need in needs):
        assert set(assessment.open_questions) <= set(asked)


@FEW
@given(worlds)
def test_a_window_opens_on_the_first_day_that_has_one(world: World) -> None:
    """By waiting alone, with nothing missing; the whole stretch qualifies, and no day before it does."""
    assessment, needs = told(world)
    for need in needs:
        if need.kind not in ("opens", "could_open"):
            continue
        assert needs == (need,) and not need.fields and need.by == need.start is not None
        assert assessment.on < need.start and not assessment.open_questions
        before = range((need.start - assessment.on).days)
        assert not any(eligible(assessment, assessment.on + timedelta(days=ahead)) for ahead in before)
        assert eligible(assessment, need.start) == (need.kind == "opens")
        if need.until is not None:
            assert eligible(assessment, need.until) == (need.kind == "opens")
            assert not eligible(assessment, need.until + timedelta(days=1)) or need.kind == "could_open"


@FEW
@given(worlds)
def test_only_who_can_never_qualify_is_to_be_ended(world: World) -> None:
    assessment, needs = told(world)
    assert ([need.kind for need in needs] == ["end"]) == (not assessment.possible)
