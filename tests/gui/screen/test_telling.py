"""What the verdict side shows, without a widget."""

from datetime import date, timedelta
from typing import Any

import pytest

from gui.kit.day_strip import DayState
from gui.kit.series import PointMark
from gui.kit.tokens import Status
from gui.kit.verdict import VerdictState
from gui.screen.charting import Chart, charted_fields, limits_of, valid_for
from gui.screen.judging import fields_of
from gui.screen.telling import Teller, asks_doctor, place_name
from screening.engine import Assessment, assess
from screening.errors import InputError, Problem
from screening.patient import read_history
from screening.protocol import Protocol, loads
from screening.service.judging import refused_places, without
from screening.wording import Words

ON = date(2026, 11, 23)
CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)


def given(**changes: Any) -> dict[str, Any]:
    return {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "planned_cycle_date": "2026-11-17",
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [{"value": "68", "unit": "10*9/L", "on": "2026-11-22"}],
        "other_causes": dict.fromkeys(CAUSES, "ruled_out"),
        "brain_metastases": "none",
        **changes,
    }


def judged(protocol: Protocol, answers: dict[str, Any], on: date = ON) -> Assessment:
    return assess(protocol, read_history({"answers": answers}, protocol), on)


@pytest.fixture
def teller(protocol: Protocol) -> Teller:
    return Teller(protocol, Words("en", "long"))


def test_not_yet_is_said_with_its_days_and_what_runs_out_first(teller: Teller, protocol: Protocol) -> None:
    assessment = judged(protocol, given())
    verdict = teller.verdict(assessment)
    assert (verdict.state, verdict.headline) == (VerdictState.NOT_YET, "Not yet")
    assert verdict.detail == "Could qualify from 24 to 25 November, later with a new platelet count."
    assert teller.caption(assessment) == "Platelet count runs out first, after 25 November 2026."


def test_a_failure_names_the_criteria_against(teller: Teller, protocol: Protocol) -> None:
    verdict = teller.verdict(judged(protocol, given(brain_metastases="untreated")))
    assert verdict.state is VerdictState.INELIGIBLE
    assert verdict.detail.startswith("Against: Untreated brain metastases (E3).")


def test_a_blank_form_has_no_day_ruled_out(teller: Teller, protocol: Protocol) -> None:
    assessment = judged(protocol, {})
    assert teller.caption(assessment) == "No day is ruled out yet."
    assert {one.state for one in teller.days(assessment, 5)} == {DayState.UNKNOWN}


def test_no_day_left_is_said(teller: Teller, protocol: Protocol) -> None:
    assessment = judged(protocol, given(tumour_type="haematological"))
    assert teller.caption(assessment) == "No day can be seen on which the patient could qualify."
    assert {one.state for one in teller.days(assessment, 5)} == {DayState.NO}


def test_a_day_is_possible_while_answers_are_missing(teller: Teller, protocol: Protocol) -> None:
    assessment = judged(protocol, given(other_causes={"immune": "ruled_out"}))
    states = [one.state for one in teller.days(assessment, 4)]
    assert states == [DayState.NO, DayState.POSSIBLE, DayState.POSSIBLE, DayState.NEEDS]


def test_the_first_day_and_the_first_of_a_month_name_the_month(teller: Teller, protocol: Protocol) -> None:
    numbers = [one.number for one in teller.days(judged(protocol, {}), 9)]
    assert numbers == ["23 Nov", "24", "25", "26", "27", "28", "29", "30", "1 Dec"]


def test_what_did_not_change_is_not_told_anew(teller: Teller, protocol: Protocol) -> None:
    before = teller.rows(judged(protocol, given()))
    after = teller.rows(judged(protocol, given(brain_metastases="untreated")))
    assert [old is new for old, new in zip(before, after, strict=True)] == [True] * 5 + [False]
    assert after[-1].status is Status.FAILED


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, []),
        ({"brain_metastases": "progressing_after_treatment"}, ["E3"]),
        ({"platelets": [{"value": "9", "unit": "10*9/L", "on": "2026-11-23", "clumped": True}]}, ["I3"]),
        ({"brain_metastases": "not_imaged"}, []),
    ],
)
def test_a_doctor_is_asked_where_only_a_doctor_can_say(
    change: dict[str, Any], asked: list[str], protocol: Protocol
) -> None:
    found = judged(protocol, given(**change))
    assert [one.id for one in found.criteria if asks_doctor(one)] == asked


