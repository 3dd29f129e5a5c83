"""What Observations give: exact values, days at the site, units, limits, clumps, and which of them stand."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from screening.formats.fhir.incoming import propose
from tests.unit.fhir_samples import (
    LOINC,
    UCUM,
    answers,
    bundle,
    concept,
    hints,
    observation,
    patient,
    phase_three,
    published,
    read,
    read_bytes,
    why,
)

GIVEN = {"value": "68", "unit": "10*9/L", "on": "2026-11-22T08:05"}


def test_a_count_is_a_result_of_its_day() -> None:
    found = read(observation())
    assert answers(found) == [GIVEN]
    fact = next(one for one in found.facts if one.field == "platelets")
    assert (fact.place.row, fact.on) == ("Observation/o1", "2026-11-22T08:05")
    assert fact.seen == "777-3: 68 10^9/L; final"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            ("68", "68"),
            ("68.0", "68.0"),
            ("68.10", "68.10"),
            ("0", "0"),
            ("6.8e1", "68"),
            ("74.999999999999", "74.999999999999"),
        ),
        *(("74.9999999999999", "74.999999999999"), ("75.0000000000001", "75.000000000001")),
        *(("384.6301753443448", "384.630175344344"), ("0.1", "0.1")),
    ],
)
def test_numbers_are_exact(written: str, value: str) -> None:
    """What a history has no room for never brings a number onto a limit, or over it."""
    raw = bundle(patient(), observation(value="@")).replace(b'"@"', written.encode())
    assert answers(read_bytes(raw))[0]["value"] == value


@pytest.mark.parametrize(("sign", "value"), [("<", "<5"), ("<=", "≤5"), (">", ">5"), (">=", "≥5")])
def test_a_limit_of_measurement_is_kept(sign: str, value: str) -> None:
    quantity = {"value": 5, "comparator": sign, "code": "10*9/L", "system": UCUM}
    assert answers(read(observation(valueQuantity=quantity)))[0]["value"] == value


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        *(
            ({"value": -1, "code": "10*9/L"}, "negative"),
            ({"value": 5, "comparator": "ad", "code": "10*9/L"}, "no_number"),
        ),
        *(
            ({"code": "10*9/L"}, "no_value"),
            ({"value": 68}, "no_unit"),
            ({"value": 68, "unit": "bananas"}, "unit_unknown"),
        ),
        *(({"value": 68, "code": "10*12/L"}, "unit_other"), ({"value": 9.8, "code": "fL"}, "unit_unknown")),
        *(
            ({"value": 68, "code": "10*9/L", "unit": "/uL"}, "units_disagree"),
            ({"value": True, "code": "10*9/L"}, "no_value"),
        ),
        *(({"value": [68], "code": "10*9/L"}, "no_value"), ({"value": "many", "code": "10*9/L"}, "no_number")),
    ],
)
def test_what_is_no_count_is_left_out_with_the_reason(quantity: dict[str, Any], code: str) -> None:
    assert why(read(observation(valueQuantity=quantity))) == [f"intake.{code}"]


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        *(({"value": 68, "unit": "x10^9/L"}, "10*9/L"), ({"value": 68, "unit": "K/uL", "code": "K/uL"}, "10*3/uL")),
        *(({"value": 68000, "code": "/uL"}, "/uL"), ({"value": 7, "unit": "万/μL"}, "10*4/uL")),
        ({"value": 68, "unit": "thousand per microlitre", "code": "10*3/uL"}, "10*3/uL"),
    ],
)
def test_units_are_read_by_code_and_by_everyday_spelling(quantity: dict[str, Any], unit: str) -> None:
    assert answers(read(observation(valueQuantity=quantity)))[0]["unit"] == unit


def test_a_value_may_be_text_with_its_unit() -> None:
    assert answers(read(observation(valueQuantity=None, valueString="<5 10^9/L")))[0]["value"] == "<5"
    assert why(read(observation(valueQuantity=None, valueString="68"))) == ["intake.no_unit"]
    assert why(read(observation(valueQuantity=None, valueInteger=68))) == ["intake.no_unit"]
    absent = observation(valueQuantity=None, dataAbsentReason={"text": "haemolysed"})
    assert why(read(absent)) == ["fhir.absent"]


@pytest.mark.parametrize(
    ("when", "on"),
    [
        ({"effectiveDateTime": "2026-11-22"}, "2026-11-22"),
        ({"effectiveDateTime": "2026-11-22T20:30:00Z"}, "2026-11-23T04:30"),
        ({"effectiveDateTime": "2026-11-22T20:30:00.123-05:00"}, "2026-11-23T09:30"),
        ({"effectiveDateTime": "2026-11-22T20:30:00"}, "2026-11-22T20:30"),
        ({"effectiveInstant": "2026-11-22T00:00:00+08:00"}, "2026-11-22T00:00"),
        (
            {"effectivePeriod": {"start": "2026-11-22T01:00:00+08:00", "end": "2026-11-22T02:00:00+08:00"}},
            "2026-11-22T01:00",
        ),
        ({"effectivePeriod": {"start": "2026-11-22"}}, "2026-11-22"),
        ({"effectiveTiming": {"event": ["2026-11-22T08:05:00+08:00"]}}, "2026-11-22T08:05"),
        ({"effectivePeriod": {"start": "2026-11-21", "end": "2026-11-22"}}, None),
        *(
            ({"effectiveDateTime": told}, None)
            for told in ("2026-11", "2026", "2026-02-30", "20261122", "soon", "1500-01-01")
        ),
        ({"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, None),
        ({"issued": "2026-11-22T08:00:00Z"}, None),
    ],
)
def test_the_day_is_that_of_the_site(when: dict[str, Any], on: str | None) -> None:
    """A month is no day, a report's own time is not that of the sample, and an instant moves to the site's clock."""
    found = read(observation(effectiveDateTime=None) | when)
    assert [one["on"] for one in answers(found)] == ([on] if on else [])
    assert why(found) == ([] if on else ["intake.no_day"])


def test_the_same_instant_is_another_day_elsewhere() -> None:
    raw = bundle(patient(), observation(effectiveDateTime="2026-11-22T20:30:00Z"))
    found = propose(raw, "r", published(), zone=timezone(timedelta(hours=-5)))
    assert answers(found)[0]["on"] == "2026-11-22T15:30"


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_final_results_stand(status: str) -> None:
    assert len(answers(read(observation(status=status)))) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *(("preliminary", "preliminary"), ("registered", "preliminary"), ("cancelled", "cancelled")),
        *(("unknown", "status"), ("FINAL", "status"), (None, "no_status"), ({"a": 1}, "no_status")),
    ],
)
def test_any_other_does_not(status: Any, code: str) -> None:
    assert why(read(observation(status=status))) == [f"fhir.{code}"]


def test_what_was_entered_in_error_may_have_been_taken_before() -> None:
    found = read(observation(status="entered-in-error"))
    assert answers(found) == [] and hints(found) == [("platelets", "intake.unsaid")]


def test_what_looks_like_a_count_is_left_out_as_what_it_is() -> None:
    """Both say Platelet in their names, and have values like counts."""
    volume = observation("o1", 9.8, {**concept(LOINC, "32623-1"), "text": "Platelet mean volume"})
    width = observation("o2", 248, "32207-3")
    assert why(read(volume, width)) == ["intake.look_alike.mpv", "intake.look_alike.pdw"]
    assert hints(read(observation(code=concept(LOINC, "49497-1")))) == [("platelets", "intake.look_alike.estimate")]
    assert why(read(observation(code=concept(LOINC, "2160-0")))) == ["intake.not_asked"]


def test_a_name_counts_where_there_is_no_code() -> None:
    assert len(answers(read(observation(code={"text": "血小板计数"})))) == 1
    local = {"coding": [{"system": "urn:lis", "code": "PLT", "display": "PLT"}]}
    assert len(answers(read(observation(code=local)))) == 1
    assert why(read(observation(code={"text": "Platelet something"}))) == ["intake.local_code"]
    assert why(read(observation(code=concept(LOINC, "777-3", "32623-1")))) == ["intake.codes_disagree"]


def test_limits_of_normal_come_with_the_result() -> None:
    quantity = {"value": 30, "code": "U/L"}
    made = observation(code=concept(LOINC, "1920-8"), valueQuantity=quantity)
    normal = {"low": {"value": 8, "code": "U/L"}, "high": {"value": 40.0, "unit": "U/L"}}
    found = read({**made, "referenceRange": [normal]}, protocol=phase_three())
    assert answers(found, "ast")[0] == {"value": "30", "unit": "U/L", "on": GIVEN["on"], "lln": "8", "uln": "40.0"}
    written = answers(read({**made, "referenceRange": [{"text": "8-40 U/L"}]}, protocol=phase_three()), "ast")
    assert (written[0]["lln"], written[0]["uln"]) == ("8", "40")
    other = {"high": {"value": 0.67, "code": "ukat/L"}}
    critical = {**normal, "type": concept("x", "critical")}
    several: tuple[list[Any], ...] = ([other], [normal, normal], [critical], [{}], ["x"])
    for ranges in several:
        assert "uln" not in answers(read({**made, "referenceRange": ranges}, protocol=phase_three()), "ast")[0], ranges
    assert "uln" in answers(read({**made, "referenceRange": [critical, normal]}, protocol=phase_three()), "ast")[0]


def test_a_score_is_a_number_of_its_day() -> None:
    score = observation(code=concept(LOINC, "89247-1"), valueQuantity=None)
    coded = {**score, "valueCodeableConcept": concept(LOINC, "LA9624-3")}
    for made, value in (
        ({**score, "valueInteger": 1}, "1"),
        (coded, "2"),
        ({**score, "valueQuantity": {"value": 0, "code": "{score}"}}, "0"),
    ):
        assert answers(read(made, protocol=phase_three()), "ecog") == [{"value": value, "on": GIVEN["on"]}]


def test_a_panel_gives_each_of_its_components() -> None:
    parts = [
        {"code": concept(LOINC, "777-3"), "valueQuantity": {"value": 68, "code": "10*9/L"}},
        {"code": concept(LOINC, "32623-1"), "valueQuantity": {"value": 9, "code": "fL"}},
    ]
    panel = observation(code=concept(LOINC, "58410-2"), valueQuantity=None, component=parts)
    assert answers(read(panel)) == [GIVEN]
    liver = [
        {"code": concept(LOINC, "1920-8"), "valueQuantity": {"value": 30, "code": "U/L"}},
        {"code": concept(LOINC, "1742-6"), "valueQuantity": {"value": 30, "code": "bananas"}},
    ]
    found = read({**panel, "component": liver}, protocol=phase_three())
    assert len(answers(found, "ast")) == 1 and hints(found) == [("alt", "intake.unit_unknown")]


# --- clumps and tubes ---


@pytest.mark.parametrize(
    "said",
    [
        {"note": [{"text": "Platelet clumps seen"}]},
        {"note": [{"text": "可见血小板聚集"}]},
        {"interpretation": [{"text": "PLT clumps?"}]},
        {"component": [{"code": concept(LOINC, "104700-0"), "valueBoolean": True}]},
        {"component": [{"code": concept(LOINC, "40741-1"), "valueCodeableConcept": {"text": "Present"}}]},
    ],
)
def test_a_count_with_clumps_says_so(said: dict[str, Any]) -> None:
    assert answers(read(observation(**said))) == [{**GIVEN, "clumped": True}]


def test_clumps_denied_are_none() -> None:
    for note in ("No platelet clumps", "未见血小板聚集"):
        assert answers(read(observation(note=[{"text": note}]))) == [GIVEN]
    absent = {"code": concept(LOINC, "104700-0"), "valueBoolean": False}
    assert answers(read(observation(component=[absent]))) == [GIVEN]


def test_clumps_told_apart_are_those_of_the_sample() -> None:
    """By its specimen, or by its minute; wherever it stands in the file."""
    finding = observation("s1", code=concept(LOINC, "40741-1"), valueQuantity=None, valueString="Present")
    found = read(observation(), finding)
    assert answers(found) == [{**GIVEN, "clumped": True}]
    assert hints(found) == [("platelets", "intake.clumps"), ("other_causes.pseudothrombocytopenia", "intake.cause")]
    other = observation(effectiveDateTime="2026-11-23T08:00:00+08:00")
    assert "clumped" not in answers(read(other, finding))[0]
    tube = {"specimen": {"reference": "Specimen/t1"}}
    assert answers(read(other | tube, finding | tube))[0]["clumped"] is True
    assert why(read(finding | {"valueString": "Absent"})) == ["intake.no_clumps"]


def test_clumps_without_a_count_are_told() -> None:
    absent = {"text": "Platelet clumping, count not possible"}
    found = read(observation(valueQuantity=None, dataAbsentReason=absent))
    assert hints(found) == [("platelets", "intake.clumps_only")]


def test_a_clotted_sample_is_for_a_person() -> None:
    assert hints(read(observation(note=[{"text": "标本有凝块"}]))) == [("platelets", "intake.clotted")]


def test_the_tube_is_told_by_the_specimen() -> None:
    specimen = {
        "resourceType": "Specimen",
        "id": "t1",
        "subject": {"reference": "Patient/p1"},
        "container": [{"additiveCodeableConcept": {"text": "Sodium citrate 3.2 %"}}],
        "collection": {"collectedDateTime": "2026-11-22T07:00:00+08:00"},
    }
    by_reference: dict[str, Any] = {"specimen": {"reference": "Specimen/t1"}}
    found = read(specimen, observation(**by_reference))
    assert answers(found) == [{**GIVEN, "anticoagulant": "citrate"}]
    undated = read(specimen, observation(effectiveDateTime=None, **by_reference))
    assert answers(undated)[0]["on"] == "2026-11-22T07:00"
    inside = observation(specimen={"reference": "#t1"}, contained=[specimen])
    assert answers(read(inside))[0]["anticoagulant"] == "citrate"
    theirs = {**specimen, "subject": {"reference": "Patient/p2"}}
    assert "anticoagulant" not in answers(read(theirs, observation(**by_reference)))[0]


def test_what_is_shown_is_one_line_that_can_be_read() -> None:
    """Some systems break names with characters of no width."""
    name = {"coding": [{"system": LOINC, "code": "777-3", "display": "Platelets [#/\u200bvolume]\nin Blood"}]}
    assert next(one.seen for one in read(observation(code=name)).facts if one.field == "platelets").startswith(
        "Platelets [#/volume] in Blood"
    )
