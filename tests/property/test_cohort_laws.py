"""Law 7, the second half: Python and SQL give the same outcomes on the same data."""

from itertools import product
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.cohort.columns import Labs
from screening.protocol import Protocol, load
from tests.property import formulas
from tests.property.cohorts import as_told, compare, shifted
from tests.property.crowds import crowd
from tests.property.plain import Day, Json
from tests.property.worlds import BASES, FIELDS, Validity, a_criterion, a_history, change, header
from tests.spec.table import protocol_of

PATIENTS = 40
FEW = settings(max_examples=max(10, settings().max_examples // 5))
MANY = settings(max_examples=max(60, settings().max_examples))
ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "resources" / "protocols").glob("*.toml"), *(ROOT / "tests" / "protocols").glob("*.toml")])
FORMS: tuple[Labs, ...] = get_args(Labs)


@pytest.mark.parametrize("labs", FORMS)
@MANY
@given(chance=st.randoms(use_true_random=True))
def test_random_protocols_say_the_same_of_a_population_in_python_and_in_sql(labs: Labs, chance: Random) -> None:
    """Verdict, every criterion, what is missing, and the first possible days."""
    base = chance.choice(BASES)
    validity: Validity = {name: chance.choice((None, 0, 2, 3)) for name in ("sort", "score", "plt", "alt")}
    criteria = [a_criterion(chance, place, validity) for place in range(chance.randint(1, 3))]
    raw: Json = {"protocol": header("RANDOM"), "field": FIELDS, "criterion": criteria}
    people = [a_patient(chance, raw, base, validity, labs) for _ in range(PATIENTS)]
    compare(Protocol.model_validate(raw), people, shifted(base, chance.choice((0, 0, 0, 1, 3, -2))), labs)


@pytest.mark.parametrize("labs", FORMS)
@FEW
@given(chance=st.randoms(use_true_random=True))
def test_formulas_say_the_same_of_a_population_in_python_and_in_sql(labs: Labs, chance: Random) -> None:
    """Value by value, birthday by birthday: no power and no rounding is written in SQL, and none is missed."""
    base = chance.choice(BASES)
    people = [as_told(formulas.a_patient(chance, base), labs, chance) for _ in range(2 * PATIENTS)]
    protocol = Protocol.model_validate(formulas.a_protocol(chance))
    compare(protocol, people, shifted(base, chance.choice((0, 0, 1, 2))), labs)


def a_patient(chance: Random, raw: Json, base: Day, validity: Validity, labs: Labs) -> Json:
    history = a_history(chance, raw, base, validity)
    change(chance, raw, history, base)
    return as_told(history, labs, chance)


@pytest.mark.parametrize("labs", FORMS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_real_protocols_say_the_same_of_everybody_who_differs_in_one_thing(file: Path, labs: Labs) -> None:
    """Patients who qualify, then each of them with one field told in every way that could matter."""
    protocol = load(file)
    chance = Random(7)
    on, people = crowd(protocol)
    compare(protocol, [as_told(one, labs, chance) for one in people], on, labs)


@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
@pytest.mark.parametrize(
    "apart", [{"apart_days": 1}, {"apart_days": 2}, {"apart_hours": 20}, {"apart_hours": 0}], ids=str
)
def test_pairs_of_results_that_run_out_of_sight_say_the_same(kind: str, apart: Json) -> None:
    """Every series of four days, each with a result in or out of the bound or with none: what held may fall later.

    A delay that is reached later makes those days count.
    """
    rule = {"repeated": "plt", "below": 75, "within_days": 3, **apart}
    waits = {"days_from": "planned", "at_least": 7}
    joined = {"all": [rule, waits]} if kind == "inclusion" else {"any": [rule, {"not": waits}]}
    protocol = protocol_of({name: FIELDS[name] for name in ("plt", "planned")}, joined, kind)
    on = BASES[0]
    days = [shifted(on, -back).isoformat() for back in range(4)]
    series = [
        [counted(value, day) for value, day in zip(told, days, strict=True) if value]
        for told in product(("", "70", "<80", "80"), repeat=len(days))
    ]
    due = [shifted(on, later - 7).isoformat() for later in (0, 1, 2)]
    people = [{"subject": {}, "answers": {"plt": one, "planned": day}} for one in series for day in due]
    compare(protocol, people, on, "long")


def counted(value: str, day: str) -> Json:
    return {"value": value, "unit": "10*9/L", "on": day}
