"""What a FHIR record offers: whose it is, diagnoses, treatments, and what is left out and why."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from screening.errors import RefusedError
from screening.formats.fhir.incoming import people
from tests.unit.fhir_samples import (
    HERS,
    ICDO,
    ROOT,
    SITE,
    SNOMED,
    answers,
    bundle,
    concept,
    condition,
    hints,
    observation,
    patient,
    phase_three,
    published,
    read,
    read_bytes,
    resource,
    state,
    why,
)

# A folder of test data that is not part of the project; see the data's own README.
SYNTHETIC = Path(os.environ.get("ELIGO_TEST_DATA", "")) / "fhir_r4_synthetic"


def test_who_it_is_is_told() -> None:
    found = read()
    assert found.subject == {"name": "欧阳静", "hospital_number": "MRN-7", "birth_date": "1964-05-17", "sex": "female"}
    assert {fact.field: fact.value for fact in found.facts} == {f"subject.{k}": v for k, v in found.subject.items()}
    assert found.rows == 1 and {fact.place.row for fact in found.facts} == {"Patient/p1"}
    assert found.files[0].name == "record.json" and len(found.files[0].sha256) == 64


def test_a_name_is_the_official_one_in_ideographs() -> None:
    latin = {"use": "official", "family": "Ouyang", "given": ["Jing"]}
    written = {"use": "usual", "text": "欧阳静", "family": "欧阳", "given": ["静"]}
    assert read_bytes(bundle(patient(name=[latin, written]))).subject["name"] == "欧阳静"
    assert read_bytes(bundle(patient(name=[latin]))).subject["name"] == "Jing Ouyang"
    assert read_bytes(bundle(patient(name=[{**latin, "use": "old"}, {"text": "A B"}]))).subject["name"] == "A B"


def test_a_hospital_number_is_what_is_called_so() -> None:
    def number(*identifiers: dict[str, Any]) -> Any:
        return read_bytes(bundle(patient(identifier=list(identifiers)))).subject.get("hospital_number")

    kind = "http://terminology.hl7.org/CodeSystem/v2-0203"
    citizen, record = {"type": concept(kind, "SS"), "value": "110"}, {"type": concept(kind, "MR"), "value": "M1"}
    assert number(citizen, record) == "M1"
    assert number({"value": "M2"}) == "M2"
    assert number({"type": {"text": "住院号"}, "value": "M3"}, {"value": "x"}) == "M3"
    assert number(citizen) is None and number({"value": "a"}, {"value": "b"}) is None
    assert number({**record, "use": "old"}) is None


@pytest.mark.parametrize(
    ("born", "code"), [("1964", "partial_date"), ("1964-05", "partial_date"), ("17.5.64", "no_date")]
)
def test_a_birth_date_that_is_none_is_asked_for(born: str, code: str) -> None:
    found = read_bytes(bundle(patient(birthDate=born, gender="unknown")))
    assert "birth_date" not in found.subject and "sex" not in found.subject
    assert hints(found) == [("subject.birth_date", f"fhir.{code}")]


# --- diagnoses ---


def test_a_confirmed_active_tumour_answers() -> None:
    found = read(condition("C34.1"))
    fact = next(one for one in found.facts if one.field == "tumour_type")
    assert (fact.value, fact.on, fact.place.row) == ("solid", "2026-10-02", "Condition/c1")


def test_a_second_malignancy_of_the_blood_makes_both_of_them() -> None:
    """Known from the day on which the second one was."""
    found = read(condition("C50.9", recordedDate="2020-01-07"), condition("C91.1", id="c2", recordedDate="2025-03-04"))
    assert answers(found, "tumour_type") == ["both", "both"]
    assert {fact.on for fact in found.facts if fact.field == "tumour_type"} == {"2025-03-04"}


def test_morphology_in_an_extension_outranks_the_site() -> None:
    extension = [{"url": "histology", "valueCodeableConcept": concept(ICDO, "9680/3")}]
    assert answers(read(condition("C50.9", extension=extension)), "tumour_type") == ["haematological"]


@pytest.mark.parametrize(
    ("clinical", "verification", "code"),
    [
        *(("active", "unconfirmed", "unconfirmed"), ("active", "provisional", "unconfirmed")),
        *(("active", "differential", "unconfirmed"), ("resolved", "confirmed", "over")),
        *(("remission", "confirmed", "over"), ("inactive", "confirmed", "over"), ("active", "bogus", "status")),
    ],
)
def test_what_is_not_sure_or_is_over_is_asked(clinical: str, verification: str, code: str) -> None:
    found = read(condition("C91.0", clinicalStatus=state(clinical), verificationStatus=state(verification)))
    assert answers(found, "tumour_type") == [] and ("tumour_type", f"fhir.{code}") in hints(found)


def test_what_was_refuted_or_entered_in_error_is_left_out() -> None:
    for verification, code in (("refuted", "refuted"), ("entered-in-error", "entered_in_error")):
        found = read(condition("C91.0", verificationStatus=state(verification)))
        assert why(found) == [f"fhir.{code}"] and found.hints == []


def test_a_disease_that_ended_is_asked() -> None:
    assert ("tumour_type", "fhir.over") in hints(
        read(condition("C34.1", clinicalStatus=None, abatementDateTime="2019"))
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Z85.3", [("tumour_type", "intake.history")]),
        ("D05.1", [("tumour_type", "intake.in_situ")]),
        ("D39.1", [("tumour_type", "intake.uncertain")]),
        ("C80.1", [("tumour_type", "intake.unknown_primary")]),
        ("C77.3", [("disease_extent", "intake.extent"), ("tumour_type", "intake.secondary")]),
        ("D69.3", [("other_causes.immune", "intake.cause")]),
        ("K74.6", [("other_causes.liver_spleen", "intake.cause")]),
    ],
)
def test_what_a_person_has_to_judge_is_a_hint(code: str, expected: list[tuple[str, str]]) -> None:
    found = read(condition(code))
    assert sorted(hints(found)) == expected
    assert all(fact.field.startswith("subject.") for fact in found.facts)


def test_a_brain_metastasis_is_never_an_answer() -> None:
    """Whether it was treated must be said; and that none is recorded says nothing."""
    found = read(condition("C79.31"), condition("C34.1", id="c2"))
    assert ("brain_metastases", "intake.brain") in hints(found) and answers(found, "brain_metastases") == []
    silent = read(condition("C34.1"))
    assert "brain_metastases" not in {fact.field for fact in silent.facts} | {hint.field for hint in silent.hints}


def test_a_fourth_stage_is_advanced_and_an_earlier_one_is_of_its_day() -> None:
    for summary in ({"text": "IVB期"}, concept(SNOMED, "2640006"), {"text": "cT2N0M1"}):
        assert answers(read(condition("C34.1", stage=[{"summary": summary}])), "disease_extent") == ["advanced"]
    early = read(condition("C34.1", stage=[{"summary": {"text": "Stage IA"}}]))
    assert answers(early, "disease_extent") == [] and ("disease_extent", "intake.stage") in hints(early)
    # Of a lung disease that is no tumour.
    assert answers(read(condition("J44.9", stage=[{"summary": {"text": "IV"}}])), "disease_extent") == []


def test_a_diagnosis_that_nobody_asks_about_is_left_out() -> None:
    found = read(
        condition("I10"), condition("38341003", id="c2", system=SNOMED), condition(id="c3", code={"text": "肺癌"})
    )
    assert why(found) == ["fhir.not_asked", "fhir.unknown_code", "fhir.only_words"]


def test_another_protocol_needs_no_code() -> None:
    found = read(condition("C78.7"), condition("B20", id="c2"), condition("C91.0", id="c3"), protocol=phase_three())
    assert answers(found, "liver_metastases") == ["present"] and answers(found, "hiv") == ["positive"]
    assert answers(found, "haematological_disease") == ["present"]


# --- treatments ---


def test_a_drug_that_was_given_bears_on_what_it_means() -> None:
    drug = {"text": "注射用肝素钠"}
    given = resource("MedicationAdministration", "m1", status="completed", medicationCodeableConcept=drug)
    found = read({**given, "effectiveDateTime": "2026-11-20T23:30:00Z"})
    assert hints(found) == [("other_causes.heparin_or_other_drug", "intake.cause")]
    assert found.hints[0].on == "2026-11-21"
    assert why(read({**given, "status": "not-done"})) == ["fhir.not_done"]
    assert why(read({**given, "status": "entered-in-error"})) == ["fhir.entered_in_error"]
    assert hints(read({**given, "resourceType": "MedicationStatement", "status": "active"})) == [
        ("other_causes.heparin_or_other_drug", "fhir.reported")
    ]
    assert why(read({**given, "resourceType": "MedicationRequest"})) == ["fhir.ordered"]


def test_a_drug_is_found_by_reference() -> None:
    drug = {"resourceType": "Medication", "id": "d1", "code": {"text": "Cisplatin"}}
    given = resource("MedicationAdministration", "m1", status="completed", effectiveDateTime="2026-11-10")
    by_reference = read(drug, {**given, "medicationReference": {"reference": "Medication/d1"}})
    contained = read({**given, "contained": [drug], "medicationReference": {"reference": "#d1"}})
    for found in (by_reference, contained):
        assert ("cycle_resumed_date", "intake.cycle") in hints(found)
    assert why(by_reference) == ["fhir.referred_to"]


def test_a_procedure_counts_once_it_was_done() -> None:
    done = resource(
        "Procedure", "x1", status="completed", code=concept(SNOMED, "367336001"), performedDateTime="2026-11-03"
    )
    assert hints(read(done)) == [("cycle_resumed_date", "intake.cycle")]
    for status in ("preparation", "not-done", "on-hold", "unknown"):
        assert why(read({**done, "status": status})) == ["fhir.not_done"]


# --- whose ---


def test_what_is_of_another_patient_is_never_mixed_in() -> None:
    """Neither a resource of theirs, nor one that does not say whose it is, nor one of a donor."""
    found = read(
        *(observation("o1", subject={"reference": "Patient/p2"}), observation("o2", subject=None)),
        *(
            observation("o3", focus=[{"reference": "Patient/p2"}]),
            condition("C91", subject={"reference": "urn:uuid:1"}),
        ),
    )
    assert why(found) == ["intake.other_patient", "fhir.no_subject", "intake.other_patient", "intake.other_patient"]


def test_two_patients_are_refused_until_one_is_chosen() -> None:
    other = patient(id="p2", name=[{"text": "Li"}])
    raw = bundle(patient(), other, observation("o1"), observation("o2", 99, subject={"reference": "Patient/p2"}))
    with pytest.raises(RefusedError) as caught:
        read_bytes(raw)
    assert caught.value.code == "fhir.several" and "Patient/p1, Patient/p2" in str(caught.value)
    assert [one.key for one in people(raw)] == ["Patient/p1", "Patient/p2"]
    chosen = read_bytes(raw, person="Patient/p2")
    assert [one["value"] for one in answers(chosen)] == ["99"] and chosen.subject["name"] == "Li"
    assert sorted(why(chosen)) == ["intake.other_patient", "intake.other_patient"]
    assert [(one.key, one.rows) for one in chosen.people] == [("Patient/p2", 2), ("Patient/p1", 2)]
    with pytest.raises(RefusedError, match="p9"):
        read_bytes(raw, person="Patient/p9")


def test_without_a_patient_all_must_be_of_one() -> None:
    alone = read_bytes(json.dumps(observation()).encode())
    assert len(answers(alone)) == 1 and alone.rows == 1 and alone.subject == {}
    with pytest.raises(RefusedError):
        read_bytes(bundle(observation(), observation("o2", subject={"reference": "Patient/p2"})))


@pytest.mark.parametrize(
    "reference",
    ["Patient/p1", "Patient/p1/_history/3", "https://ehr.test/fhir/Patient/p1", "urn:uuid:aa"],
)
def test_a_reference_is_followed_as_it_is_written(reference: str) -> None:
    urls = {"urn:uuid:aa": "urn:uuid:aa", "https://ehr.test/fhir/Patient/p1": "https://ehr.test/fhir/Patient/p1"}
    entries = [
        {"fullUrl": urls.get(reference, "https://ehr.test/fhir/Patient/p1"), "resource": patient()},
        {"resource": observation(subject={"reference": reference})},
    ]
    raw = json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    assert len(answers(read_bytes(raw))) == 1


def test_another_servers_patient_of_the_same_id_is_another() -> None:
    entries = [
        {"fullUrl": "https://ehr.test/fhir/Patient/p1", "resource": patient()},
        {"resource": observation(subject={"reference": "https://other.test/fhir/Patient/p1"})},
    ]
    found = read_bytes(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    assert why(found) == ["intake.other_patient"]


def test_a_reference_may_be_an_identifier() -> None:
    number = {"system": "urn:hospital", "value": "M1"}
    mine = observation(subject={"identifier": number})
    assert len(answers(read_bytes(bundle(patient(identifier=[number]), mine)))) == 1
    assert why(read_bytes(bundle(patient(identifier=[{**number, "value": "M2"}]), mine))) == ["intake.other_patient"]


# --- versions ---


def test_a_later_version_takes_the_place_of_an_earlier_one() -> None:
    first = observation(value=68, meta={"versionId": "1", "lastUpdated": "2026-11-22T09:00:00Z"})
    second = observation(value=86, status="corrected", meta={"versionId": "2", "lastUpdated": "2026-11-22T10:00:00Z"})
    for order in ((first, second), (second, first)):
        found = read(*order)
        assert [one["value"] for one in answers(found)] == ["86"] and why(found) == ["fhir.superseded"]
    assert len({out.place for out in found.left_out} | {fact.place for fact in found.facts}) == 3


def test_a_correction_shares_the_identifier_of_what_it_corrects() -> None:
    number = [{"system": "urn:lab", "value": "A-1"}]
    found = read(
        observation("o1", 68, identifier=number), observation("o2", 86, identifier=number, status="corrected"),
        observation("o3", 5, identifier=number, effectiveDateTime="2026-11-20"),
    )  # fmt: skip
    assert [one["value"] for one in answers(found)] == ["86", "5"] and why(found) == ["fhir.superseded"]


def test_what_was_taken_back_is_gone_with_what_it_was() -> None:
    number = [{"system": "urn:lab", "value": "A-1"}]
    found = read(
        observation("o1", 68, identifier=number), observation("o2", 68, identifier=number, status="entered-in-error")
    )
    assert (
        answers(found) == [] and why(found) == ["fhir.superseded"] and hints(found) == [("platelets", "intake.unsaid")]
    )


def test_what_a_history_deletes_is_gone() -> None:
    entries = [
        *({"resource": patient()}, {"resource": observation()}),
        {"request": {"method": "DELETE", "url": "Observation/o1"}},
    ]
    found = read_bytes(json.dumps({"resourceType": "Bundle", "type": "history", "entry": entries}).encode())
    assert answers(found) == [] and why(found) == ["fhir.deleted", "fhir.deleted"]


# --- files ---


def test_lines_of_json_are_read_and_a_broken_one_is_left_out() -> None:
    lines = [json.dumps(patient()), "", '{"resourceType": "Obs', json.dumps(observation())]
    found = read_bytes("\r\n".join(lines).encode())
    assert found.rows == 3 and len(answers(found)) == 1 and why(found) == ["fhir.unreadable"]
    assert found.left_out[0].place.row == "line 2"


def test_a_bundle_in_a_bundle_is_opened() -> None:
    inner = json.loads(bundle(observation("o1"), observation("o2", 70)))
    found = read(inner)
    assert found.rows == 3 and len(answers(found)) == 2


def test_every_row_has_a_name_of_its_own() -> None:
    found = read(resource("Encounter", "e1"), resource("Encounter", "e1"), {"resourceType": "Basic"}, {})
    places = [out.place.row for out in found.left_out]
    assert len(set(places)) == 4 and places[0] == "Encounter/e1" and "entry 5" in places[-1]
    assert why(found) == ["fhir.kind", "fhir.kind", "fhir.kind", "fhir.no_resource"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((b"", "not_json"), (b"{", "not_json"), (b"[1, 2]", "none"), (b'"text"', "none"), (b"{}", "none")),
        *((b"<Bundle/>", "xml"), (b"\xef\xbb\xbf  <Patient/>", "xml"), (b'{"resourceType": "\xff"}', "not_text")),
        *((b"[" * 100_000, "not_json"), (b'{"resourceType": 1e99999999999999999999}', "not_json")),
        (b'{"resourceType": ' + b"1" * 5000 + b"}", "not_json"),
    ],
)
def test_what_is_no_fhir_is_refused(raw: bytes, code: str) -> None:
    if raw == b"[1, 2]":
        assert why(read_bytes(raw)) == ["fhir.no_resource"] * 2
        return
    with pytest.raises(RefusedError) as caught:
        read_bytes(raw)
    assert caught.value.code == f"fhir.{code}"


def test_an_empty_bundle_offers_nothing() -> None:
    found = read_bytes(b'{"resourceType": "Bundle"}')
    assert (found.rows, found.facts, found.hints, found.left_out) == (0, [], [], [])


def test_other_encodings_of_json_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert read_bytes(bundle(patient()).decode().encode(encoding)).subject["name"] == "欧阳静"


@pytest.mark.skipif(not SYNTHETIC.is_dir(), reason="ELIGO_TEST_DATA names no folder with the synthetic bundles")
def test_synthetic_records_keep_every_count() -> None:
    """All platelet counts, in any of the eight; nothing else is taken for one."""
    kept = 0
    for path in sorted(SYNTHETIC.glob("*.json")):
        raw = path.read_bytes()
        found = read_bytes(raw)
        listed = [one["resource"] for one in json.loads(raw)["entry"]]
        counts = [
            one
            for one in listed
            if any(code.get("code") == "777-3" for code in (one.get("code") or {}).get("coding", ()))
        ]
        assert len(answers(found)) == len(counts) and found.rows == len(listed)
        kept += len(counts)
    assert kept == 40


def test_the_samples_say_what_they_mean() -> None:
    assert HERS["reference"] == "Patient/p1" and SITE.utcoffset(None) is not None and published().id


def test_the_sample_shows_each_ending() -> None:
    """What ships as a sample gives facts, bears on questions, and is left out, each for its reason."""
    found = read_bytes((ROOT / "resources/samples/record.fhir.json").read_bytes())
    assert {fact.field: fact.value for fact in found.facts if not fact.field.startswith("subject.")} == {
        "tumour_type": "solid",
        "disease_extent": "advanced",
        "platelets": {"value": "68", "unit": "10*9/L", "on": "2026-11-22T08:05", "anticoagulant": "EDTA"},
    }
    assert {"brain_metastases", "other_causes.liver_spleen", "cycle_resumed_date"} <= {
        hint.field for hint in found.hints
    }
    assert why(found) == ["fhir.ordered", "fhir.referred_to", "intake.look_alike.mpv", "fhir.preliminary"]
