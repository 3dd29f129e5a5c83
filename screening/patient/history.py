"""What is known of a patient: dated answers, laboratory results, events, decisions; ready for the engine.

Days are ordinals (`datetime.date.toordinal`), minutes count from midnight of the site's local day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from screening.quantity import Measure


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: an option, a number, a day; None where a later entry took the answer back.

    `on` is the day it is known from; None: always known.
    """

    value: str | int | Decimal | None
    on: int | None = None
    minute: int | None = None
    source: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One laboratory result in its field's unit, and as it was given."""

    measure: Measure
    on: int
    minute: int | None
    given: str
    unit: str
    plausible: bool
    clumped: bool
    anticoagulant: str | None = None
    confirmed: bool = False
    lln: Decimal | None = None
    uln: Decimal | None = None
    source: str = ""
    by: str = ""

    @property
    def valid(self) -> bool:
        """Say whether the result can count: plausible, and not clumped unless a smear confirmed it."""
        return self.plausible and (self.confirmed or not self.clumped)

    @property
    def settles(self) -> bool:
        """Say whether it answers a doubtful count of its day: a citrate count without clumps, or a smear."""
        return self.valid and (self.confirmed or self.anticoagulant == "citrate")


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """An adverse event as it was recorded; its grade (CTCAE, 1 to 5), or whether it was serious, may not be known."""

    on: int
    term: str
    grade: int | None = None
    serious: bool | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something was taken, from the first to the last; None is a day that nobody knows.

    An `ongoing` one has no last day yet: it was still taken on the day from which its list is known.
    """

    first: int | None
    last: int | None = None
    ongoing: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a doctor decided on one criterion."""

    outcome: str
    on: int
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """A patient's history. Worksheet items stand among the answers as `worksheet.item`.

    A list of events, adverse ones and periods too, is known from its day in `events_from`; always, where it has none.
    """

    birth_date: date | None = None
    sex: str | None = None
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    labs: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)
    events: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    events_from: Mapping[str, int] = field(default_factory=dict)
    adverse: Mapping[str, tuple[AdverseEvent, ...]] = field(default_factory=dict)
    periods: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
