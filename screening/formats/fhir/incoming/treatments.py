"""What was done and given: procedures, drugs given, and drugs that were only ordered or reported."""

from collections.abc import Callable
from datetime import tzinfo
from functools import lru_cache

from screening.engine import Reason
from screening.formats.codelists import drugs, meanings
from screening.formats.fhir.incoming.document import Row
from screening.formats.fhir.incoming.findings import NOT_ASKED, Findings
from screening.formats.fhir.incoming.library import Library
from screening.formats.fhir.incoming.moments import day_of
from screening.formats.fhir.incoming.plain import Concept, concept, word
from screening.formats.proposal import shown

_DONE = {
    "Procedure": ("completed", "in-progress"),
    "MedicationAdministration": ("completed", "in-progress", "stopped"),
    "MedicationStatement": ("active", "completed", "stopped"),
}
_DATES = (
    *("performedDateTime", "performedPeriod", "effectiveDateTime", "effectivePeriod"),
    *("occurrenceDateTime", "occurrencePeriod", "dateAsserted"),
)
Reader = Callable[[Row], Reason | None]


class Treatments:
    """Reads them, for one patient."""

    def __init__(self, findings: Findings, library: Library, zone: tzinfo | None) -> None:
        self._findings, self._library, self._zone = findings, library, zone

    def procedure(self, row: Row) -> Reason | None:
        """Note what a Procedure bears on."""
        return self._note(row, _done(row.about), row.about)

    def drug(self, row: Row) -> Reason | None:
        """Note what a drug bears on that was given, or that is reported."""
        about, means = self._drug(row)
        doubt = Reason("fhir.reported", {}) if row.kind == "MedicationStatement" else None
        return self._note(row, means, about, doubt)

    def order(self, row: Row) -> Reason | None:
        """Say why a drug that was ordered, or handed out, is not taken."""
        _, means = self._drug(row)
        return Reason("fhir.ordered", {}) if self._findings.asks(means) else NOT_ASKED

    def _drug(self, row: Row) -> tuple[Concept, frozenset[str]]:
        about = row.about
        if "medicationReference" in row.resource:
            about = concept(self._library.find(row.resource["medicationReference"], row.resource).get("code"))
        return about, _given(about)

    def _note(self, row: Row, means: frozenset[str], about: Concept, doubt: Reason | None = None) -> Reason | None:
        if not self._findings.asks(means):
            return NOT_ASKED
        now = word(row.resource.get("status"))
        if now not in _DONE[row.kind]:
            return Reason(
                "fhir.entered_in_error" if now == "entered-in-error" else "fhir.not_done", {"status": shown(now)[:40]}
            )
        on = day_of(row.resource, _DATES, self._zone)
        self._findings.meant(row, means, shown(f"{about.called}; {now}"), on, doubt)
        return None


@lru_cache(maxsize=2048)
def _done(about: Concept) -> frozenset[str]:
    return frozenset[str]().union(*map(meanings, about.codes))


@lru_cache(maxsize=2048)
def _given(about: Concept) -> frozenset[str]:
    return drugs(about.called).union(*map(meanings, about.codes))
