"""Dated events within, or not within, a window: `{ event = "transfusions", not_within_days = 10 }`."""

from typing import Any

from tests.spec.table import check

EVENTS: dict[str, Any] = {"transfusions": {"kind": "events"}}
ANCHORED: dict[str, Any] = EVENTS | {"day1": {"kind": "date", "options": {"not_planned": {}}}}


def test_within_includes_both_ends() -> None:
    """Ten days ago is within the last 10 days, and so is today; a list that is there is complete, none is unknown."""
    table = """
    transfusions | day   | outcome | asks         | why
    11-13        | 11-24 | not met |              | event.outside
    11-14        | 11-24 | met     |              | event.within
    11-24        | 11-24 | met     |              | event.within
    10-01; 11-14 | 11-24 | met     |              | event.within
    none         | 11-24 | not met |              | event.none
                 | 11-24 | unknown | transfusions | missing
    """
    check(table, rule={"event": "transfusions", "within_days": 10}, fields=EVENTS)


def test_not_within_is_the_opposite() -> None:
    """Ten days ago is too recent, eleven days ago is not."""
    table = """
    transfusions | day   | outcome
    11-13        | 11-24 | met
    11-14        | 11-24 | not met
    11-24        | 11-24 | not met
    10-01; 11-14 | 11-24 | not met
    none         | 11-24 | met
                 | 11-24 | unknown
    """
    check(table, rule={"event": "transfusions", "not_within_days": 10}, fields=EVENTS)


def test_at_least_so_many_days_since_lets_the_last_day_pass() -> None:
    """ ">= 10 days since": exactly ten days ago is enough, nine are not."""
    table = """
    transfusions | day   | outcome
    11-13        | 11-24 | met
    11-14        | 11-24 | met
    11-15        | 11-24 | not met
    11-24        | 11-24 | not met
    none         | 11-24 | met
    """
    check(table, rule={"event": "transfusions", "at_least_days_since": 10}, fields=EVENTS)


def test_months_are_calendar_months() -> None:
    """Six months before 31 August is the last of February; the day itself is within, the day before is not."""
    table = """
    transfusions | day   | outcome
    05-23        | 11-24 | not met
    05-24        | 11-24 | met
    02-27        | 08-31 | not met
    02-28        | 08-31 | met
    2023-02-28   | 2024-08-29 | not met
    2024-02-28   | 2024-08-31 | not met
    2024-02-29   | 2024-08-31 | met
    """
    check(table, rule={"event": "transfusions", "within_months": 6}, fields=EVENTS)
    table = """
    transfusions | day   | outcome
    05-23        | 11-24 | met
    05-24        | 11-24 | not met
    """
    check(table, rule={"event": "transfusions", "not_within_months": 6}, fields=EVENTS)
    table = """
    transfusions | day   | outcome
    05-24        | 11-24 | met
    05-25        | 11-24 | not met
    """
    check(table, rule={"event": "transfusions", "at_least_months_since": 6}, fields=EVENTS)


def test_ever_is_at_any_time_until_now() -> None:
    """What lies in the future has not happened."""
    table = """
    transfusions | day   | outcome  | why
    1999-01-01   | 11-24 | excludes | event.within
    11-24        | 11-24 | excludes | event.within
    11-25        | 11-24 | clear    | event.none
    none         | 11-24 | clear    | event.none
                 | 11-24 | unknown  | missing
    """
    check(table, rule={"event": "transfusions", "ever": True}, fields=EVENTS, kind="exclusion")


def test_an_event_becomes_known_on_its_own_day_and_leaves_the_window_later() -> None:
    """One planned for the 25th is not known on the 24th; of three days it is gone on the 29th."""
    table = """
    transfusions | day   | outcome
    11-25        | 11-24 | met
    11-25        | 11-25 | not met
    11-25        | 11-28 | not met
    11-25        | 11-29 | met
    """
    check(table, rule={"event": "transfusions", "not_within_days": 3}, fields=EVENTS)


def test_a_list_may_be_known_only_from_a_day() -> None:
    """Until somebody has asked, nothing is known."""
    table = """
    transfusions | day   | outcome
    none @11-20  | 11-19 | unknown
    none @11-20  | 11-20 | met
    11-18 @11-20 | 11-20 | not met
    """
    check(table, rule={"event": "transfusions", "not_within_days": 3}, fields=EVENTS)


def test_the_window_may_lie_before_another_day() -> None:
    """Ten days before day 1; what comes after day 1 lies outside, and what isn't known yet doesn't count."""
    table = """
    transfusions | day1        | day   | outcome | asks
    11-09        | 11-20       | 11-24 | met     |
    11-10        | 11-20       | 11-24 | not met |
    11-20        | 11-20       | 11-24 | not met |
    11-21        | 11-20       | 11-24 | met     |
    11-10        | 11-20       | 12-24 | not met |
    11-25        | 11-30       | 11-24 | met     |
    11-25        | 11-30       | 11-25 | not met |
    11-10        |             | 11-24 | unknown | day1
    11-10        | not_planned | 11-24 | unknown | day1
    11-10        | 11-20 @11-25| 11-24 | unknown | day1
    none         |             | 11-24 | met     |
    11-25        |             | 11-24 | met     |
                 | 11-20       | 11-24 | unknown | transfusions
                 |             | 11-24 | unknown | transfusions, day1
    """
    check(table, rule={"event": "transfusions", "not_within_days": 10, "before": "day1"}, fields=ANCHORED)


def test_a_window_as_long_as_you_like() -> None:
    """A bound of three thousand years reaches back before every event."""
    table = """
    transfusions | day   | outcome
    1851-01-01   | 11-24 | met
    """
    check(table, rule={"event": "transfusions", "within_months": 36_500}, fields=EVENTS)