def test_places_have_names(protocol: Protocol) -> None:
    words = Words("en")
    assert place_name(protocol, words, "subject.consent") == "Consent"
    assert place_name(protocol, words, "other_causes.infection") == "Infection or sepsis"
    assert place_name(protocol, words, "decisions.E3") == "Investigator’s decision on E3"
    assert place_name(protocol, words, "gone") == "gone"


def test_a_criterion_leads_to_the_fields_of_its_rule(protocol: Protocol) -> None:
    assert fields_of(protocol, "I2") == ("planned_cycle_date", "cycle_resumed_date", "delay_reason")
    assert fields_of(protocol, "E2") == ("other_causes",)


def test_what_was_refused_is_left_out() -> None:
    error = InputError(
        [Problem("answers.platelets[0].unit", "no"), Problem("subject.consent.on", "no"), Problem("", "x")]
    )
    places = refused_places(error)
    assert places == {"answers.platelets", "subject.consent"}
    history = {"subject": {"name": "Li", "consent": {}}, "answers": {"platelets": [], "a": 1}}
    assert without(history, places) == {"subject": {"name": "Li"}, "answers": {"a": 1}}


def test_the_chart_shows_results_limit_cycle_days_and_possible_days(protocol: Protocol) -> None:
    results = [
        {"value": "68000", "unit": "/uL", "on": "2026-11-22"},
        {"value": "41", "unit": "10*9/L", "on": "2026-11-10T08:30"},
        {"value": "19", "unit": "10*9/L", "on": "2026-11-22", "clumped": True},
        {"value": "70", "unit": "10*9/L", "on": "2026-11-25"},
    ]
    answers = given(platelets=results, cycle_resumed_date="2026-11-30")
    chart = Chart(protocol, "platelets", Words("en", "long"))
    series = chart.series(answers, judged(protocol, given()))
    marks = {point.spoken: (point.value, point.mark) for point in series.points}
    assert marks["68000 /µL on 22 November 2026"] == (68.0, PointMark.COUNTS)
    assert sorted(mark for _, mark in marks.values()) == sorted(
        [PointMark.COUNTS, PointMark.CLUMPED, PointMark.EXPIRED, PointMark.EXPIRED]
    )
    assert series.limits == ((75.0, "limit 75"),)
    assert [(mark.day.day, mark.planned) for mark in series.marks] == [(17, True), (30, True)]
    assert series.possible == ((ON + timedelta(days=1), ON + timedelta(days=2)),)


def test_a_series_that_cannot_be_read_draws_nothing(protocol: Protocol) -> None:
    chart = Chart(protocol, "platelets", Words("en"))
    assert chart.series({"platelets": [{"value": "x"}]}, judged(protocol, {})).points == ()


PROTOCOL = """
[protocol]
id = "T"
version = "1"
title.en = "Two limits"
source = "made up"
dated = 2026-01-01
status = "unverified"

[field.hb]
kind = "lab"
ask.en = "Haemoglobin"
unit = "g/L"
also = ["g/dL"]

[field.creatinine]
kind = "lab"
ask.en = "Creatinine"
unit = "umol/L"

[[criterion]]
id = "I1"
kind = "inclusion"
text.en = "Creatinine at most 1.5 x ULN"
rule = { lab = "creatinine", at_most = "1.5 x ULN" }

[[criterion]]
id = "I2"
kind = "inclusion"
text.en = "Haemoglobin between 9 and 16 g/dL"
rule = { lab = "hb", between = [9, 16], unit = "g/dL", good_for_days = 7 }
"""


def test_limits_are_drawn_in_the_field_s_unit_and_none_where_each_result_has_its_own() -> None:
    protocol = loads(PROTOCOL)
    assert charted_fields(protocol) == ("hb", "creatinine")
    assert [one.number for one in limits_of(protocol, "hb", Words("en"))] == [90.0, 160.0]
    assert limits_of(protocol, "creatinine", Words("en")) == ()
    assert (valid_for(protocol, "hb"), valid_for(protocol, "creatinine")) == (7, None)
