"""How many were screened, and what became of them: the numbers that have to come out even.

`counts` and `endings` count attempts, as the log lists them. `flow` counts people, each once, by the last attempt: it
is what the figures of a study's publication show.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from screening.ledger import Reader
from screening.log.outcomes import Box, box_of

_ATTEMPTS = "study = ? AND superseded_by IS NULL AND number IS NOT NULL"
_BEFORE_CONSENT = "study = ? AND superseded_by IS NULL AND number IS NULL"

_BECOMES = ("struck", "enrolled", "screen_failure", "declined", "withdrew", "lost", "other", "pending")
_COUNTED = """SELECT superseded_by IS NULL, number IS NOT NULL,
    CASE WHEN struck_by IS NOT NULL THEN 'struck' ELSE coalesce(outcome, 'pending') END, count(*),
    sum(CASE WHEN former IS NULL THEN 1 ELSE 0 END)
    FROM log_case WHERE study = ? GROUP BY 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class Counts:
    """The attempts of a study, each counted once by what became of it; whoever came back counts for every attempt.

    `begun` counts every attempt ever begun, also those that never got a number (`prescreened`) and those struck
    through as entered in error (`struck`).
    """

    begun: int
    prescreened: int
    struck: int
    enrolled: int
    screen_failure: int
    declined: int
    withdrew: int
    lost: int
    other: int
    pending: int

    @property
    def screened(self) -> int:
        """Count who was screened: everybody with a number but for those struck through."""
        ended = self.screen_failure + self.declined + self.withdrew + self.lost + self.other
        return self.enrolled + ended + self.pending

    @property
    def reconciles(self) -> bool:
        """Answer whether no attempt was counted twice, or not at all."""
        return self.begun == self.screened + self.struck + self.prescreened


@dataclass(frozen=True, slots=True)
class Ending:
    """How many attempts ended in one way, for one primary reason: a coded one, or a criterion; `box` is CONSORT's."""

    outcome: str
    reason: str | None
    box: Box | None
    attempts: int


def counts(reader: Reader, study: str) -> Counts:
    """Count the attempts of a study by what became of them."""
    begun = prescreened = 0
    by = Counter[str]()
    for latest, numbered, became, rows, first in reader.rows(_COUNTED, (study,)):
        begun += first
        if latest and numbered:
            by[became] += rows
        elif latest:
            prescreened += rows
    return Counts(begun, prescreened, **{name: by[name] for name in _BECOMES})


def endings(reader: Reader, study: str, *, prescreening: bool = False) -> list[Ending]:
    """Count the attempts that ended by outcome and primary reason, the most frequent first.

    `prescreening` counts those that ended before they got a number instead.
    """
    where = f"{_BEFORE_CONSENT if prescreening else _ATTEMPTS} AND struck_by IS NULL AND outcome IS NOT NULL"
    found = reader.rows(
        f"SELECT outcome, primary_reason, count(*) FROM log_case WHERE {where}"
        " GROUP BY outcome, primary_reason ORDER BY count(*) DESC, outcome, primary_reason",
        (study,),
    )
    return [Ending(outcome, reason, box_of(outcome, reason), attempts) for outcome, reason, attempts in found]


# People


Figure = Literal["consort", "funnel", "failures", "waits", "lacking", "versions"]
FIGURES: tuple[Figure, ...] = get_args(Figure)
"""What is drawn of it: the flow diagram, the screening funnel, and what `insight` tells of how screening goes."""

Step = Literal["screened", "consented", "assessed", "meeting", "enrolled"]
STEPS: tuple[Step, ...] = get_args(Step)
"""Of the funnel; whoever reached one has reached those before it. `Fate.reached` says what each of them is."""

