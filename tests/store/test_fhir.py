"""A study as a FHIR bundle: valid, whole, and nothing in it that may not leave."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screening.formats.fhir import bundle
from screening.formats.fhir.terms import BASE
from screening.service import Site
from tests.store.exchange_samples import LEVELS, Level, busy_site, dossier_at, small_dossier
from tests.store.fhir_checks import Json, elements, resources, valid
from tests.store.service_samples import SECRETS

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange" / "small.fhir.json"
EXTENSION = "http://hl7.org/fhir/StructureDefinition"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with busy_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


def named(made: Json, kind: str, id: str) -> Json:
    """Give one resource."""
    return next(one for one in resources(made, kind) if one["id"] == id)


def answers(item: Json, link: str) -> list[Json]:
    """Give the answers to one question, wherever it stands."""
    return [answer for one in elements(item) if one.get("linkId") == link for answer in one.get("answer", ())]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_is_valid_at_every_level(site: Site, level: Level, language: str) -> None:
    made = valid(dossier_at(site, level, language))
    kinds = {one["resourceType"] for one in resources(made)}
    assert kinds == {
        *("ResearchStudy", "Group", "ResearchSubject", "Patient", "Questionnaire", "QuestionnaireResponse"),
        *("Observation", "Consent", "Provenance"),
        *(() if level == "deidentified" else ("Location",)),
    }
    assert len(resources(made, "Patient")) == 8
    assert len(resources(made, "ResearchSubject")) == 10


def test_the_same_dossier_gives_the_same_bytes(site: Site) -> None:
    made = dossier_at(site, "dated")
    assert bundle(made) == bundle(made)


def test_the_study_is_known_by_its_registry_number(site: Site) -> None:
    """And takes the people whom its versions' criteria describe; what excludes is marked as such."""
    made = valid(dossier_at(site, "coded"))
    (study,) = resources(made, "ResearchStudy")
    assert study["identifier"] == [{"system": "http://clinicaltrials.gov", "value": "NCT03976882"}]
    group, amended = resources(made, "Group")
    assert [one["exclude"] for one in group["characteristic"]] == [False, False, False, True, True, True]
    assert not group["actual"]
    assert amended["characteristic"][2]["code"]["text"].startswith("Platelet count <75 & falling")


def test_each_attempt_has_a_state_of_its_own(site: Site) -> None:
    """As people recorded it: the program's verdict alone makes nobody eligible, nor ineligible."""
    made = valid(dossier_at(site, "coded"))
    states = {one["id"]: one["status"] for one in resources(made, "ResearchSubject")}
    assert states == {
        "SH04-0001.1": "on-study",
        "SH04-0002.1": "ineligible",
        "SH04-0002.2": "ineligible",
        "SH04-0002.3": "screening",
        "SH04-0005.1": "screening",
        "SH04-0006.1": "screening",
        "SH04-0007.1": "not-registered",
        "SH04-0008.1": "screening",
        "SH04-0009.1": "screening",
        "SH04-0010.1": "screening",
    }
    dossier = dossier_at(site, "coded")
    attempt = replace(dossier.subjects[0].attempts[0], ended=None)
    confirmed = replace(dossier, subjects=(replace(dossier.subjects[0], attempts=(attempt,)),))
    assert [one["status"] for one in resources(valid(confirmed), "ResearchSubject")] == ["eligible"]


def test_somebody_screened_again_is_one_patient(site: Site) -> None:
    made = valid(dossier_at(site, "coded"))
    mine = [one for one in resources(made, "ResearchSubject") if one["id"].startswith("SH04-0002.")]
    assert {one["individual"]["reference"] for one in mine} == {"Patient/SH04-0002"}
    assert [one["identifier"][0]["value"] for one in mine] == ["SH04-0002", "SH04-0003", "SH04-0004"]


def test_a_patient_has_neither_name_nor_birth_date(site: Site) -> None:
    patient = named(valid(dossier_at(site, "dated")), "Patient", "SH04-0001")
    assert set(patient) == {"resourceType", "id", "meta", "language", "identifier", "gender"}
    assert [one["code"] for one in patient["meta"]["security"]] == ["PSEUDED", "HRESCH"]
    unknown = named(valid(dossier_at(site, "dated")), "Patient", "SH04-0008")
    assert "gender" not in unknown


