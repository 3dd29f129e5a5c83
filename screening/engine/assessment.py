"""From the criteria's findings to a verdict, its calendar, the possible days and the questions worth asking."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Literal, NamedTuple

from screening.engine import (  # noqa: F401  (they register the rule shapes)
    age,
    answers,
    calculated,
    days,
    events,
    exposure,
    labs,
    no_result,
    observed,
    remaining,
    repeated,
    worksheets,
)
from screening.engine.findings import Finding, Lapse, Reason, Scope, iso
from screening.engine.investigator import decided_by_investigator
from screening.engine.shapes import compiled
from screening.patient import Decision, History
from screening.protocol import Criterion, Outcome, Protocol, WorksheetField
from screening.protocol.naming import names_in
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


class CriterionResult(NamedTuple):
    """One criterion on the day assessed; `waits_until` is the day from which waiting alone would satisfy it."""

    id: str
    kind: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...]
    waits_until: date | None


class Assessment(NamedTuple):
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


def each_judged(protocol: Protocol, history: History, on: date) -> list[tuple[CriterionResult, Course]]:
    """Judge criterion by criterion; each with its truth, as it speaks for the patient, from the day on."""
    judged = [one.judge(history, on.toordinal()) for one in _program(protocol).criteria]
    return [(one.result, one.course) for one in judged]


def outcomes_with(before: Assessment, history: History, changed: str) -> dict[str, Outcome]:
    """Judge anew whatever reads a field, on a history in which that field alone is another one."""
    criteria = _program(before.protocol).criteria
    day = before.on.toordinal()
    return {
        one.id: one.outcome if changed not in criterion.reads else criterion.judge(history, day).result.outcome
        for one, criterion in zip(before.criteria, criteria, strict=True)
    }


def verdict_of(outcomes: Collection[Outcome]) -> Verdict:
    """Join outcomes into a verdict."""
    if "not_met" in outcomes or "excludes" in outcomes:
        return "ineligible"
    return "undetermined" if "unknown" in outcomes else "eligible"


class _Judged(NamedTuple):
    """A criterion's courses in terms of the patient: TRUE speaks for eligibility."""

    result: CriterionResult
    course: Course
    held: Course
    lapses: tuple[Lapse, ...]

    def changes(self) -> list[int]:
        """List the days on which it changes, or a result that it rests on runs out."""
        return [day for course in (self.course, *[lapse.course for lapse in self.lapses]) for day, _ in course]


class _Criterion:
    """A criterion, compiled."""

    def __init__(self, protocol: Protocol, criterion: Criterion) -> None:
        self.id, self.kind, self.good = criterion.id, criterion.kind, criterion.good
        self.excludes = criterion.kind == "exclusion"
        self.reads = names_in(criterion)
        # By truth, as it speaks for the patient.
        self.outcomes: tuple[Outcome, ...] = (criterion.bad, "unknown", "unknown", criterion.good)
        scope = Scope(protocol, criterion.id)
        rule = criterion.rule
        self.leaf = decided_by_investigator(criterion, scope) if rule is None else compiled(rule, scope)

    def judge(self, history: History, on: int) -> _Judged:
        finding = self.leaf(history, on)
        if self.id in history.decisions:
            finding = self._decided(finding, history.decisions[self.id])
        course, held, reasons, questions, lapses = finding
        if self.excludes:
            same = held is course
            course = course_not(course)
            held = course if same else course_not(held)
        now = course[0][1]
        waits = None
        if now is FALSE and len(held) > 1:
            waits = next((date.fromordinal(day) for day, truth in held if truth is TRUE), None)
        asked = questions if now is UNKNOWN else ()
        result = CriterionResult(self.id, self.kind, self.outcomes[now], reasons, asked, waits)
        return _Judged(result, course, held, lapses)

    def _decided(self, finding: Finding, decision: Decision) -> Finding:
        """Put the doctor's decision where everything but a decision is known, and nowhere else."""
        decided = TRUE if (decision.outcome == self.good) is not self.excludes else FALSE

        def put(course: Course) -> Course:
            return steps([(day, decided if truth is REFERRED else truth) for day, truth in course])

        reasons = finding.reasons
        if finding.course[0][1] is REFERRED:
            reasons = (*reasons, Reason("decided", {"on": iso(decision.on)}))
        course = put(finding.course)
        held = course if finding.held is finding.course else put(finding.held)
        return finding._replace(course=course, held=held, reasons=reasons)


