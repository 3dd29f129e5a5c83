"""What a published formula gives, within a bound: `{ formula = "ckd_epi_2021", creatinine = "creatinine", ... }`.

The list of formulas is closed: `cockcroft_gault` (mL/min, from creatinine and weight), `ckd_epi_2021` and
`ckd_epi_2009` (mL/min/1.73 m², from creatinine; the latter without its coefficient for race), `bmi` (kg/m², from weight
and height). All but the last reckon with age and sex, and are for people of 18 to 120 years. The value is rounded once,
half up (eGFR to a whole number, the others to one decimal place), and then compared.
"""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from screening.engine.formulas import NOBODY, Person, value
from screening.protocol.rules import FormulaRule
from tests.spec.table import check

FIELDS: dict[str, Any] = {
    "cr": {"kind": "lab", "unit": "umol/L", "convert": {"mg/dL": Decimal("88.4")}, "plausible": [5, 3000]},
    "kg": {"kind": "number", "unit": "kg", "plausible": [20, 300]},
    "cm": {"kind": "number", "unit": "cm", "plausible": [100, 250]},
}
EGFR = {"formula": "ckd_epi_2021", "creatinine": "cr"}
# For a man of 72 kg with 1 mg/dL this is 140 less his age: 140 - 50 = 90.
CLEARANCE = {"formula": "cockcroft_gault", "creatinine": "cr", "weight": "kg"}


@pytest.mark.parametrize(
    ("formula", "age", "sex", "creatinine", "told"),
    [
        ("ckd_epi_2021", 50, "male", "1.0", 92),
        ("ckd_epi_2021", 50, "female", "1.0", 69),
        ("ckd_epi_2021", 55, "female", "0.9", 75),
        ("ckd_epi_2021", 30, "female", "0.5", 129),
        ("ckd_epi_2021", 80, "male", "2.5", 25),
        ("ckd_epi_2009", 50, "male", "1.0", 87),
        ("ckd_epi_2009", 50, "female", "1.0", 66),
        ("ckd_epi_2009", 80, "male", "2.5", 23),
    ],
)
def test_an_egfr_is_a_whole_number(formula: str, age: int, sex: str, creatinine: str, told: int) -> None:
    """Creatinine is in mg/dL; 1 mg/dL is what the series says that it is in its own unit, so 88.4 µmol/L."""
    person, given = Person(age, sex), Decimal(creatinine)
    assert value(formula, person, {"creatinine": given}) == told
    assert value(formula, person, {"creatinine": given * Decimal("88.4")}, Decimal("88.4")) == told


def test_clearance_and_bmi_have_one_decimal_place() -> None:
    """A tie goes up: (140 - 50) x 70 x 0.85 / 72 is 74.375, so 74.4; 24.25 is 24.3."""
    woman = Person(50, "female")
    assert value("cockcroft_gault", woman, {"weight": Decimal(70), "creatinine": Decimal(1)}) == Decimal("74.4")
    assert value("bmi", NOBODY, {"weight": Decimal(70), "height": Decimal(170)}) == Decimal("24.2")
    assert value("bmi", NOBODY, {"weight": Decimal(97), "height": Decimal(200)}) == Decimal("24.3")


def test_the_rounded_value_is_compared() -> None:
    """A man of 50: 91.6 with 1.00 mg/dL is 92; with 1.01 mg/dL it is 90.5, so 91."""
    table = """
    cr                 | born       | sex    | day   | outcome
    1.00 mg/dL @11-24  | 1976-01-01 | male   | 11-24 | met
    88.4 @11-24        | 1976-01-01 | male   | 11-24 | met
    1.01 mg/dL @11-24  | 1976-01-01 | male   | 11-24 | not met
    1.00 mg/dL @11-24  | 1976-01-01 | female | 11-24 | not met
    """
    check(table, rule={**EGFR, "at_least": 92}, fields=FIELDS)
    for bound, outcome in (({"above": 91}, "met"), ({"below": 92}, "not met"), ({"between": [92, 92]}, "met")):
        line = f"cr | born | sex | day | outcome\n1.00 mg/dL @11-24 | 1976-01-01 | male | 11-24 | {outcome}"
        check(line, rule={**EGFR, **bound}, fields=FIELDS)


