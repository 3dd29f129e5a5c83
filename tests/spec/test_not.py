"""This does not hold: `{ not = {...} }`."""

from typing import Any

from tests.spec.table import check

TUMOUR: dict[str, Any] = {"tumour": {"kind": "choice", "options": {"solid": {}, "blood": {}}}}
RULE = {"not": {"choice": "tumour", "one_of": ["solid"]}}


def test_what_is_not_known_stays_not_known() -> None:
    """Nothing turns unknown into no."""
    table = """
    tumour | day   | outcome | asks
    blood  | 11-24 | met     |
    solid  | 11-24 | not met |
           | 11-24 | unknown | tumour
    """
    check(table, rule=RULE, fields=TUMOUR)


def test_a_decision_speaks_of_the_criterion_not_of_the_rule_inside() -> None:
    """The doctor who says "met" means the criterion, however the rule is turned."""
    fields = {"brain": {"kind": "choice", "options": {"bad": {}, "growing": {"investigator": True}}}}
    table = """
    brain   | decision       | day   | outcome
    growing | met @11-20     | 11-24 | met
    growing | not met @11-20 | 11-24 | not met
    """
    check(table, rule={"not": {"choice": "brain", "one_of": ["bad"]}}, fields=fields)
