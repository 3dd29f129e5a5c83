"""IE and SUPPIE: the criteria that somebody did not meet when eligibility was decided, and the evidence for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screening.formats.cdisc.criteria import Criteria, Named
from screening.formats.cdisc.datasets import Dataset, Row, dataset
from screening.formats.cdisc.people import Person
from screening.formats.cdisc.terms import plain
from screening.formats.cdisc.texts import pieces
from screening.log import Attempt, Finding

_AGAINST = {"INCLUSION": "N", "EXCLUSION": "Y"}
_EVIDENCE, _MORE = "IEEVIDNC", "IEEVIDN"


@dataclass(frozen=True, slots=True)
class _Unmet:
    """One criterion against one person, with its number among that person's."""

    person: Person
    place: int
    attempt: Attempt
    finding: Finding
    named: Named


def ie_and_suppie(people: Iterable[Person], criteria: Criteria) -> tuple[Dataset, Dataset]:
    """Give IE and its supplemental qualifiers."""
    unmet = [one for person in people for one in _unmet(person, criteria)]
    suppie = (row for one in unmet for row in _qualifiers(one, criteria))
    return dataset("IE", (_row(one) for one in unmet)), dataset("SUPPIE", suppie)


def _unmet(person: Person, criteria: Criteria) -> Iterator[_Unmet]:
    """List what stood in the way in every attempt that ended as a screen failure, an earlier one as well.

    Before that nothing is decided: waiting alone may change a "no". What turns out after enrolment is a deviation,
    which belongs into DV.
    """
    place = 0
    for attempt in person.subject.attempts:
        if attempt.ended is None or attempt.ended.outcome != "screen_failure":
            continue
        for finding in attempt.findings:
            named = criteria.named(finding.id, attempt.protocol)
            if finding.against and named:
                place += 1
                yield _Unmet(person, place, attempt, finding, named)


def _row(one: _Unmet) -> Row:
    return {
        **one.person.key("IE"),
        "IESEQ": one.place,
        "IESPID": one.finding.id,
        "IETESTCD": one.named.code,
        "IETEST": one.named.text,
        "IECAT": one.named.category,
        "IEORRES": _AGAINST[one.named.category],
        "IESTRESC": _AGAINST[one.named.category],
        "EPOCH": "SCREENING",
        "IEDTC": one.attempt.screened.iso,
        "IEDY": one.person.day(one.attempt.screened),
    }


def _qualifiers(one: _Unmet, criteria: Criteria) -> Iterator[Row]:
    for place, text in enumerate(pieces(plain(one.finding.told))):
        name = f"{_MORE}{place}" if place else _EVIDENCE
        yield _qualifier(one, name, "Evidence for Criterion Assessment", text, "Derived")
    yield _qualifier(one, "IESCRNUM", "Screening Number of the Attempt", one.person.group(one.attempt), "Assigned")
    yield _qualifier(one, "IETIVERS", "Protocol Criteria Version", criteria.version(one.attempt.protocol), "Assigned")
    # Where no whole date leaves, the day is told as what it is: counted from the first screening, no IEDY.
    if len(one.attempt.screened.iso or "") < len("2026-11-23"):
        day = str(one.attempt.screened.day)
        yield _qualifier(one, "IESCRDY", "Day Counted from First Screening as Day 1", day, "Derived")


def _qualifier(one: _Unmet, name: str, label: str, value: str, origin: str) -> Row:
    return {
        "STUDYID": one.person.study,
        "RDOMAIN": "IE",
        "USUBJID": one.person.usubjid,
        "IDVAR": "IESEQ",
        "IDVARVAL": str(one.place),
        "QNAM": name,
        "QLABEL": label,
        "QVAL": value,
        "QORIG": origin,
    }