def test_a_result_counts_or_has_no_value(site: Site) -> None:
    """A limit keeps its sign, another unit stands beside; what cannot count is no value that anybody could take."""
    made = valid(dossier_at(site, "dated"))
    other, limit, clumped, confirmed, implausible, plain = (
        named(made, "Observation", f"SH04-0008.1.lab{place}") for place in range(1, 7)
    )
    assert plain["valueQuantity"] == {
        "value": 70,
        "unit": "× 10⁹/L",
        "system": "http://unitsofmeasure.org",
        "code": "10*9/L",
    }
    assert plain["code"]["coding"] == [{"system": "http://loinc.org", "code": "777-3"}]
    assert (limit["valueQuantity"]["value"], limit["valueQuantity"]["comparator"]) == (5, "<")
    assert other["valueQuantity"]["value"] == Decimal("68.000")
    (reported,) = other["valueQuantity"]["extension"]
    assert (reported["url"], reported["valueQuantity"]["value"]) == (f"{EXTENSION}/iso21090-PQ-translation", 68000)
    assert other["referenceRange"][0]["low"]["value"] == Decimal("125.000")
    for doubtful, number in ((clumped, 19), (implausible, 68000)):
        assert doubtful["dataAbsentReason"]["coding"][0]["code"] == "error"
        assert doubtful["component"][0]["valueQuantity"]["value"] == number
    assert confirmed["valueQuantity"]["value"] == Decimal("0.50")
    assert [one.get("valueBoolean") for one in confirmed["component"]] == [True, True]


def test_numbers_are_written_as_they_are_known(site: Site) -> None:
    """No digit more and none less: not 0.5 for 0.50, nor 75.00000000000001."""
    text = bundle(dossier_at(site, "dated")).decode()
    assert '"value": 0.50,' in text and '"value": 68.000,' in text and '"value": 70,' in text


def test_a_form_asks_in_every_language_and_is_answered_in_one(site: Site) -> None:
    made = valid(dossier_at(site, "coded", "zh_CN"))
    asked = resources(made, "Questionnaire")[0]
    item = next(one for one in elements(asked) if one.get("linkId") == "platelets")
    assert (item["text"], item["code"][0]["code"]) == ("血小板计数", "777-3")
    parts = {one["url"]: one for one in item["_text"]["extension"][0]["extension"]}
    assert parts["lang"]["valueCode"] == "en" and parts["content"]["valueString"] == "Platelet count"
    response = named(made, "QuestionnaireResponse", "SH04-0001.1")
    assert (response["language"], answers(response, "tumour_type")[0]["valueCoding"]["display"]) == ("zh-CN", "实体瘤")


def test_an_attempt_answers_what_its_version_asked(site: Site) -> None:
    """Fields and criteria by their own ids; each with since when, or why."""
    made = valid(dossier_at(site, "dated"))
    response = named(made, "QuestionnaireResponse", "SH04-0008.1")
    assert [one["valueCoding"]["code"] for one in answers(response, "tumour_type")] == ["not_confirmed", "solid"]
    since = [one["valueDateTime"] for one in answers(response, "tumour_type-since")]
    assert since == ["2026-10-02", "2026-11-02T10:00:00+08:00"]
    assert answers(response, "I3")[0]["valueCoding"]["code"] == "unknown"
    assert answers(response, "I3-open") == [{"valueString": "platelets"}]
    assert answers(response, "cycle_resumed_date-word")[0]["valueCoding"]["code"] == "waiting"
    assert response["status"] == "amended"
    newer = named(made, "QuestionnaireResponse", "SH04-0010.1")
    assert newer["questionnaire"].endswith("|2026-amended")
    assert answers(named(made, "QuestionnaireResponse", "SH04-0001.1"), "attempt-deviation")[0]["valueCoding"] == {
        "system": f"{BASE}/CodeSystem/NCT03976882/criteria",
        "code": "I2",
        "display": "Chemotherapy delayed by at least 7 days because of thrombocytopenia",
    }


