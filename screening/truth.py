"""Truth, and truth over time: and / or / not / at least so many on step functions of days.

Kleene's three values, with one distinction inside *unknown*: UNKNOWN lacks an answer, REFERRED lacks nothing but
the judgement of a doctor who has given it. A missing answer outweighs a referral, so a decision is never taken
where an answer is missing, nor against a definite truth.

A day is an `int`, the proleptic Gregorian ordinal of `datetime.date.toordinal`. A course is a tuple of
`(first day, truth)` steps with rising days and no two neighbours alike; the last step never ends. A course without
a change begins on day 0, so that there are only four of them.
"""

from bisect import bisect_right
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
_Table = tuple[tuple[Truth, ...], ...]

# Row, column: FALSE, UNKNOWN, REFERRED, TRUE.
_AND: _Table = (
    (FALSE, FALSE, FALSE, FALSE),
    (FALSE, UNKNOWN, UNKNOWN, UNKNOWN),
    (FALSE, UNKNOWN, REFERRED, REFERRED),
    (FALSE, UNKNOWN, REFERRED, TRUE),
)
_OR: _Table = (
    (FALSE, UNKNOWN, REFERRED, TRUE),
    (UNKNOWN, UNKNOWN, UNKNOWN, TRUE),
    (REFERRED, UNKNOWN, REFERRED, TRUE),
    (TRUE, TRUE, TRUE, TRUE),
)
_NOT = (TRUE, UNKNOWN, REFERRED, FALSE)
_ALWAYS: tuple[Course, ...] = tuple(((0, truth),) for truth in Truth)
_AFTER_ALL = len(Truth)  # sorts behind every step of its day


def always(truth: Truth) -> Course:
    """Give the course that is the same on every day."""
    return _ALWAYS[truth]


def steps(pairs: Iterable[tuple[int, Truth]]) -> Course:
    """Make a course of `(day, truth)` pairs in order of days; of one day the last counts."""
    kept: list[tuple[int, Truth]] = []
    for pair in pairs:
        if kept and kept[-1][0] == pair[0]:
            kept.pop()
        if not kept or kept[-1][1] is not pair[1]:
            kept.append(pair)
    return tuple(kept) if len(kept) > 1 else _ALWAYS[kept[0][1]]


def at(course: Course, day: int) -> Truth:
    """Read a course on a day; before its first day it is what it is on that day."""
    if len(course) == 1 or day < course[1][0]:
        return course[0][1]
    return course[bisect_right(course, (day, _AFTER_ALL)) - 1][1]


def course_not(course: Course) -> Course:
    """Turn a course round, day by day."""
    if len(course) == 1:
        return _ALWAYS[_NOT[course[0][1]]]
    return tuple([(day, _NOT[truth]) for day, truth in course])


def course_and(courses: Sequence[Course]) -> Course:
    """Say of each day whether all courses hold."""
    return _combined(courses, _AND, TRUE, FALSE)


def course_or(courses: Sequence[Course]) -> Course:
    """Say of each day whether any course holds."""
    return _combined(courses, _OR, FALSE, TRUE)


def course_at_least(courses: Sequence[Course], number: int) -> Course:
    """Say of each day whether at least so many courses hold."""
    moving = [course for course in courses if len(course) > 1]
    if not moving:
        return _ALWAYS[_counted([course[0][1] for course in courses], number)]
    days = sorted({day for course in moving for day, _ in course})
    return steps([(day, _counted([at(course, day) for course in courses], number)) for day in days])


def _counted(truths: Sequence[Truth], number: int) -> Truth:
    """Say whether enough of them hold: as AND and OR have it, a missing answer outweighs a referral."""
    holding, unknown = truths.count(TRUE), truths.count(UNKNOWN)
    if holding >= number:
        return TRUE
    if len(truths) - truths.count(FALSE) < number:
        return FALSE
    return UNKNOWN if unknown else REFERRED


def _combined(courses: Sequence[Course], table: _Table, neutral: Truth, final: Truth) -> Course:
    # Most courses never change: they are folded once, and one final truth among them settles every day.
    flat = neutral
    moving = []
    for course in courses:
        if len(course) == 1:
            flat = table[flat][course[0][1]]
        else:
            moving.append(course)
    if not moving or flat is final:
        return _ALWAYS[flat]
    if len(moving) == 1:
        return moving[0] if flat is neutral else steps([(day, table[flat][truth]) for day, truth in moving[0]])
    return steps(_merged(moving, flat, table))


def _merged(moving: Sequence[Course], flat: Truth, table: _Table) -> Iterable[tuple[int, Truth]]:
    """Walk through the changes of all courses, from what each is on its first day."""
    current = [course[0][1] for course in moving]
    for day, place, truth in sorted([(day, place, truth) for place, one in enumerate(moving) for day, truth in one]):
        current[place] = truth
        joined = flat
        for one in current:
            joined = table[joined][one]
        yield day, joined
