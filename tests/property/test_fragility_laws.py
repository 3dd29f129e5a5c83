"""What would change a verdict, on histories near the limits: what is said of a slip is what making it does.

A slip is made here in the history's plain JSON, from the values that it tells, apart from the engine's own way.
"""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.engine import assess
from screening.engine.fragility import Slip, fragility, trials
from screening.patient import History, read_history
from screening.protocol import Protocol
from tests.property.formulas import formula_worlds
from tests.property.plain import Day, Json
from tests.property.test_engine_laws import SHIPPED
from tests.property.worlds import World, random_worlds, shipped_worlds
from tests.spec.table import protocol_of

FEW = settings(max_examples=max(100, settings().max_examples))
worlds = st.one_of(random_worlds(), shipped_worlds(SHIPPED), formula_worlds())
whole = st.integers(min_value=0, max_value=300)
tenths = st.integers(min_value=0, max_value=3000).map(lambda number: Decimal(number) / 10)


def verdict_of(protocol: Protocol, history: Json, on: Day) -> str:
    return assess(protocol, read_history(history, protocol), on).verdict


@FEW
@given(worlds)
def test_a_slip_that_is_told_really_reverses_the_verdict(world: World) -> None:
    """Made in the history as it was handed in, it gives the verdict that was foretold."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    read = read_history(history, protocol)
    for reversal in fragility(protocol, read, on).reversals:
        made = made_in(history, reversal.slip, on)
        if made is not None:
            assert verdict_of(protocol, made, on) == reversal.verdict != verdict_of(protocol, history, on)


@FEW
@given(worlds)
def test_a_solid_verdict_survives_every_slip(world: World) -> None:
    """None of the histories that a slip would have made is judged otherwise; one that is not solid has some."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    read = read_history(history, protocol)
    told = fragility(protocol, read, on)
    verdicts = {assess(protocol, changed, on).verdict for _, changed in trials(protocol, read, on.toordinal())}
    if told.verdict == "undetermined":
        assert not told.solid and not told.reversals
    else:
        assert told.solid == (verdicts <= {told.verdict})


@FEW
@given(worlds)
def test_what_is_told_of_a_verdict_leaves_it_as_it_is(world: World) -> None:
    """Measuring and trying change neither the history nor the verdict, and what has a margin has an outcome."""
    raw, history, on = world
    protocol = Protocol.model_validate(raw)
    read = read_history(history, protocol)
    before = deepcopy(read)
    told = fragility(protocol, read, on)
    assert read == before
    assert told.verdict == assess(protocol, read, on).verdict
    assert list(told.margins) == [one.id for one in protocol.criterion]


LAB: Json = {"plt": {"kind": "lab", "unit": "10*9/L", "also": ["/uL"]}}
BOUNDS = st.sampled_from(("below", "at_most", "at_least", "above"))


@FEW
@given(BOUNDS, whole, tenths)
def test_moving_a_result_by_its_margin_brings_it_to_the_limit(bound: str, limit: int, value: Decimal) -> None:
    """On the limit the outcome is the bound's own; one more step on either side, and the outcomes differ."""
    protocol = protocol_of(LAB, {"lab": "plt", bound: limit})
    (margin,) = fragility(protocol, one_count(protocol, value), ON).margins["C1"]
    toward = {"below": 1, "at": 0, "above": -1}[margin.values["side"]]
    moved = value + toward * Decimal(margin.values["distance"])
    assert moved == limit
    tiny = Decimal("0.001")
    outcomes = [lab_outcome(protocol, moved + step) for step in (-tiny, Decimal(0), tiny)] if moved else []
    expected = {"below": "met not_met not_met", "at_most": "met met not_met"}
    expected |= {"at_least": "not_met met met", "above": "not_met not_met met"}
    assert not outcomes or outcomes == expected[bound].split()


@FEW
@given(st.sampled_from(("at_least", "at_most")), st.integers(0, 30), st.integers(0, 60))
def test_moving_a_day_by_its_margin_brings_it_to_the_limit(bound: str, limit: int, days: int) -> None:
    """At the limit the rule holds, and one day further it doesn't."""
    protocol = protocol_of({"planned": {"kind": "date"}}, {"days_from": "planned", bound: limit})
    (margin,) = fragility(protocol, planned(protocol, days), ON).margins["C1"]
    moved = days + {"below": 1, "at": 0, "above": -1}[margin.values["side"]] * margin.values["distance"]
    assert moved == limit
    further = moved + (-1 if bound == "at_least" else 1)
    assert [assess(protocol, planned(protocol, one), ON).criteria[0].outcome for one in (moved, further)] == [
        "met",
        "not_met",
    ]


ON = date(2026, 11, 24)


def one_count(protocol: Protocol, value: Decimal) -> History:
    result = {"value": f"{value:f}", "unit": "10*9/L", "on": ON.isoformat()}
    return read_history({"answers": {"plt": [result]}}, protocol)


def lab_outcome(protocol: Protocol, value: Decimal) -> str:
    return assess(protocol, one_count(protocol, value), ON).criteria[0].outcome


def planned(protocol: Protocol, days: int) -> History:
    return read_history({"answers": {"planned": (ON - timedelta(days=days)).isoformat()}}, protocol)


def made_in(history: Json, slip: Slip, on: Day) -> Json | None:
    """Make a slip in plain JSON; None where the values don't tell one place alone."""
    made = deepcopy(history)
    answers, values = made["answers"], slip.values
    if slip.code == "event":
        return None
    if slip.code == "inclusive":
        given = answers[slip.field]
        if isinstance(given, list):
            return None
        start = date.fromisoformat(slip.on) + timedelta(days=values["days"] - values["would_be"])
        answers[slip.field] = {**given, "value": start.isoformat()} if isinstance(given, dict) else start.isoformat()
        return made
    if slip.code == "older":
        answers[slip.field] = [one for one in answers[slip.field] if not slip.on <= one["on"][:10] <= on.isoformat()]
        return made
    places = [one for one in answers[slip.field] if is_meant(one, values)]
    if len(places) == 1:
        places[0].update(changes(slip.code, values))
    return made if len(places) == 1 else None


def is_meant(result: Json, values: Json) -> bool:
    same = result["unit"] == values["unit"] and result["on"][:10] == values["on"]
    return bool(same and result["value"].lstrip("<>") == values["value"].lstrip("<>"))


def changes(code: str, values: Json) -> dict[str, Any]:
    """Give what a slip writes over a result."""
    if code == "clumped":
        return {"clumped": True}
    if code == "unit":
        return {"unit": values["other"]}
    if code == "transfused":
        return {"value": values["former"], "unit": values["former_unit"]}
    if code == "validity":
        return {"on": (date.fromisoformat(values["on"]) - timedelta(days=1)).isoformat()}
    return {"value": values["would_be"]}