def test_who_did_what_is_told_without_words_of_theirs(site: Site) -> None:
    """A2, S6: each entry with author, time and a code; a signature with its meaning."""
    made = valid(dossier_at(site, "dated"))
    mine = [one for one in resources(made, "Provenance") if one["id"].startswith("SH04-0009.")]
    assert [one["reason"][0]["coding"][0]["code"] for one in mine] == ["first", "corrected", "ended", "taken_back"]
    assert {one["agent"][0]["who"]["display"] for one in mine} == {"Lin Mei"}
    assert all(one["recorded"].startswith("2026-11-23T01:") for one in mine)
    (signed,) = [one for one in resources(made, "Provenance") if "signature" in one and "SH04-0001." in one["id"]]
    assert signed["reason"][0]["coding"][0]["code"] == "confirmed"
    assert signed["signature"][0]["type"][0]["display"] == "Verification Signature"


def test_no_date_leaves_in_a_coded_copy(site: Site) -> None:
    """It is masked, and says how many days before or after the first screening it was."""
    made = valid(dossier_at(site, "coded"))
    people = [one for one in resources(made) if "meta" in one]
    assert "2026-1" not in json.dumps(people, default=str)
    observation = named(made, "Observation", "SH04-0001.1.lab1")
    absent, relative = observation["_effectiveDateTime"]["extension"]
    assert absent == {"url": f"{EXTENSION}/data-absent-reason", "valueCode": "masked"}
    parts: dict[str, Any] = {one["url"]: one for one in relative["extension"]}
    assert parts["target"]["valueReference"] == {"reference": "ResearchSubject/SH04-0001.1"}
    assert parts["targetPath"]["valueString"] == "period.start"
    assert (parts["relationship"]["valueCode"], parts["offset"]["valueDuration"]["value"]) == ("before", 1)
    beginning = named(made, "ResearchSubject", "SH04-0001.1")["period"]["_start"]["extension"]
    assert beginning == [{"url": f"{EXTENSION}/data-absent-reason", "valueCode": "masked"}]


def test_a_deidentified_copy_has_years_and_names_nobody(site: Site) -> None:
    dossier = dossier_at(site, "deidentified")
    text = bundle(dossier).decode()
    assert not [one for one in ("SH04", "Lin Mei", "Wu Ke", "R-101") if one in text]
    made = valid(dossier)
    assert {one["effectiveDateTime"] for one in resources(made, "Observation")} == {"2026"}
    assert {one["period"]["start"] for one in resources(made, "ResearchSubject")} == {"2026"}
    assert {one["meta"]["security"][0]["code"] for one in resources(made, "Patient")} == {"ANONYED"}
    assert not any("recorded" in one for one in resources(made, "Provenance"))


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_private_leaves(site: Site, level: Level) -> None:
    text = bundle(dossier_at(site, level)).decode()
    assert not [secret for secret in SECRETS if secret in text]


def test_any_text_can_be_written(site: Site) -> None:
    """What JSON knows as its own is escaped; what FHIR can't hold at all is replaced."""
    dossier = dossier_at(site, "dated")
    person, attempt = dossier.subjects[0], dossier.subjects[0].attempts[0]
    odd = replace(attempt.findings[0], told='\x0b\ud800<&>"\\\U0001f600')
    attempt = replace(attempt, findings=(odd, *attempt.findings[1:]))
    made = valid(replace(dossier, subjects=(replace(person, attempts=(attempt,)),)))
    response = named(made, "QuestionnaireResponse", "SH04-0001.1")
    assert answers(response, "I1-why") == [{"valueString": '��<&>"\\\U0001f600'}]


def test_a_study_without_anybody_is_written_too(site: Site) -> None:
    dossier = dossier_at(site, "dated")
    assert not resources(valid(replace(dossier, subjects=())), "Patient")
    assert len(resources(valid(replace(dossier, subjects=(), protocols=(), site=None)))) == 1


def test_the_small_site_is_as_it_was(tmp_path: Path) -> None:
    """The whole bundle of a small site, to be read by people."""
    assert bundle(small_dossier(tmp_path)) == GOLDEN.read_bytes()
