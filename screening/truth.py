"""Truth, and truth over time: and / or / not on step functions of days.

Kleene's three values, with one distinction inside *unknown*: UNKNOWN lacks an answer, REFERRED lacks nothing but
the judgement of a doctor who has given it. A missing answer outweighs a referral, so a decision is never taken
where an answer is missing, nor against a definite truth.

A day is an `int`, the proleptic Gregorian ordinal of `datetime.date.toordinal`. A course is a tuple of
`(first day, truth)` steps with rising days and no two neighbours alike; the last step never ends.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum


class Truth(IntEnum):
    """What is known of a statement on one day."""

    FALSE = 0
    UNKNOWN = 1
    REFERRED = 2
    TRUE = 3


FALSE, UNKNOWN, REFERRED, TRUE = Truth

Course = tuple[tuple[int, Truth], ...]

# Row, column: FALSE, UNKNOWN, REFERRED, TRUE.
_AND = (
    (FALSE, FALSE, FALSE, FALSE),
    (FALSE, UNKNOWN, UNKNOWN, UNKNOWN),
    (FALSE, UNKNOWN, REFERRED, REFERRED),
    (FALSE, UNKNOWN, REFERRED, TRUE),
)
_OR = (
    (FALSE, UNKNOWN, REFERRED, TRUE),
    (UNKNOWN, UNKNOWN, UNKNOWN, TRUE),
    (REFERRED, UNKNOWN, REFERRED, TRUE),
    (TRUE, TRUE, TRUE, TRUE),
)
_NOT = (TRUE, UNKNOWN, REFERRED, FALSE)


def negate(truth: Truth) -> Truth:
    """Say the opposite; what is not known stays not known."""
    return _NOT[truth]


def constant(day: int, truth: Truth) -> Course:
    """Give the course that is the same on every day from `day` on."""
    return ((day, truth),)


def steps(pairs: Iterable[tuple[int, Truth]]) -> Course:
    """Make a course of `(day, truth)` pairs with rising days; a step that changes nothing is left out."""
    kept: list[tuple[int, Truth]] = []
    for day, truth in pairs:
        if not kept or kept[-1][1] is not truth:
            kept.append((day, truth))
    return tuple(kept)


def at(course: Course, day: int) -> Truth:
    """Read a course on a day; before its first day it is what it is on that day."""
    found = course[0][1]
    for start, truth in course:
        if start > day:
            break
        found = truth
    return found


def course_not(course: Course) -> Course:
    """Turn a course round, day by day."""
    return tuple([(day, _NOT[truth]) for day, truth in course])


def course_and(courses: Sequence[Course]) -> Course:
    """Say of each day whether all courses hold."""
    return _combined(courses, _AND, TRUE, FALSE)


def course_or(courses: Sequence[Course]) -> Course:
    """Say of each day whether any course holds."""
    return _combined(courses, _OR, FALSE, TRUE)


def _combined(
    courses: Sequence[Course], table: tuple[tuple[Truth, ...], ...], neutral: Truth, final: Truth
) -> Course:
    start = courses[0][0][0]
    flat = neutral
    moving = []
    for course in courses:
        if len(course) == 1:
            flat = table[flat][course[0][1]]
        else:
            moving.append(course)
    # Most courses never change: they are folded once, and one final truth among them settles every day.
    if flat is final or not moving:
        return ((start, flat),)
    if len(moving) == 1:
        return steps((day, table[flat][truth]) for day, truth in moving[0])
    days = sorted({day for course in moving for day, _ in course})
    found: list[tuple[int, Truth]] = []
    for day in days:
        truth = flat
        for course in moving:
            truth = table[truth][at(course, day)]
        found.append((day, truth))
    return steps(found)
