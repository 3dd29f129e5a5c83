"""The value of a formula told for itself: with its unit, what it lacks, and how it was reckoned."""

from datetime import date
from typing import Any

import pytest

from screening.engine import Reckoned, formulas_of, reckoned
from screening.patient import read_history
from screening.protocol import Protocol
from screening.protocol.catalogue import find
from screening.wording import Words
from screening.wording.reckoned import reckoned_from, reckoned_text

PROTOCOL = find("NCT05864014@2023-registered").load()
ON = date(2026, 11, 24)
EN, ZH = Words("en", "iso"), Words("zh_CN", "iso")
WHOLE: dict[str, Any] = {
    "subject": {"birth_date": "1964-05-17", "sex": "female"},
    "answers": {"creatinine": [{"value": "88.4", "unit": "umol/L", "on": "2026-11-20"}], "weight": "70"},
}


def value(**changed: Any) -> Reckoned:
    (found,) = reckoned(PROTOCOL, read_history({**WHOLE, **changed}, PROTOCOL), ON)
    return found


def without(name: str) -> dict[str, Any]:
    return {key: said for key, said in WHOLE["answers"].items() if key != name}


def test_a_value_has_its_unit_and_says_how_it_was_reckoned() -> None:
    """(140 - 62) x 70 x 0.85 / (72 x 1 mg/dL), half up to one place."""
    found = value()
    assert reckoned_text(found, PROTOCOL, EN) == "64.5 mL/min"
    told = reckoned_from(found.formula, found, PROTOCOL, EN)
    assert told.splitlines() == [
        "Reckoned from creatinine 88.4 µmol/L of 2026-11-20, weight 70 kg, age 62, female.",
        "Its value is rounded half up to 0.1, and the rounded value is compared.",
        "Cockcroft DW, Gault MH. Nephron 1976;16:31-41",
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answers": without("weight")}, "Not yet known: weight missing"),
        ({"answers": {}, "subject": {"sex": "male"}}, "Not yet known: creatinine, weight, birth date missing"),
        ({"subject": {"birth_date": "2015-05-17", "sex": "female"}}, "for ages 18 to 120"),
        (
            {
                "answers": without("creatinine")
                | {"creatinine": [{"value": "88", "unit": "umol/L", "on": "2026-10-01"}]}
            },
            "counted until 2026-10-15",
        ),
    ],
)
def test_what_keeps_a_value_from_being_known_is_said(changed: dict[str, Any], told: str) -> None:
    """By the names of the questions; a result out of date is one, too."""
    found = value(**changed)
    text = reckoned_text(found, PROTOCOL, EN)
    assert found.value is None and text.startswith("Not yet known: ") and told in text
    assert "{" not in reckoned_text(found, PROTOCOL, ZH)
    assert "from creatinine, weight, age, sex" in reckoned_from(found.formula, found, PROTOCOL, EN)


def test_a_result_given_as_a_limit_leaves_a_range() -> None:
    """A creatinine below something is a clearance above something."""
    low = [{"value": "<44.2", "unit": "umol/L", "on": "2026-11-20"}]
    assert reckoned_text(value(answers=without("creatinine") | {"creatinine": low}), PROTOCOL, EN) == "≥ 128.9 mL/min"


def test_a_protocol_without_a_formula_reckons_nothing() -> None:
    """And one that names a formula twice reckons it once."""
    plain = find("NCT03976882").load()
    assert formulas_of(plain) == ()
    twice: Protocol = PROTOCOL.model_copy(update={"criterion": (*PROTOCOL.criterion, *PROTOCOL.criterion)})
    assert len(formulas_of(twice)) == 1
