"""The contract held against the program from outside, as somebody would who has only the contract in hand."""

import copy
import io
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from screening.cli import main

CAUSES = (
    *("immune", "liver_spleen", "infection", "coagulopathy", "microangiopathy", "heparin_or_other_drug"),
    *("marrow_infiltration", "radiotherapy", "inherited", "pseudothrombocytopenia"),
)
RULED_OUT = dict.fromkeys(CAUSES, "ruled_out")
DAY = "2026-11-24"

Said = dict[str, Any]
Judge = Callable[..., Said]


def count(value: object, on: str = "2026-11-24", unit: object = "10*9/L", **more: object) -> dict[str, Any]:
    return {"value": value, "unit": unit, "on": on, **more}


def history(**answers: Any) -> dict[str, Any]:
    """Give a patient who qualifies on the day, with these answers; `...` leaves one out."""
    given: dict[str, Any] = {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "planned_cycle_date": "2026-11-17",
        "cycle_resumed_date": "waiting",
        "delay_reason": "thrombocytopenia",
        "platelets": [count("68")],
        "other_causes": RULED_OUT,
        "brain_metastases": "none",
    } | answers
    kept = {name: one for name, one in given.items() if one is not ...}
    return {"subject": {"birth_date": "1964-05-17", "sex": "female"}, "answers": copy.deepcopy(kept)}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main([str(one) for one in arguments])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def judge(run: Any, tmp_path: Path) -> Judge:
    """Judge a history; gives what the program says, the outcomes by criterion beside it."""

    def judge(patient: Any, on: str = DAY, *more: object) -> Said:
        path = tmp_path / "patient.json"
        path.write_text(json.dumps(patient), "utf-8")
        status, out, err = run("assess", path, "--on", on, "--json", *more)
        assert (status, err) == (0, ""), err
        said: Said = json.loads(out)
        return said | {"outcomes": {one["id"]: one["outcome"] for one in said["criteria"]}}

    return judge


