"""The people: a Patient without a name, a ResearchSubject for each attempt, with consent, answers, results, record."""

from collections.abc import Iterator

from screening.formats.fhir.answers import items_of
from screening.formats.fhir.exact import Json
from screening.formats.fhir.laboratory import observation
from screening.formats.fhir.record import provenance
from screening.formats.fhir.study import canonical
from screening.formats.fhir.terms import BASE, LOINC, TERMINOLOGY, Tongue, coded, id_of, reference, writable
from screening.formats.fhir.times import Calendar
from screening.log import Attempt, Dossier, Subject

_GENDERS = ("female", "male", "other", "unknown")
_STATUS = {
    "enrolled": "on-study",
    "screen_failure": "ineligible",
    "withdrew": "withdrawn",
    "declined": "not-registered",
    "lost": "not-registered",
    "other": "not-registered",
}


def status_of(attempt: Attempt) -> str:
    """Give the state of an attempt among R4's thirteen.

    Who has not ended is in screening, also where the program's verdict is against them: the outcome is for people to
    record. They are eligible once an investigator has confirmed it.
    """
    if attempt.ended is not None:
        return _STATUS[attempt.ended.outcome]
    confirmed = attempt.signature is not None and attempt.signature.meaning == "confirmed"
    return "eligible" if confirmed and attempt.verdict == "eligible" else "screening"


def person_resources(subject: Subject, dossier: Dossier, tongue: Tongue) -> Iterator[Json]:
    """Give all resources of one person, each labelled for what it is."""
    labels = _security(dossier)
    for resource in _Person(subject, dossier, tongue).resources():
        head = {name: resource.pop(name) for name in ("resourceType", "id")}
        yield {**head, "meta": {"security": labels}, "language": tongue.tag, **resource}


def _security(dossier: Dossier) -> list[Json]:
    """Say how far the data are from the person, and what for they may be used."""
    how = ("PSEUDED", "pseudonymized") if dossier.privacy == "coded" else ("ANONYED", "anonymized")
    purpose = coded(f"{TERMINOLOGY}/v3-ActReason", "HRESCH", "healthcare research")
    return [coded(f"{TERMINOLOGY}/v3-ObservationValue", *how), purpose]


class _Person:
    """One person's resources; the id of an attempt is the person's with the attempt's number."""

    def __init__(self, subject: Subject, dossier: Dossier, tongue: Tongue) -> None:
        self._subject, self._study, self._tongue = subject, id_of(dossier.study), tongue
        self._numbered = "screening-number" if dossier.privacy == "coded" else "attempt"
        self._id = id_of(subject.id)
        first = min((one.ordinal for one in subject.attempts), default=1)
        self._calendar = Calendar(f"{self._id}.{first}")

    def resources(self) -> Iterator[Json]:
        """Give them in order, the person first."""
        yield {
            "resourceType": "Patient",
            "id": self._id,
            "identifier": [_identifier("person", self._subject.id)],
            "gender": self._subject.sex if self._subject.sex in _GENDERS else None,
        }
        for attempt in self._subject.attempts:
            yield from self._attempt(attempt, f"{self._id}.{attempt.ordinal}")

    def _attempt(self, attempt: Attempt, id: str) -> Iterator[Json]:
        if attempt.consent.given:
            yield self._consent(attempt, id)
        yield self._research_subject(attempt, id)
        yield self._response(attempt, id)
        for place, result in enumerate(attempt.labs, 1):
            told = observation(result, attempt.protocol.field[result.field], self._calendar, self._tongue)
            head = {"resourceType": "Observation", "id": f"{id}.lab{place}"}
            about = {"subject": self._patient(), "derivedFrom": [reference("QuestionnaireResponse", id)]}
            yield {**head, **told, **about}
        yield from provenance(attempt, id, self._calendar, self._tongue)

    def _patient(self) -> Json:
        return reference("Patient", self._id)

    def _research_subject(self, attempt: Attempt, id: str) -> Json:
        identifiers = [_identifier(self._numbered, attempt.number)]
        ended = attempt.ended
        if ended is not None and ended.subject_number is not None:
            identifiers.append(_identifier("subject-number", ended.subject_number))
        period = self._calendar.beginning("start", id, attempt.screened)
        if ended is not None and ended.on.day >= attempt.screened.day:
            period |= self._calendar.when("end", ended.on)
        return {
            "resourceType": "ResearchSubject",
            "id": id,
            "identifier": identifiers,
            "status": status_of(attempt),
            "period": period,
            "study": reference("ResearchStudy", self._study),
            "individual": self._patient(),
            "consent": reference("Consent", id) if attempt.consent.given else None,
        }

    def _consent(self, attempt: Attempt, id: str) -> Json:
        """Say that somebody consented, when, and on which version of the form."""
        form = {"text": writable(attempt.consent.form or attempt.protocol.id)}
        return {
            "resourceType": "Consent",
            "id": id,
            "status": "active",
            "scope": {"coding": [coded(f"{TERMINOLOGY}/consentscope", "research", "Research")]},
            "category": [{"coding": [coded(LOINC, "59284-0", "Consent Document")]}],
            "patient": self._patient(),
            **self._calendar.when("dateTime", attempt.consent.on),
            "policyRule": form,
        }

    def _response(self, attempt: Attempt, id: str) -> Json:
        return {
            "resourceType": "QuestionnaireResponse",
            "id": id,
            "questionnaire": canonical(attempt.protocol),
            "status": _progress(attempt),
            "subject": self._patient(),
            **(self._calendar.when("authored", attempt.history[-1].at) if attempt.history else {}),
            "item": items_of(attempt, self._calendar, self._tongue),
        }


def _progress(attempt: Attempt) -> str:
    """Say how far an attempt's answers are."""
    if any(one.why == "corrected" for one in attempt.history):
        return "amended"
    return "in-progress" if attempt.ended is None and attempt.verdict == "undetermined" else "completed"


def _identifier(kind: str, value: str) -> Json:
    return {"system": f"{BASE}/identifier/{kind}", "value": writable(value)}
