"""Can every criterion be met, can it fail, and can every two of them hold at once?

The engine itself is asked. Nothing is known at first; then the first open question is answered in every way that
matters, and so on. Once a criterion is definitely against, it stays so whatever else is answered (law 1), so that
branch is left; a criterion that is open names a question (law 4), so nothing is missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from screening.engine import assess
from screening.errors import said
from screening.patient import History
from screening.protocol import Criterion, Outcome, Protocol
from screening.protocol.mistakes import Fault
from screening.protocol.naming import names_in, subject_of
from screening.protocol.rules import FormulaRule
from screening.review.representatives import ON, Representatives

# So many assessments a question; what takes more is left undecided, never called a contradiction.
_MOST_TRIES = 5_000


def nothing_known_problem(protocol: Protocol) -> list[Fault]:
    """Refuse a protocol by which a patient about whom nothing is known would be eligible.

    Were it so, the verdict would rest on what nobody has asked: every blank form would qualify, and a lost page would
    turn a patient who must not be treated into one who may. An exclusion is clear only after an answer says so, and
    an inclusion is met only by one; where all criteria hold of a blank, each of them has forgotten to ask. With
    today's rule shapes it can't happen, because every one of them is unknown without an answer. It is checked all
    the same, since a shape that is added later might be true of a blank, and this is where that shows.
    """
    if assess(protocol, History(), ON).verdict != "eligible":
        return []
    return [(("criterion",), said("protocol.blank_qualifies"))]


def contradictions(protocol: Protocol) -> list[Fault]:
    """List the criteria that can never be met, or never fail, and the pairs that can't hold at once."""
    return [fault for fault, certain in _examined(protocol) if certain]


def undecided(protocol: Protocol) -> list[Fault]:
    """List what would take too long to tell."""
    return [fault for fault, certain in _examined(protocol) if not certain]


@lru_cache(maxsize=8)
def _examined(protocol: Protocol) -> tuple[tuple[Fault, bool], ...]:
    """Look at every criterion, then at every pair that reads something in common; False where it isn't certain."""
    found: list[tuple[Fault, bool]] = []
    possible = []
    for criterion in protocol.criterion:
        if criterion.rule is None:
            continue  # a person decides, either way
        place = ("criterion", criterion.id)
        for outcome in (criterion.good, criterion.bad):
            answer = attainable(protocol, {criterion.id: outcome})
            if not answer:
                words = said("protocol.never", outcome=outcome)
                found.append(((place, words), answer is False))
            elif outcome == criterion.good:
                possible.append(criterion)
    for one, other in combinations(possible, 2):
        answer = attainable(protocol, {one.id: one.good, other.id: other.good}) if _meet(one, other) else True
        if not answer:
            words = said("protocol.not_both", outcome=other.good, other=one.id, other_outcome=one.good)
            found.append(((("criterion", other.id), words), answer is False))
    return tuple(found)


def _meet(one: Criterion, other: Criterion) -> bool:
    """Say whether two criteria read something in common; if not, neither can hinder the other."""
    return not subjects(one).isdisjoint(subjects(other))


def subjects(criterion: Criterion) -> set[str]:
    """List what a criterion reads: fields, and facts about the subject."""
    return names_in(criterion) | {part for rule in criterion.rules() for part in subject_of(rule)}


def attainable(protocol: Protocol, wanted: Mapping[str, Outcome]) -> bool | None:
    """Say whether some answers give these outcomes at once; None where that takes too long to tell."""
    criteria = tuple(one for one in protocol.criterion if one.id in wanted)
    names = {name for one in criteria for name in names_in(one)}
    part = Protocol.model_construct(
        protocol=protocol.protocol,
        field={name: field for name, field in protocol.field.items() if name in names},
        criterion=criteria,
    )
    search = _Search(part, wanted, Representatives(part, criteria))
    found = search.reaches(History(), frozenset())
    # A formula may change its mind between the answers that are tried, so that not to find any proves nothing.
    uncertain = any(isinstance(rule, FormulaRule) for one in criteria for rule in one.rules())
    return found or (None if uncertain or search.tries > _MOST_TRIES else False)


@dataclass
class _Search:
    protocol: Protocol
    wanted: Mapping[str, Outcome]
    representatives: Representatives
    tries: int = 0

    def reaches(self, history: History, answered: frozenset[str]) -> bool:
        """Say whether some answers to what is still open lead to what is wanted."""
        self.tries += 1
        if self.tries > _MOST_TRIES:
            return False
        assessment = assess(self.protocol, history, ON)
        outcomes = {one.id: one.outcome for one in assessment.criteria}
        if any(outcomes[name] not in ("unknown", wanted) for name, wanted in self.wanted.items()):
            return False
        if "unknown" not in outcomes.values():
            return True
        if any(one.outcome == "unknown" and answered.issuperset(one.open_questions) for one in assessment.criteria):
            return False  # answered, and open for good
        # The question with the fewest answers first: it has the most to say.
        questions = [one for one in assessment.open_questions if one not in answered]
        question = min(questions, key=lambda one: len(self.representatives.answers(one)))
        tried = answered | {question}
        return any(self.reaches(one, tried) for one in self.representatives.answered(history, question))
