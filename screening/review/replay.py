"""Cases read again under another version of their protocol: who would change, and by which line.

Pure: histories in, answers out. Nothing is recorded, and what was recorded stands beside what would be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from screening.engine import Assessment, CriterionResult, Possible, assess
from screening.patient import carried
from screening.protocol import Protocol
from screening.protocol.comparison import decided_anew

Standing = Literal["eligible", "not_yet", "undetermined", "ineligible"]
STANDINGS: tuple[Standing, ...] = ("eligible", "not_yet", "undetermined", "ineligible")
_AGAINST = ("not_met", "excludes")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as it was recorded: its entry, the day assessed, what was answered then, and the history as entered.

    `failed` says that a screen failure was recorded for it; otherwise it is still open.
    """

    entry: int
    on: date
    standing: Standing
    failed: bool
    history: Mapping[str, Any] = field(repr=False)


class Line(NamedTuple):
    """One criterion that reads otherwise; None on the side of the version that doesn't have it."""

    id: str
    before: CriterionResult | None
    after: CriterionResult | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A case on one day under both versions, and the lines by which they differ (none where they agree)."""

    on: date
    before: Standing
    after: Standing
    by: tuple[Line, ...]
    possible: tuple[Possible, ...]
    """The days on which somebody could qualify under the later version."""

    @property
    def changes(self) -> bool:
        """Say whether the answer differs."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case: as recorded, as both versions read it on its own day and today, and what could not be taken over."""

    case: Recorded
    then: Reading
    now: Reading
    left_out: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Say whether anything changes for this person, on the case's own day or today."""
        return self.then.changes or self.now.changes

    @property
    def saved(self) -> Literal["met", "open"] | None:
        """Say whether a failure would have been none on its day: all criteria met, or not yet decided."""
        if not self.case.failed or self.then.after in ("ineligible", self.then.before):
            return None
        return "met" if self.then.after == "eligible" else "open"


class Replay:
    """Reads cases that one version judged under another one, as of a day."""

    def __init__(self, before: Protocol, after: Protocol, today: date) -> None:
        self.before, self.after, self.today = before, after, today

    def read(self, case: Recorded) -> Replayed:
        """Read one case under both versions."""
        former = carried(case.history, self.before).history
        taken = carried(case.history, self.after, self._undecided)
        readings: dict[date, Reading] = {}
        for day in {case.on, self.today}:
            sides = assess(self.before, former, day), assess(self.after, taken.history, day)
            readings[day] = self._reading(day, *sides)
        return Replayed(case, readings[case.on], readings[self.today], taken.left_out)

    def _reading(self, day: date, before: Assessment, after: Assessment) -> Reading:
        was, now = standing_of(before), standing_of(after)
        by = self._lines(before, after) if was != now else ()
        return Reading(day, was, now, by, after.possible)

    def _lines(self, before: Assessment, after: Assessment) -> tuple[Line, ...]:
        """List the criteria that speak otherwise; where only the days differ, those whose days do."""
        lines = list(paired(before, after))
        found = [one for one in lines if voice(one.before) != voice(one.after)]
        return tuple(found or [one for one in lines if one.id in self._changed and voice(one.after) == "against"])

    @cached_property
    def _undecided(self) -> frozenset[str]:
        return decided_anew(self.before, self.after)

    @cached_property
    def _changed(self) -> frozenset[str]:
        known = {one.id for one in self.before.criterion}
        return self._undecided | {one.id for one in self.after.criterion if one.id not in known}


def standing_of(assessment: Assessment) -> Standing:
    """Give the verdict, telling who could qualify by waiting from who can't."""
    return "not_yet" if assessment.not_yet else assessment.verdict


def paired(before: Assessment, after: Assessment) -> Iterator[Line]:
    """Yield every criterion of either version, in the order of the later one, what was dropped last."""
    known = {one.id: one for one in before.criteria}
    for one in after.criteria:
        yield Line(one.id, known.pop(one.id, None), one)
    for one in known.values():
        yield Line(one.id, one, None)


def voice(result: CriterionResult | None) -> Literal["for", "against", "open"]:
    """Say how a criterion speaks for the patient; one that isn't there keeps nobody out."""
    if result is None or result.outcome in ("met", "clear"):
        return "for"
    return "against" if result.outcome in _AGAINST else "open"


@dataclass
class Tally:
    """What a replay found, in counts of cases: who changes from what to what, and which failures it would have saved.

    `then` is as of each case's own day, `now` as of today. `by` counts the failures saved by the lines that no longer
    speak against them.
    """

    open: int = 0
    failed: int = 0
    then: dict[tuple[Standing, Standing], int] = field(default_factory=dict)
    now: dict[tuple[Standing, Standing], int] = field(default_factory=dict)
    saved_met: int = 0
    saved_open: int = 0
    by: dict[str, int] = field(default_factory=dict)

    def count(self, one: Replayed) -> None:
        """Count one case."""
        if one.case.failed:
            self.failed += 1
        else:
            self.open += 1
        for reading, counts in ((one.then, self.then), (one.now, self.now)):
            if reading.changes:
                key = reading.before, reading.after
                counts[key] = counts.get(key, 0) + 1
        if one.saved is not None:
            self._save(one)

    @property
    def read(self) -> int:
        """Give how many cases were read."""
        return self.open + self.failed

    @property
    def saved(self) -> int:
        """Give how many failures would have been none on their day."""
        return self.saved_met + self.saved_open

    def _save(self, one: Replayed) -> None:
        if one.saved == "met":
            self.saved_met += 1
        else:
            self.saved_open += 1
        for line in one.then.by:
            if voice(line.before) == "against":
                self.by[line.id] = self.by.get(line.id, 0) + 1
