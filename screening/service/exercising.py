"""Exercises: a fictitious patient judged by hand, then compared with the protocol; kept in the practice book alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from screening.engine import Assessment, assess
from screening.log import Exercised
from screening.patient import read_history
from screening.protocol import Protocol
from screening.service.practice import patients
from screening.service.sample import Sample
from screening.service.site import Site
from screening.wording import Words, refused
from screening.wording.casenotes import Note, case_notes

CONCLUSIONS = ("eligible", "not_yet", "ineligible", "undetermined")
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "inclusion": ("met", "not_met", "unknown"),
    "exclusion": ("clear", "excludes", "unknown"),
}
"""What can be answered, by the kind of the criterion."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One fictitious patient as seen on a day, with the protocol's own answer, which is not shown before."""

    sample: Sample
    on: date
    assessment: Assessment

    @property
    def conclusion(self) -> str:
        """Give the protocol's conclusion."""
        return "not_yet" if self.assessment.not_yet else self.assessment.verdict

    def notes(self, words: Words) -> list[Note]:
        """Give the chart."""
        return case_notes(self.sample.seen_on(self.on), self.assessment.protocol, self.on, words)

    def otherwise(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """List the criteria that were answered otherwise than the protocol does."""
        return tuple(one.id for one in self.assessment.criteria if answers.get(one.id) != one.outcome)


@dataclass(frozen=True, slots=True)
class Results:
    """How all exercises of a practice book went; `often` names the criteria most often answered otherwise."""

    done: int
    criteria: int
    right: int
    conclusions: int
    often: tuple[tuple[str, int], ...]


def exercises(protocol: Protocol, on: date, chance: Random) -> Iterator[Exercise]:
    """Yield exercises for ever, each patient once before any comes again, in an order that varies."""
    there = patients(protocol)
    last: Sample | None = None
    while there:
        order = chance.sample(there, len(there))
        if order[0] is last and len(order) > 1:
            order.append(order.pop(0))
        for last in order:
            history = read_history(last.seen_on(on), protocol, source=last.name)
            yield Exercise(last, on, assess(protocol, history, on))


def record_exercise(site: Site, exercise: Exercise, answers: Mapping[str, str], conclusion: str) -> Exercised:
    """Keep how an exercise went; RefusedError in any book but a practice one."""
    if not site.practice:
        raise refused("exercise_practice")
    said = Exercised(
        sample=exercise.sample.name,
        criteria=len(exercise.assessment.criteria),
        otherwise=exercise.otherwise(answers),
        given=conclusion,
        expected=exercise.conclusion,
    )
    site.note(said)
    return said


def results(site: Site) -> Results:
    """Sum up the exercises of the study at hand."""
    found = [entry.payload for entry in site.reader.entries(kinds=(Exercised.kind,))]
    often: Counter[str] = Counter(id for one in found for id in _names(one["otherwise"]))
    criteria = sum(int(str(one["criteria"])) for one in found)
    return Results(
        done=len(found),
        criteria=criteria,
        right=criteria - sum(often.values()),
        conclusions=sum(one["given"] == one["expected"] for one in found),
        often=tuple(sorted(often.items(), key=lambda one: (-one[1], one[0]))[:3]),
    )


def _names(said: object) -> Sequence[str]:
    assert isinstance(said, list | tuple)
    return said
