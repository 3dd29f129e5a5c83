"""Truth, and truth over time."""

from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.truth import (
    FALSE,
    REFERRED,
    TRUE,
    UNKNOWN,
    Course,
    Truth,
    always,
    at,
    course_and,
    course_not,
    course_or,
    steps,
)

DAYS = range(12)

AND = {
    (FALSE, FALSE): FALSE,
    (FALSE, UNKNOWN): FALSE,
    (FALSE, REFERRED): FALSE,
    (FALSE, TRUE): FALSE,
    (UNKNOWN, UNKNOWN): UNKNOWN,
    (UNKNOWN, REFERRED): UNKNOWN,
    (UNKNOWN, TRUE): UNKNOWN,
    (REFERRED, REFERRED): REFERRED,
    (REFERRED, TRUE): REFERRED,
    (TRUE, TRUE): TRUE,
}
NOT = {FALSE: TRUE, UNKNOWN: UNKNOWN, REFERRED: REFERRED, TRUE: FALSE}

truths = st.sampled_from(Truth)
pairs_of_a_course = st.lists(st.tuples(st.integers(0, 11), truths), min_size=1, max_size=6)
courses = pairs_of_a_course.map(lambda pairs: steps(sorted(pairs)))


@pytest.mark.parametrize("pair", AND)
def test_and_is_kleenes_and_a_missing_answer_outweighs_a_referral(pair: tuple[Truth, Truth]) -> None:
    """In either order; one false part settles it."""
    for one, other in (pair, pair[::-1]):
        assert course_and([always(one), always(other)]) is always(AND[pair])


@pytest.mark.parametrize("pair", AND)
def test_or_is_and_turned_round(pair: tuple[Truth, Truth]) -> None:
    """De Morgan holds with all four values."""
    turned = [always(NOT[one]) for one in pair]
    assert course_or(turned) is always(NOT[AND[pair]])


@pytest.mark.parametrize("truth", Truth)
def test_not_leaves_what_is_not_known(truth: Truth) -> None:
    """Nothing turns unknown into no."""
    assert course_not(always(truth)) is always(NOT[truth])


def test_any_number_of_parts_in_any_order_says_the_same() -> None:
    """And and or are associative and commutative."""
    for three in product(Truth, repeat=3):
        for join in (course_and, course_or):
            assert len({join([always(one) for one in order]) for order in permutations(three)}) == 1
            assert join([always(three[0]), join([always(three[1]), always(three[2])])]) == join(
                [always(one) for one in three]
            )


def test_nothing_at_all_holds_with_and_but_not_with_or() -> None:
    """The neutral values."""
    assert course_and([]) is always(TRUE)
    assert course_or([]) is always(FALSE)


def test_steps_leave_out_what_changes_nothing() -> None:
    """Neighbours differ, the last pair of a day counts, and what never changes begins on day 0."""
    assert steps([(3, TRUE), (4, TRUE), (5, FALSE)]) == ((3, TRUE), (5, FALSE))
    assert steps([(3, TRUE), (5, UNKNOWN), (5, FALSE)]) == ((3, TRUE), (5, FALSE))
    assert steps([(3, TRUE), (5, FALSE), (5, TRUE), (6, FALSE)]) == ((3, TRUE), (6, FALSE))
    assert steps([(3, TRUE), (5, FALSE), (5, TRUE)]) is always(TRUE)
    assert steps([(3, TRUE), (9, TRUE)]) is always(TRUE)


def test_a_course_is_read_on_a_day() -> None:
    """From the first day of a step; before its first day it is what it is on that day."""
    course = steps([(3, TRUE), (5, FALSE), (9, UNKNOWN)])
    assert [at(course, day) for day in (0, 3, 4, 5, 8, 9, 10**6)] == [TRUE, TRUE, TRUE, FALSE, FALSE, UNKNOWN, UNKNOWN]
    assert at(always(REFERRED), 7) is REFERRED


@given(st.lists(courses, min_size=1, max_size=4))
def test_courses_are_joined_day_by_day(parts: list[Course]) -> None:
    """What a joined course says on a day is what its parts say on that day, in the fewest steps."""
    parts = [steps([(0, at(part, 0)), *part]) for part in parts]  # every course of an assessment begins on one day
    for join, worst in ((course_and, FALSE), (course_or, TRUE)):
        joined = join(parts)
        for day in DAYS:
            told = {at(part, day) for part in parts}
            expected = next(one for one in (worst, UNKNOWN, REFERRED, NOT[worst]) if one in told)
            assert at(joined, day) is expected
        assert all(one[1] is not other[1] for one, other in pairwise(joined))


@given(courses)
def test_turning_a_course_round_twice_gives_it_back(course: Course) -> None:
    """Not is its own inverse, day by day."""
    assert course_not(course_not(course)) == course
    assert all(at(course_not(course), day) is NOT[at(course, day)] for day in DAYS)


@given(courses)
def test_joining_with_what_always_holds_changes_nothing(course: Course) -> None:
    """The very same course comes back, and one final truth settles every day."""
    assert course_and([always(TRUE), course]) is course
    assert course_or([course, always(FALSE)]) is course
    assert course_and([always(FALSE), course]) is always(FALSE)
    assert course_or([course, always(TRUE)]) is always(TRUE)