Standing = Literal["awaiting", "not_yet", "unknown", "unrecorded"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""Of whoever is still in screening: meets all criteria, could qualify later, not yet known, not eligible as it is."""

BOXES: tuple[Box, ...] = get_args(Box)

_T = TypeVar("_T", bound=tuple[str, ...])

FEW = 5
"""A count below it can tell who is meant."""


@dataclass(frozen=True, slots=True)
class Fate:
    """How a person stands by the last attempt. `version` is that of the protocol which judged it."""

    numbered: bool
    verdict: str
    not_yet: bool = False
    outcome: str | None = None
    primary: str | None = None
    failed: tuple[str, ...] = ()
    version: str = ""

    @property
    def box(self) -> Box | None:
        """Give the box of the diagram in which somebody excluded stands."""
        return None if self.outcome is None else box_of(self.outcome, self.primary)

    @property
    def standing(self) -> Standing:
        """Say how somebody stands who is still in screening."""
        if self.verdict == "eligible":
            return "awaiting"
        return "unknown" if self.verdict == "undetermined" else "not_yet" if self.not_yet else "unrecorded"

    def reached(self) -> Step:
        """Give the last step of the funnel that was reached.

        Screened: entered in the log or its pre-screening list. Consented: has a screening number. Assessed: no answer
        is open that decides. Meeting: meets all criteria. Enrolled: recorded as such, whatever was found later.
        """
        if self.outcome == "enrolled":
            return "enrolled"
        if not self.numbered:
            return "screened"
        if self.verdict == "undetermined":
            return "consented"
        return "meeting" if self.verdict == "eligible" else "assessed"

    def against(self) -> tuple[str, ...]:
        """List every criterion for which somebody was excluded, the primary one always among them."""
        if self.box != "not_meeting_criteria":
            return ()
        return tuple(dict.fromkeys((*self.failed, *filter(None, (self.primary,)))))


@dataclass(frozen=True, slots=True)
class Excluded:
    """How many people were excluded for one primary reason: a criterion of a protocol's version, or a coded reason."""

    box: Box
    outcome: str
    reason: str
    version: str
    people: int


@dataclass(frozen=True, slots=True)
class Failed:
    """How many of those excluded for not meeting criteria failed one criterion; a person counts for each."""

    criterion: str
    version: str
    people: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The people of a study, each counted once, by the last attempt that was not struck through.

    `failed` alone counts somebody more than once.
    """

    steps: Mapping[Step, int]
    excluded: tuple[Excluded, ...]
    pending: Mapping[Standing, int]
    failed: tuple[Failed, ...]

    @property
    def screened(self) -> int:
        """Count everybody."""
        return self.steps["screened"]

    @property
    def enrolled(self) -> int:
        """Count who was enrolled."""
        return self.steps["enrolled"]

    @property
    def still_in_screening(self) -> int:
        """Count whose last attempt has no outcome yet."""
        return sum(self.pending.values())

    def out(self, box: Box | None = None) -> int:
        """Count who was excluded, for one kind of reason or in all."""
        return sum(one.people for one in self.excluded if box in (None, one.box))

    @property
    def reconciles(self) -> bool:
        """Answer whether nobody was counted twice, or not at all."""
        return self.screened == self.enrolled + self.out() + self.still_in_screening

    @property
    def few(self) -> bool:
        """Say whether some count is so small that it can tell who is meant."""
        return any(0 < one < FEW for one in self._counts())

    def _counts(self) -> Iterator[int]:
        yield from (*self.steps.values(), *self.pending.values())
        yield from (one.people for one in self.excluded)
        yield from (one.people for one in self.failed)
        yield from (self.out(box) for box in BOXES)


def flow(people: Mapping[Fate, int]) -> Flow:
    """Follow people through a study's screening."""
    reached = Counter[Step]()
    excluded, failed = Counter[tuple[Box, str, str, str]](), Counter[tuple[str, str]]()
    pending = Counter[Standing]()
    for fate, number in people.items():
        reached[fate.reached()] += number
        if fate.outcome is None:
            pending[fate.standing] += number
        elif fate.box is not None:
            # Coded reasons are the same whichever version judged.
            version = fate.version if fate.outcome == "screen_failure" else ""
            excluded[fate.box, fate.outcome, fate.primary or "", version] += number
        failed.update({(criterion, fate.version): number for criterion in fate.against()})
    return Flow(
        {step: sum(reached[one] for one in STEPS[place:]) for place, step in enumerate(STEPS)},
        tuple(Excluded(*reason, number) for reason, number in _ordered(excluded)),
        {standing: pending[standing] for standing in STANDINGS},
        tuple(Failed(*criterion, number) for criterion, number in _ordered(failed)),
    )


def _ordered(counted: "Counter[_T]") -> list[tuple[_T, int]]:
    """List what was counted, the most frequent first."""
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))
