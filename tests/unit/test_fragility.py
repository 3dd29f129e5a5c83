"""What would change a verdict: each ordinary slip at its boundaries, and how far each rule is from its limit."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from screening.engine.fragility import Fragility, Reversal, fragility
from screening.patient import read_history
from screening.protocol import loads
from screening.service.practice import samples
from tests.spec.table import protocol_of

Json = dict[str, Any]
ON = date(2026, 11, 24)
COUNTS: Json = {
    "platelets": {
        "kind": "lab", "unit": "10*9/L", "also": ["/uL", "10*4/uL"], "plausible": [0, 1500], "loinc": ["777-3"],
    },
    "platelet_transfusions": {"kind": "events"},
}  # fmt: skip
LOW = {"lab": "platelets", "below": 75, "good_for_days": 3}


def count(value: str, day: int, unit: str = "10*9/L", **more: Any) -> Json:
    return {"value": value, "unit": unit, "on": f"2026-11-{day:02d}", **more}


def judged(rule: Json, fields: Json, answers: Json, **subject: Any) -> Fragility:
    protocol = protocol_of(fields, rule)
    return fragility(protocol, read_history({"answers": answers, "subject": subject}, protocol), ON)


def of_counts(*results: Json, rule: Json = LOW, **answers: Any) -> dict[str, Reversal]:
    found = judged(rule, COUNTS, {"platelets": list(results), **answers})
    assert len({one.slip.code for one in found.reversals}) == len(found.reversals)
    return {one.slip.code: one for one in found.reversals}


@pytest.mark.parametrize(
    ("beside", "reverses"),
    [("60", True), ("20", True), ("19.3", False), ("180", True), ("180.3", False), (None, False)],
)
def test_a_decimal_point_counts_where_the_count_before_speaks_for_it(beside: str | None, reverses: bool) -> None:
    """580 is 58.0 beside 60: the moved value is no more than three times its neighbour, nor less than a third."""
    before = [count(beside, 20)] if beside else []
    found = of_counts(*before, count("600" if beside and float(beside) > 100 else "580", 24))
    assert ("tenfold" in found) is reverses


def test_a_decimal_point_tells_what_it_would_be_and_where_to_look() -> None:
    """A slip names the result, its day and its source, and the verdict that it would give."""
    found = of_counts(count("60", 20), count("580", 24, source="lab report"))["tenfold"]
    assert (found.slip.values["would_be"], found.slip.values["times"]) == ("58", "0.1")
    assert (found.slip.field, found.slip.on, found.slip.source) == ("platelets", "2026-11-24", "lab report")
    assert (found.verdict, found.criteria) == ("eligible", ("C1",))


@pytest.mark.parametrize(("day", "reverses"), [(17, True), (16, False)])
def test_a_count_beside_is_one_of_the_same_week(day: int, reverses: bool) -> None:
    """Seven days apart still speaks for a value, eight no more."""
    assert ("tenfold" in of_counts(count("60", day), count("580", 24))) is reverses


def test_what_is_clumped_or_censored_speaks_for_nothing() -> None:
    """A neighbour that can't count, or of which one side alone is known, is none."""
    assert "tenfold" not in of_counts(count("60", 20, clumped=True), count("580", 24))
    assert "tenfold" not in of_counts(count("<60", 20), count("580", 24))


@pytest.mark.parametrize(
    ("other", "source", "reverses"),
    [("10*4/uL", "ward", True), ("10*4/uL", "elsewhere", False), ("10*9/L", "ward", False)],
)
def test_another_unit_counts_where_the_source_reports_in_it(other: str, source: str, reverses: bool) -> None:
    """9 is 90 where the same source reports in 10⁴/µL; a unit of another source says nothing."""
    before = count("8.8" if other == "10*4/uL" else "88", 20, other, source=source)
    found = of_counts(before, count("9", 24, source="ward"))
    assert ("unit" in found) is reverses
    if reverses:
        assert found["unit"].slip.values["other"] == "10*4/uL"


