"""How screening goes: why people fail and when, how long a decision takes, what is missing, version by version.

Like the flow, all of it counts people, each once, by the last attempt that was not struck through; and all of it is
made of one reading of the log, in which people who went the same way are one number.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from screening.ledger import Reader
from screening.log.flow import Fate

_BY = "numbered, verdict, not_yet, outcome, primary_reason, failed, protocol_version, month, began, ended, lacking"
_BEGAN = """CASE WHEN former IS NULL THEN on_day ELSE (SELECT min(early.on_day) FROM log_case early
    WHERE early.person = log_case.person AND early.study = log_case.study AND early.attempt = log_case.attempt
    AND early.struck_by IS NULL) END"""
_WAYS = f"""SELECT {_BY}, count(*) FROM (
    SELECT number IS NOT NULL AS numbered, verdict, not_yet, outcome, primary_reason, failed, protocol_version,
    substr(on_day, 1, 7) AS month, CASE WHEN outcome IS NOT NULL THEN {_BEGAN} END AS began,
    substr(outcome_on, 1, 10) AS ended, lacking,
    row_number() OVER (PARTITION BY person ORDER BY attempt DESC, seq DESC) AS turn
    FROM log_case WHERE study = ? AND superseded_by IS NULL AND struck_by IS NULL) AS latest
    WHERE turn = 1 GROUP BY {_BY}"""

Span = Literal["month", "quarter", "year"]
"""How much time one bar of a figure over time stands for."""

WAITS = ((0, 0), (1, 3), (4, 7), (8, 14), (15, 28), (29, None))
"""Days from the first assessment of an attempt to its outcome, first and last of each group."""

_MOST_MONTHS, _MOST_QUARTERS = 14, 16


@dataclass(frozen=True, slots=True)
class Way:
    """How a person went through screening by the last attempt.

    `month` (`2026-11`) is that of the assessment that speaks now; `waited` the days from the first assessment of the
    attempt to its outcome, None while it has none; `lacking` the fields whose answers a verdict waits for.
    """

    fate: Fate
    month: str
    waited: int | None = None
    lacking: tuple[str, ...] = ()


Ways = Mapping[Way, int]
"""How many people went each way."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which people are counted: all, or those whose last attempt was assessed from a month on, by one version."""

    since: str | None = None
    version: str | None = None

    def of(self, ways: Ways) -> dict[Way, int]:
        """Leave out everybody else."""
        return {
            way: people
            for way, people in ways.items()
            if (self.since is None or way.month >= self.since) and self.version in (None, way.fate.version)
        }


@dataclass(frozen=True, slots=True)
class Period:
    """The people assessed in one span of time: `screened` all of them, `failed` by version and criterion."""

    first: str
    screened: int
    failed: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Waits:
    """How long decisions took: people by group of `WAITS`, how many have none yet, and the middle of those who have."""

    people: tuple[int, ...]
    waiting: int
    median: int | None
    quartiles: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is missing: people by field, out of `unknown` whose verdict waits, of all `pending` in screening."""

    fields: Mapping[tuple[str, str], int]
    unknown: int
    pending: int


def months_back(today: date, months: int) -> str:
    """Give the first of so many calendar months of which today's is the last: `2026-09` of three in November 2026."""
    number = today.year * 12 + today.month - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def ways(reader: Reader, study: str) -> dict[Way, int]:
    """Count the people of a study by the way they went."""
    found = reader.rows(_WAYS, (study,))
    counted: Counter[Way] = Counter()
    for numbered, verdict, not_yet, outcome, primary, failed, version, month, began, ended, lacking, people in found:
        fate = Fate(bool(numbered), verdict, bool(not_yet), outcome, primary, _names(failed), version)
        counted[Way(fate, month, _days(began, ended), _names(lacking))] += people
    return dict(counted)


def fates_of(ways: Ways) -> dict[Fate, int]:
    """Count the same people by how they stand, as a flow needs them."""
    counted: Counter[Fate] = Counter()
    for way, people in ways.items():
        counted[way.fate] += people
    return dict(counted)


def versions_of(ways: Ways) -> list[str]:
    """List the versions of the protocol that anybody was last judged by, in the order in which they came."""
    first: dict[str, str] = {}
    for way in ways:
        first[way.fate.version] = min(first.get(way.fate.version, way.month), way.month)
    return sorted(first, key=lambda version: (first[version], version))


def failures(ways: Ways) -> tuple[Span, list[Period]]:
    """Count who failed for which primary reason, by when they were assessed; no span between is left out.

    Who is not yet known is no failure, nor is whose case was put right since, so that its criteria no longer fail.
    """
    months = _between({way.month for way in ways})
    span = _span(len(months))
    screened, failed = Counter[str](), dict[str, Counter[tuple[str, str]]]()
    for way, people in ways.items():
        at, fate = _start(way.month, span), way.fate
        screened[at] += people
        if fate.outcome == "screen_failure" and fate.verdict == "ineligible":
            failed.setdefault(at, Counter())[fate.version, fate.primary or ""] += people
    starts = dict.fromkeys(_start(month, span) for month in months)
    return span, [Period(at, screened[at], failed.get(at, {})) for at in starts]


def waits(ways: Ways) -> Waits:
    """Count how long it took from screening to a decision; who has none yet is counted, but by no length."""
    days: Counter[int] = Counter()
    waiting = 0
    for way, people in ways.items():
        if way.waited is None:
            waiting += people
        else:
            days[way.waited] += people
    groups = tuple(
        sum(people for waited, people in days.items() if first <= waited and (last is None or waited <= last))
        for first, last in WAITS
    )
    lower, median, upper = (_quantile(days, quarter) for quarter in (1, 2, 3))
    quartiles = None if lower is None or upper is None else (lower, upper)
    return Waits(groups, waiting, median, quartiles)


def lacking(ways: Ways) -> Lacking:
    """Count for how many the verdict waits for each field, by version and field; each person once a field."""
    fields: Counter[tuple[str, str]] = Counter()
    unknown = pending = 0
    for way, people in ways.items():
        if way.fate.outcome is not None:
            continue
        pending += people
        if way.fate.verdict == "undetermined":
            unknown += people
            fields.update({(way.fate.version, field): people for field in way.lacking})
    return Lacking(fields, unknown, pending)


def _days(began: str | None, ended: str | None) -> int | None:
    """Count the days from one to the other; a decision of before counts as one of the same day."""
    if began is None or ended is None:
        return None
    return max(date.fromisoformat(ended).toordinal() - date.fromisoformat(began[:10]).toordinal(), 0)


@cache
def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _quantile(days: Mapping[int, int], quarter: int) -> int | None:
    """Give the lowest number of days that at least so many quarters of the people took no longer than."""
    wanted, reached = sum(days.values()) * quarter, 0
    for waited in sorted(days):
        reached += 4 * days[waited]
        if reached >= wanted:
            return waited
    return None


def _between(months: Iterable[str]) -> list[str]:
    """List every month from the first to the last."""
    numbers = sorted(int(month[:4]) * 12 + int(month[5:]) - 1 for month in months)
    if not numbers:
        return []
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[-1] + 1)]


def _span(months: int) -> Span:
    return "month" if months <= _MOST_MONTHS else "quarter" if months <= 3 * _MOST_QUARTERS else "year"


def _start(month: str, span: Span) -> str:
    """Give the first month of the span that a month lies in."""
    if span == "month":
        return month
    return f"{month[:4]}-{(int(month[5:]) - 1) // 3 * 3 + 1:02d}" if span == "quarter" else f"{month[:4]}-01"
