"""What the rows of a file give: facts, hints, and answers that are weighed together at the end."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from screening.engine import Reason
from screening.formats.codelists import Questions
from screening.formats.fhir.incoming.document import Row
from screening.formats.proposal import Fact, Hint, Place

NOT_ASKED = Reason("fhir.not_asked", {})
"""Why a row that was read gives nothing: no question is touched by it."""


class _Answer(NamedTuple):
    row: Row
    option: str
    seen: str
    on: str | None


class Findings:
    """Collects them, for one protocol."""

    def __init__(self, questions: Questions) -> None:
        self.facts: list[Fact] = []
        self.hints: list[Hint] = []
        self._questions = questions
        self._answers: defaultdict[str, list[_Answer]] = defaultdict(list)
        self.given = 0
        """How many have been given so far; it grows where a row gives something."""
        self.unread: dict[Place, tuple[tuple[str, ...], str | None]] = {}
        """By the places of rows that give nothing: of which fields they are results, and of which day."""

    def fact(self, row: Row, field: str, value: Any, seen: str, on: str | None = None) -> None:
        """Note what a row answers."""
        self.given += 1
        self.facts.append(Fact(field, value, row.place, seen, on))

    def hint(self, row: Row, field: str, seen: str, reason: Reason, on: str | None = None) -> None:
        """Note what a row bears on."""
        self.given += 1
        self.hints.append(Hint(field, row.place, seen, reason, on))

    def meant(self, row: Row, meanings: Iterable[str], seen: str, on: str | None, doubt: Reason | None = None) -> bool:
        """Note what the meanings of a row's codes answer; in doubt they answer nothing. False: nobody asks."""
        touched = self._questions.touched(meanings)
        for one in touched:
            if one.answer is None or doubt is not None:
                self.hint(row, one.field, seen, doubt or one.reason, on)
            else:
                self.given += 1
                self._answers[one.field].append(_Answer(row, one.answer, seen, on))
        return bool(touched)

    def asks(self, meanings: Iterable[str]) -> bool:
        """Say whether a question of the protocol is touched by meanings."""
        return bool(self._questions.touched(meanings))

    def settle(self) -> None:
        """Weigh the answers of all rows to each question: two that exclude each other are for a person."""
        for field, answers in self._answers.items():
            whole = self._questions.together(field, frozenset(one.option for one in answers))
            for row, option, seen, on in answers:
                if whole is None:
                    self.hint(row, field, seen, Reason("intake.several", {}), on)
                else:
                    known = on if whole == option else _whole_from(answers)
                    self.fact(row, field, whole, seen, known)


def _whole_from(answers: Iterable[_Answer]) -> str | None:
    """Give the day from which all parts of an answer were known; None where one of them has none."""
    first: dict[str, str] = {}
    for _, option, _, on in answers:
        first[option] = min(first.get(option, on or ""), on or "")
    latest = max(first.values())
    return latest if all(first.values()) else None
