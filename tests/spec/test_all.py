"""Every one of these holds: `{ all = [...] }`."""

from typing import Any

from tests.spec.table import check

TWO: dict[str, Any] = {
    "tumour": {"kind": "choice", "options": {"solid": {}, "blood": {}}},
    "extent": {"kind": "choice", "options": {"advanced": {}, "early": {}}},
}
RULE = {"all": [{"choice": "tumour", "one_of": ["solid"]}, {"choice": "extent", "one_of": ["advanced"]}]}


def test_one_that_fails_settles_it() -> None:
    """Whatever is missing; and only what is still open is asked and told."""
    table = """
    tumour | extent   | day   | outcome | asks           | why
    solid  | advanced | 11-24 | met     |                | choice, choice
    solid  | early    | 11-24 | not met |                | choice
    blood  | early    | 11-24 | not met |                | choice, choice
    blood  |          | 11-24 | not met |                | choice
    solid  |          | 11-24 | unknown | extent         | missing
           | advanced | 11-24 | unknown | tumour         | missing
           |          | 11-24 | unknown | tumour, extent | missing, missing
    """
    check(table, rule=RULE, fields=TWO)


def test_a_doctor_decides_only_where_nothing_else_is_open() -> None:
    """A missing answer outweighs a referral, a definite one settles it."""
    brain = {"brain": {"kind": "choice", "options": {"none": {}, "growing": {"investigator": True}, "bad": {}}}}
    fields = brain | {"tumour": TWO["tumour"]}
    rule = {"all": [{"choice": "brain", "one_of": ["none"]}, {"choice": "tumour", "one_of": ["solid"]}]}
    table = """
    brain   | tumour | decision   | day   | outcome | asks
    growing | solid  | met @11-20 | 11-24 | met     |
    growing | blood  | met @11-20 | 11-24 | not met |
    growing |        | met @11-20 | 11-24 | unknown | tumour
    growing |        |            | 11-24 | unknown | decisions.C1, tumour
            | solid  | met @11-20 | 11-24 | unknown | brain
    """
    check(table, rule=rule, fields=fields)
