"""The values of an attempt's items, from what an entry said and what became of the person."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from screening.log import Consented, Ended, Finding, LabResult, Moment, Reply, Said, Taken
from screening.protocol import DateField, Protocol


class Place(NamedTuple):
    """Where a value stands; `repeat` is None in a group that does not repeat."""

    group: str
    repeat: str | None
    item: str


State = dict[Place, str]
Values = Iterator[tuple[str, str | None]]


def placed(group: str, repeat: str | None, values: Iterable[tuple[str, str | None]]) -> State:
    """Put values into a group; what is not known has no item."""
    return {Place(group, repeat, item): value for item, value in values if value is not None}


def moment(item: str, at: Moment | None) -> Values:
    """Give when something was: as much of the date as may leave, and the study day."""
    if at is not None:
        yield item, at.iso
        yield f"{item}.DAY", str(at.day)


def screening(said: Said) -> Values:
    """Give who was screened when."""
    yield from moment("ATTEMPT.ON", said.screened)
    yield "ATTEMPT.AGE", None if said.age is None else str(said.age)
    yield from _consent(said.consent)


def _consent(said: Consented) -> Values:
    yield "ATTEMPT.CONSENT", None if said.given is None else _flag(said.given)
    yield from moment("ATTEMPT.CONSENT_ON", said.on)
    yield "ATTEMPT.CONSENT_FORM", said.form


def criteria(said: Said) -> Values:
    """Give how each criterion was judged, and what followed."""
    for finding in said.findings:
        yield from _finding(finding)
    yield "ATTEMPT.VERDICT", "not_yet" if said.not_yet else said.verdict


def _finding(finding: Finding) -> Values:
    item = f"CRITERION.{finding.id}"
    yield item, finding.outcome
    yield f"{item}.WHY", finding.told or None
    yield f"{item}.OPEN", " ".join(finding.open_questions) or None


def reply(one: Reply, protocol: Protocol) -> Values:
    """Give an answer, and since when it is known."""
    item = f"FIELD.{one.field}"
    if one.date is not None:
        yield from moment(item, one.date)
    else:
        yield f"{item}.WORD" if isinstance(protocol.field.get(one.field), DateField) else item, one.value
    yield from moment(f"{item}.SINCE", one.dated)


def taken(item: str, one: Taken) -> Values:
    """Give when something was taken."""
    yield from moment(f"{item}.FROM", one.first)
    yield from moment(f"{item}.UNTIL", one.last)
    yield f"{item}.ONGOING", _flag(one.ongoing)


def lab(one: LabResult) -> Values:
    """Give a laboratory result in the protocol's unit, and as it was reported."""
    item = f"FIELD.{one.field}"
    yield item, f"{one.number:f}"
    yield f"{item}.SIGN", one.sign or None
    yield from moment(f"{item}.ON", one.on)
    yield f"{item}.GIVEN", one.given
    yield f"{item}.GIVEN_UNIT", one.given_unit
    yield f"{item}.TUBE", one.anticoagulant
    yield f"{item}.CLUMPED", _flag(one.clumped)
    yield f"{item}.SMEAR", _flag(one.confirmed)
    yield f"{item}.PLAUSIBLE", _flag(one.plausible)
    yield f"{item}.LLN", _number(one.lln)
    yield f"{item}.ULN", _number(one.uln)


def ended(one: Ended | None) -> Values:
    """Give how an attempt ended."""
    if one is not None:
        yield "ATTEMPT.OUTCOME", one.outcome
        yield from moment("ATTEMPT.OUTCOME_ON", one.on)
        yield "ATTEMPT.PRIMARY", one.primary
        yield "ATTEMPT.AGAINST", " ".join(one.criteria) or None
        yield "ATTEMPT.SUBJECT_NUMBER", one.subject_number


def done(kind: str, what: Mapping[str, str | None], at: Moment) -> Values:
    """Give who did something when; `kind` is `ENTRY` or `SIGNATURE`."""
    for name, value in what.items():
        yield f"{kind}.{name}", value
    yield from moment(f"{kind}.AT", at)


def group_of(field: str) -> str:
    """Name the group of an answer; the items of a worksheet share one."""
    return f"IG.FIELD.{field.partition('.')[0]}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
