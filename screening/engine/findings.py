"""What a rule answers: its truth over time, why, what is still open, and which results it would outlive.

A rule is compiled once a protocol into a `Leaf`, a function of a history and the day assessed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from screening.patient import History
from screening.protocol import Protocol
from screening.truth import FALSE, TRUE, UNKNOWN, Course, Truth, always, steps


class Reason(NamedTuple):
    """Why, as a code with values; `wording` makes the sentence, so it can be read in any language later.

    Values are what JSON holds; days are ISO dates, numbers are text.
    """

    code: str
    values: dict[str, Any]


class Lapse(NamedTuple):
    """On which days a result is missed that counted on the day assessed, or on one after it, and has run out."""

    field: str
    course: Course


class Finding(NamedTuple):
    """A rule's answer from the day assessed onward.

    `course` is its truth if nothing else becomes known; `held` is its truth if the results that count on the day
    assessed kept their value and did not expire; `lapses` names those that `held` keeps alive.
    """

    course: Course
    held: Course
    reasons: tuple[Reason, ...]
    questions: tuple[str, ...] = ()
    lapses: tuple[Lapse, ...] = ()


Leaf = Callable[[History, int], Finding]


class State(NamedTuple):
    """What dated facts say on one day: the code of the reason, and what it is told with."""

    truth: Truth
    code: str
    basis: Any = None


RUN_OUT = frozenset(("expired", "lab.expired", "repeated.few", "no_result.empty"))
"""The codes that say that all there was is out of date."""

# The reasons of a state, and the questions it leaves open.
Told = tuple[tuple[Reason, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule stands: its protocol and its criterion."""

    protocol: Protocol
    criterion: str

    @property
    def question(self) -> str:
        """Name the open question of a criterion that waits for a doctor."""
        return f"decisions.{self.criterion}"

    def decided_from(self, history: History, evidence: int | None) -> int | None:
        """Give the day from which a doctor's decision stands; None without one made on this evidence or later."""
        decision = history.decisions.get(self.criterion)
        if decision is None or (evidence is not None and decision.on < evidence):
            return None
        return decision.on


@lru_cache(maxsize=4096)
def iso(day: int) -> str:
    """Write a day as people and JSON read it."""
    return date.fromordinal(day).isoformat()


def settled(truth: Truth, reason: Reason) -> Finding:
    """Give a finding that no day changes."""
    return Finding(always(truth), always(truth), (reason,))


def open_(reason: Reason, *questions: str) -> Finding:
    """Give the finding that something is missing."""
    return Finding(always(UNKNOWN), always(UNKNOWN), (reason,), questions)


def missing(field: str) -> Finding:
    """Give the finding that a field is not answered."""
    return open_(Reason("missing", {"field": field}), field)


def over_time(on: int, days: Iterable[int], state: Callable[[int], State], tell: Callable[[State], Told]) -> Finding:
    """Read a state on the day assessed and on every later day on which it can change."""
    now = state(on)
    later = _after(on, days)
    course = steps([(on, now.truth), *[(day, state(day).truth) for day in later]]) if later else always(now.truth)
    return Finding(course, course, *tell(now))


def expiring(
    field: str,
    on: int,
    days: Iterable[int],
    state: Callable[[int, int], State],
    tell: Callable[[State], Told],
    drifts: bool = False,
) -> Finding:
    """Read a state that rests on results with a validity.

    `state(day, kept)` is what is known on `day` if whatever counted on `kept` is still good then, unless something
    newer replaces it; on the day itself, `kept` is `day`. `drifts` where running out can change an answer without
    opening it.
    """
    now = state(on, on)
    later = _after(on, days)
    if not later:
        return Finding(always(now.truth), always(now.truth), *tell(now))
    holding = now.truth is not UNKNOWN
    counted = _counts(now)
    course, held, missed = [(on, now.truth)], [(on, now.truth)], [(on, FALSE)]
    for day in later:
        one = state(day, day)
        out = one.code in RUN_OUT
        kept = state(day, on).truth if holding and (out or drifts) else one.truth
        course.append((day, one.truth))
        # Where what is left says the opposite of what was, either may come out.
        held.append((day, UNKNOWN if _opposite(kept, one.truth) else kept))
        missed.append((day, TRUE if kept is not one.truth or (counted and out) else FALSE))
        counted = counted or _counts(one)
    joined, lapse = steps(course), steps(missed)
    lapses = (Lapse(field, lapse),) if len(lapse) > 1 else ()
    return Finding(joined, joined if held == course else steps(held), *tell(now), lapses)


def _opposite(one: Truth, other: Truth) -> bool:
    return one is not other and UNKNOWN not in (one, other)


def _counts(state: State) -> bool:
    """Say whether a state needs no other result: it is known, or waits for a doctor."""
    return state.truth is not UNKNOWN or state.code == "referred"


def _after(on: int, days: Iterable[int]) -> Sequence[int]:
    later = {day for day in days if day > on}
    return sorted(later) if len(later) > 1 else tuple(later)
