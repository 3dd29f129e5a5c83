"""Small bundles about a fictitious person, and what is read from them."""

import json
from collections.abc import Mapping
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from screening.formats.fhir.incoming import propose
from screening.formats.proposal import Proposal
from screening.protocol import Protocol, load

ROOT = Path(__file__).resolve().parents[2]
SITE = timezone(timedelta(hours=8))
LOINC, UCUM, SNOMED = "http://loinc.org", "http://unitsofmeasure.org", "http://snomed.info/sct"
ICD10, ICDO = "http://hl7.org/fhir/sid/icd-10-cm", "http://terminology.hl7.org/CodeSystem/icd-o-3"
HERS = {"reference": "Patient/p1"}
Json = dict[str, Any]


@cache
def published() -> Protocol:
    return load(ROOT / "resources/protocols/NCT03976882-2024-published.toml")


@cache
def phase_three() -> Protocol:
    return load(ROOT / "resources/protocols/NCT05864014-2023-registered.toml")


def concept(system: str, *codes: str, text: str = "") -> Json:
    made: Json = {"coding": [{"system": system, "code": code} for code in codes]}
    return {**made, "text": text} if text else made


def state(code: str) -> Json:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/x", "code": code}]}


def patient(**more: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"use": "official", "family": "欧阳", "given": ["静"]}],
        "identifier": [{"type": concept("http://terminology.hl7.org/CodeSystem/v2-0203", "MR"), "value": "MRN-7"}],
        "gender": "female",
        "birthDate": "1964-05-17",
        **more,
    }


def observation(id: str = "o1", value: Any = 68, code: str | Json = "777-3", **more: Any) -> Json:
    """A platelet count in 10*9/L; a part that is None is left out."""
    quantity = {"value": value, "unit": "10^9/L", "system": UCUM, "code": "10*9/L"}
    made: Json = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": concept(LOINC, code) if isinstance(code, str) else code,
        "subject": HERS,
        "effectiveDateTime": "2026-11-22T08:05:00+08:00",
        "valueQuantity": quantity,
        **more,
    }
    return {key: part for key, part in made.items() if part is not None}


def condition(*codes: str, id: str = "c1", system: str = ICD10, **more: Any) -> Json:
    made: Json = {
        "resourceType": "Condition",
        "id": id,
        "clinicalStatus": state("active"),
        "verificationStatus": state("confirmed"),
        "code": concept(system, *codes),
        "subject": HERS,
        "recordedDate": "2026-10-02",
        **more,
    }
    return {key: part for key, part in made.items() if part is not None}


def resource(kind: str, id: str, **more: Any) -> Json:
    return {"resourceType": kind, "id": id, "subject": HERS, **more}


def bundle(*resources: Mapping[str, Any]) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, ensure_ascii=False).encode()


def read(*resources: Mapping[str, Any], protocol: Protocol | None = None, **more: Any) -> Proposal:
    """Read a bundle of the person and of what is given."""
    return read_bytes(bundle(patient(), *resources), protocol=protocol, **more)


def read_bytes(raw: bytes, protocol: Protocol | None = None, **more: Any) -> Proposal:
    made = propose(raw, "record.json", protocol or published(), zone=SITE, **more)
    assert made.reconciles()
    return made


def answers(proposal: Proposal, field: str = "platelets") -> list[Any]:
    return [fact.value for fact in proposal.facts if fact.field == field]


def hints(proposal: Proposal) -> list[tuple[str, str]]:
    return [(hint.field, hint.reason.code) for hint in proposal.hints]


def why(proposal: Proposal) -> list[str]:
    return [out.reason.code for out in proposal.left_out]