@pytest.fixture
def refused(run: Any, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Hold the program to refusing a history; gives what it says, by place."""

    def refused(patient: Any) -> dict[str, str]:
        path = tmp_path / "patient.json"
        path.write_text(json.dumps(patient), "utf-8")
        status, out, err = run("assess", path, "--on", DAY, "--json")
        assert (status, out) == (3, "")
        return dict(line.partition(": ")[::2] for line in err.splitlines())

    return refused


# Boundaries (the truth table of the trial)


@pytest.mark.parametrize("value", ["0", "24", "25", "29.9", "30", "49.9", "50", "74.9", "74.99", 0, 74.9, "<5", "<75"])
def test_below_75_is_met(value: object, judge: Judge) -> None:
    """0 is a value, not a blank."""
    assert judge(history(platelets=[count(value)]))["verdict"] == "eligible"


@pytest.mark.parametrize("value", ["75", "75.0", "75.1", "85", "99", "100", "200", 75, ">75", ">=75", "7.5e1"])
def test_75_and_above_is_not_met(value: object, judge: Judge) -> None:
    """Exactly 75 does not qualify."""
    assert judge(history(platelets=[count(value)]))["outcomes"]["I3"] == "not_met"


@pytest.mark.parametrize("value", ["<=75", "< 80", ">70", "1500.1", "68000"])
def test_what_can_not_be_told_is_unknown(value: str, judge: Judge) -> None:
    """A censored value on both sides, and an implausible one."""
    said = judge(history(platelets=[count(value)]))
    assert (said["verdict"], said["open_questions"]) == ("undetermined", ["platelets"])


@pytest.mark.parametrize(
    ("value", "unit", "outcome"),
    [
        ("74999", "/uL", "met"),
        ("75000", "/uL", "not_met"),
        ("7.4", "x10^4/uL", "met"),
        ("7.5", "×10⁴/µL", "not_met"),
        ("75", "K/uL", "not_met"),
        ("75", "G/L", "not_met"),
        ("74", "G/l", "met"),
        ("68000", "/mm3", "met"),
        ("68", "10*9/l", "met"),
        ("68", "10E3/ul", "met"),
    ],
)
def test_other_units_convert(value: str, unit: str, outcome: str, judge: Judge) -> None:
    """Exactly, at the boundary too."""
    assert judge(history(platelets=[count(value, unit=unit)]))["outcomes"]["I3"] == outcome


@pytest.mark.parametrize(
    ("value", "unit", "place", "words"),
    [
        ("75,000", "/uL", "value", "leave out the commas"),
        ("68,0", "10*9/L", "value", "full stop"),
        ("-1", "10*9/L", "value", "negative"),
        (None, "10*9/L", "value", "missing"),
        (True, "10*9/L", "value", "not a number"),
        ("68", None, "unit", "missing"),
        ("68", "", "unit", "missing"),
        ("68", "K", "unit", "not a known unit"),
        ("68", "mg/dL", "unit", "not a unit of this field"),
    ],
)
def test_a_value_or_unit_is_refused_and_never_guessed(
    value: object, unit: object, place: str, words: str, refused: Any
) -> None:
    """With its path."""
    problems = refused(history(platelets=[count(value, unit=unit)]))
    assert list(problems) == [f"answers.platelets[0].{place}"] and words in problems[f"answers.platelets[0].{place}"]


@pytest.mark.parametrize(
    ("planned", "outcome"),
    [
        *((day, "not_met") for day in ("2026-11-25", DAY, "2026-11-20", "2026-11-18")),
        *((day, "met") for day in ("2026-11-17", "2026-11-16", "2026-11-03")),
    ],
)
def test_seven_days_are_enough(planned: str, outcome: str, judge: Judge) -> None:
    """Delays of -1, 0, 4, 6, 7, 8 and 21 days."""
    assert judge(history(planned_cycle_date=planned))["outcomes"]["I2"] == outcome


@pytest.mark.parametrize(
    ("on", "answers", "outcome"),
    [
        ("2026-11-24", {"cycle_resumed_date": "2026-11-25"}, "met"),
        ("2026-11-22", {"cycle_resumed_date": "2026-11-23"}, "not_met"),
        ("2026-11-30", {"cycle_resumed_date": "2026-11-23"}, "not_met"),
        ("2026-11-30", {"cycle_resumed_date": "2026-11-24"}, "met"),
        ("2026-11-23", {"cycle_resumed_date": ...}, "not_met"),
        ("2026-11-24", {"cycle_resumed_date": ...}, "unknown"),
        ("2026-11-24", {"planned_cycle_date": ...}, "unknown"),
        ("2026-11-24", {"planned_cycle_date": ..., "delay_reason": "other"}, "not_met"),
        ("2026-11-23", {"delay_reason": "not_documented"}, "not_met"),
        ("2026-11-24", {"delay_reason": None}, "unknown"),
    ],
)
def test_a_delay_with_gaps(on: str, answers: dict[str, Any], outcome: str, judge: Judge) -> None:
    """What can't have reached 7 days whatever is missing is not met; a day to come means waiting until then."""
    assert judge(history(**answers), on)["outcomes"]["I2"] == outcome


# Counts that can't be trusted

CLUMPED: dict[str, Any] = {"anticoagulant": "EDTA", "clumped": True}


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ([count("68", "2026-11-22"), count("19", "2026-11-23", **CLUMPED)], "unknown"),
        ([count("19", "2026-11-22", **CLUMPED), count("68", "2026-11-23")], "met"),
        ([count("19", **CLUMPED), count("68")], "unknown"),
        ([count("19", **CLUMPED), count("68", anticoagulant="citrate")], "met"),
        ([count("19", **CLUMPED), count("230", anticoagulant="citrate")], "not_met"),
        ([count("19", "2026-11-23", **CLUMPED), count("230", "2026-11-22", anticoagulant="citrate")], "unknown"),
        ([count("19", clumped=True)], "unknown"),
        ([count("19", anticoagulant="citrate", clumped=True)], "unknown"),
        ([count("19", smear_confirmed=True, **CLUMPED)], "met"),
        ([count("68", "2026-11-23"), count("68000")], "unknown"),
        ([count("68000", "2026-11-23"), count("68")], "met"),
        ([count("68"), count("80")], "unknown"),
        ([count("68"), count("70")], "met"),
        ([count("68", f"{DAY}T08:00"), count("80", f"{DAY}T10:00")], "not_met"),
        ([count("80", f"{DAY} 08:00"), count("68", f"{DAY}T10:00:30")], "met"),
        ([count("80", f"{DAY}T08:00"), count("68")], "unknown"),
        ([count("80", "2026-11-25"), count("68")], "met"),
        ([], "unknown"),
        (None, "unknown"),
        (count("68"), "met"),
        ({"value": [count("68")], "source": "laboratory", "on": DAY, "by": "Lin"}, "met"),
    ],
)
def test_which_count_decides(counts: Any, outcome: str, judge: Judge) -> None:
    """The latest valid one; a newer one with clumps, or an implausible one, leaves the question open."""
    assert judge(history(platelets=counts))["outcomes"]["I3"] == outcome


# Doctors' decisions


