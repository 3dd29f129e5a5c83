"""Birthdays, ages, calendar months, and the day on which an event has left its window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engine.dates import age_on, birthday, months_before
from screening.engine.events import expiry, window
from screening.engine.findings import iso

days = st.dates(date(1850, 1, 1), date(2200, 12, 31))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("born", "years", "turns"),
    [
        ("2008-11-24", 18, "2026-11-24"),
        ("2008-02-29", 18, "2026-03-01"),
        ("2008-02-29", 20, "2028-02-29"),
        ("1996-02-29", 104, "2100-03-01"),
        ("2008-02-28", 18, "2026-02-28"),
        ("2008-11-24", 0, "2008-11-24"),
    ],
)
def test_the_birthday(born: str, years: int, turns: str) -> None:
    """Someone born on 29 February has it on 1 March, except in a leap year."""
    assert birthday(date.fromisoformat(born), years) == day(turns)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2008-11-24", "2026-11-23", 17),
        ("2008-11-24", "2026-11-24", 18),
        ("1950-11-25", "2026-11-24", 75),
        ("1950-11-24", "2026-11-24", 76),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-11-24", "2026-11-24", 0),
        ("2026-11-24", "2026-11-23", -1),
    ],
)
def test_age_in_completed_years(born: str, on: str, age: int) -> None:
    """The birthday counts."""
    assert age_on(date.fromisoformat(born), day(on)) == age


@given(days, days)
def test_age_rises_on_birthdays_alone(born: date, on: date) -> None:
    """Between this birthday and the next one it is that age."""
    age = age_on(born, on.toordinal())
    assert birthday(born, age) <= on.toordinal() < birthday(born, age + 1)


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        ("2026-11-24", 6, "2026-05-24"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2024-08-31", 6, "2024-02-29"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 24, "2024-11-24"),
    ],
)
def test_months_before_a_day(on: str, months: int, before: str) -> None:
    """The same day of an earlier month, or its last."""
    assert months_before(day(on), months) == day(before)


def test_more_months_than_there_are_reach_before_every_day() -> None:
    """A bound of three thousand years is no error."""
    assert months_before(day("2026-11-24"), 36_500) < day("0001-01-01")


@given(days, st.integers(0, 2000))
def test_months_before_never_turns_back(on: date, months: int) -> None:
    """A later day has a later or the same start of its window."""
    assert months_before(on.toordinal(), months) <= months_before(on.toordinal() + 1, months)


@given(
    days,
    st.sampled_from(("within_days", "within_months", "at_least_days_since", "at_least_months_since")),
    st.integers(0, 40),
)
def test_an_event_leaves_its_window_once(event: date, bound: str, number: int) -> None:
    """On the first day on which it no longer lies within, and never comes back."""
    within = window(bound, number)
    start = event.toordinal()
    gone = expiry(start, within)
    assert gone is not None and not within(start, gone) and not within(start, gone + 400)
    assert gone == start or within(start, gone - 1)


def test_an_event_that_counts_for_ever_never_leaves() -> None:
    """`ever`, and a window longer than anyone's life."""
    assert expiry(day("2026-11-24"), window("ever", 0)) is None
    assert expiry(day("2026-11-24"), window("within_months", 36_500)) is None


def test_days_are_written_as_json_has_them() -> None:
    """ISO dates."""
    assert iso(day("2026-11-24")) == "2026-11-24"
