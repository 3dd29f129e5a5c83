"""From the criteria's findings to a verdict, its calendar, the possible days and the questions worth asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from screening.engine import answers, days, labs  # noqa: F401  (they register the rule shapes)
from screening.engine.findings import Finding, Lapse, Leaf, Reason, Scope
from screening.engine.shapes import compiled
from screening.patient import Decision, History
from screening.protocol import Criterion, Outcome, Protocol, WorksheetField
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN, Course, Truth, at, course_and, course_not, steps

Verdict = Literal["eligible", "ineligible", "undetermined"]
_VERDICTS: dict[Truth, Verdict] = {TRUE: "eligible", FALSE: "ineligible", UNKNOWN: "undetermined"}


class Stretch(NamedTuple):
    """Days on which the verdict stays the same; `until` is the last of them, None where it never ends."""

    start: date
    until: date | None
    verdict: Verdict


class Possible(NamedTuple):
    """Days on which the patient could qualify, and the fields whose result must be repeated by then."""

    start: date
    until: date | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion on the day assessed; `waits_until` is the day from which waiting alone would satisfy it."""

    id: str
    kind: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]
    waits_until: date | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one history on one day."""

    protocol: Protocol
    on: date
    verdict: Verdict
    criteria: tuple[CriterionResult, ...]
    open_questions: tuple[str, ...]
    calendar: tuple[Stretch, ...]
    possible: tuple[Possible, ...]

    @property
    def not_yet(self) -> bool:
        """Say whether today's "not eligible" can change by waiting, or by a result that is repeated."""
        return self.verdict == "ineligible" and bool(self.possible)


def assess(protocol: Protocol, history: History, on: date) -> Assessment:
    """Judge a history on a day: criterion by criterion, the verdict, its calendar and the possible days."""
    return _program(protocol).assess(history, on)


class _Judged(NamedTuple):
    """A criterion's courses in terms of the patient: TRUE speaks for eligibility."""

    result: CriterionResult
    course: Course
    held: Course
    lapses: tuple[Lapse, ...]


