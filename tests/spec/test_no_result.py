"""No result within a bound for some time: `{ no_result = "platelets", at_least = 100, within_days = 42 }`."""

from typing import Any

import pytest
from pydantic import ValidationError

from screening.protocol.rules import NoResultRule
from tests.spec.table import check

PLATELETS: dict[str, Any] = {"platelets": {"kind": "lab", "unit": "10*9/L", "also": ["/uL"], "plausible": [0, 1500]}}
TRANSFUSED = PLATELETS | {"transfusions": {"kind": "events"}}
RULE = {"no_result": "platelets", "at_least": 100, "within_days": 7}
ASIDE = {**RULE, "except_after": "transfusions", "except_days": 3}


def test_every_result_in_the_window_counts_not_the_newest_alone() -> None:
    """One at the bound breaks it; what is older than the window doesn't."""
    table = """
    platelets                    | day   | outcome | why
    60 @11-20; 80 @11-24         | 11-24 | met     | no_result.none
    100 @11-20; 80 @11-24        | 11-24 | not met | no_result.some
    99.9 @11-20; 80 @11-24       | 11-24 | met     | no_result.none
    100000 /uL @11-20; 80 @11-24 | 11-24 | not met | no_result.some
    120 @11-17; 80 @11-24        | 11-24 | not met | no_result.some
    120 @11-16; 80 @11-24        | 11-24 | met     | no_result.none
    60 @11-20; 120 @11-25        | 11-24 | met     | no_result.none
    60 @11-20; 120 @11-25        | 11-25 | not met | no_result.some
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_silence_is_no_answer() -> None:
    """Without any result in the window nobody knows; by waiting alone nothing is met for ever."""
    table = """
    platelets | day   | outcome | asks      | why
              | 11-24 | unknown | platelets | missing
    80 @11-20 | 11-27 | met     |           | no_result.none
    80 @11-20 | 11-28 | unknown | platelets | no_result.empty
    120 @11-20 | 11-28 | unknown | platelets | no_result.empty
    80 @11-25 | 11-24 | unknown | platelets | missing
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_a_result_that_may_lie_within_leaves_it_open() -> None:
    """Censored, clumped or implausible: the true one may be above; a citrate count of that day settles it."""
    table = """
    platelets                                               | day   | outcome | asks      | why
    <100 @11-20; 80 @11-24                                  | 11-24 | met     |           | no_result.none
    <150 @11-20; 80 @11-24                                  | 11-24 | unknown | platelets | no_result.doubtful
    >100 @11-20; 80 @11-24                                  | 11-24 | not met |           | no_result.some
    20 @11-20 EDTA clumped; 80 @11-24                       | 11-24 | unknown | platelets | no_result.doubtful
    20 @11-20 EDTA clumped; 80 @11-20 citrate               | 11-24 | met     |           | no_result.none
    20 @11-20 EDTA clumped smear; 80 @11-24                 | 11-24 | met     |           | no_result.none
    60000 @11-20; 80 @11-24                                 | 11-24 | unknown | platelets | no_result.doubtful
    20 @11-20 EDTA clumped; 120 @11-24                      | 11-24 | not met |           | no_result.some
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_a_result_after_an_event_is_set_aside_once_a_later_one_confirms() -> None:
    """Within 3 days after it, its own day too; a later day, not a later hour; one that falls back is enough."""
    table = """
    transfusions | platelets                        | day   | outcome | asks      | why
    11-18        | 120 @11-20; 80 @11-22            | 11-24 | met     |           | no_result.none, no_result.set_aside
    11-18        | 120 @11-21; 80 @11-22            | 11-24 | met     |           | no_result.none, no_result.set_aside
    11-18        | 120 @11-22; 80 @11-23            | 11-24 | not met |           | no_result.some
    11-20        | 120 @11-20; 80 @11-22            | 11-24 | met     |           | no_result.none, no_result.set_aside
    11-21        | 120 @11-20; 80 @11-22            | 11-24 | not met |           | no_result.some
    11-18        | 120 @11-20                       | 11-24 | unknown | platelets | no_result.unconfirmed
    11-18        | 120 @11-20 08:00; 80 @11-20 20:00 | 11-24 | unknown | platelets | no_result.unconfirmed
    11-18        | 80 @11-19; 120 @11-20            | 11-24 | unknown | platelets | no_result.unconfirmed
    11-18        | <150 @11-20; 80 @11-22           | 11-24 | met     |           | no_result.none, no_result.set_aside
    none         | 120 @11-20; 80 @11-22            | 11-24 | not met |           | no_result.some
    """
    check(table, rule=ASIDE, fields=TRANSFUSED)


def test_events_that_nobody_told_matter_only_where_they_could_explain_a_result() -> None:
    """An untold list is no empty one, and who has nothing to explain isn't asked for it."""
    table = """
    transfusions  | platelets             | day   | outcome | asks         | why
                  | 60 @11-20; 80 @11-22  | 11-24 | met     |              | no_result.none
                  | 120 @11-20; 80 @11-22 | 11-24 | unknown | transfusions | no_result.unlisted
    none @11-25   | 120 @11-20; 80 @11-22 | 11-24 | unknown | transfusions | no_result.unlisted
    none @11-25   | 120 @11-20; 80 @11-22 | 11-25 | not met |              | no_result.some
                  |                       | 11-24 | unknown | platelets    | missing
    """
    check(table, rule=ASIDE, fields=TRANSFUSED)


def test_the_window_may_end_before_a_date() -> None:
    """Results after the anchor are not looked at; without it, it is asked first."""
    anchored = {**RULE, "before": "consent"}
    table = """
    consent | platelets              | day   | outcome | asks
    11-20   | 80 @11-14; 120 @11-22  | 11-24 | met     |
    11-20   | 120 @11-13; 80 @11-14  | 11-24 | not met |
    11-20   | 120 @11-13; 80 @11-14  | 12-24 | not met |
    11-20   | 80 @11-22              | 11-24 | unknown | platelets
            | 80 @11-22              | 11-24 | unknown | consent
    """
    check(table, rule=anchored, fields={**PLATELETS, "consent": {"kind": "date"}})


def test_without_a_window_all_results_count() -> None:
    """Ever is ever."""
    table = """
    platelets                  | day   | outcome
    120 @2016-01-01; 80 @11-24 | 11-24 | not met
    80 @2016-01-01             | 11-24 | met
    """
    check(table, rule={"no_result": "platelets", "at_least": 100}, fields=PLATELETS)


def test_an_exception_is_whole() -> None:
    """Events without days, or days without events, say nothing."""
    with pytest.raises(ValidationError, match="together"):
        NoResultRule.model_validate({**RULE, "except_days": 3})
