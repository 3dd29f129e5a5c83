"""When something was: as much of the date as may leave, and the study day where it may not.

A masked date carries two extensions of FHIR's own: `data-absent-reason` (masked), and `cqf-relativeDateTime`, the days
before or after the beginning of the person's first screening. De-identified, the year stands with the second one.
"""

from dataclasses import dataclass
from decimal import Decimal

from screening.formats.fhir.exact import Json
from screening.formats.fhir.terms import EXTENSION, MASKED, quantity, reference
from screening.log import Moment

_YEAR = 4


@dataclass(frozen=True, slots=True)
class Calendar:
    """A person's own: it begins with the first screening, whose ResearchSubject `first` is."""

    first: str

    def when(self, element: str, at: Moment | None) -> Json:
        """Give a date or a date and time as the element of that name."""
        return {} if at is None else self._element(element, fhir_time(at), at.day)

    def beginning(self, element: str, attempt: str, at: Moment) -> Json:
        """Give the day on which an attempt began; that of the first one is what the others are counted from."""
        if attempt != self.first:
            return self.when(element, at)
        known = fhir_time(at)
        return {element: known} if known else {f"_{element}": {"extension": [MASKED]}}

    def instant(self, element: str, at: Moment) -> Json:
        """Give a moment for which FHIR wants date and time; anything less of it is masked."""
        whole = at.iso if at.iso is not None and "T" in at.iso else None
        return self._element(element, whole, at.day)

    def _element(self, element: str, known: str | None, day: int) -> Json:
        if known is not None and len(known) > _YEAR:
            return {element: known}
        absent = [] if known else [MASKED]
        return {element: known, f"_{element}": {"extension": [*absent, self._relative(day)]}}

    def _relative(self, day: int) -> Json:
        days, relation = (day - 1, "after") if day > 0 else (-day, "before")
        parts = [
            {"url": "target", "valueReference": reference("ResearchSubject", self.first)},
            {"url": "targetPath", "valueString": "period.start"},
            {"url": "relationship", "valueCode": relation if days else "concurrent"},
            {"url": "offset", "valueDuration": quantity(Decimal(days), "d")},
        ]
        return {"extension": parts, "url": f"{EXTENSION}/cqf-relativeDateTime"}


def fhir_time(at: Moment) -> str | None:
    """Write a moment as FHIR's dateTime: one with a time has its seconds and its distance from UTC, or is a day."""
    if at.iso is None or "T" not in at.iso or at.iso.endswith("Z"):
        return at.iso
    if at.offset is None:
        return at.iso[:10]
    return f"{at.iso}{':00' if at.iso.count(':') == 1 else ''}{at.offset}"
