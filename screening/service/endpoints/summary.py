"""The table of the technical guide from a locked database: endpoints by arm, odds ratios, medians, adverse events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from screening.access import Permission
from screening.engine import EndpointResult, FollowedUp
from screening.errors import UsageError
from screening.patient import AdverseEvent, read_history
from screening.protocol import Endpoint, Measure, Protocol
from screening.protocol.text import Text
from screening.service.endpoints.allocation import Allocated, Allocation, read_allocation
from screening.service.endpoints.statistics import (
    Counts,
    Estimate,
    median_days,
    odds_ratio,
    pooled_odds_ratio,
    proportion,
)
from screening.service.following import Enrolled, FollowUp, chart_of
from screening.service.site import Site
from screening.wording import refused

_SEVERE = 3


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of an arm reached an endpoint, of those of whom it is known; `unknown` are the others."""

    arm: str
    met: int
    known: int
    unknown: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Ratio:
    """The odds of one arm to those of the reference: crude, and over the strata where some are recorded."""

    arm: str
    crude: Estimate
    pooled: Estimate | None


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One endpoint by arm."""

    endpoint: Endpoint
    rates: tuple[Rate, ...]
    ratios: tuple[Ratio, ...]


@dataclass(frozen=True, slots=True)
class MedianRow:
    """One measure in one arm: of how many it was measured, in how many its end was seen, and the median in days."""

    measure: Measure
    arm: str
    measured: int
    ended: int
    median: Estimate


@dataclass(frozen=True, slots=True)
class Had:
    """How many had something; of `unknown` others it is not yet known."""

    n: int
    unknown: int


@dataclass(frozen=True, slots=True)
class AdverseRow:
    """How many of an arm had an adverse event of a term: of any grade, of grade 3 or worse, a serious one.

    They are counted of the `asked`, whose adverse events and first dose are known, from that dose to the day of the
    lock. Whoever had one without its grade, or of which nobody said whether it was serious, is not yet known.
    """

    term: Text
    arm: str
    asked: int
    any: int
    severe: Had
    serious: Had


@dataclass(frozen=True, slots=True)
class Summary:
    """The table as of the day of the lock. `missing` are the enrolled who stand in no arm or have no follow-up."""

    protocol: Protocol
    on: date
    locked_by: str
    arms: tuple[str, ...]
    reference: str
    strata: tuple[str, ...]
    people: Mapping[str, int]
    missing: tuple[str, ...]
    endpoints: tuple[EndpointRow, ...]
    medians: tuple[MedianRow, ...]
    adverse: tuple[AdverseRow, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody of an arm, judged on the day of the lock."""

    arm: str
    stratum: str
    judged: FollowedUp
    adverse: tuple[AdverseEvent, ...] | None  # under treatment; None: not asked, or nobody knows since when


def read_arms(site: Site, file: Path) -> tuple[tuple[str, ...], str | None]:
    """Name the arms of a list, and the one that the others are held against where its name tells; nobody is counted.

    RefusedError while the database is open. InputError names every line at fault.
    """
    with site.acting(Permission.CONDUCT_STUDY):
        site.database.refuse_while_blind()
        allocation = read_allocation(file, [one.row for one in site.following.enrolled()])
        return allocation.arms, allocation.control


def summarise(site: Site, file: Path, *, reference: str | None = None) -> Summary:
    """Read who got what and count by arm; it is recorded that somebody did.

    `reference` is the arm that the others are held against; it may be left out where a name tells it. RefusedError,
    with the reason, while the database is open: this site is blind. InputError names every line at fault.
    """
    with site.acting(Permission.CONDUCT_STUDY):
        lock = site.database.refuse_while_blind()
        enrolled = site.following.enrolled()
        allocation = read_allocation(file, [one.row for one in enrolled])
        control = _reference(allocation, reference)
        on = lock.on
        people, missing = _people(enrolled, allocation, on)
        summary = _table(site.protocol, on, lock.said.name, allocation, control, people, missing)
        site.database.unblind(allocation.sha256, len(allocation.people), len(people), len(allocation.strata))
        return summary


def _reference(allocation: Allocation, wanted: str | None) -> str:
    """Name the arm that the others are held against: the one asked for, else the one whose name tells it."""
    arms = ", ".join(allocation.arms)
    if wanted is not None and wanted not in allocation.arms:
        raise UsageError(f'there is no arm "{wanted}" in the file; it has: {arms}')
    found = wanted or allocation.control
    if found is None:
        raise refused("follow.reference", arms=arms)
    return found


def _people(enrolled: Sequence[Enrolled], allocation: Allocation, on: date) -> tuple[list[_Person], tuple[str, ...]]:
    found, missing = list[_Person](), []
    for one in enrolled:
        got = allocation.people.get(one.row.seq)
        if got is None or one.follow_up is None:
            missing.append(str(one.row.subject_number or one.row.number))
        else:
            found.append(_person(one, got, on))
    return found, tuple(missing)


