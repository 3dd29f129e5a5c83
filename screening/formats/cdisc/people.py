"""A person as SDTM knows one: who it is, the deciding attempt, and the study days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from screening.log import Attempt, Moment, Subject


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the dossier, by one USUBJID however often screened."""

    study: str
    subject: Subject

    @property
    def usubjid(self) -> str:
        """Give the identifier that is unique beyond the study."""
        return f"{self.study}-{self.subject.id}"

    @property
    def last(self) -> Attempt:
        """Give the attempt that decides: the newest."""
        return self.subject.attempts[-1]

    @property
    def reference(self) -> str | None:
        """Give the reference date, RFSTDTC: the day of enrolment; nobody else has one.

        Usually it is the first dose, which a screening log does not know; DM's assumption 10a allows the enrolment.
        """
        ended = self.last.ended
        return ended.on.iso if ended and ended.outcome == "enrolled" else None

    def group(self, attempt: Attempt) -> str:
        """Name an attempt: its screening number, with the attempt after it where the number stayed the same."""
        numbers = [one.number for one in self.subject.attempts]
        return attempt.number if numbers.count(attempt.number) == 1 else f"{attempt.number}/{attempt.ordinal}"

    def key(self, domain: str) -> Mapping[str, str]:
        """Give what every row of the person begins with."""
        return {"STUDYID": self.study, "DOMAIN": domain, "USUBJID": self.usubjid}

    def day(self, moment: Moment | None) -> int | None:
        """Give CDISC's study day: counted from the reference date, there is no day 0; null where either is partial.

        The dossier's own days count from the first screening, and are never put in its place.
        """
        start, on = _whole(self.reference), _whole(moment.iso if moment else None)
        if start is None or on is None:
            return None
        days = (on - start).days
        return days + 1 if days >= 0 else days


def confirmed(attempt: Attempt) -> bool:
    """Say whether the investigator found the person eligible: the program alone decides nothing."""
    return attempt.verdict == "eligible" and attempt.signature is not None and attempt.signature.meaning == "confirmed"


def _whole(iso: str | None) -> date | None:
    return date.fromisoformat(iso[:10]) if iso and len(iso) >= len("2026-11-23") else None
