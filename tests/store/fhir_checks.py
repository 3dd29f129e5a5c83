"""Whether a bundle is FHIR R4, and whole.

The library knows R4B, which has the same elements for these resources; the value sets that R4 requires, and what the
specification says in words, are checked here.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle

from screening.formats.fhir import bundle
from screening.log import Dossier

Json = dict[str, Any]

SUBJECT_STATUS = {
    *("candidate", "eligible", "follow-up", "ineligible", "not-registered", "off-study", "on-study"),
    *("on-study-intervention", "on-study-observation", "pending-on-study", "potential-candidate", "screening"),
    "withdrawn",
}
STUDY_STATUS = {
    *("active", "administratively-completed", "approved", "closed-to-accrual", "closed-to-accrual-and-intervention"),
    *("completed", "disapproved", "in-review", "temporarily-closed-to-accrual"),
    *("temporarily-closed-to-accrual-and-intervention", "withdrawn"),
}
# The codes that R4 requires where they stand.
REQUIRED: dict[str, dict[str, set[str]]] = {
    "Bundle": {"type": {"collection"}},
    "ResearchStudy": {"status": STUDY_STATUS},
    "ResearchSubject": {"status": SUBJECT_STATUS},
    "Patient": {"gender": {"male", "female", "other", "unknown"}},
    "Group": {"type": {"person", "animal", "practitioner", "device", "medication", "substance"}},
    "Questionnaire": {"status": {"draft", "active", "retired", "unknown"}},
    "QuestionnaireResponse": {"status": {"in-progress", "completed", "amended", "entered-in-error", "stopped"}},
    "Observation": {
        "status": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"}
    },
    "Consent": {"status": {"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"}},
    "Location": {"mode": {"instance", "kind"}},
    "Provenance": {},
}
COMPARATORS = {"<", "<=", ">=", ">"}
ITEM_TYPES = {"group", "boolean", "decimal", "integer", "date", "dateTime", "string", "choice", "quantity"}
RELATIONS = {"before", "concurrent", "after"}
VALUES = {
    "boolean": ("valueBoolean",),
    "choice": ("valueCoding",),
    "decimal": ("valueDecimal",),
    "integer": ("valueInteger",),
    "date": ("valueDate", "_valueDate"),
    "dateTime": ("valueDateTime", "_valueDateTime"),
    "string": ("valueString",),
    "quantity": ("valueQuantity",),
}
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_TIME = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?")
_TIMES = ("authored", "effectiveDateTime", "dateTime", "start", "end", "recorded", "when", "valueDate", "valueDateTime")


def valid(dossier: Dossier) -> Json:
    """Write a dossier; gives the bundle, its numbers as they are written."""
    raw = bundle(dossier)
    Bundle.model_validate_json(raw)
    made: Json = json.loads(raw, parse_float=Decimal)
    check_codes(made)
    for resource in resources(made):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        check_codes(resource)
        for element in elements(resource):
            check_element(element)
    check_whole(made)
    check_responses(made)
    return made


def resources(made: Json, kind: str | None = None) -> list[Json]:
    """List the resources of a bundle, or those of one kind."""
    found = [one["resource"] for one in made["entry"]]
    return [one for one in found if kind in (None, one["resourceType"])]


def elements(value: Any) -> Iterator[Json]:
    """Give an element and all inside it."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from elements(part)


def check_codes(resource: Json) -> None:
    for name, codes in REQUIRED[resource["resourceType"]].items():
        assert resource.get(name) is None or resource[name] in codes, (name, resource[name])


def check_element(element: Json) -> None:
    """Hold an element to what the specification says of it in words."""
    assert element, "an element is never empty"
    assert element.get("comparator") is None or element["comparator"] in COMPARATORS
    assert not ("dataAbsentReason" in element and any(name.startswith("value") for name in element)), "obs-6"
    if "system" in element and "code" in element and "value" not in element:
        assert not re.search(r"\s", element["code"])
    for name in _TIMES:
        assert name not in element or _TIME.fullmatch(element[name]), (name, element[name])
    if element.get("url") == "relationship":
        assert element["valueCode"] in RELATIONS


def check_whole(made: Json) -> None:
    """Say that ids are ids, each is there once, and every reference leads to one."""
    urls = [one["fullUrl"] for one in made["entry"]]
    names = [f"{one['resourceType']}/{one['id']}" for one in resources(made)]
    assert len(set(urls)) == len(urls) == len(set(names))
    assert all(_ID.fullmatch(one["id"]) for one in resources(made))
    assert all(url.endswith(f"/{name}") for url, name in zip(urls, names, strict=True))
    referred = {one["reference"] for one in elements(made) if "reference" in one}
    assert referred <= set(names), referred - set(names)


def check_responses(made: Json) -> None:
    """Hold every response to its questionnaire: the same items in the same order, answers of its types and options."""
    asked = {f"{one['url']}|{one['version']}": one for one in resources(made, "Questionnaire")}
    for one in asked.values():
        links = [item["linkId"] for item in elements(one) if "linkId" in item]
        assert len(set(links)) == len(links)
    for response in resources(made, "QuestionnaireResponse"):
        check_items(asked[response["questionnaire"]]["item"], response.get("item", []))


def check_items(asked: list[Json], given: list[Json]) -> None:
    order = [one["linkId"] for one in asked]
    links = [one["linkId"] for one in given]
    assert [link for link, _ in groupby(links)] == [link for link in order if link in links]
    several = {link for link in links if links.count(link) > 1}
    assert all(one["type"] == "group" and one.get("repeats") for one in asked if one["linkId"] in several)
    for item in given:
        question = asked[order.index(item["linkId"])]
        assert question["type"] in ITEM_TYPES
        if question["type"] == "group":
            check_items(question["item"], item["item"])
        assert len(item.get("answer", ())) <= 1 or question.get("repeats")
        for answer in item.get("answer", ()):
            check_answer(question, answer)


def check_answer(question: Json, answer: Json) -> None:
    values = {name for name in answer if name.lstrip("_").startswith("value")}
    assert values and values <= set(VALUES[question["type"]]), (question["linkId"], values)
    if question["type"] == "choice":
        options = {(one["valueCoding"]["system"], one["valueCoding"]["code"]) for one in question["answerOption"]}
        assert (answer["valueCoding"]["system"], answer["valueCoding"]["code"]) in options
    check_items(question.get("item", []), answer.get("item", []))
