from datetime import date

import pytest

from gui.kit.days import is_whole, parse_day, parse_moment, parse_time

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21", "2026/11/21", "2026.11.21", "20261121", "2026年11月21日", " 2026-11-21 ", "2026-11-21",
        "21.11.2026", "21/11/2026", "11/21/2026", "21 Nov 2026", "21-NOV-2026", "21 November 2026",
    ],
)  # fmt: skip
def test_a_day_is_understood(text: str) -> None:
    """Every unambiguous way of writing a day is taken."""
    assert parse_day(text, TODAY) == date(2026, 11, 21)


@pytest.mark.parametrize(("text", "day"), [("t", 23), ("Today", 23), ("今天", 23), ("yesterday", 22), ("昨天", 22)])
def test_words_for_days(text: str, day: int) -> None:
    """Today and yesterday have words."""
    assert parse_day(text, TODAY) == date(2026, 11, day)


@pytest.mark.parametrize("text", ["", "05.06.2026", "1/2/2026", "2026-02-30", "2026-13-01", "21.11.26", "soon",
                                  "99999999", "2026-11", "21 Foo 2026", "0001-01-01"])  # fmt: skip
def test_no_day_and_two_days_are_refused(text: str) -> None:
    """What is no day, or could be two, is never guessed."""
    assert parse_day(text, TODAY) is None


def test_same_day_and_month_is_unambiguous() -> None:
    """5.5.2026 is the same either way."""
    assert parse_day("5.5.2026", TODAY) == date(2026, 5, 5)


def test_a_day_being_typed_is_not_whole() -> None:
    """2026-11-2 may become 2026-11-23; text of another form cannot."""
    assert not is_whole("2026-11-2")
    assert is_whole("2026-11-23")
    assert is_whole("20261123")


@pytest.mark.parametrize(("text", "time"), [("8:30", "08:30"), ("08:30", "08:30"), ("23.59", "23:59"), ("24:00", None)])
def test_times(text: str, time: str | None) -> None:
    """A time of day is hours and minutes."""
    assert parse_time(text) == time


def test_moments() -> None:
    """A day may bear a time; a wrong time spoils the whole."""
    assert parse_moment("21.11.2026 8:30", TODAY) == "2026-11-21T08:30"
    assert parse_moment("2026-11-21T08:30", TODAY) == "2026-11-21T08:30"
    assert parse_moment("2026-11-21", TODAY) == "2026-11-21"
    assert parse_moment("2026-11-21 25:00", TODAY) is None
    assert parse_moment("soon 8:30", TODAY) is None
