"""The closed list of published formulas that a rule may name: what each takes, and how its value is written.

A formula is reckoned from the fields of a protocol that its rule names, and, where it is one for adults, from age and
sex. `engine.formulas` holds the arithmetic: 50 significant digits, then rounded once, half up, to `places`. That
rounded value is the one that is compared and the one that people read.
"""

from decimal import Decimal
from typing import NamedTuple

CREATININE, WEIGHT, HEIGHT = "creatinine", "weight", "height"
"""What a formula may take: a series of serum or plasma creatinine, and two numbers."""

UNITS = {CREATININE: "mg/dL", WEIGHT: "kg", HEIGHT: "cm"}
"""The unit of each: creatinine must convert from it, the numbers must be asked for in it."""

YOUNGEST, OLDEST = 18, 120
"""The ages, in completed years, for which the formulas that reckon with age are meant; beyond, a birth date slipped."""


class Formula(NamedTuple):
    """A published formula: what it takes, its value's unit and decimal places, whom it is for, where it stands."""

    takes: tuple[str, ...]
    unit: str
    places: int
    adults: bool
    source: str

    @property
    def step(self) -> Decimal:
        """Give the distance of two neighbouring values."""
        return Decimal(1).scaleb(-self.places)


_KDIGO = "rounded to a whole number as KDIGO 2012 recommends (Kidney Int Suppl 2013;3:1-150, 1.4.3)"

FORMULAS: dict[str, Formula] = {
    "cockcroft_gault": Formula(
        (CREATININE, WEIGHT),
        "mL/min",
        1,
        adults=True,
        source="Cockcroft DW, Gault MH. Nephron 1976;16:31-41",
    ),
    "ckd_epi_2021": Formula(
        (CREATININE,),
        "mL/min/{1.73_m2}",
        0,
        adults=True,
        source=f"Inker LA et al. N Engl J Med 2021;385:1737-1749; {_KDIGO}",
    ),
    "ckd_epi_2009": Formula(
        (CREATININE,),
        "mL/min/{1.73_m2}",
        0,
        adults=True,
        source=f"Levey AS et al. Ann Intern Med 2009;150:604-612, without its coefficient for race; {_KDIGO}",
    ),
    "bmi": Formula(
        (WEIGHT, HEIGHT),
        "kg/m2",
        1,
        adults=False,
        source="Quetelet's index; WHO Technical Report Series 894, Geneva 2000",
    ),
}