@pytest.mark.parametrize(
    ("answers", "criterion", "outcome", "comes"),
    [
        ({"brain_metastases": "progressing_after_treatment"}, "E3", "clear", "clear"),
        ({"brain_metastases": "progressing_after_treatment"}, "E3", "excludes", "excludes"),
        ({"brain_metastases": "not_imaged"}, "E3", "clear", "unknown"),
        ({"brain_metastases": ...}, "E3", "clear", "unknown"),
        ({"brain_metastases": "untreated"}, "E3", "clear", "excludes"),
        ({"brain_metastases": "none"}, "E3", "excludes", "clear"),
        ({"platelets": [count("19", "2026-11-23", **CLUMPED)]}, "I3", "met", "met"),
        ({"platelets": [count("19", "2026-11-10", **CLUMPED)]}, "I3", "met", "unknown"),
        ({"platelets": [count("68000")]}, "I3", "met", "unknown"),
        ({"platelets": [count("68"), count("80")]}, "I3", "met", "unknown"),
        ({"platelets": []}, "I3", "met", "unknown"),
        ({"platelets": [count("80")]}, "I3", "met", "not_met"),
        ({"tumour_type": "not_confirmed"}, "I1", "met", "unknown"),
    ],
)
def test_a_decision_is_taken_only_where_a_doctor_must_decide(
    answers: dict[str, Any], criterion: str, outcome: str, comes: str, judge: Judge
) -> None:
    """R12: never where the answer is missing, never against a definite one."""
    decision = {"outcome": outcome, "by": "Dr Qian", "on": "2026-11-23", "why": "seen"}
    patient = history(**answers) | {"decisions": {criterion: decision}}
    assert judge(patient)["outcomes"][criterion] == comes


# Dated and wrapped answers


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"tumour_type": {"value": "solid", "source": "report", "on": "2026-10-02", "by": "Lin"}}, "eligible"),
        ({"tumour_type": {"value": "solid", "on": "2026-11-25"}}, "undetermined"),
        ({"brain_metastases": [{"value": "untreated", "on": "2026-11-02"}, {"value": "none", "on": DAY}]}, "eligible"),
        ({"brain_metastases": [{"value": "none", "on": DAY}, {"value": "untreated", "on": "2026-11-02"}]}, "eligible"),
        ({"brain_metastases": [{"value": "none"}, {"value": "untreated", "on": "2026-11-25"}]}, "eligible"),
        ({"brain_metastases": {"value": None}}, "undetermined"),
        ({"brain_metastases": []}, "undetermined"),
        ({"other_causes": {"value": RULED_OUT, "source": "chart", "on": DAY, "by": "Lin"}}, "eligible"),
        ({"other_causes": {"value": RULED_OUT, "on": "2026-11-25"}}, "undetermined"),
        ({"other_causes": [{"value": {"immune": "present"}, "on": "2026-11-02"}, {"value": RULED_OUT}]}, "ineligible"),
        ({"other_causes": [{"value": {}, "on": "2026-11-02"}, {"value": RULED_OUT, "on": DAY}]}, "eligible"),
        ({"other_causes": RULED_OUT | {"immune": {"value": "ruled_out", "by": "Lin", "on": DAY}}}, "eligible"),
        ({"other_causes": RULED_OUT | {"immune": "not_assessed"}}, "undetermined"),
        ({"other_causes": {"immune": "present"}}, "ineligible"),
        ({"other_causes": {}}, "undetermined"),
    ],
)
def test_any_answer_may_be_dated_or_come_with_its_source(answers: dict[str, Any], verdict: str, judge: Judge) -> None:
    """The newest known on the day counts."""
    assert judge(history(**answers))["verdict"] == verdict


# Days


def _worlds(number: int) -> list[dict[str, Any]]:
    """Draw patients who differ from an eligible one in a few places, most of them dated."""
    drawn = random.Random(20261124)

    def day() -> str:
        return (date(2026, 11, 20) + timedelta(drawn.randint(-3, 9))).isoformat()

    changes: list[Callable[[], dict[str, Any]]] = [
        lambda: {"cycle_resumed_date": drawn.choice([day(), None, {"value": day(), "on": day()}])},
        lambda: {"planned_cycle_date": drawn.choice([day(), None, {"value": "2026-11-16", "on": day()}])},
        lambda: {"platelets": [count(drawn.choice(["68", "<5", "80", "68000"]), day()) for _ in range(3)]},
        lambda: {"platelets": [count("68", day(), clumped=drawn.random() < 0.5) for _ in range(2)]},
        lambda: {"brain_metastases": [{"value": drawn.choice(["none", "untreated"]), "on": day()} for _ in range(2)]},
        lambda: {"brain_metastases": "progressing_after_treatment"},
        lambda: {"other_causes": RULED_OUT | {"immune": {"value": "ruled_out", "on": day()}}},
    ]
    patients = []
    for _ in range(number):
        patient = history(**{name: one for change in drawn.sample(changes, 2) for name, one in change().items()})
        decision = {"outcome": drawn.choice(["clear", "excludes"]), "by": "Dr Qian", "on": day(), "why": "seen"}
        patients.append(patient | {"decisions": {"E3": decision}})
    return patients


