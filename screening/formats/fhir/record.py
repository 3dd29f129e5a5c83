"""Who recorded what, and who signed: Provenance, without a reason in words."""

from collections.abc import Iterator

from screening.formats import codes as known
from screening.formats.fhir.exact import Json
from screening.formats.fhir.terms import MASKED, TERMINOLOGY, Codes, Tongue, coded, reference, writable
from screening.formats.fhir.times import Calendar
from screening.log import Act, Attempt, Signature, Written

# Of what kind a signature is (ASTM E1762): who confirms has verified, who declines or has seen it has reviewed.
_ASTM = "urn:iso-astm:E1762-95:2013"
_VERIFIED = coded(_ASTM, "1.2.840.10065.1.12.1.5", "Verification Signature")
_REVIEWED = coded(_ASTM, "1.2.840.10065.1.12.1.13", "Review Signature")
_NEW = ("first", "rescreened")


def provenance(attempt: Attempt, id: str, calendar: Calendar, tongue: Tongue) -> Iterator[Json]:
    """Give an attempt's record: each entry and act, and the signatures that hold."""
    teller = _Teller(id, calendar, tongue)
    for written in attempt.history:
        yield teller.made(written, written.why, ("QuestionnaireResponse",))
    for act in attempt.acts:
        yield teller.made(act, act.kind, ("ResearchSubject",))
    if attempt.signature is not None:
        yield teller.signed(attempt.signature)
    yield from map(teller.signed, attempt.conclusions)


class _Teller:
    """Tells who did what in one attempt."""

    def __init__(self, id: str, calendar: Calendar, tongue: Tongue) -> None:
        self._id, self._calendar, self._tongue = id, calendar, tongue

    def made(self, one: Written | Act, why: str, about: tuple[str, ...]) -> Json:
        """Say who wrote an entry, when, and why in a code."""
        activity = ("CREATE", "create") if why in _NEW else ("UPDATE", "revise")
        return {
            **self._said(one, about),
            "reason": [self._tongue.concept(Codes("entry", known.whys()), why)],
            "activity": {"coding": [coded(f"{TERMINOLOGY}/v3-DataOperation", *activity)]},
            "agent": [self._agent(one.by, one.role, "author")],
        }

    def signed(self, one: Signature) -> Json:
        """Say who signed, when, and what is meant."""
        kind = _VERIFIED if one.meaning == "confirmed" else _REVIEWED
        signature = {"type": [kind], **self._calendar.instant("when", one.at), "who": _who(one.name)}
        return {
            **self._said(one, ("QuestionnaireResponse", "ResearchSubject")),
            "reason": [self._tongue.concept(Codes("meaning", known.meanings()), one.meaning)],
            "agent": [self._agent(one.name, one.role, "attester")],
            "signature": [signature],
        }

    def _said(self, one: Written | Act | Signature, about: tuple[str, ...]) -> Json:
        return {
            "resourceType": "Provenance",
            "id": f"{self._id}.e{one.entry}",
            "target": [reference(kind, self._id) for kind in about],
            **self._calendar.instant("recorded", one.at),
        }

    def _agent(self, name: str | None, role: str, part: str) -> Json:
        participant = coded(f"{TERMINOLOGY}/provenance-participant-type", part, part.capitalize())
        return {
            "type": {"coding": [participant]},
            "role": [self._tongue.concept(Codes("role", known.roles()), role)],
            "who": _who(name),
        }


def _who(name: str | None) -> Json:
    """Name somebody of the site; where they stay unnamed, say that they do."""
    return {"extension": [MASKED]} if name is None else {"type": "Practitioner", "display": writable(name)}
