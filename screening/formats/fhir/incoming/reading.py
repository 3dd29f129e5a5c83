"""From a file's bytes to what it offers for one patient: every row ends in exactly one place."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from hashlib import sha256

from screening.collecting import uncollected
from screening.engine import Reason
from screening.formats.codelists import questions
from screening.formats.fhir.incoming.conditions import read_condition
from screening.formats.fhir.incoming.document import Row, rows
from screening.formats.fhir.incoming.findings import NOT_ASKED, Findings
from screening.formats.fhir.incoming.library import REFERRED_TO, Library
from screening.formats.fhir.incoming.observations import Observations
from screening.formats.fhir.incoming.patients import person as told_of
from screening.formats.fhir.incoming.patients import read_patient, subject
from screening.formats.fhir.incoming.plain import objects, word
from screening.formats.fhir.incoming.standing import superseded
from screening.formats.fhir.incoming.treatments import Treatments
from screening.formats.fhir.incoming.whose import Patient, chosen, patients
from screening.formats.proposal import LeftOut, Person, Place, Proposal, SourceFile, shown
from screening.protocol import Protocol

Reader = Callable[[Row], Reason | None]


def propose(
    raw: bytes, name: str, protocol: Protocol, *, zone: tzinfo | None = None, person: str | None = None
) -> Proposal:
    """Read a FHIR R4 file: a Bundle, a single resource or NDJSON; `zone` is where the site is (None: this machine's).

    InputError where it is too large or no FHIR, and where it speaks of several patients and none of them was chosen
    by `Person.key`, or nobody of that key is in it.
    """
    file = SourceFile(name, sha256(raw).hexdigest())
    with uncollected():
        return _Reading(rows(raw, file), protocol, zone, person).proposal(file)


def people(raw: bytes) -> tuple[Person, ...]:
    """Tell whom a file speaks of, without reading what it says of them."""
    listed = rows(raw, SourceFile("", ""))
    return _persons(_patients(listed, superseded(listed)), listed)


class _Reading:
    """One reading of a file for one patient."""

    def __init__(self, listed: list[Row], protocol: Protocol, zone: tzinfo | None, person: str | None) -> None:
        self._rows = listed
        self._gone = superseded(listed)
        self._everybody = _patients(listed, self._gone)
        self._patient = chosen(self._everybody, person)
        self._findings = Findings(questions(protocol))
        self._ours = [self._is_ours(row) for row in listed]
        library = Library(row for row, ours in zip(listed, self._ours, strict=True) if ours is not False)
        self._observations = Observations(protocol, self._findings, library, zone)
        self._readers = self._made(Treatments(self._findings, library, zone), zone)

    def _made(self, treatments: Treatments, zone: tzinfo | None) -> Mapping[str, Reader]:
        findings = self._findings  # a reader that held this reading would keep the whole record until cycles are sought
        return {
            "Patient": lambda row: read_patient(row, findings),
            "Condition": lambda row: read_condition(row, findings, zone),
            "Observation": self._observations.read,
            "Procedure": treatments.procedure,
            "MedicationAdministration": treatments.drug,
            "MedicationStatement": treatments.drug,
            "MedicationRequest": treatments.order,
            "MedicationDispense": treatments.order,
        }

    def proposal(self, file: SourceFile) -> Proposal:
        """Read every row."""
        findings, left_out = self._findings, []
        listed = list(zip(self._rows, self._ours, strict=True))
        self._observations.hear(row for row, ours in listed if ours and not (self._gone and row.place in self._gone))
        for row, ours in listed:
            before = findings.given
            why = self._read(row, ours)
            if findings.given == before:
                unread = findings.unread.get(row.place, ((), None))
                left_out.append(LeftOut(row.place, _seen(row), why or NOT_ASKED, *unread))
        findings.settle()
        who = self._patient.row if self._patient is not None else None
        everybody = sorted(self._everybody, key=lambda one: one is not self._patient)
        return Proposal(
            files=(file,),
            rows=len(self._rows),
            subject={} if who is None else subject(who.resource),
            facts=findings.facts,
            hints=findings.hints,
            left_out=left_out,
            people=_persons(everybody, self._rows),
        )

    def _read(self, row: Row, ours: bool | None) -> Reason | None:
        if row.fault is not None:
            return row.fault
        reader = self._readers.get(row.kind)
        if reader is None:
            return Reason("fhir.referred_to" if row.kind in REFERRED_TO else "fhir.kind", {"kind": row.kind[:40]})
        if self._gone and row.place in self._gone:
            return self._gone[row.place]
        if not ours:
            return Reason("fhir.no_subject" if ours is None else "intake.other_patient", {})
        return reader(row)

    def _is_ours(self, row: Row) -> bool | None:
        """Say whether a row is of the patient; None where it does not say so."""
        if row.kind == "Patient":
            return self._patient is not None and row is self._patient.row
        if self._patient is None:
            return None
        ours = self._patient.has(row)
        # What is observed of somebody else, such as a donor, stands in the record of the patient all the same.
        about = row.resource.get("focus")
        return ours and all(map(self._patient.is_named, objects(about))) if about else ours


def _patients(listed: list[Row], gone: Mapping[Place, Reason]) -> list[Patient]:
    return patients(row for row in listed if row.place not in gone)


def _persons(everybody: list[Patient], listed: list[Row]) -> tuple[Person, ...]:
    several = len(everybody) > 1
    return tuple(
        told_of(
            one.key,
            one.row.resource if one.row is not None else {},
            sum(one.has(row) is True for row in listed) if several else len(listed),
        )
        for one in everybody
    )


def _seen(row: Row) -> str:
    """Tell a row that gives nothing: what it is, and what it is called."""
    named, status = row.about.called or row.kind, word(row.resource.get("status"))
    return shown(f"{named}; {status}" if status else named)
