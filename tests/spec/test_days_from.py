"""Whole days between two dates: `{ days_from = "planned", to = "given", at_least = 7 }`."""

from typing import Any

from tests.spec.table import check

CYCLE: dict[str, Any] = {
    "planned": {"kind": "date", "options": {"none_planned": {}, "not_documented": {"unknown": True}}},
    "given": {"kind": "date", "options": {"waiting": {}, "not_documented": {"unknown": True}}},
}
DELAY = {"days_from": "planned", "to": "given", "at_least": 7}


def test_exactly_so_many_days_are_enough() -> None:
    """Dates are compared, not hours; before the planned day the delay is below zero."""
    table = """
    planned | given | day   | outcome | why
    11-17   | 11-16 | 12-24 | not met | days.no
    11-17   | 11-17 | 12-24 | not met | days.no
    11-17   | 11-21 | 12-24 | not met | days.no
    11-17   | 11-23 | 12-24 | not met | days.no
    11-17   | 11-24 | 12-24 | met     | days.yes
    11-17   | 11-25 | 12-24 | met     | days.yes
    11-17   | 12-08 | 12-24 | met     | days.yes
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_who_still_waits_is_counted_until_today() -> None:
    """`waiting` becomes enough by waiting."""
    table = """
    planned | given   | day   | outcome
    11-17   | waiting | 11-16 | not met
    11-17   | waiting | 11-17 | not met
    11-17   | waiting | 11-23 | not met
    11-17   | waiting | 11-24 | met
    11-17   | waiting | 12-24 | met
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_a_day_that_has_not_come_means_waiting_until_then() -> None:
    """A cycle that is to be given on the 25th has not been given on the 24th."""
    table = """
    planned | given | day   | outcome
    11-17   | 11-25 | 11-23 | not met
    11-17   | 11-25 | 11-24 | met
    11-17   | 11-25 | 11-30 | met
    11-17   | 11-22 | 11-20 | not met
    11-17   | 11-22 | 11-30 | not met
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_what_cannot_have_been_reached_is_not_met_whatever_is_missing() -> None:
    """Six days after the planned day no delay can be seven days; from then on the second date is asked."""
    table = """
    planned | given          | day   | outcome | asks           | why
    11-17   |                | 11-16 | not met |                | days.cannot
    11-17   |                | 11-23 | not met |                | days.cannot
    11-17   | not_documented | 11-23 | not met |                | days.cannot
    11-17   |                | 11-24 | unknown | given          | missing
    11-17   | not_documented | 11-24 | unknown | given          | unknown
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_without_the_first_date_nothing_is_known() -> None:
    """R13: both are asked where both are missing. A word in place of the first date is no day to count from."""
    table = """
    planned        | given   | day   | outcome | asks           | why
                   | waiting | 11-24 | unknown | planned        | missing
                   | 11-24   | 11-24 | unknown | planned        | missing
                   |         | 11-24 | unknown | planned, given | missing
    not_documented | waiting | 11-24 | unknown | planned        | unknown
    none_planned   | waiting | 11-24 | unknown | planned        | unknown
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_the_answers_known_on_the_day_count() -> None:
    """A date that was entered later, or moved, counts from its own day on."""
    table = """
    planned                    | given                        | day   | outcome
    11-17                      | waiting; 11-20 @11-22        | 11-21 | not met
    11-15; 11-17 @11-21        | waiting                      | 11-22 | not met
    11-13; 11-17 @11-21        | waiting                      | 11-20 | met
    11-17 @11-25               | waiting                      | 11-24 | unknown
    11-17                      | waiting @11-20; 11-22 @11-23 | 11-24 | not met
    """
    check(table, rule=DELAY, fields=CYCLE)


def test_at_most_holds_from_the_first_day_until_the_last() -> None:
    """Consent at most 28 days old: 28 days count, 29 do not."""
    table = """
    planned | day   | outcome
    10-27   | 11-24 | met
    10-27   | 11-25 | not met
    11-24   | 11-24 | met
            | 11-24 | unknown
    """
    check(table, rule={"days_from": "planned", "at_most": 28}, fields={"planned": CYCLE["planned"]})


def test_at_most_holds_while_it_cannot_have_been_exceeded() -> None:
    """As long as no more days can have passed, the second date is not needed."""
    table = """
    planned | given | day   | outcome | asks
    11-17   |       | 11-24 | met     |
    11-17   |       | 11-25 | unknown | given
    11-17   | 11-24 | 12-24 | met     |
    11-17   | 11-25 | 12-24 | not met |
    """
    check(table, rule={"days_from": "planned", "to": "given", "at_most": 7}, fields=CYCLE)