@pytest.mark.parametrize("patient", _worlds(14))
def test_the_calendar_is_what_each_day_will_say(patient: dict[str, Any], judge: Judge) -> None:
    """Day by day; stretches touch, differ and never end; no day that isn't ineligible is left out of `possible`."""
    start = date(2026, 11, 21)
    first = judge(patient, start.isoformat())
    calendar = first["calendar"]
    ends = [one["until"] and (date.fromisoformat(one["until"]) + timedelta(1)).isoformat() for one in calendar]
    assert [start.isoformat(), *ends] == [*[one["from"] for one in calendar], None]
    assert all(one["verdict"] != other["verdict"] for one, other in pairwise(calendar))
    for number in range(12):
        day = (start + timedelta(number)).isoformat()
        said = judge(patient, day)
        assert [one["verdict"] for one in _on(calendar, day)] == [said["verdict"]], day
        assert bool(_on(said["possible"], day)) is (said["verdict"] != "ineligible"), day
        kept_out = first["outcomes"]["I3"] == "not_met"  # a count that keeps its value
        if said["verdict"] != "ineligible" and not kept_out:
            assert _on(first["possible"], day), day
        for one in said["criteria"]:
            assert (one["outcome"] == "unknown") is bool(one["open_questions"])


def _on(stretches: list[dict[str, Any]], day: str) -> list[dict[str, Any]]:
    return [one for one in stretches if one["from"] <= day and (one["until"] is None or day <= one["until"])]


def test_a_later_result_becomes_known_on_its_own_day(judge: Judge) -> None:
    """In the calendar, and in what must be repeated by when."""
    said = judge(history(platelets=[count("80", "2026-11-22"), count("60", "2026-11-26")]))
    assert [(one["from"][-2:], one["verdict"]) for one in said["calendar"]] == [
        ("24", "ineligible"),
        ("26", "eligible"),
        ("30", "undetermined"),
    ]
    assert [(one["from"][-2:], one["until"], one["needs"]) for one in said["possible"]] == [
        ("26", "2026-11-29", []),
        ("30", None, ["platelets"]),
    ]


# Faulty input


def test_every_faulty_place_is_named_at_once(refused: Any) -> None:
    """As paths, wherever in the history they are."""
    patient = history(
        tumour_type="sold",
        planned_cycle_date="17/11/2026",
        platelets=[count("x", "2026-11-31", "foo", clumped=1), {}],
        other_causes={"value": {"imune": "ruled_out"}, "on": "soon"},
        platlets=[],
    )
    patient["subject"] = {"birth_date": "1964-02-30", "sex": "f"}
    patient |= {"decisions": {"E9": {}, "E3": {"outcome": "met"}}, "answer": {}}
    problems = refused(patient)
    assert set(problems) == {
        *("answer", "subject.birth_date", "subject.sex", "answers.tumour_type", "answers.planned_cycle_date"),
        *(f"answers.platelets[0].{key}" for key in ("value", "unit", "on", "clumped")),
        *(f"answers.platelets[1].{key}" for key in ("value", "unit", "on")),
        *("answers.other_causes.on", "answers.other_causes.value.imune", "answers.platlets", "decisions.E9"),
        *(f"decisions.E3.{key}" for key in ("outcome", "by", "on", "why")),
    }
    assert "platelets" in problems["answers.platlets"] and "immune" in problems["answers.other_causes.value.imune"]


def test_several_files_are_all_or_nothing(run: Any, tmp_path: Path) -> None:
    """With the file's name before the place; one object a line, in order, where all are sound."""
    good, bad, worse = (tmp_path / name for name in ("good.json", "bad.json", "worse.json"))
    good.write_text(json.dumps(history()), "utf-8")
    bad.write_text(json.dumps(history(platelets=[count("68", unit=None)])), "utf-8")
    worse.write_text("[]", "utf-8")
    status, out, err = run("assess", good, bad, worse, "--on", DAY, "--json")
    assert (status, out) == (3, "") and f"{bad}: answers.platelets[0].unit: " in err and f"{worse}: " in err
    status, out, _ = run("assess", good, good, "--on", "2026-11-23", "--json")
    assert (status, [json.loads(line)["verdict"] for line in out.splitlines()]) == (0, ["ineligible"] * 2)


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        *(("NCT03976882", 0), ("NCT03976882@2024-published", 0)),
        *(("NCT03976882@2019-registered", 3), ("nowhere.toml", 3)),
        *(("NCT03976882@9", 2), ("NCT1", 2), ("", 2)),
    ],
)
def test_a_protocol_is_named_or_refused(reference: str, status: int, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty name is not the default one."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(history()).encode())))
    assert run("assess", "-", "--on", DAY, "--protocol", reference, "--json")[0] == status
