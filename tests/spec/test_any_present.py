"""A worksheet where any item present counts: `{ any_present = "causes" }`."""

from typing import Any

from tests.spec.table import check

CAUSES: dict[str, Any] = {"causes": {"kind": "worksheet", "items": {"immune": {}, "infection": {}}}}
RULE = {"any_present": "causes"}


def test_one_present_excludes_and_only_all_ruled_out_clears() -> None:
    """Not assessed is never ruled out."""
    table = """
    causes                                   | day   | outcome  | asks                            | why
    immune present                           | 11-24 | excludes |                                 | worksheet.present
    immune present; infection ruled_out      | 11-24 | excludes |                                 | worksheet.present
    immune present; infection not_assessed   | 11-24 | excludes |                                 | worksheet.present
    immune ruled_out; infection ruled_out    | 11-24 | clear    |                                 | worksheet.clear
    immune ruled_out; infection not_assessed | 11-24 | unknown  | causes.infection                | worksheet.open
    immune ruled_out                         | 11-24 | unknown  | causes.infection                | worksheet.open
    immune not_assessed                      | 11-24 | unknown  | causes.immune, causes.infection | worksheet.open
                                             | 11-24 | unknown  | causes.immune, causes.infection | worksheet.open
    """
    check(table, rule=RULE, fields=CAUSES, kind="exclusion")


def test_only_some_items_may_count() -> None:
    """A rule that names items reads no others."""
    table = """
    causes                              | day   | outcome  | asks
    infection ruled_out                 | 11-24 | clear    |
    immune present; infection ruled_out | 11-24 | clear    |
    immune ruled_out                    | 11-24 | unknown  | causes.infection
    """
    check(table, rule={**RULE, "items": ["infection"]}, fields=CAUSES, kind="exclusion")


def test_the_newest_state_of_an_item_counts() -> None:
    """An item that is judged later, or judged again, counts from its own day on."""
    table = """
    causes                                                    | day   | outcome  | why
    immune ruled_out @11-20; infection ruled_out @11-23       | 11-22 | unknown  | worksheet.open
    immune ruled_out @11-20; infection ruled_out @11-23       | 11-23 | clear    | worksheet.clear
    immune ruled_out @11-20, present @11-23                   | 11-22 | unknown  | worksheet.open
    immune ruled_out @11-20, present @11-23                   | 11-23 | excludes | worksheet.present
    immune present, ruled_out @11-23; infection ruled_out     | 11-22 | excludes | worksheet.present
    immune present, ruled_out @11-23; infection ruled_out     | 11-23 | clear    | worksheet.clear
    """
    check(table, rule=RULE, fields=CAUSES, kind="exclusion")
