"""What is left of what was planned: `{ remaining = "cycles_planned", given = "cycles_given", at_least = 3 }`."""

from typing import Any

import pytest
from pydantic import ValidationError

from screening.protocol.rules import RemainingRule
from tests.spec.table import check

CYCLES: dict[str, Any] = {
    "cycles_planned": {"kind": "number", "plausible": [1, 12]},
    "cycles_given": {"kind": "number", "plausible": [0, 12]},
}
THREE = {"remaining": "cycles_planned", "given": "cycles_given", "at_least": 3}


def test_what_was_given_is_taken_from_what_was_planned() -> None:
    """Exactly three are enough; 0 given is an answer."""
    table = """
    cycles_planned | cycles_given | day   | outcome | why
    6              | 3            | 11-24 | met     | remaining.yes
    6              | 4            | 11-24 | not met | remaining.no
    3              | 0            | 11-24 | met     | remaining.yes
    """
    check(table, rule=THREE, fields=CYCLES)


def test_both_numbers_are_needed() -> None:
    """One alone settles nothing, and an implausible one is none."""
    table = """
    cycles_planned | cycles_given | day   | outcome | asks                         | why
    6              |              | 11-24 | unknown | cycles_given                 | missing
                   | 3            | 11-24 | unknown | cycles_planned               | missing
                   |              | 11-24 | unknown | cycles_planned, cycles_given | missing, missing
    60             | 3            | 11-24 | unknown | cycles_planned               | implausible
    """
    check(table, rule=THREE, fields=CYCLES)


def test_more_given_than_planned_is_asked_again() -> None:
    """One of the two is a slip, or the plan was changed; it is no answer."""
    table = """
    cycles_planned | cycles_given | day   | outcome | asks                         | why
    4              | 4            | 11-24 | not met |                              | remaining.no
    4              | 6            | 11-24 | unknown | cycles_planned, cycles_given | remaining.contrary
    """
    check(table, rule=THREE, fields=CYCLES)


def test_the_newest_of_each_counts() -> None:
    """A cycle more is given on its day, and a plan may grow."""
    table = """
    cycles_planned   | cycles_given     | day   | outcome
    6                | 3; 4 @11-24      | 11-23 | met
    6                | 3; 4 @11-24      | 11-24 | not met
    6; 8 @11-25      | 3; 4 @11-24      | 11-25 | met
    """
    check(table, rule=THREE, fields=CYCLES)


def test_the_limit_is_a_plain_number() -> None:
    """Limits of normal belong to laboratory results."""
    with pytest.raises(ValidationError, match="plain number"):
        RemainingRule.model_validate({**THREE, "at_least": "3 x ULN"})