def test_the_age_is_that_of_the_day() -> None:
    """The birthday counts, and it can change the answer; what is not yet met is so for good."""
    table = """
    cr        | kg | born       | sex  | day   | outcome
    1 mg/dL @11-20 | 72 | 1975-11-24 | male | 11-23 | met
    1 mg/dL @11-20 | 72 | 1975-11-24 | male | 11-24 | not met
    """
    check(table, rule={**CLEARANCE, "at_least": 90}, fields=FIELDS)


def test_a_gap_is_asked_for_itself() -> None:
    """The value is nobody's answer: what it lacks is asked, and all of it."""
    table = """
    cr             | kg  | born       | sex  | day   | outcome | asks                                    | why
    1 mg/dL @11-24 | 72  | 1976-01-01 | male | 11-24 | met     |                                         | formula.yes
                   | 72  | 1976-01-01 | male | 11-24 | unknown | cr                                      | missing
    1 mg/dL @11-24 |     | 1976-01-01 | male | 11-24 | unknown | kg                                      | missing
    1 mg/dL @11-24 | 301 | 1976-01-01 | male | 11-24 | unknown | kg                                      | implausible
    1 mg/dL @11-24 | 72  | 2064-01-01 | male | 11-24 | unknown | subject.birth_date                      | unborn
    """
    check(table, rule={**CLEARANCE, "at_least": 90}, fields=FIELDS)
    table = """
    cr             | kg  | born | sex | day   | outcome | asks
    1 mg/dL @11-24 | 72  |      |     | 11-24 | unknown | subject.birth_date, subject.sex
                   |     |      |     | 11-24 | unknown | subject.birth_date, subject.sex, kg, cr
    """
    check(table, rule={**CLEARANCE, "at_least": 90}, fields=FIELDS)


def test_the_formulas_with_an_age_are_for_adults() -> None:
    """From the 18th birthday to the day before the 121st; before and after, the birth date is asked."""
    table = """
    cr             | born       | sex  | day   | outcome | asks               | why
    1 mg/dL @11-24 | 2008-11-25 | male | 11-24 | unknown | subject.birth_date | formula.age
    1 mg/dL @11-24 | 2008-11-24 | male | 11-24 | met     |                    | formula.yes
    1 mg/dL @11-24 | 1905-11-25 | male | 11-24 | not met |                    | formula.no
    1 mg/dL @11-24 | 1905-11-24 | male | 11-24 | unknown | subject.birth_date | formula.age
    """
    check(table, rule={**EGFR, "at_least": 90}, fields=FIELDS)


def test_creatinine_counts_as_any_result_does() -> None:
    """The latest valid one within its days; an older one does not stand in for one that can't be."""
    table = """
    cr                            | born       | sex  | day   | outcome | asks | why
    88.4 @11-10                   | 1976-01-01 | male | 11-24 | met     |      | formula.yes
    88.4 @11-10                   | 1976-01-01 | male | 11-25 | unknown | cr   | lab.expired
    88.4 @11-20; 200 @11-24       | 1976-01-01 | male | 11-24 | not met |      | formula.no
    88.4 @11-20; 4 @11-24         | 1976-01-01 | male | 11-24 | unknown | cr   | lab.implausible
    88.4 @11-24 EDTA clumped      | 1976-01-01 | male | 11-24 | unknown | cr   | lab.clumped
    88.4 @11-25                   | 1976-01-01 | male | 11-24 | unknown | cr   | missing
    """
    check(table, rule={**EGFR, "at_least": 90, "good_for_days": 14}, fields=FIELDS)


