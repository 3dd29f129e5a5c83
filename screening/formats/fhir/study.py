"""The study: what it is, where it is done, whom each version of its protocol takes, and what it asks."""

import re
from collections.abc import Iterator

from screening.formats.fhir.exact import Json
from screening.formats.fhir.questions import Question, criteria_of, questions_of
from screening.formats.fhir.terms import BASE, EXTENSION, LOINC, Codes, Tongue, coded, id_of, reference, unit_coding
from screening.log import Dossier
from screening.protocol import Protocol

_REGISTRY = re.compile(r"NCT[0-9]{8}")
_UNIT, _UNIT_OPTION = f"{EXTENSION}/questionnaire-unit", f"{EXTENSION}/questionnaire-unitOption"


def version_id(protocol: Protocol) -> str:
    """Name a version: two texts of one version are two, and told apart by their fingerprints."""
    return id_of(f"{protocol.version}-{protocol.fingerprint[:8]}")


def canonical(protocol: Protocol) -> str:
    """Give the canonical URL of a version's questionnaire, with the version."""
    return f"{_url(protocol)}|{protocol.version}"


def _url(protocol: Protocol) -> str:
    return f"{BASE}/Questionnaire/{version_id(protocol)}"


def study_resources(dossier: Dossier, tongue: Tongue) -> Iterator[Json]:
    """Give the resources that speak of nobody."""
    yield _study(dossier, tongue)
    if dossier.site is not None:
        yield {"resourceType": "Location", "id": id_of(dossier.site), "name": dossier.site, "mode": "instance"}
    for protocol in dossier.protocols:
        yield _group(protocol, tongue)
        yield _questionnaire(protocol, tongue)


def _study(dossier: Dossier, tongue: Tongue) -> Json:
    registry = "http://clinicaltrials.gov" if _REGISTRY.fullmatch(dossier.study) else f"{BASE}/identifier/study"
    newest = dossier.protocols[-1].protocol if dossier.protocols else None
    return {
        "resourceType": "ResearchStudy",
        "id": id_of(dossier.study),
        "language": tongue.tag,
        "identifier": [{"system": registry, "value": dossier.study}],
        **(tongue.text("title", newest.title) if newest else {}),
        "status": "active",
        **(tongue.text("description", newest.summary) if newest and newest.summary else {}),
        "enrollment": [reference("Group", version_id(one)) for one in dossier.protocols],
        "site": [reference("Location", id_of(dossier.site))] if dossier.site else None,
    }


def _group(protocol: Protocol, tongue: Tongue) -> Json:
    """Say whom a version takes: each criterion in its own words, to be met or, where it excludes, not."""
    codes = criteria_of(protocol)
    characteristics = [
        {
            "code": {**tongue.concept(codes, one.id), **tongue.text("text", one.text)},
            "valueBoolean": True,
            "exclude": one.kind == "exclusion",
        }
        for one in protocol.criterion
    ]
    return {
        "resourceType": "Group",
        "id": version_id(protocol),
        "language": tongue.tag,
        "type": "person",
        "actual": False,
        "name": f"{protocol.id} {protocol.version}",
        "characteristic": characteristics,
    }


def _questionnaire(protocol: Protocol, tongue: Tongue) -> Json:
    said = protocol.protocol
    return {
        "resourceType": "Questionnaire",
        "id": version_id(protocol),
        "language": tongue.tag,
        "url": _url(protocol),
        "version": protocol.version,
        "name": "Eligo_" + re.sub("[^A-Za-z0-9]", "_", f"{protocol.id}_{protocol.version}"),
        **tongue.text("title", said.title),
        "status": "active",
        "subjectType": ["Patient"],
        "date": said.dated.isoformat() if said.dated else None,
        "item": [_item(one, tongue) for one in questions_of(protocol)],
    }


def _item(asked: Question, tongue: Tongue) -> Json:
    return {
        "extension": _units(asked),
        "linkId": asked.link,
        "code": [coded(LOINC, code) for code in asked.loinc],
        "prefix": asked.prefix,
        **tongue.text("text", asked.text),
        "type": asked.kind,
        "repeats": True if asked.repeats else None,
        "answerOption": _options(asked.codes, tongue) if asked.codes else None,
        "item": [_item(one, tongue) for one in asked.inside],
    }


def _options(codes: Codes, tongue: Tongue) -> list[Json]:
    return [{"valueCoding": tongue.coding(codes, code)} for code in codes.codes]


def _units(asked: Question) -> list[Json]:
    url = _UNIT_OPTION if asked.kind == "quantity" else _UNIT
    return [{"url": url, "valueCoding": unit_coding(unit)} for unit in asked.units]
