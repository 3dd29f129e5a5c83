"""Something taken for some days running: `{ exposure = "platelet_drugs", more_than_days = 3, within_days = 14 }`."""

from typing import Any

import pytest
from pydantic import ValidationError

from screening.protocol.days import ExposureRule
from tests.spec.table import check

TAKEN: dict[str, Any] = {"drugs": {"kind": "periods"}}
ANCHORED: dict[str, Any] = TAKEN | {"day1": {"kind": "date", "options": {"not_planned": {}}}}
RULE = {"exposure": "drugs", "more_than_days": 3, "within_days": 14}


def test_days_running_are_calendar_days_with_both_ends() -> None:
    """From the 20th to the 23rd are four days, more than three; the window has both of its ends, too."""
    table = """
    drugs       | day   | outcome  | why
    11-20/11-23 | 11-24 | excludes | exposure.long
    11-20/11-22 | 11-24 | clear    | exposure.short
    11-20/11-20 | 11-24 | clear    | exposure.short
    11-07/11-13 | 11-24 | excludes | exposure.long
    11-06/11-12 | 11-24 | clear    | exposure.short
    10-01/11-09 | 11-24 | clear    | exposure.none
    11-21/11-24 | 11-24 | excludes | exposure.long
    none        | 11-24 | clear    | exposure.none
                | 11-24 | unknown  | missing
    """
    check(table, rule=RULE, fields=TAKEN, kind="exclusion")
    table = """
    drugs       | day   | outcome
    11-20/11-22 | 11-24 | met
    11-20/11-21 | 11-24 | not met
    """
    check(table, rule={"exposure": "drugs", "at_least_days": 3, "within_days": 14}, fields=TAKEN)


def test_periods_that_touch_or_overlap_are_one() -> None:
    """A day between them breaks the run; the longest run decides, whichever it is."""
    table = """
    drugs                                | day   | outcome
    11-18/11-19; 11-20/11-21             | 11-24 | excludes
    11-18/11-20; 11-20/11-21             | 11-24 | excludes
    11-18/11-19; 11-21/11-23             | 11-24 | clear
    11-21/11-23; 11-18/11-19; 11-20/11-20| 11-24 | excludes
    11-10/11-13; 11-23/11-23             | 11-24 | excludes
    11-18/11-23; 11-19/11-20             | 11-24 | excludes
    """
    check(table, rule=RULE, fields=TAKEN, kind="exclusion")


def test_one_that_ended_leaves_the_window_by_waiting() -> None:
    """What lies in the window shortens day by day; what is to come is not known yet."""
    table = """
    drugs       | day   | outcome
    11-20/11-23 | 11-22 | clear
    11-20/11-23 | 11-23 | excludes
    11-20/11-23 | 12-04 | excludes
    11-20/11-23 | 12-05 | clear
    11-25/11-30 | 11-24 | clear
    11-25/11-30 | 11-28 | excludes
    """
    check(table, rule=RULE, fields=TAKEN, kind="exclusion")


def test_what_is_still_taken_is_sure_until_it_was_told() -> None:
    """Told on the 22nd, three days are sure; whether it went on nobody knows. Without a day it is told of every day."""
    table = """
    drugs                 | day   | outcome  | asks  | why
    11-20/ongoing @11-22  | 11-22 | clear    |       | exposure.short
    11-20/ongoing @11-22  | 11-23 | unknown  | drugs | exposure.open
    11-20/ongoing @11-23  | 11-23 | excludes |       | exposure.long
    11-20/ongoing @11-23  | 12-04 | excludes |       | exposure.long
    11-20/ongoing @11-23  | 12-05 | unknown  | drugs | exposure.open
    11-20/ongoing @11-23  | 11-22 | unknown  | drugs | missing
    11-20/ongoing         | 11-22 | clear    |       | exposure.short
    11-20/ongoing         | 11-23 | excludes |       | exposure.long
    11-20/ongoing         | 12-24 | excludes |       | exposure.long
    11-20/11-30 @11-22    | 11-23 | unknown  | drugs | exposure.open
    11-20/11-30 @11-22    | 11-30 | excludes |       | exposure.long
    """
    check(table, rule=RULE, fields=TAKEN, kind="exclusion")


def test_a_day_that_nobody_knows_is_never_a_definite_no() -> None:
    """A run that is long enough decides whatever else is not known; one that lies too far back does, too."""
    table = """
    drugs                    | day   | outcome  | asks  | why
    /11-20                   | 11-24 | unknown  | drugs | exposure.open
    /11-12                   | 11-24 | clear    |       | exposure.short
    /11-13                   | 11-24 | unknown  | drugs | exposure.open
    11-20/                   | 11-24 | unknown  | drugs | exposure.open
    11-22/                   | 11-24 | clear    |       | exposure.short
    11-22/                   | 11-25 | unknown  | drugs | exposure.open
    /                        | 11-24 | unknown  | drugs | exposure.open
    /ongoing                 | 11-24 | unknown  | drugs | exposure.open
    /ongoing @11-24          | 11-24 | unknown  | drugs | exposure.open
    /; 11-15/11-18           | 11-24 | excludes |       | exposure.long
    11-19/11-21; /11-22      | 11-24 | excludes |       | exposure.long
    """
    check(table, rule=RULE, fields=TAKEN, kind="exclusion")
    table = """
    drugs    | day   | outcome
    /ongoing | 11-24 | excludes
    /11-24   | 11-24 | excludes
    11-10/   | 11-24 | excludes
    /11-25   | 11-24 | unknown
    """
    check(table, rule={"exposure": "drugs", "at_least_days": 1, "within_days": 14}, fields=TAKEN, kind="exclusion")


def test_the_window_may_lie_before_another_day() -> None:
    """Before a day that is still to come, what goes on or is planned may go on until then."""
    table = """
    drugs         | day1        | day   | outcome  | asks
    11-10/11-13   | 11-20       | 11-24 | excludes |
    11-10/11-12   | 11-20       | 11-24 | clear    |
    11-18/11-24   | 11-20       | 11-24 | clear    |
    11-17/11-24   | 11-20       | 11-24 | excludes |
    11-22/ongoing | 11-30       | 11-24 | unknown  | drugs
    11-22/11-24   | 11-30       | 11-24 | clear    |
    11-22/11-25   | 11-30       | 11-24 | unknown  | drugs
    11-22/11-25   | 11-30       | 11-25 | excludes |
    11-26/11-28   | 11-30       | 11-24 | unknown  | drugs
    11-26/11-28   | 11-30       | 11-28 | clear    |
    11-10/11-13   | 11-24       | 11-24 | excludes |
    11-10/11-13   | 11-25       | 11-24 | clear    |
    11-10/11-13   |             | 11-24 | unknown  | day1
    11-10/11-13   | not_planned | 11-24 | unknown  | day1
    none          |             | 11-24 | clear    |
                  | 11-20       | 11-24 | unknown  | drugs
                  |             | 11-24 | unknown  | drugs, day1
    """
    check(table, rule={**RULE, "before": "day1"}, fields=ANCHORED, kind="exclusion")


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({}, "exactly one of"),
        ({"more_than_days": 3, "at_least_days": 4}, "exactly one of"),
        ({"more_than_days": 15}, "never 16"),
        ({"at_least_days": 0}, "never 0"),
    ],
)
def test_a_run_that_no_window_can_hold_is_refused(bounds: dict[str, int], told: str) -> None:
    """One bound, and no more days than the window has."""
    with pytest.raises(ValidationError, match=told):
        ExposureRule.model_validate({"exposure": "drugs", "within_days": 14, **bounds})
