"""Laboratory results as Observations.

What cannot count has no value, so that nobody counts it by mistake: an implausible number, or a count with clumps that
no smear confirmed, has a `dataAbsentReason` (error), and the number as it was reported in a component of its own.
"""

from screening.formats import codes as known
from screening.formats.fhir.exact import Json
from screening.formats.fhir.terms import (
    EXTENSION,
    LOINC,
    TERMINOLOGY,
    Codes,
    Tongue,
    coded,
    quantity,
)
from screening.formats.fhir.times import Calendar
from screening.formats.labels import label
from screening.log import LabResult
from screening.protocol import FormField
from screening.quantity import parse_measure

_CLUMPS = coded(LOINC, "104700-0", "Platelet clump [Presence] in Blood")
_PARTS = ("reported", "tube", "smear")


def observation(result: LabResult, asked: FormField, calendar: Calendar, tongue: Tongue) -> Json:
    """Give a result: in the protocol's unit, and as the laboratory reported it."""
    value = _value(result) if result.counts else {"dataAbsentReason": _doubt(result, tongue)}
    return {
        "status": "final",
        "category": [{"coding": [coded(f"{TERMINOLOGY}/observation-category", "laboratory", "Laboratory")]}],
        "code": {"coding": [coded(LOINC, code) for code in asked.loinc[:1]], **tongue.text("text", asked.ask)},
        **calendar.when("effectiveDateTime", result.on),
        **value,
        "referenceRange": _range(result),
        "component": _components(result, tongue),
    }


def _value(result: LabResult) -> Json:
    """Give the number that counts; in another unit than the protocol's, as it was reported beside it."""
    made = quantity(result.number, result.unit, result.sign)
    reported = _reported(result)
    if result.given_unit != result.unit:
        extension = {"url": f"{EXTENSION}/iso21090-PQ-translation", "valueQuantity": reported}
        made = {"extension": [extension], **made}
    return {"valueQuantity": made}


def _reported(result: LabResult) -> Json:
    given = parse_measure(result.given)
    if given is None:
        return quantity(result.number, result.unit, result.sign)
    return quantity(given.number, result.given_unit, given.sign)


def _doubt(result: LabResult, tongue: Tongue) -> Json:
    why = "implausible" if not result.plausible else "clumped"
    error = coded(f"{TERMINOLOGY}/data-absent-reason", "error", "Error")
    return {"coding": [error], **tongue.text("text", label(f"exchange.doubt.{why}"))}


def _range(result: LabResult) -> list[Json]:
    low, high = (None if one is None else quantity(one, result.unit) for one in (result.lln, result.uln))
    return [{"low": low, "high": high}] if low or high else []


def _components(result: LabResult, tongue: Tongue) -> list[Json]:
    parts = Codes("result", {part: label(f"exchange.part.{part}") for part in _PARTS})
    found: list[Json] = []
    if not result.counts:
        found.append({"code": tongue.concept(parts, "reported"), "valueQuantity": _reported(result)})
    if result.anticoagulant is not None:
        tube = tongue.concept(Codes("tube", known.tubes()), result.anticoagulant)
        found.append({"code": tongue.concept(parts, "tube"), "valueCodeableConcept": tube})
    if result.clumped:
        found.append({"code": {"coding": [_CLUMPS]}, "valueBoolean": True})
        found.append({"code": tongue.concept(parts, "smear"), "valueBoolean": result.confirmed})
    return found
