"""DM and DS: one row a person, and what became of everybody."""

from collections.abc import Iterable, Iterator

from screening.formats.cdisc.criteria import Criteria
from screening.formats.cdisc.datasets import Dataset, Row, dataset
from screening.formats.cdisc.people import Person, confirmed
from screening.formats.cdisc.terms import disposition, plain
from screening.log import Attempt, Ended, Moment
from screening.wording import Words, outcome_text, primary_text

_SEX = {"female": "F", "male": "M"}
_CONSENTED, _MET, _ENTERED = "INFORMED CONSENT OBTAINED", "ELIGIBILITY CRITERIA MET", "ENTERED INTO TRIAL"


def dm(people: Iterable[Person], site: str | None) -> Dataset:
    """Give DM: one row a person, however often screened."""
    return dataset("DM", (_demographics(one, site) for one in people))


def _demographics(person: Person, site: str | None) -> Row:
    last = person.last
    over = last.ended if last.ended and last.ended.outcome != "enrolled" else None
    return {
        **person.key("DM"),
        "SUBJID": person.subject.id,
        "RFSTDTC": person.reference,
        "RFICDTC": min((one.iso for one in _consents(person) if one.iso), default=None),
        "RFPENDTC": over.on.iso if over else None,
        "DTHFL": "Y" if over and over.primary == "died" else None,
        "SITEID": site,
        "AGE": last.age,
        "AGEU": None if last.age is None else "YEARS",
        "SEX": _SEX.get(person.subject.sex or "", "U"),
        "ARMNRS": _why_no_arm(last),
    }


def _why_no_arm(last: Attempt) -> str:
    """Say why no arm is named: the log of a site knows none, also of somebody enrolled."""
    if last.ended and last.ended.outcome in ("enrolled", "screen_failure"):
        return "SCREEN FAILURE" if last.ended.outcome == "screen_failure" else "ARM NOT IN SCREENING LOG"
    if confirmed(last):
        return "NOT ASSIGNED"
    return "SCREENING NOT COMPLETED" if last.ended else "SCREENING ONGOING"


def _consents(person: Person) -> list[Moment]:
    return [one.consent.on for one in person.subject.attempts if one.consent.given and one.consent.on]


def ds(people: Iterable[Person], criteria: Criteria) -> Dataset:
    """Give DS: consent, eligibility and end of every attempt."""
    return dataset("DS", (row for one in people for row in _Disposition(one, criteria).rows()))


class _Disposition:
    """The events of one person."""

    def __init__(self, person: Person, criteria: Criteria) -> None:
        self._person, self._criteria = person, criteria
        self._known: set[Moment | None] = set()

    def rows(self) -> Iterator[Row]:
        events = (row for one in self._person.subject.attempts for row in self._events(one))
        for place, row in enumerate(events, 1):
            yield {**self._person.key("DS"), "DSSEQ": place, **row, "EPOCH": "SCREENING"}

    def _events(self, attempt: Attempt) -> Iterator[Row]:
        consent = attempt.consent
        # Whoever comes back under the consent given before has consented once.
        if consent.given and consent.on not in self._known:
            self._known.add(consent.on)
            yield self._row(attempt, consent.on, _CONSENTED, _CONSENTED, "PROTOCOL MILESTONE")
        if confirmed(attempt) and attempt.signature:
            yield self._row(attempt, attempt.signature.at, _MET, _MET, "PROTOCOL MILESTONE")
        if attempt.ended:
            yield self._end(attempt, attempt.ended)

    def _end(self, attempt: Attempt, ended: Ended) -> Row:
        if ended.outcome == "enrolled":
            entered = self._row(attempt, ended.on, _ENTERED, _ENTERED, "PROTOCOL MILESTONE")
            return {**entered, "DSREFID": ended.subject_number}
        term = disposition(ended.outcome, ended.primary, eligible=confirmed(attempt))
        told = self._reported(attempt, ended)
        # One disposition a person and epoch (CG0536): how an earlier attempt ended is another event.
        if attempt is not self._person.last:
            return self._row(attempt, ended.on, told, term, "OTHER EVENT")
        return {**self._row(attempt, ended.on, told, term, "DISPOSITION EVENT"), "DSSCAT": "STUDY PARTICIPATION"}

    def _row(self, attempt: Attempt, on: Moment | None, term: str, decoded: str, category: str) -> Row:
        return {
            "DSGRPID": self._person.group(attempt),
            "DSTERM": term,
            "DSDECOD": decoded,
            "DSCAT": category,
            "DSSTDTC": on.iso if on else None,
            "DSSTDY": self._person.day(on),
        }

    def _reported(self, attempt: Attempt, ended: Ended) -> str:
        """Give how it ended as the site recorded it: the outcome and its primary reason, in English."""
        if ended.outcome == "screen_failure":
            # An attempt may have gone on under an amendment that no longer has the criterion.
            primary = self._criteria.named(ended.primary or "", attempt.protocol)
            reason = primary.code if primary else ended.primary
            return f"SCREEN FAILURE: {reason}" if reason else "SCREEN FAILURE"
        said = (outcome_text(ended.outcome, Words()), primary_text(ended.outcome, ended.primary, Words()))
        return plain(": ".join(one for one in said if one)).upper()