@pytest.mark.parametrize(
    ("value", "unit", "would_be"),
    [
        ("75", "10*9/L", "74.5"),
        ("75.0", "10*9/L", "74.95"),
        ("75000", "/uL", "74500"),
        ("7.5", "10*4/uL", "7.45"),
        ("75100", "/uL", None),
        ("76", "10*9/L", None),
        ("74.9", "10*9/L", None),
    ],
)
def test_rounding_takes_half_a_step_of_what_was_reported(value: str, unit: str, would_be: str | None) -> None:
    """75 may be 74.5, 75.0 may be 74.95, and 75 000/µL may have been counted in thousands."""
    found = of_counts(count(value, 24, unit)).get("rounding")
    assert (found.slip.values["would_be"] if found else None) == would_be


def test_rounding_knows_the_step_from_the_other_results_of_that_source() -> None:
    """Beside 68.4 a 75 is 75.0; a step of another source says nothing of this one."""
    assert of_counts(count("68.4", 10), count("75", 24))["rounding"].slip.values["would_be"] == "74.95"
    found = of_counts(count("68.4", 10, source="ward"), count("75", 24))["rounding"]
    assert found.slip.values["would_be"] == "74.5"


@pytest.mark.parametrize(("day", "reverses"), [(21, True), (20, False)])
def test_an_older_result_counts_while_it_would_still_be_good(day: int, reverses: bool) -> None:
    """The one before decides where the newest does not belong there, unless it has run out."""
    found = of_counts(count("70", day), count("90", 23))
    assert ("older" in found) is reverses
    if reverses:
        assert found["older"].slip.values["former"] == "70"


@pytest.mark.parametrize(
    ("before", "day", "noted", "reverses"),
    [
        ("60", 20, {}, True), ("61", 20, {}, False), ("20", 20, {}, True), ("19", 20, {}, False),
        ("60", 19, {}, False), ("60", 20, {"platelet_transfusions": []}, False),
        ("60", 20, {"platelet_transfusions": ["2026-11-20"]}, True),
        ("60", 20, {"platelet_transfusions": ["2026-11-19"]}, False),
    ],
)  # fmt: skip
def test_a_rise_as_after_a_transfusion(before: str, day: int, noted: Json, reverses: bool) -> None:
    """20 to 60 within three days is what a dose gives; where transfusions are noted, one must be."""
    assert ("transfused" in of_counts(count(before, day), count("80", 23), **noted)) is reverses


@pytest.mark.parametrize(
    ("results", "reverses"),
    [
        ([count("19", 14, clumped=True), count("60", 24)], True),
        ([count("19", 14, clumped=True, smear_confirmed=True), count("60", 24)], False),
        ([count("19", 14, clumped=True), count("60", 24, anticoagulant="citrate")], False),
        ([count("180", 20), count("60", 24)], False),
        ([count("181", 20), count("60", 24)], True),
        ([count("60", 24)], False),
    ],
)
def test_a_sample_that_may_have_clumped(results: list[Json], reverses: bool) -> None:
    """Who has clumped before may clump again, and so may a count far below its neighbours; citrate settles it."""
    assert ("clumped" in of_counts(*results)) is reverses


@pytest.mark.parametrize(("day", "reverses"), [(21, True), (22, False)])
def test_a_result_on_its_last_day(day: int, reverses: bool) -> None:
    """Had its own day been the first of its days it would have run out."""
    assert ("validity" in of_counts(count("60", day))) is reverses


@pytest.mark.parametrize(
    ("planned", "days"), [("2026-11-19", None), ("2026-11-18", 7), ("2026-11-17", 6), ("2026-11-16", None)]
)
def test_a_day_counted_inclusively(planned: str, days: int | None) -> None:
    """Six days are seven where the first counts too, and seven are six where it must not."""
    fields = {"planned": {"kind": "date"}}
    answers = {"planned": {"value": planned, "source": "clinic letter"}}
    found = judged({"days_from": "planned", "at_least": 7}, fields, answers).reversals
    assert [one.slip.values["would_be"] for one in found] == ([] if days is None else [days])
    assert all(one.slip.source == "clinic letter" for one in found)


@pytest.mark.parametrize(("day", "reverses"), [(13, False), (14, True), (15, True), (16, False)])
def test_an_event_one_day_off(day: int, reverses: bool) -> None:
    """An event on the edge of its window, or just out of it."""
    rule = {"event": "doses", "not_within_days": 9}
    found = judged(rule, {"doses": {"kind": "events"}}, {"doses": [f"2026-11-{day}"]})
    assert bool(found.reversals) is reverses


