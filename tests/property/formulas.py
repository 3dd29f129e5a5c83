"""Worlds of published formulas: creatinine near the limits, and birthdays close by."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from tests.property.plain import Day, Json
from tests.property.worlds import (
    BASES,
    FIELDS,
    World,
    decide,
    good_for,
    header,
    rarely,
    shifted,
    text,
)

OWN: Json = {
    "cr": {"kind": "lab", "unit": "umol/L", "convert": {"mg/dL": Decimal("88.4")}, "plausible": [5, 3000]},
    "kg": {"kind": "number", "unit": "kg", "plausible": [20, 300]},
    "cm": {"kind": "number", "unit": "cm", "plausible": [100, 250]},
}
for _name, _field in OWN.items():
    _field["ask"] = text(_name)
ASKED: Json = {**OWN, "planned": FIELDS["planned"], "extent": FIELDS["extent"]}

LIMITS = {"bmi": ("18.5", "25", "30")}
CREATININE = ("60", "87.9", "88.4", "88.5", "95", "110", "130", "200")


def a_formula(chance: Random, days: int | None) -> Json:
    """Draw a rule."""
    formula = chance.choice(("cockcroft_gault", "cockcroft_gault", "ckd_epi_2021", "ckd_epi_2009", "bmi"))
    rule: Json = {"formula": formula}
    rule |= {} if formula == "bmi" else {"creatinine": "cr", **good_for({"cr": days}, "cr")}
    rule |= {"weight": "kg"} if formula in ("bmi", "cockcroft_gault") else {}
    rule |= {"height": "cm"} if formula == "bmi" else {}
    numbers = [Decimal(one) for one in LIMITS.get(formula, ("60", "75", "89", "90"))]
    bound = chance.choice(("below", "at_most", "at_least", "above", "between"))
    if bound == "between":
        return {**rule, bound: sorted(chance.choices(numbers, k=2))}
    if rarely(chance):
        when = {"choice": "extent", "one_of": ["a"]}
        return {**rule, bound: {"when": when, "then": numbers[0], "otherwise": numbers[-1]}}
    return {**rule, bound: chance.choice(numbers)}


def a_rule(chance: Random, days: int | None) -> Json:
    one = a_formula(chance, days)
    other = chance.choice(
        ({"days_from": "planned", "at_least": 7}, {"choice": "extent", "one_of": ["a"]}, a_formula(chance, days))
    )
    return chance.choice((one, one, {"not": one}, {"all": [one, other]}, {"any": [other, one]}))


def a_patient(chance: Random, base: Day) -> Json:
    """Draw a history: birthdays close by, mostly complete."""
    years = chance.choice((18, 40, 50, 50, 51, 60, 76, 121))
    birth = date(base.year - years, base.month, min(base.day, 28)) + timedelta(days=chance.choice((-3, -1, 0, 1, 2, 6)))
    subject = {"birth_date": birth.isoformat(), "sex": chance.choice(("female", "male"))}
    answers: Json = {
        "cr": some_creatinine(chance, base),
        "kg": chance.choice((None, 500)) if rarely(chance) else chance.choice((55, 72, "80.5", 100)),
        "cm": None if rarely(chance) else chance.choice((150, 170, "180.5")),
        "planned": shifted(base, chance.randint(-8, 2)),
        "extent": chance.choice(("a", "b", "nk", None)),
    }
    if rarely(chance):
        subject = chance.choice(({}, {"sex": "male"}, {"birth_date": "1984-02-29"}, {"birth_date": shifted(base, 3)}))
    if rarely(chance):
        answers["kg"] = {"value": chance.choice((55, 72)), "on": shifted(base, chance.randint(-3, 3))}
    return {"subject": subject, "answers": answers}


def some_creatinine(chance: Random, base: Day) -> list[Json]:
    found = []
    day = -chance.randint(0, 6)
    for _ in range(chance.choice((0, 1, 1, 1, 1, 2, 3))):
        value = chance.choice(("2", "4000")) if rarely(chance) else chance.choice(CREATININE)
        sign = chance.choice("<>") if rarely(chance) else ""
        on = shifted(base, day) + chance.choice(("", "", "T08:00", "T09:00"))
        one: Json = {"value": f"{sign}{value}", "unit": "umol/L", "on": on, "uln": 100}
        one |= {"clumped": True} if rarely(chance) else {}
        found.append(one | ({"anticoagulant": "citrate"} if rarely(chance) else {}))
        day += chance.choice((0, 1, 4))
    return found


def a_criterion(chance: Random, place: int, days: int | None) -> Json:
    kind = chance.choice(("inclusion", "exclusion"))
    return {"id": f"C{place}", "kind": kind, "text": text(f"C{place}"), "rule": a_rule(chance, days)}


def a_protocol(chance: Random) -> Json:
    days = chance.choice((None, 0, 3, 14))
    criteria = [a_criterion(chance, place, days) for place in range(chance.randint(1, 2))]
    return {"protocol": header("FORMULAS"), "field": ASKED, "criterion": criteria}


def formula_world(chance: Random) -> World:
    """Draw a protocol with formulas, a history and a day."""
    base = chance.choice(BASES)
    protocol = a_protocol(chance)
    history = a_patient(chance, base)
    decide(chance, protocol, history, base)
    return protocol, history, base + timedelta(days=chance.choice((0, 0, 0, 1, 2, 3, -1)))


def formula_worlds() -> st.SearchStrategy[World]:
    """Give worlds with formulas."""
    return st.randoms(use_true_random=True).map(formula_world)