def test_a_doctor_decides_on_a_doubtful_sample_alone() -> None:
    """The decision stands for the doubt, never for an answer that is missing."""
    table = """
    cr                       | born       | sex  | decision   | day   | outcome | asks
    88.4 @11-24 EDTA clumped | 1976-01-01 | male | met @11-24 | 11-24 | met     |
    88.4 @11-24 EDTA clumped | 1976-01-01 |      | met @11-24 | 11-24 | unknown | subject.sex, cr
    """
    check(table, rule={**EGFR, "at_least": 90}, fields=FIELDS)


def test_a_range_of_values_must_lie_on_one_side() -> None:
    """A censored result, or several of a day without a time: the rule says what holds for all that it may be."""
    table = """
    cr                             | born       | sex  | day   | outcome | asks | why
    <1.0 mg/dL @11-24              | 1976-01-01 | male | 11-24 | met     |      | formula.yes
    <1.1 mg/dL @11-24              | 1976-01-01 | male | 11-24 | unknown | cr   | formula.open
    >1.1 mg/dL @11-24              | 1976-01-01 | male | 11-24 | not met |      | formula.no
    >1.0 mg/dL @11-24              | 1976-01-01 | male | 11-24 | unknown | cr   | formula.open
    88.4 @11-24; 100 @11-24        | 1976-01-01 | male | 11-24 | unknown | cr   | formula.open
    88.4 @11-24; 85 @11-24         | 1976-01-01 | male | 11-24 | met     |      | formula.yes
    100 @11-24 08:00; 88.4 @11-24 09:00 | 1976-01-01 | male | 11-24 | met |      | formula.yes
    """
    check(table, rule={**EGFR, "at_least": 92}, fields=FIELDS)


def test_body_mass_index_asks_nobodys_age() -> None:
    """Its newest answers known on the day count, without a limit of days."""
    table = """
    kg                 | cm  | day   | outcome | asks
    70                 | 170 | 11-24 | met     |
    70.8 @11-01        | 170 | 11-24 | met     |
    70 @11-01; 73 @11-20 | 170 | 11-24 | not met |
    70                 |     | 11-24 | unknown | cm
    """
    check(table, rule={"formula": "bmi", "weight": "kg", "height": "cm", "below": 25}, fields=FIELDS)


def test_the_limit_may_depend_on_another_answer() -> None:
    """With another limit for each answer, and none known, what holds for both holds."""
    fields = FIELDS | {"dialysis": {"kind": "choice", "options": {"yes": {}, "no": {}}}}
    limit = {"when": {"choice": "dialysis", "one_of": ["yes"]}, "then": 15, "otherwise": 60}
    table = """
    cr      | dialysis | born       | sex  | day   | outcome | asks
    88.4 @11-24 |      | 1976-01-01 | male | 11-24 | met     |
    200 @11-24 | yes   | 1976-01-01 | male | 11-24 | met     |
    200 @11-24 | no    | 1976-01-01 | male | 11-24 | not met |
    200 @11-24 |       | 1976-01-01 | male | 11-24 | unknown | dialysis
    """
    check(table, rule={**EGFR, "at_least": limit}, fields=fields)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"formula": "ckd_epi_2021", "at_least": 60}, "takes creatinine; here: none"),
        ({**CLEARANCE, "height": "cm", "at_least": 60}, "takes creatinine, weight; here: creatinine, weight, height"),
        ({**EGFR, "at_least": 0}, "a plain number above zero"),
        ({**EGFR, "at_least": "1 x ULN"}, "a plain number above zero"),
        ({"formula": "bmi", "weight": "kg", "height": "cm", "below": 25, "good_for_days": 7}, "takes none"),
        ({"formula": "mdrd", "creatinine": "cr", "at_least": 60}, "'cockcroft_gault', 'ckd_epi_2021'"),
    ],
)
def test_what_does_not_fit_is_refused(rule: dict[str, Any], words: str) -> None:
    """The formula says what it takes; there is no other, and nothing is reckoned that it does not take."""
    with pytest.raises(ValidationError, match=words):
        FormulaRule.model_validate(rule)
