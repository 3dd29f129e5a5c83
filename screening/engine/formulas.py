"""The arithmetic of the published formulas: exact decimals, the same on every computer.

Everything is reckoned with 50 significant digits and rounded once, half up, to the formula's places. Powers are those
of `decimal`, whose last digit of 50 may be off by one; no value of a formula comes so near to where it is rounded.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, reduce
from typing import NamedTuple

from screening.protocol.formulas import CREATININE, FORMULAS, HEIGHT, WEIGHT

_DIGITS = Context(prec=50)
_ONE = Decimal(1)
_FEMALE = "female"


class Person(NamedTuple):
    """Whom a value is for: the age in completed years, and the sex."""

    age: int
    sex: str


Measures = Mapping[str, Decimal]
"""What was measured: creatinine in mg/dL times the rule's `scale`, weight in kg, height in cm."""

NOBODY = Person(0, "")
"""Stands for the person where a formula asks for neither age nor sex."""


def value(formula: str, person: Person, measures: Measures, scale: Decimal = _ONE) -> Decimal:
    """Reckon a formula and round it; `scale` is what one mg/dL is in the unit of the creatinine given."""
    return rounded(_RAW[formula](person, measures, scale), formula)


def known_formulas() -> set[str]:
    """List the formulas that have their arithmetic."""
    return set(_RAW)


def rounded(raw: Decimal, formula: str) -> Decimal:
    """Round half up to the formula's places."""
    return raw.quantize(FORMULAS[formula].step, ROUND_HALF_UP, _DIGITS)


def _unrounded(formula: str, least: Decimal) -> Decimal:
    """Give the least number that is rounded to `least`."""
    return least - FORMULAS[formula].step / 2


def _product(*factors: Decimal) -> Decimal:
    return reduce(_DIGITS.multiply, factors)


# --- Cockcroft and Gault ---

_OLD, _PER_CREATININE, _WOMEN = Decimal(140), Decimal(72), Decimal("0.85")


def clearance_sides(person: Person, least: Decimal, scale: Decimal) -> tuple[Decimal, Decimal]:
    """Give exact factors: the rounded value reaches `least` where weight times one is at least
    creatinine times the other."""
    return _per_weight(person, scale), _product(_PER_CREATININE, _unrounded("cockcroft_gault", least))


def _per_weight(person: Person, scale: Decimal) -> Decimal:
    return _product(_OLD - person.age, _WOMEN if person.sex == _FEMALE else _ONE, scale)


def _cockcroft_gault(person: Person, measures: Measures, scale: Decimal) -> Decimal:
    above = _product(_per_weight(person, scale), measures[WEIGHT])
    return _DIGITS.divide(above, _product(_PER_CREATININE, measures[CREATININE]))


# --- CKD-EPI ---


class CkdEpi(NamedTuple):
    """An equation: factor * min(c/k, 1)^low * max(c/k, 1)^high * yearly^age, and `women` for women."""

    factor: Decimal
    high: Decimal
    yearly: Decimal
    women: Decimal
    kappa: Mapping[str, Decimal]
    low: Mapping[str, Decimal]


_KAPPA = {_FEMALE: Decimal("0.7"), "male": Decimal("0.9")}
CKD_EPI = {
    "ckd_epi_2021": CkdEpi(
        Decimal(142),
        Decimal("-1.200"),
        Decimal("0.9938"),
        Decimal("1.012"),
        _KAPPA,
        {_FEMALE: Decimal("-0.241"), "male": Decimal("-0.302")},
    ),
    "ckd_epi_2009": CkdEpi(
        Decimal(141),
        Decimal("-1.209"),
        Decimal("0.993"),
        Decimal("1.018"),
        _KAPPA,
        {_FEMALE: Decimal("-0.329"), "male": Decimal("-0.411")},
    ),
}


@lru_cache(maxsize=1024)
def _for_person(equation: str, person: Person) -> Decimal:
    one = CKD_EPI[equation]
    aged = _DIGITS.multiply(one.factor, _DIGITS.power(one.yearly, Decimal(person.age)))
    return _DIGITS.multiply(aged, one.women) if person.sex == _FEMALE else aged


@lru_cache(maxsize=4096)
def _for_creatinine(equation: str, sex: str, creatinine: Decimal, scale: Decimal) -> Decimal:
    one = CKD_EPI[equation]
    ratio = _DIGITS.divide(creatinine, _DIGITS.multiply(one.kappa[sex], scale))
    return _DIGITS.power(ratio, one.high if ratio > 1 else one.low[sex])


def _ckd_epi(equation: str) -> Callable[[Person, Measures, Decimal], Decimal]:
    def raw(person: Person, measures: Measures, scale: Decimal) -> Decimal:
        of_creatinine = _for_creatinine(equation, person.sex, measures[CREATININE], scale)
        return _DIGITS.multiply(of_creatinine, _for_person(equation, person))

    return raw


@lru_cache(maxsize=4096)
def most_creatinine(equation: str, person: Person, least: Decimal, scale: Decimal, places: int) -> Decimal:
    """Give the greatest creatinine, of so many decimal places, with which the rounded value still reaches `least`.

    The equation falls as creatinine rises, so a limit on its value is one on the creatinine. The equation is turned
    round for a first guess, and the equation itself has the last word.
    """
    one, grid = CKD_EPI[equation], Decimal(1).scaleb(-places)
    share = _DIGITS.divide(_unrounded(equation, least), _for_person(equation, person))
    exponent = one.high if share < 1 else one.low[person.sex]
    ratio = _DIGITS.power(share, _DIGITS.divide(_ONE, exponent))
    guess = _DIGITS.multiply(ratio, _DIGITS.multiply(one.kappa[person.sex], scale)).quantize(grid, ROUND_FLOOR, _DIGITS)

    def reaches(creatinine: Decimal) -> bool:
        return creatinine <= 0 or value(equation, person, {CREATININE: creatinine}, scale) >= least

    while not reaches(guess):
        guess -= grid
    while reaches(guess + grid):
        guess += grid
    return guess


# --- Body mass index ---


_CENTIMETRES = Decimal(10_000)
"""In a square metre, squared."""


def index_sides(least: Decimal) -> tuple[Decimal, Decimal]:
    """Give exact factors: the rounded value reaches `least` where weight times one is at least
    height squared times the other."""
    return _CENTIMETRES, _unrounded("bmi", least)


def _bmi(person: Person, measures: Measures, scale: Decimal) -> Decimal:
    del person, scale
    return _DIGITS.divide(_product(_CENTIMETRES, measures[WEIGHT]), _product(measures[HEIGHT], measures[HEIGHT]))


_RAW: dict[str, Callable[[Person, Measures, Decimal], Decimal]] = {
    "cockcroft_gault": _cockcroft_gault,
    **{name: _ckd_epi(name) for name in CKD_EPI},
    "bmi": _bmi,
}