def _person(one: Enrolled, got: Allocated, on: date) -> _Person:
    assert one.follow_up is not None
    said = one.follow_up
    judged = said.judged(on)
    return _Person(got.arm, got.stratum, judged, _under_treatment(said, judged))


def _under_treatment(said: FollowUp, judged: FollowedUp) -> tuple[AdverseEvent, ...] | None:
    """Give the adverse events from the first dose to the day judged; None where they, or the dose, are not known."""
    history = read_history({"answers": said.history["answers"]}, chart_of(said.protocol))
    if not history.adverse or judged.begun is None:
        return None
    first, last = judged.begun.toordinal(), judged.on.toordinal()
    return tuple(event for events in history.adverse.values() for event in events if first <= event.on <= last)


def _table(
    protocol: Protocol,
    on: date,
    locked_by: str,
    allocation: Allocation,
    reference: str,
    people: Sequence[_Person],
    missing: tuple[str, ...],
) -> Summary:
    said = protocol.follow_up
    assert said is not None
    arms = (*(arm for arm in allocation.arms if arm != reference), reference)
    of = {arm: [one for one in people if one.arm == arm] for arm in arms}
    return Summary(
        protocol,
        on,
        locked_by,
        arms,
        reference,
        allocation.strata,
        {arm: len(members) for arm, members in of.items()},
        missing,
        tuple(_endpoint(one, of, reference, allocation.strata) for one in said.endpoint),
        tuple(_median(one, arm, members) for one in said.measure for arm, members in of.items()),
        tuple(_adverse(protocol, of)),
    )


def _endpoint(
    endpoint: Endpoint, of: Mapping[str, Sequence[_Person]], reference: str, strata: Sequence[str]
) -> EndpointRow:
    rates = []
    for arm, members in of.items():
        met, known = _counts(endpoint.id, members)
        rates.append(Rate(arm, met, known, len(members) - known, proportion((met, known))))
    control = of[reference]
    ratios = [
        Ratio(
            arm,
            odds_ratio(_counts(endpoint.id, members), _counts(endpoint.id, control)),
            _pooled(endpoint.id, members, control, strata) if strata else None,
        )
        for arm, members in of.items()
        if arm != reference
    ]
    return EndpointRow(endpoint, tuple(rates), tuple(ratios))


def _pooled(id: str, members: Sequence[_Person], control: Sequence[_Person], strata: Sequence[str]) -> Estimate:
    def within(stratum: str, group: Sequence[_Person]) -> Counts:
        return _counts(id, [one for one in group if one.stratum == stratum])

    return pooled_odds_ratio([(within(one, members), within(one, control)) for one in strata])


def _counts(id: str, members: Sequence[_Person]) -> Counts:
    """Count who reached an endpoint, of those of whom it is known."""
    found = [result.outcome for one in members if (result := _result(one.judged, id)) is not None]
    return found.count("met"), len(found) - found.count("unknown")


def _result(judged: FollowedUp, id: str) -> EndpointResult | None:
    return next((one for one in judged.endpoints if one.id == id), None)


def _median(measure: Measure, arm: str, members: Sequence[_Person]) -> MedianRow:
    found = [one for person in members for one in person.judged.measures if one.id == measure.id]
    times = [(one.days, one.censored) for one in found if one.days is not None]
    ended = sum(not censored for _, censored in times)
    return MedianRow(measure, arm, len(times), ended, median_days(times))


def _adverse(protocol: Protocol, of: Mapping[str, Sequence[_Person]]) -> Iterator[AdverseRow]:
    """Count adverse events term by term, as they were recorded; a person counts once a term."""
    terms: dict[str, Text] = {}
    for field in chart_of(protocol).field.values():
        terms |= {name: item.label for name, item in getattr(field, "terms", {}).items()}

    events = {arm: [one.adverse for one in members if one.adverse is not None] for arm, members in of.items()}
    seen = {event.term for people in events.values() for every in people for event in every}
    for term, label in terms.items():
        for arm, people in events.items() if term in seen else ():
            having = [[event for event in every if event.term == term] for every in people]
            severe = [[None if one.grade is None else one.grade >= _SEVERE for one in some] for some in having]
            serious = [[one.serious for one in some] for some in having]
            yield AdverseRow(label, arm, len(people), sum(map(bool, having)), _had(severe), _had(serious))


def _had(people: Sequence[Sequence[bool | None]]) -> Had:
    """Count who had something, by what is known of each of their events; one that is not known leaves it open."""
    return Had(sum(True in one for one in people), sum(True not in one and None in one for one in people))
