"""The oracle's own reading of the published formulas.

The arithmetic is another one than the program's: logarithms in place of powers, and rounding by adding a half.
"""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.property.plain import Json, clumped, inside

if TYPE_CHECKING:
    from tests.property.laboratory import Leaf
    from tests.property.oracle import Reader

_BY_SEX = {"female": ("0.7", "-0.241", "-0.329"), "male": ("0.9", "-0.302", "-0.411")}


def read_formula(reader: "Reader", rule: Json, limit: Any) -> "Leaf":
    """Judge a rule with a formula on the reader's day."""
    numbers: Json = {key: plausible(reader, rule[key]) for key in ("weight", "height") if key in rule}
    age, sex = aged(reader) if rule["formula"] != "bmi" else (0, "")
    known = None not in numbers.values() and age is not None and sex is not None
    if "creatinine" not in rule:
        return holds(rule, limit, [worked_out(rule["formula"], 0, "", None, numbers)]) if known else None
    group = reader.newest_results(rule["creatinine"])
    if not group or not reader.fresh(date.fromisoformat(group[0]["on"][:10]), rule.get("good_for_days")):
        return None
    latest = reader.may_be_latest(rule["creatinine"], group)
    if not known or any(reader.implausible(rule["creatinine"], one) for one in latest):
        return None
    if any(clumped(one) for one in latest):
        decision = reader.decision()
        return "doctor" if decision is not None and decision["on"] >= group[0]["on"][:10] else None
    meant = [one for result in latest for one in stand_ins(*reader.in_unit(rule["creatinine"], result))]
    return holds(rule, limit, [worked_out(rule["formula"], age or 0, str(sex), one, numbers) for one in meant])


def plausible(reader: "Reader", name: str) -> Fraction | None:
    value = reader.answer(name)[0]
    low, high = reader.protocol["field"][name]["plausible"]
    return None if value is None or not low <= Fraction(str(value)) <= high else Fraction(str(value))


def aged(reader: "Reader") -> tuple[int | None, str | None]:
    subject = reader.history.get("subject", {})
    sex = subject.get("sex") if subject.get("sex") in ("female", "male") else None
    if subject.get("birth_date") is None:
        return None, sex
    birth, day = date.fromisoformat(subject["birth_date"]), reader.day
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return (years if 18 <= years <= 120 else None), sex


def stand_ins(sign: str, number: Fraction) -> list[Fraction]:
    """Give what a censored result may be, in micromoles: far off, and its own end."""
    return [number] if not sign else [number, number / 10**9 if sign == "<" else number * 10**9]


def holds(rule: Json, limit: Any, values: list[Fraction]) -> bool | None:
    """Say what holds of all values; a range says it of each of its ends."""
    ends = [{"at_least": limit[0]}, {"at_most": limit[1]}] if "between" in rule else [rule]
    found = []
    for end in ends:
        bound = limit if end is rule else next(iter(end.values()))
        truths = {inside(end, bound, value) for value in values}
        found.append(truths.pop() if len(truths) == 1 else None)
    return False if False in found else None if None in found else True


@lru_cache(maxsize=100_000)
def by_equation(formula: str, age: int, sex: str, creatinine: Fraction) -> Fraction:
    factor, high, yearly, women = {
        "ckd_epi_2021": ("142", "-1.200", "0.9938", "1.012"),
        "ckd_epi_2009": ("141", "-1.209", "0.993", "1.018"),
    }[formula]
    kappa, *lows = _BY_SEX[sex]
    with localcontext() as context:
        context.prec = 80
        share = Decimal(creatinine.numerator) / Decimal(creatinine.denominator) / Decimal("88.4") / Decimal(kappa)
        exponent = Decimal(high) if share > 1 else Decimal(lows[formula == "ckd_epi_2009"])
        logarithm = exponent * share.ln() + age * Decimal(yearly).ln() + Decimal(factor).ln()
        value = (logarithm + (Decimal(women).ln() if sex == "female" else 0)).exp()
        return Fraction(int(value + Decimal("0.5")))


def worked_out(formula: str, age: int, sex: str, creatinine: Fraction | None, numbers: Json) -> Fraction:
    if formula.startswith("ckd_epi"):
        assert creatinine is not None
        return by_equation(formula, age, sex, creatinine)
    if formula == "bmi":
        exact = numbers["weight"] / (numbers["height"] / 100) ** 2
    else:
        assert creatinine is not None
        share = Fraction(85, 100) if sex == "female" else Fraction(1)
        exact = (140 - age) * numbers["weight"] * share / (72 * creatinine / Fraction("88.4"))
    return Fraction(int(exact * 10 + Fraction(1, 2)), 10)
