"""The table of the technical guide from a locked database: endpoints by arm, odds ratios, medians, adverse events."""

from collections.abc import Callable, Mapping, Sequence
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
from screening.service.following import Enrolled, chart_of
from screening.service.site import Site

_CONTROLS = ("placebo", "control", "comparator", "安慰剂", "对照")
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
class AdverseRow:
    """How many of an arm had an adverse event of a term: of any grade, of grade 3 or worse, a serious one.

    They are counted of those who were asked for adverse events, and up to the day of the lock.
    """

    term: Text
    arm: str
    asked: int
    any: int
    severe: int
    serious: int


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
    adverse: tuple[AdverseEvent, ...] | None


def summarise(site: Site, file: Path, *, reference: str | None = None) -> Summary:
    """Read who got what and count by arm; it is recorded that somebody did.

    RefusedError, with the reason, while the database is open: this site is blind. InputError names every line at fault.
    """
    with site.acting(Permission.CONDUCT_STUDY):
        lock = site.database.refuse_while_blind()
        enrolled = site.following.enrolled()
        allocation = read_allocation(file, {name for one in enrolled for name in _numbers(one)})
        control = _reference(allocation.arms, reference)
        on = lock.on
        people, missing = _people(enrolled, allocation, on)
        summary = _table(site.protocol, on, lock.said.name, allocation, control, people, missing)
        site.database.unblind(allocation.sha256, len(allocation.people), len(people), len(allocation.strata))
        return summary


def _numbers(one: Enrolled) -> list[str]:
    return [number for number in (one.row.subject_number, one.row.number) if number]


def _reference(arms: Sequence[str], wanted: str | None) -> str:
    """Name the arm that the others are held against: the one asked for, a placebo or control, else the last."""
    if wanted is not None:
        if wanted not in arms:
            raise UsageError(f'there is no arm "{wanted}" in the file; it has: {", ".join(arms)}')
        return wanted
    controls = [arm for arm in arms if any(word in arm.casefold() for word in _CONTROLS)]
    return controls[0] if len(controls) == 1 else arms[-1]


def _people(enrolled: Sequence[Enrolled], allocation: Allocation, on: date) -> tuple[list[_Person], tuple[str, ...]]:
    found, missing = list[_Person](), []
    for one in enrolled:
        got = next((allocation.people[name] for name in _numbers(one) if name in allocation.people), None)
        if got is None or one.follow_up is None:
            missing.append(str(one.row.subject_number or one.row.number))
        else:
            found.append(_person(one, got, on))
    return found, tuple(missing)


def _person(one: Enrolled, got: Allocated, on: date) -> _Person:
    assert one.follow_up is not None
    said = one.follow_up
    history = read_history({"answers": said.history["answers"]}, chart_of(said.protocol))
    adverse = None
    if history.adverse:
        every = (event for events in history.adverse.values() for event in events)
        adverse = tuple(event for event in every if event.on <= on.toordinal())
    return _Person(got.arm, got.stratum, said.judged(on), adverse)


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


def _adverse(protocol: Protocol, of: Mapping[str, Sequence[_Person]]) -> list[AdverseRow]:
    """Count adverse events term by term, as they were recorded; a person counts once a term."""
    terms: dict[str, Text] = {}
    for field in chart_of(protocol).field.values():
        terms |= {name: item.label for name, item in getattr(field, "terms", {}).items()}

    def having(members: Sequence[_Person], term: str, wanted: Callable[[AdverseEvent], bool]) -> int:
        return sum(any(event.term == term and wanted(event) for event in one.adverse or ()) for one in members)

    rows = [
        AdverseRow(
            label,
            arm,
            sum(one.adverse is not None for one in members),
            having(members, term, lambda event: True),
            having(members, term, lambda event: (event.grade or 0) >= _SEVERE),
            having(members, term, lambda event: event.serious is True),
        )
        for term, label in terms.items()
        for arm, members in of.items()
    ]
    seen = {row.term.in_("en") for row in rows if row.any}
    return [row for row in rows if row.term.in_("en") in seen]