class _Program:
    """A protocol's criteria, compiled."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.criteria = [(criterion, _leaf(protocol, criterion)) for criterion in protocol.criterion]
        self.ranks = _ranks(protocol)

    def assess(self, history: History, on: date) -> Assessment:
        day = on.toordinal()
        judged = [_judge(criterion, leaf(history, day), history) for criterion, leaf in self.criteria]
        course = course_and([one.course for one in judged])
        same = all(one.held is one.course for one in judged)
        held = course if same else course_and([one.held for one in judged])
        results = tuple([one.result for one in judged])
        return Assessment(
            self.protocol,
            on,
            _VERDICTS[course[0][1]],
            results,
            self._questions(results),
            _calendar(course),
            _possible(held, judged, day),
        )

    def _questions(self, results: Sequence[CriterionResult]) -> tuple[str, ...]:
        """Order what is open: the cheap ones, those that settle a criterion alone, those that settle several."""
        company: dict[str, int] = {}
        named: dict[str, int] = {}
        for result in results:
            size = len(result.open_questions)
            for question in result.open_questions:
                company[question] = min(size, company.get(question, size))
                named[question] = named.get(question, 0) + 1
        if len(company) < 2:
            return tuple(company)
        ranks = self.ranks
        return tuple(
            sorted(company, key=lambda one: (ranks[one][0], company[one], -named[one], ranks[one][1], ranks[one][2]))
        )


@lru_cache(maxsize=64)
def _program(protocol: Protocol) -> _Program:
    return _Program(protocol)


def _leaf(protocol: Protocol, criterion: Criterion) -> Leaf:
    scope = Scope(protocol, criterion.id)
    if criterion.rule is None:
        return answers.decided_by_investigator(criterion, scope)
    return compiled(criterion.rule, scope)


def _ranks(protocol: Protocol) -> dict[str, tuple[int, int, int]]:
    """Give every question its effort, and its place on the form."""
    found = {"subject.birth_date": (1, -2, 0), "subject.sex": (1, -1, 0)}
    for name, field in protocol.field.items():
        place = protocol.order.get(name, len(protocol.field))
        found[name] = (field.effort, place, 0)
        if isinstance(field, WorksheetField):
            found |= {f"{name}.{item}": (field.effort, place, index) for index, item in enumerate(field.items)}
    return found | {f"decisions.{one.id}": (5, index, 0) for index, one in enumerate(protocol.criterion)}


def _judge(criterion: Criterion, finding: Finding, history: History) -> _Judged:
    course, held, reasons = finding.course, finding.held, finding.reasons
    decision = history.decisions.get(criterion.id)
    if decision is not None and any(truth is REFERRED for _, truth in (*course, *held)):
        if course[0][1] is REFERRED:
            reasons = (*reasons, Reason("decided", {"on": date.fromordinal(decision.on).isoformat()}))
        same = held is course
        course = _decide(course, criterion, decision)
        held = course if same else _decide(held, criterion, decision)
    if criterion.kind == "exclusion":
        same = held is course
        course = course_not(course)
        held = course if same else course_not(held)
    now = course[0][1]
    outcome: Outcome = criterion.good if now is TRUE else criterion.bad if now is FALSE else "unknown"
    questions = finding.questions if now is UNKNOWN else ()
    waits = next((date.fromordinal(day) for day, truth in held if truth is TRUE), None) if now is FALSE else None
    result = CriterionResult(criterion.id, criterion.kind, outcome, reasons, questions, waits)
    return _Judged(result, course, held, finding.lapses)


def _decide(course: Course, criterion: Criterion, decision: Decision) -> Course:
    """Put the doctor's decision where everything but a decision is known, and nowhere else."""
    speaks_for = decision.outcome == criterion.good
    decided = TRUE if speaks_for == (criterion.kind == "inclusion") else FALSE
    return steps([(day, decided if truth is REFERRED else truth) for day, truth in course])


def _calendar(course: Course) -> tuple[Stretch, ...]:
    found = []
    for index, (day, truth) in enumerate(course):
        until = course[index + 1][0] - 1 if index + 1 < len(course) else None
        found.append(Stretch(date.fromordinal(day), _date(until), _VERDICTS[truth]))
    return tuple(found)


def _possible(held: Course, judged: Sequence[_Judged], on: int) -> tuple[Possible, ...]:
    lapsing = [one for one in judged if one.lapses]
    if not lapsing and len(held) == 1:
        return () if held[0][1] is FALSE else (Possible(date.fromordinal(on), None, ()),)
    changes = {day for day, _ in held}
    for one in lapsing:
        changes.update(day for day, _ in one.course)
        changes.update(day for _, lapse in one.lapses for day, _ in lapse)
    pieces: list[tuple[int, tuple[str, ...] | None]] = []
    for day in sorted(changes):
        needs = None if at(held, day) is FALSE else _needs(lapsing, day)
        if not pieces or pieces[-1][1] != needs:
            pieces.append((day, needs))
    found = []
    for index, (day, needs) in enumerate(pieces):
        if needs is not None:
            until = pieces[index + 1][0] - 1 if index + 1 < len(pieces) else None
            found.append(Possible(date.fromordinal(day), _date(until), needs))
    return tuple(found)


def _needs(lapsing: Sequence[_Judged], day: int) -> tuple[str, ...]:
    """Name the results that have run out by a day and whose criterion is open without them."""
    names = [
        name
        for one in lapsing
        if at(one.course, day) is UNKNOWN
        for name, lapse in one.lapses
        if _lapsed(lapse, day)
    ]
    return tuple(dict.fromkeys(names))


def _lapsed(lapse: tuple[tuple[int, bool], ...], day: int) -> bool:
    found = False
    for start, gone in lapse:
        if start > day:
            break
        found = gone
    return found


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
