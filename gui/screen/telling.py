"""What the verdict side shows, as plain values, from an assessment and the words of a language.

What did not change since the last keystroke is not told anew: sentences cost as much as the judgement itself.
"""

from datetime import date, timedelta

from gui.kit.criteria_model import CriterionRow
from gui.kit.day_strip import DayState, StripDay
from gui.kit.tokens import Status
from gui.kit.verdict import Count, Verdict, VerdictState
from screening.engine import Assessment, CriterionResult, day_state
from screening.protocol import Protocol
from screening.wording import Words, criterion_text, field_name, windows

GOOD, BAD = ("met", "clear"), ("not_met", "excludes")
DECIDABLE = ("lab.clumped", "referred", "undecided", "decided")
"""Reasons at which a doctor is asked, or has answered."""


class Teller:
    """Tells assessments of one protocol in one language."""

    def __init__(self, protocol: Protocol, words: Words) -> None:
        self.words = words
        self._protocol = protocol
        self._texts = {one.id: one.text.in_(words.language) for one in protocol.criterion}
        self._told: dict[str, tuple[CriterionResult, CriterionRow]] = {}
        self._labels: dict[str, str] = {}
        self._fixed: dict[str, str] = {}
        self._days: dict[tuple[date, DayState, bool], StripDay] = {}

    def verdict(self, assessment: Assessment) -> Verdict:
        """Tell what stands in the banner."""
        state = VerdictState.NOT_YET if assessment.not_yet else VerdictState(assessment.verdict)
        return Verdict(state, self._text(f"verdict.{state}"), self._detail(assessment), self._counts(assessment))

    def rows(self, assessment: Assessment) -> list[CriterionRow]:
        """Tell each criterion with its outcome and reason, in protocol order."""
        return [self._row(result) for result in assessment.criteria]

    def questions(self, assessment: Assessment) -> list[tuple[str, str]]:
        """Name the open questions, those most worth asking first."""
        return [(name, self.label(name)) for name in assessment.open_questions]

    def label(self, question: str) -> str:
        """Name a field, a worksheet's item or a fact about the subject."""
        if question not in self._labels:
            self._labels[question] = field_name(self._protocol, self.words, question)
        return self._labels[question]

    def days(self, assessment: Assessment, shown: int) -> list[StripDay]:
        """Tell of each of the `shown` days from the one assessed on what it is for the person."""
        days = [assessment.on + timedelta(days=ahead) for ahead in range(shown)]
        return [
            self._day(day, DayState(day_state(assessment.calendar, assessment.possible, day)), first=day == days[0])
            for day in days
        ]

    def caption(self, assessment: Assessment) -> str:
        """Say below the days from when until when, and which result runs out first."""
        possible = assessment.possible
        if not possible:
            return self._text("screen.days.none")
        told = [] if assessment.not_yet else [self._when(assessment)]
        if len(possible) > 1 and possible[1].needs and not possible[0].needs:
            field = self.label(possible[1].needs[0])
            told.append(self.words.text("window.runs_out", field=field, until=possible[0].until))
        return self.sentences(told)

    def sentences(self, parts: list[str]) -> str:
        """Write sentences one after the other, each with its full stop."""
        begun = [part[:1].upper() + part[1:] for part in parts if part]
        return "".join(self.words.text("screen.sentence", text=part) for part in begun).strip()

    def _when(self, assessment: Assessment) -> str:
        first = assessment.possible[0]
        if first.until is None and first.start == assessment.on and not first.needs:
            return self._text("screen.days.any")
        return self.words.text("verdict.possible_headline", windows=windows(assessment, self.words))

    def _detail(self, assessment: Assessment) -> str:
        told = []
        if assessment.not_yet:
            told.append(self.words.text("verdict.possible_headline", windows=windows(assessment, self.words)))
        elif assessment.verdict == "ineligible":
            against = [one.id for one in assessment.criteria if one.outcome in BAD and one.waits_until is None]
            named = [f"{self._texts[one]} ({one})" for one in against]
            told.append(self.words.text("screen.against", criteria=self.words.listed(named)))
        missing = len(assessment.open_questions)
        if missing:
            told.append(self.words.count("question", missing))
        elif assessment.verdict == "eligible":
            told.append(self._text("screen.eligible_note"))
        return self.sentences(told)

    def _counts(self, assessment: Assessment) -> tuple[Count, ...]:
        statuses = [_status(result) for result in assessment.criteria]
        kinds = (
            (Status.MET, "screen.count.fulfilled"),
            (Status.NOT_YET, "screen.count.not_yet"),
            (Status.FAILED, "screen.count.against"),
            (Status.UNKNOWN, "screen.count.open"),
        )
        return tuple(Count(statuses.count(status), self._text(key), status) for status, key in kinds)

    def _row(self, result: CriterionResult) -> CriterionRow:
        told = self._told.get(result.id)
        if told is None or told[0] != result:
            status = _status(result)
            word = "not_yet" if status is Status.NOT_YET else result.outcome
            reason = criterion_text(result, self._protocol, self.words)
            group = self._text(f"kind.{result.kind}")
            row = CriterionRow(result.id, group, self._texts[result.id], reason, status, self._text(f"outcome.{word}"))
            told = self._told[result.id] = result, row
        return told[1]

    def _day(self, day: date, state: DayState, *, first: bool) -> StripDay:
        key = (day, state, first)
        if key not in self._days:
            number = self.words.day(day, "day_first" if first or day.day == 1 else "day_number")
            spoken = self.words.text(f"screen.day.{state}", day=self.words.day(day, "date_full"))
            self._days[key] = StripDay(day, self.words.day(day, "weekday"), number, state, spoken)
        return self._days[key]

    def _text(self, key: str) -> str:
        if key not in self._fixed:
            self._fixed[key] = self.words.text(key)
        return self._fixed[key]


def place_name(protocol: Protocol, words: Words, place: str) -> str:
    """Name a place of a history for people: a field, an item of a worksheet, a part of the subject, a decision."""
    head, _, rest = place.partition(".")
    if head == "subject":
        return words.text(f"screen.who.{rest}")
    if head == "decisions" or head in protocol.field:
        return field_name(protocol, words, place)
    return place


def asks_doctor(result: CriterionResult) -> bool:
    """Say whether a criterion waits for a doctor's decision, or has one."""
    decided = f"decisions.{result.id}" in result.open_questions
    return decided or any(reason.code in DECIDABLE for reason in result.reasons)


def _status(result: CriterionResult) -> Status:
    """Give the look of an outcome: what waiting alone would mend is no failure."""
    if result.outcome in GOOD:
        return Status.MET
    if result.outcome == "unknown":
        return Status.UNKNOWN
    return Status.NOT_YET if result.waits_until is not None else Status.FAILED
