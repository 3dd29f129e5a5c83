"""At least so many of these hold: `{ at_least = 2, of = [...] }`."""

from typing import Any

import pytest
from pydantic import ValidationError

from screening.protocol.rules import AtLeastRule
from tests.spec.table import check

RISKS: dict[str, Any] = {
    "stage": {"kind": "choice", "options": {"early": {}, "late": {}, "odd": {"investigator": True}}},
    "ecog": {"kind": "number"},
    "creatinine": {"kind": "lab", "unit": "umol/L"},
}
PARTS: list[dict[str, Any]] = [
    {"choice": "stage", "one_of": ["late"]},
    {"number": "ecog", "at_least": 2},
    {"lab": "creatinine", "above": 100, "good_for_days": 3},
]
TWO = {"at_least": 2, "of": PARTS}


def test_enough_of_them_settle_it() -> None:
    """Whatever is missing; what holds is told, and where too few can hold, what doesn't."""
    table = """
    stage | ecog | creatinine | day   | outcome | asks       | why
    late  | 2    | 120 @11-24 | 11-24 | met     |            | choice, number.yes, lab.yes
    late  | 2    | 90 @11-24  | 11-24 | met     |            | choice, number.yes
    late  | 2    |            | 11-24 | met     |            | choice, number.yes
    late  | 1    | 90 @11-24  | 11-24 | not met |            | number.no, lab.no
    early | 1    |            | 11-24 | not met |            | choice, number.no
    late  | 1    |            | 11-24 | unknown | creatinine | missing
    late  |      |            | 11-24 | unknown | ecog, creatinine | missing, missing
    early |      |            | 11-24 | unknown | ecog, creatinine | missing, missing
    """
    check(table, rule=TWO, fields=RISKS)


def test_a_part_that_runs_out_opens_it_only_where_it_is_needed() -> None:
    """With three that hold, the one that is out of date is not missed."""
    table = """
    stage | ecog | creatinine | day   | outcome | asks
    late  | 1    | 120 @11-24 | 11-27 | met     |
    late  | 1    | 120 @11-24 | 11-28 | unknown | creatinine
    late  | 2    | 120 @11-24 | 11-28 | met     |
    """
    check(table, rule=TWO, fields=RISKS)


def test_what_a_doctor_must_decide_counts_as_decided_only_where_nothing_is_missing() -> None:
    """An answer that is missing outweighs the referral; where enough hold, nobody is asked."""
    table = """
    stage | ecog | creatinine | decision   | day   | outcome | asks
    odd   | 2    | 90 @11-24  |            | 11-24 | unknown | decisions.C1
    odd   | 2    | 90 @11-24  | met @11-24 | 11-24 | met     |
    odd   | 2    |            | met @11-24 | 11-24 | unknown | creatinine
    odd   | 2    | 120 @11-24 |            | 11-24 | met     |
    odd   | 1    | 90 @11-24  | met @11-24 | 11-24 | not met |
    """
    check(table, rule=TWO, fields=RISKS)


def test_more_than_there_are_is_refused() -> None:
    """It could never hold."""
    with pytest.raises(ValidationError, match="of 3 rules never 4 hold"):
        AtLeastRule.model_validate({"at_least": 4, "of": PARTS})
