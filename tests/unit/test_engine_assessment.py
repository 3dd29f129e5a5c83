"""A whole assessment: verdict, open questions in order, calendar, possible days, what a reason holds."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from screening.engine import Assessment, Possible, Stretch, assess
from screening.patient import read_history
from screening.protocol import Protocol, loads

Json = dict[str, Any]
ON = date(2026, 11, 23)
CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)

# Every code that a reason can have; wording puts each into a sentence.
CODES = {
    *("missing", "unknown", "undated", "expired", "choice", "referred", "sex", "implausible", "decided", "unborn"),
    *("number.yes", "number.no", "age.yes", "age.no", "days.yes", "days.no", "days.cannot"),
    *("lab.yes", "lab.no", "lab.expired", "lab.clumped", "lab.clumped_decided", "lab.implausible"),
    *("lab.conflict", "lab.censored"),
    *("lab.no_uln", "lab.no_lln", "repeated.yes", "repeated.no", "repeated.few"),
    *("event.none", "event.within", "event.outside", "worksheet.present", "worksheet.open", "worksheet.clear"),
    *("evidence", "evidence.complete", "undecided"),
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    shipped = files("resources").joinpath("protocols", "NCT03976882-2024-published.toml")
    return loads(shipped.read_text("utf-8"))


def patient(**changes: Any) -> Json:
    """Give the patient of the design, all causes ruled out."""
    answers: Json = {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "planned_cycle_date": "2026-11-17",
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [count("68", "2026-11-22")],
        "other_causes": dict.fromkeys(CAUSES, "ruled_out"),
        "brain_metastases": "none",
    }
    return {name: value for name, value in (answers | changes).items() if value is not None}


def count(value: str, on: str, **more: Any) -> Json:
    return {"value": value, "unit": "10*9/L", "on": on, **more}


def judged(protocol: Protocol, answers: Json, on: date = ON, **more: Any) -> Assessment:
    return assess(protocol, read_history({"answers": answers, **more}, protocol), on)


def test_the_worked_example_of_the_design(protocol: Protocol) -> None:
    """One cause ruled out of ten, the delay one day short, the count good until the 25th."""
    found = judged(protocol, patient(other_causes={"immune": "ruled_out"}))
    assert found.verdict == "ineligible" and found.not_yet
    assert found.calendar == (
        Stretch(date(2026, 11, 23), date(2026, 11, 23), "ineligible"),
        Stretch(date(2026, 11, 24), None, "undetermined"),
    )
    assert found.possible == (
        Possible(date(2026, 11, 24), date(2026, 11, 25), ()),
        Possible(date(2026, 11, 26), None, ("platelets",)),
    )
    delay = found.criteria[1]
    assert (delay.outcome, delay.open_questions, delay.waits_until) == ("not_met", (), date(2026, 11, 24))
    assert delay.reasons[0].values["days"] == 6 and delay.reasons[0].values["reaches"] == "2026-11-24"
    assert found.open_questions == tuple(f"other_causes.{cause}" for cause in CAUSES[1:])


def test_an_eligible_patient_is_eligible_until_the_count_runs_out(protocol: Protocol) -> None:
    """Then it is not yet known, never not eligible; and possible with a new count."""
    found = judged(protocol, patient(), date(2026, 11, 24))
    assert found.verdict == "eligible" and not found.not_yet and found.open_questions == ()
    assert [stretch.verdict for stretch in found.calendar] == ["eligible", "undetermined"]
    assert [one.needs for one in found.possible] == [(), ("platelets",)]


def test_what_no_waiting_can_change_is_no_not_yet(protocol: Protocol) -> None:
    """A count at the limit, a cause, a tumour: nothing is possible, and no day is promised."""
    for changes in (
        {"platelets": [count("75", "2026-11-22")]},
        {"other_causes": {"immune": "present"}},
        {"tumour_type": "haematological"},
        {"cycle_resumed_date": "2026-11-23"},
    ):
        found = judged(protocol, patient(**changes))
        assert (found.verdict, found.possible, found.not_yet) == ("ineligible", (), False)
        assert all(one.waits_until is None for one in found.criteria if one.id != "I2")


def test_a_later_result_takes_over_and_may_run_out_in_turn(protocol: Protocol) -> None:
    """What counted today promises nothing once something newer is known."""
    counts = [count("80", "2026-11-24"), count("60", "2026-11-26")]
    found = judged(protocol, patient(platelets=counts), date(2026, 11, 24))
    assert found.verdict == "ineligible"
    assert found.possible == (
        Possible(date(2026, 11, 26), date(2026, 11, 29), ()),
        Possible(date(2026, 11, 30), None, ("platelets",)),
    )
    counts = [count("60", "2026-11-24"), count("80", "2026-11-26")]
    assert judged(protocol, patient(platelets=counts), date(2026, 11, 24)).possible == (
        Possible(date(2026, 11, 24), date(2026, 11, 25), ()),
        Possible(date(2026, 11, 30), None, ("platelets",)),
    )


def test_an_answer_that_is_taken_back_opens_the_question_again(protocol: Protocol) -> None:
    """It did not run out, so nothing holds it, and nothing has to be repeated."""
    answers = patient(tumour_type=[{"value": "haematological"}, {"value": None, "on": "2026-11-25"}])
    found = judged(protocol, answers, date(2026, 11, 24))
    assert found.verdict == "ineligible"
    assert found.possible == (Possible(date(2026, 11, 25), date(2026, 11, 25), ()), found.possible[1])
    assert found.possible[1].needs == ("platelets",)


def test_what_does_not_count_today_needs_no_repeat_later(protocol: Protocol) -> None:
    """A clumped count is asked for today already; that it would also have run out is no news."""
    found = judged(protocol, patient(platelets=[count("19", "2026-11-23", clumped=True)]), date(2026, 11, 24))
    assert found.verdict == "undetermined"
    assert found.possible == (Possible(date(2026, 11, 24), None, ()),)


def test_a_decision_on_a_later_day_is_in_the_calendar(protocol: Protocol) -> None:
    """It is not known before its day."""
    decision = {"outcome": "excludes", "by": "Dr Li", "on": "2026-11-25", "why": "Growing on two scans"}
    answers = patient(brain_metastases="progressing_after_treatment")
    found = judged(protocol, answers, date(2026, 11, 24), decisions={"E3": decision})
    assert found.open_questions == ("decisions.E3",)
    assert [stretch.verdict for stretch in found.calendar] == ["undetermined", "ineligible"]


def test_what_a_doctor_decides_later_is_not_what_counted_today(protocol: Protocol) -> None:
    """Once the clumped count has run out, a new one may say anything, whatever was decided on the old one."""
    decision = {"outcome": "not_met", "by": "Dr Li", "on": "2026-11-25", "why": "The smear shows many more"}
    answers = patient(platelets=[count("19", "2026-11-24", clumped=True)])
    found = judged(protocol, answers, date(2026, 11, 24), decisions={"I3": decision})
    assert [stretch.verdict for stretch in found.calendar] == ["undetermined", "ineligible", "undetermined"]
    assert found.possible == (
        Possible(date(2026, 11, 24), date(2026, 11, 24), ()),
        Possible(date(2026, 11, 28), None, ("platelets",)),
    )


def test_open_questions_stand_in_the_order_in_which_they_are_worth_asking(protocol: Protocol) -> None:
    """First what is in the chart, last what takes a test; then what settles most; then as on the form."""
    found = judged(protocol, {})
    efforts = {name: field.effort for name, field in protocol.field.items()}
    asked = [question.partition(".")[0] for question in found.open_questions]
    assert [efforts[name] for name in asked] == sorted(efforts[name] for name in asked)
    alone = judged(protocol, {"brain_metastases": "none"}).open_questions
    assert alone.index("tumour_type") < alone.index("disease_extent") < alone.index("planned_cycle_date")


@pytest.mark.parametrize("name", ["tumour_type", "planned_cycle_date", "platelets"])
def test_an_empty_list_of_answers_is_no_answer(protocol: Protocol, name: str) -> None:
    """Like a missing key and null."""
    empty = judged(protocol, patient(**{name: []}))
    missing = judged(protocol, patient(**{name: None}))
    assert empty == missing


def test_an_item_with_an_empty_list_is_not_assessed(protocol: Protocol) -> None:
    """A worksheet's items are answers like any other."""
    found = judged(protocol, patient(other_causes={**dict.fromkeys(CAUSES, "ruled_out"), "immune": []}))
    assert found.open_questions == ("other_causes.immune",)


def test_reasons_hold_what_json_holds(protocol: Protocol) -> None:
    """They are written into the record as they are."""
    for answers in (patient(), patient(platelets=None), {}, patient(platelets=[count("<5", "2026-11-22")])):
        for one in judged(protocol, answers).criteria:
            for reason in one.reasons:
                assert reason.code in CODES
                assert json.loads(json.dumps(reason.values)) == reason.values


@pytest.mark.parametrize("day", [date.min, date(1849, 1, 1), date(2300, 1, 1), date.max])
def test_any_day_can_be_assessed(protocol: Protocol, day: date) -> None:
    """However far off."""
    found = judged(protocol, patient(), day)
    assert found.calendar[0].start == day


def test_the_same_facts_give_the_same_answer(protocol: Protocol) -> None:
    """The engine knows no clock, and changes nothing that it was given."""
    first = judged(protocol, patient())
    assert judged(protocol, patient()) == first
