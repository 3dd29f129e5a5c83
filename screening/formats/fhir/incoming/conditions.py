"""What a Condition means, and whether it holds: verificationStatus and clinicalStatus are obeyed."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from screening.engine import Reason
from screening.formats.codelists import Code, Diagnosis, diagnosis, stage, stage_codes
from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.findings import NOT_ASKED, Findings
from screening.formats.fhir.incoming.moments import day_of
from screening.formats.fhir.incoming.plain import Concept, Json, called, codes, objects, status
from screening.formats.proposal import shown

_WRONG = {"refuted": "fhir.refuted", "entered-in-error": "fhir.entered_in_error"}
_UNSURE = ("unconfirmed", "provisional", "differential")
_OVER = ("inactive", "remission", "resolved")
_HOLDS = ("active", "recurrence", "relapse", "")
_DATES = ("recordedDate", "onsetDateTime", "onsetPeriod", "assertedDate")
_SYSTEMS = ("icd10", "icdo3", "snomed")
_OF_BLOOD = frozenset(("lymphoma", "haematological"))


def read_condition(row: Row, findings: Findings, zone: tzinfo | None) -> Reason | None:
    """Note what a Condition answers or bears on; the reason where it does neither."""
    resource = row.resource
    sure = status(resource.get("verificationStatus"))
    if sure in _WRONG:
        return Reason(_WRONG[sure], {})
    coded = row.about.codes
    found = diagnosis([one for one in coded if one.system in _SYSTEMS], _morphology(resource))
    meanings = found.meanings | _extent(resource, found)
    doubt = found.doubt or _doubt(resource, sure)
    if findings.meant(row, meanings, _seen(resource, row.about), day_of(resource, _DATES, zone), doubt):
        return None
    return _unknown(coded, found)


def _unknown(coded: Sequence[Code], found: Diagnosis) -> Reason:
    """Say why nothing is asked about a Condition: its codes are known and irrelevant, unknown, or none."""
    known = bool(found.meanings) or any(one.system == "icd10" for one in coded)
    if known:
        return NOT_ASKED
    return Reason("fhir.unknown_code" if any(one.code for one in coded) else "fhir.only_words", {})


def _doubt(resource: Json, sure: str) -> Reason | None:
    """Say why a diagnosis can't be taken as it stands; None where nothing is against it."""
    now = status(resource.get("clinicalStatus"))
    if sure in _UNSURE:
        return Reason("fhir.unconfirmed", {"status": sure})
    if now in _OVER or any(name.startswith("abatement") for name in resource):
        return Reason("fhir.over", {"status": now or "abatement"})
    unknown = sure if sure not in ("confirmed", "") else now if now not in _HOLDS else ""
    return Reason("fhir.status", {"status": shown(unknown)[:40]}) if unknown else None


def _morphology(resource: Json) -> list[Code]:
    """Find the histology where profiles put it: in an extension."""
    told = [one.get("valueCodeableConcept") for one in objects(resource.get("extension"))]
    return [code for concept in told for code in codes(concept) if code.system in ("icdo3", "snomed")]


def _extent(resource: Json, found: Diagnosis) -> frozenset[str]:
    """Read how far a tumour has spread. A fourth stage stays one; an earlier one was that of its day."""
    stages = set(_stages(resource)) if found.tumour else set()
    if found.meanings & _OF_BLOOD and stages:
        return frozenset({"stage_other"})
    return frozenset({"stage_four"} if "stage_four" in stages else stages)


def _stages(resource: Json) -> Iterator[str]:
    for one in objects(resource.get("stage")):
        yield from stages_of(one.get("summary"))


def stages_of(concept: object) -> Iterator[str]:
    """Read a stage that is told as a concept."""
    if any(code.system == "snomed" and code.code in stage_codes("snomed") for code in codes(concept)):
        yield "stage_four"
    told = called(concept)
    if told:
        yield stage(told)


def _seen(resource: Json, about: Concept) -> str:
    name = about.called
    listed = [one.code for one in about.codes if one.code and one.code != name]
    staged = called([one.get("summary") for one in objects(resource.get("stage"))])
    now = [status(resource.get(name)) for name in ("clinicalStatus", "verificationStatus")]
    return shown("; ".join(filter(None, (f"{name} ({', '.join(listed)})" if listed else name, staged, *now))))