class _Program:
    """A protocol's criteria, compiled."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.criteria = [_Criterion(protocol, criterion) for criterion in protocol.criterion]
        self.ranks = _ranks(protocol)

    def assess(self, history: History, on: date) -> Assessment:
        day = on.toordinal()
        judged = [criterion.judge(history, day) for criterion in self.criteria]
        course = course_and([one.course for one in judged])
        lapsing = [one for one in judged if one.lapses]
        held = course_and([one.held for one in judged]) if lapsing else course
        results = tuple([one.result for one in judged])
        return Assessment(
            self.protocol,
            on,
            _VERDICTS[course[0][1]],
            results,
            self._questions(results),
            _calendar(course, on),
            _possible(held, lapsing, on),
        )

    def _questions(self, results: Sequence[CriterionResult]) -> tuple[str, ...]:
        """Order what is open: the cheap ones, those that settle a criterion alone, those that settle several."""
        asking = [result.open_questions for result in results if result.open_questions]
        if not asking:
            return ()
        if len(asking) == 1:
            return tuple(sorted(asking[0], key=self.ranks.__getitem__))
        company: dict[str, int] = {}
        named: dict[str, int] = {}
        for questions in asking:
            for question in questions:
                company[question] = min(len(questions), company.get(question, len(questions)))
                named[question] = named.get(question, 0) + 1
        ranks = self.ranks
        return tuple(sorted(company, key=lambda one: (ranks[one][0], company[one], -named[one], ranks[one])))


@lru_cache(maxsize=64)
def _program(protocol: Protocol) -> _Program:
    return _Program(protocol)


def _ranks(protocol: Protocol) -> dict[str, tuple[int, int, int]]:
    """Give every question its effort, and its place on the form."""
    found = {"subject.birth_date": (1, -2, 0), "subject.sex": (1, -1, 0)}
    for name, field in protocol.field.items():
        place = protocol.order.get(name, len(protocol.field))
        found[name] = (field.effort, place, 0)
        if isinstance(field, WorksheetField):
            found |= {f"{name}.{item}": (field.effort, place, index) for index, item in enumerate(field.items)}
    return found | {f"decisions.{one.id}": (5, index, 0) for index, one in enumerate(protocol.criterion)}


def _calendar(course: Course, on: date) -> tuple[Stretch, ...]:
    found = []
    start = on
    for (_, truth), (day, _) in pairwise(course):
        found.append(Stretch(start, date.fromordinal(day - 1), _VERDICTS[truth]))
        start = date.fromordinal(day)
    return (*found, Stretch(start, None, _VERDICTS[course[-1][1]]))


def _possible(held: Course, lapsing: Sequence[_Judged], on: date) -> tuple[Possible, ...]:
    """List the stretches on which nothing speaks against the patient that repeating a result could not undo."""
    day = on.toordinal()
    found: list[Possible] = []
    open_since: tuple[int, tuple[str, ...]] | None = None
    for start in sorted({day, *_starts(held), *[start for one in lapsing for start in one.changes()]}):
        needs = None if start < day or at(held, start) is FALSE else _needs(lapsing, start)
        if open_since and open_since[1] != needs:
            found.append(_stretch(open_since, start - 1))
            open_since = None
        if open_since is None and needs is not None:
            open_since = (start, needs)
    return (*found, _stretch(open_since, None)) if open_since else tuple(found)


def _stretch(begun: tuple[int, tuple[str, ...]], until: int | None) -> Possible:
    start, needs = begun
    return Possible(date.fromordinal(start), None if until is None else date.fromordinal(until), needs)


def _starts(course: Course) -> Iterator[int]:
    """List the days on which a course changes."""
    return map(itemgetter(0), course)


def _needs(lapsing: Sequence[_Judged], day: int) -> tuple[str, ...]:
    """Name the results that have run out by a day and whose criterion does not hold without them."""
    names: dict[str, bool] = {}  # in the criteria's order, whichever of them needs it
    for one in lapsing:
        holds = at(one.course, day) is TRUE
        for lapse in one.lapses:
            needed = not holds and at(lapse.course, day) is TRUE
            names[lapse.field] = needed or names.get(lapse.field, False)
    return tuple([name for name, needed in names.items() if needed])
