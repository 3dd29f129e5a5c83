"""At least one of these holds: `{ any = [...] }`."""

from typing import Any

from tests.spec.table import check

KIDNEYS: dict[str, Any] = {
    "creatinine": {"kind": "lab", "unit": "umol/L"},
    "clearance": {"kind": "lab", "unit": "mL/min"},
}
RULE = {"any": [{"lab": "creatinine", "at_most": 100}, {"lab": "clearance", "above": 60}]}


def test_one_that_holds_settles_it() -> None:
    """Whatever is missing; and only what is still open is asked and told."""
    table = """
    creatinine | clearance | day   | outcome | asks                  | why
    90 @11-24  | 70 @11-24 | 11-24 | met     |                       | lab.yes, lab.yes
    90 @11-24  | 50 @11-24 | 11-24 | met     |                       | lab.yes
    90 @11-24  |           | 11-24 | met     |                       | lab.yes
    120 @11-24 | 50 @11-24 | 11-24 | not met |                       | lab.no, lab.no
    120 @11-24 |           | 11-24 | unknown | clearance             | missing
               |           | 11-24 | unknown | creatinine, clearance | missing, missing
    """
    check(table, rule=RULE, fields=KIDNEYS)