def test_a_verdict_that_is_not_yet_known_has_margins_alone() -> None:
    """Nothing is decided that a slip could reverse."""
    rule = {"all": [{"days_from": "planned", "at_least": 7}, LOW]}
    found = judged(rule, {"planned": {"kind": "date"}, **COUNTS}, {"planned": "2026-11-17"})
    assert (found.verdict, found.reversals, found.solid) == ("undetermined", (), False)
    assert [one.code for one in found.margins["C1"]] == ["margin.days"]


def test_another_criterion_that_speaks_against_makes_a_verdict_solid() -> None:
    """A slip on one line does not reverse what another line says anyhow."""
    fields = {"planned": {"kind": "date"}, **COUNTS}
    rule = {"all": [{"days_from": "planned", "at_least": 7}, LOW]}
    assert judged(rule, fields, {"planned": "2026-11-18", "platelets": [count("90", 24)]}).solid
    assert not judged(rule, fields, {"planned": "2026-11-18", "platelets": [count("60", 24)]}).solid


def test_the_practice_patients_show_what_solid_and_fragile_mean() -> None:
    """Two of twelve ask for a second look: a delay of six days, and a count on its last day."""
    shipped = files("resources").joinpath("protocols", "NCT03976882-2024-published.toml")
    protocol = loads(shipped.read_text("utf-8"))
    found = {one.name[:2]: fragility(protocol, read_history(one.history, protocol), one.as_of) for one in samples()}
    definite = {name: one for name, one in found.items() if one.verdict != "undetermined"}
    assert len(definite) == 13
    fragile = {name: [one.slip.code for one in told.reversals] for name, told in definite.items() if not told.solid}
    assert fragile == {"02": ["inclusive"], "03": ["validity"]}


@pytest.mark.parametrize(
    ("rule", "fields", "answers", "told"),
    [
        (LOW, COUNTS, {"platelets": [count("74", 24)]}, ("1", "below", "75")),
        (LOW, COUNTS, {"platelets": [count("75000", 24, "/uL")]}, ("0", "at", "75")),
        (LOW, COUNTS, {"platelets": [count("7.64", 24, "10*4/uL")]}, ("1.4", "above", "75")),
        ({"lab": "platelets", "between": [30, 75]}, COUNTS, {"platelets": [count("40", 24)]}, ("10", "above", "30")),
        (LOW | {"below": 75000, "unit": "/uL"}, COUNTS, {"platelets": [count("74", 24)]}, ("1000", "below", "75000")),
        (LOW, COUNTS, {"platelets": [count("74", 20)]}, None),
        (LOW, COUNTS, {"platelets": [count("74", 24), count("76", 24)]}, None),
        (LOW, COUNTS, {"platelets": [count("74", 24), count("71", 24)]}, ("1", "below", "75")),
        (LOW, COUNTS, {"platelets": [count("<5", 24)]}, None),
        ({"number": "ecog", "at_most": 1}, {"ecog": {"kind": "number"}}, {"ecog": 2}, ("1", "above", "1")),
    ],
)
def test_how_far_a_number_is_from_its_limit(rule: Json, fields: Json, answers: Json, told: Any) -> None:
    """In the limit's unit, from the nearer end; nothing where no exact number decides."""
    margins = judged(rule, fields, answers).margins["C1"]
    found = [(one.values["distance"], one.values["side"], one.values["limit"]) for one in margins]
    assert found == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("birth", "distance", "side"),
    [("2008-11-24", 0, "at"), ("2008-11-27", 3, "below"), ("2008-11-14", 10, "above")],
)
def test_how_far_an_age_is_from_its_limit(birth: str, distance: int, side: str) -> None:
    """In days from the birthday that counts."""
    (found,) = judged({"age_at_least": 18}, {}, {}, birth_date=birth).margins["C1"]
    assert (found.values["distance"], found.values["side"], found.values["years"]) == (distance, side, 18)


def test_a_choice_has_no_margin() -> None:
    """No answer is near another one."""
    field = {"sort": {"kind": "choice", "options": {"a": {}, "b": {}}}}
    assert judged({"choice": "sort", "one_of": ["a"]}, field, {"sort": "a"}).margins == {"C1": ()}
