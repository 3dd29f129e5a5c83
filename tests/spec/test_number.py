"""An answered number within a bound: `{ number = "ecog", at_most = 1 }`."""

from typing import Any

from tests.spec.table import check

ECOG: dict[str, Any] = {"ecog": {"kind": "number", "plausible": [0, 5]}}


def test_zero_is_a_value() -> None:
    """0 is an answer, and nothing is none."""
    table = """
    ecog | day   | outcome | asks
    0    | 11-24 | met     |
    1    | 11-24 | met     |
    2    | 11-24 | not met |
         | 11-24 | unknown | ecog
    """
    check(table, rule={"number": "ecog", "at_most": 1}, fields=ECOG)


def test_each_bound_says_what_it_does_with_the_limit() -> None:
    """`at_most`, `at_least` and `between` take the limit in; `below` and `above` leave it out."""
    for bound, below, exactly, over in (
        ({"below": 2}, "met", "not met", "not met"),
        ({"at_most": 2}, "met", "met", "not met"),
        ({"at_least": 2}, "not met", "met", "met"),
        ({"above": 2}, "not met", "not met", "met"),
        ({"between": [2, 2]}, "not met", "met", "not met"),
    ):
        table = f"""
        ecog | day   | outcome
        1.9  | 11-24 | {below}
        2    | 11-24 | {exactly}
        2.0  | 11-24 | {exactly}
        2.1  | 11-24 | {over}
        """
        check(table, rule={"number": "ecog", **bound}, fields=ECOG)


def test_the_newest_answer_known_on_the_day_counts() -> None:
    """What is dated later is not known yet; an answer that was taken back is none."""
    table = """
    ecog                | day   | outcome
    2 @11-20; 1 @11-23  | 11-22 | not met
    2 @11-20; 1 @11-23  | 11-23 | met
    1 @11-25            | 11-24 | unknown
    1 @11-20; - @11-23  | 11-24 | unknown
    2; 1 @11-23         | 11-22 | not met
    2; 1 @11-23         | 11-23 | met
    """
    check(table, rule={"number": "ecog", "at_most": 1}, fields=ECOG)


def test_an_answer_may_go_out_of_date() -> None:
    """With `good_for_days = 14` it counts on its own day and the 14 after; without its day it can't be told."""
    table = """
    ecog      | day   | outcome | why
    1 @11-10  | 11-24 | met     | number.yes
    1 @11-10  | 11-25 | unknown | expired
    1         | 11-24 | unknown | undated
    """
    check(table, rule={"number": "ecog", "at_most": 1, "good_for_days": 14}, fields=ECOG)


def test_an_implausible_number_is_asked_again() -> None:
    """It is no error, and never counts."""
    table = """
    ecog | day   | outcome | why         | asks
    5    | 11-24 | not met | number.no   |
    6    | 11-24 | unknown | implausible | ecog
    """
    check(table, rule={"number": "ecog", "at_most": 1}, fields=ECOG)


def test_the_limit_may_depend_on_another_answer() -> None:
    """QTc below 450 ms, or 480 with a bundle-branch block."""
    fields = {
        "qtc": {"kind": "number", "unit": "ms"},
        "block": {"kind": "choice", "options": {"yes": {}, "no": {}}},
    }
    limit = {"when": {"choice": "block", "one_of": ["yes"]}, "then": 480, "otherwise": 450}
    table = """
    qtc | block | day   | outcome | asks
    450 | no    | 11-24 | met     |
    451 | no    | 11-24 | not met |
    480 | yes   | 11-24 | met     |
    481 | yes   | 11-24 | not met |
    450 |       | 11-24 | met     |
    470 |       | 11-24 | unknown | block
    481 |       | 11-24 | not met |
    """
    check(table, rule={"number": "qtc", "at_most": limit}, fields=fields)
