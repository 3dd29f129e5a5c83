"""Two results within a bound, so far apart: `{ repeated = "platelets", between = [30, 75], apart_hours = 24 }`."""

from typing import Any

from tests.spec.table import check

PLATELETS: dict[str, Any] = {"platelets": {"kind": "lab", "unit": "10*9/L", "also": ["/uL"], "plausible": [0, 1500]}}
RULE = {"repeated": "platelets", "between": [30, 75], "apart_hours": 24}


def test_two_results_within_the_bound_far_enough_apart() -> None:
    """The hours count from minute to minute; exactly 24 are enough."""
    table = """
    platelets                          | day   | outcome
    60 @11-20 08:00; 60 @11-21 08:00   | 11-24 | met
    60 @11-20 08:00; 60 @11-21 07:59   | 11-24 | unknown
    60 @11-20 08:00; 60 @11-22 08:00   | 11-24 | met
    30 @11-20 08:00; 75 @11-21 08:00   | 11-24 | met
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_without_times_the_days_must_be_far_enough_apart_for_sure() -> None:
    """Two days apart are more than 24 hours at any time; of neighbouring days nobody knows."""
    table = """
    platelets                    | day   | outcome | asks
    60 @11-20; 60 @11-22         | 11-24 | met     |
    60 @11-20; 60 @11-21         | 11-24 | unknown | platelets
    60 @11-20 08:00; 60 @11-21   | 11-24 | unknown | platelets
    60 @11-20; 60 @11-20         | 11-24 | unknown | platelets
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_one_result_is_too_few() -> None:
    """A second one is asked for, also where the first lies outside the bound."""
    table = """
    platelets                          | day   | outcome | asks      | why
                                       | 11-24 | unknown | platelets | missing
    60 @11-20                          | 11-24 | unknown | platelets | repeated.few
    80 @11-20                          | 11-24 | unknown | platelets | repeated.few
    60 @11-20; 60 @11-25               | 11-24 | unknown | platelets | repeated.few
    60 @11-20; 60 @11-25               | 11-25 | met     |           | repeated.yes
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_results_far_enough_apart_that_do_not_both_lie_within_settle_it() -> None:
    """The trial asked for two, there were two, and one of them lay outside. What lies between does not matter."""
    table = """
    platelets                          | day   | outcome
    60 @11-20; 80 @11-22               | 11-24 | not met
    80 @11-20; 80 @11-22               | 11-24 | not met
    60 @11-20; 80 @11-21; 60 @11-22    | 11-24 | met
    29 @11-19; 60 @11-20; 60 @11-22    | 11-24 | met
    60 @11-20; 80 @11-22; 60 @11-23    | 11-24 | met
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_clumped_and_implausible_results_are_none() -> None:
    """They neither help nor harm."""
    table = """
    platelets                                     | day   | outcome
    60 @11-20; 60 @11-22 EDTA clumped             | 11-24 | unknown
    60 @11-20; 60 @11-22 EDTA clumped smear       | 11-24 | met
    60 @11-20; 60000 @11-22                       | 11-24 | unknown
    60 @11-20; 60000 /uL @11-22                   | 11-24 | met
    """
    check(table, rule=RULE, fields=PLATELETS)


def test_a_censored_result_counts_where_it_is_certain() -> None:
    """`<5` is surely below 75; `<100` leaves it open."""
    table = """
    platelets                | day   | outcome
    <5 @11-20; 60 @11-22     | 11-24 | met
    <100 @11-20; 60 @11-22   | 11-24 | unknown
    <100 @11-20; 80 @11-22   | 11-24 | not met
    """
    check(table, rule={"repeated": "platelets", "below": 75, "apart_hours": 24}, fields=PLATELETS)


def test_days_apart_are_counted_from_date_to_date() -> None:
    """`apart_days` looks at dates only."""
    table = """
    platelets                          | day   | outcome
    60 @11-20; 60 @11-21               | 11-24 | met
    60 @11-20 23:00; 60 @11-21 01:00   | 11-24 | met
    60 @11-20; 60 @11-20               | 11-24 | unknown
    """
    check(table, rule={"repeated": "platelets", "below": 75, "apart_days": 1}, fields=PLATELETS)


def test_no_distance_asked_is_any_two_results() -> None:
    """`apart_hours = 0` is met by any second result."""
    table = """
    platelets                          | day   | outcome
    60 @11-20; 60 @11-20               | 11-24 | met
    60 @11-20                          | 11-24 | unknown
    """
    check(table, rule={"repeated": "platelets", "below": 75, "apart_hours": 0}, fields=PLATELETS)


def test_results_may_be_too_far_back() -> None:
    """With `within_days = 7` those of the day itself and of the 7 before count."""
    table = """
    platelets              | day   | outcome | why
    60 @11-17; 60 @11-20   | 11-24 | met     | repeated.yes
    60 @11-17; 60 @11-20   | 11-25 | unknown | repeated.few
    60 @11-17; 80 @11-20   | 11-24 | not met | repeated.no
    60 @11-17; 80 @11-20   | 11-28 | unknown | repeated.few
    """
    check(table, rule={**RULE, "within_days": 7}, fields=PLATELETS)
