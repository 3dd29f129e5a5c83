"""What a rule answers: its truth over time, why, what is still open, and which results it would outlive.

A rule is compiled once a protocol into a `Leaf`, a function of a history and the day assessed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from screening.patient import History
from screening.protocol import Protocol
from screening.truth import FALSE, TRUE, UNKNOWN, Course, Truth, steps


class Reason(NamedTuple):
    """Why, as a code with values; `wording` makes the sentence, so it can be read in any language later.

    Values are what JSON holds; days are ISO dates, numbers are text.
    """

    code: str
    values: dict[str, Any]


# On which days a result that counted on the day assessed has run out: (first day, whether it has), rising.
Lapse = tuple[str, tuple[tuple[int, bool], ...]]


class Finding(NamedTuple):
    """A rule's answer from the day assessed onward.

    `course` is its truth if nothing else becomes known; `held` is its truth if the results that count on the day
    assessed kept their value and did not expire; `lapses` names those that `held` keeps alive.
    """

    course: Course
    held: Course
    reasons: tuple[Reason, ...]
    questions: tuple[str, ...]
    lapses: tuple[Lapse, ...] = ()

    @property
    def now(self) -> Truth:
        """Give the truth on the day assessed."""
        return self.course[0][1]


Leaf = Callable[[History, int], Finding]


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


class State(NamedTuple):
    """What a dated answer or series says on one day; `lapsed` where all it has is out of date."""

    truth: Truth
    reason: Callable[[], Reason]
    questions: tuple[str, ...] = ()
    lapsed: bool = False


def iso(day: int) -> str:
    """Write a day as people and JSON read it."""
    return date.fromordinal(day).isoformat()


def settled(on: int, truth: Truth, reason: Reason) -> Finding:
    """Give a finding that no day changes."""
    course = ((on, truth),)
    return Finding(course, course, (reason,), ())


def open_(on: int, reason: Reason, *questions: str) -> Finding:
    """Give the finding that something is missing."""
    course = ((on, UNKNOWN),)
    return Finding(course, course, (reason,), questions)


def over_time(field: str, on: int, changes: Iterable[int], state: Callable[[int], State]) -> Finding:
    """Read a state on the day assessed and on every later day on which it can change."""
    now = state(on)
    later = sorted({day for day in changes if day > on})
    course: Course = ((on, now.truth),)
    held = course
    lapses: tuple[Lapse, ...] = ()
    if later:
        states = [(day, state(day)) for day in later]
        course = steps([(on, now.truth), *((day, one.truth) for day, one in states)])
        held = course
        if not now.lapsed and any(one.lapsed for _, one in states):
            held = steps([(on, now.truth), *((day, now.truth if one.lapsed else one.truth) for day, one in states)])
            lapses = ((field, ((on, False), *((day, one.lapsed) for day, one in states))),)
    questions = () if now.truth in (TRUE, FALSE) else now.questions
    return Finding(course, held, (now.reason(),), questions, lapses)
