"""What a criterion rests on, in words: each question with its answers, and of each where it came from and when."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from screening.patient import ONGOING, Answer, Result, period_text, read_history
from screening.protocol import Criterion, EventsField, FormField, LabField, PeriodsField, Protocol, WorksheetField
from screening.protocol.naming import names_in
from screening.wording.verdicts import amount
from screening.wording.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """An answer and its origin (day, source, author), in words; the origin is blank where nothing is known of it."""

    value: str = field(repr=False)
    origin: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question that a criterion asks, and its answers; none where it was not answered."""

    question: str
    answers: tuple[Told, ...] = field(repr=False)


def asked(question: str, words: Words) -> str:
    """Give a question as it stands before its answer, in one line with it."""
    said = question if question.endswith(("?", "？")) else words.text("evidence.asked", name=question)
    return said + (" " if said[-1].isascii() else "")


def told_period(data: Any, words: Words) -> str:
    """Tell a period, as a history holds it."""
    first, _, last = period_text(data).partition("/")
    return words.text(
        "told.period.text",
        first=words.day(first) if first else words.text("told.period.no_first"),
        last=words.text(f"told.period.{last or 'no_last'}") if last in ("", ONGOING) else words.day(last),
    )


class Witness:
    """Tells from one history what speaks for or against each criterion.

    A coded history has neither sources nor authors, and these stay untold.
    """

    def __init__(self, history: Mapping[str, Any], protocol: Protocol, words: Words) -> None:
        answers = history.get("answers") or {}
        self._protocol, self._words = protocol, words
        self._answers: Mapping[str, Any] = answers
        self._decisions: Mapping[str, Any] = history.get("decisions") or {}
        self._read = read_history({"answers": answers}, protocol)

    def of(self, criterion: Criterion) -> list[Evidence]:
        """Tell everything that a criterion asks, in the order of the form; a doctor's decision last."""
        order = self._protocol.order
        names = sorted(names_in(criterion) & self._protocol.field.keys(), key=lambda name: order.get(name, len(order)))
        found = [
            Evidence(self._protocol.field[name].ask.in_(self._words.language), tuple(self.answers_to(name)))
            for name in names
        ]
        decided = self._decided(criterion)
        return [*found, decided] if decided is not None else found

    def answers_to(self, name: str) -> Iterator[Told]:
        """Tell every answer to a field's question, the newest first."""
        asked = self._protocol.field[name]
        if isinstance(asked, LabField):
            return self.results(name)
        if isinstance(asked, EventsField):
            return self._listed(name, lambda one: self._words.day(str(one["on"] if isinstance(one, Mapping) else one)))
        if isinstance(asked, PeriodsField):
            return self._listed(name, lambda one: told_period(one, self._words))
        if isinstance(asked, WorksheetField):
            return self._worksheet(name, asked)
        if name in self._read.adverse:
            return self._adverse(name, getattr(asked, "terms", {}))
        return (self._answer(one, asked) for one in reversed(self._read.answers.get(name, ())))

    def results(self, name: str, wanted: Callable[[Result], bool] = lambda one: True) -> Iterator[Told]:
        """Tell the results of a laboratory series that are wanted, the newest first."""
        newest_first = sorted(self._read.labs.get(name, ()), key=lambda one: (one.on, one.minute or 0), reverse=True)
        return (self._result(one) for one in newest_first if wanted(one))

    def state_of(self, name: str, item: str) -> tuple[str, Told]:
        """Give the state of a worksheet's item, blank where nothing was answered, and tell it."""
        answers = self._read.answers.get(f"{name}.{item}", ())
        state = str(answers[-1].value or "") if answers else ""
        called = self._words.text(f"worksheet.{state}" if state else "evidence.unanswered")
        return state, Told(called, self._origin(answers[-1]) if answers else "")

    def answer_at(self, name: str) -> Told:
        """Tell the newest answer to a field's question, or about an item of a worksheet."""
        field, _, item = name.partition(".")
        if not item:
            return next(iter(self.answers_to(field)), Told(""))
        answer = self._read.answers[name][-1]
        return Told(self._words.text(f"worksheet.{answer.value}"), self._origin(answer))

    def _answer(self, answer: Answer, asked: FormField) -> Told:
        known = getattr(asked, "options", {}).get(answer.value)
        if answer.value is None:  # taken back later
            value = self._words.text("evidence.unanswered")
        elif known is not None:
            value = known.label.in_(self._words.language)
        elif isinstance(answer.value, Decimal):
            value = amount(f"{answer.value:f}", getattr(asked, "unit", None) or "")
        else:
            value = self._day(answer.value) if isinstance(answer.value, int) else str(answer.value)
        return Told(value, self._origin(answer))

    def _result(self, result: Result) -> Told:
        words = self._words
        remarks = [words.text(f"screen.lab.tube.{result.anticoagulant}")] if result.anticoagulant else []
        remarks += [
            f"{name} {value:f}" for name, value in (("LLN", result.lln), ("ULN", result.uln)) if value is not None
        ]
        if result.clumped:
            remarks.append(words.text(f"evidence.{'confirmed' if result.confirmed else 'clumped'}"))
        if not result.plausible:
            remarks.append(words.text("evidence.implausible"))
        told = amount(result.given, result.unit)
        value = words.text("evidence.remarked", told=told, remarks=words.listed(remarks)) if remarks else told
        return Told(value, self._from(self._day(result.on, result.minute), result.source, result.by))

    def _listed(self, name: str, when: Callable[[Any], str]) -> Iterator[Told]:
        """Tell what stands in a list: when it was, and what."""
        raw = self._answers.get(name)
        said = raw if isinstance(raw, Mapping) else {"value": raw}
        events = said.get("value")
        if not isinstance(events, list):
            return
        if not events:
            yield Told(self._words.text("evidence.none"), self._said_by(said))
        for one in events:
            more = one if isinstance(one, Mapping) else {}
            value = " ".join(filter(None, (when(one), str(more.get("what") or ""))))
            yield Told(value, self._said_by({**said, **more, "on": said.get("on")}))

    def _adverse(self, name: str, terms: Mapping[str, Any]) -> Iterator[Told]:
        """Tell adverse events: what it was, its grade, whether it was serious, and its day."""
        words = self._words
        if not self._read.adverse[name]:
            yield Told(words.text("evidence.none"))
        for one in self._read.adverse[name]:
            parts = [terms[one.term].label.in_(words.language)]
            parts += [f"{words.text('follow.adverse.grade')} {one.grade}"] if one.grade is not None else []
            if one.serious is not None:
                parts.append(words.text(f"follow.adverse.{'serious' if one.serious else 'not_serious'}"))
            yield Told(words.listed([*parts, self._day(one.on)]))

    def _worksheet(self, name: str, asked: WorksheetField) -> Iterator[Told]:
        """Tell together what has one answer and one origin."""
        alike: dict[tuple[str, str], list[str]] = {}
        for item, line in asked.items.items():
            state, told = self.state_of(name, item)
            alike.setdefault((state, told.origin), []).append(line.label.in_(self._words.language))
        if set(alike) == {("", "")}:
            return
        for (state, origin), items in alike.items():
            called = self._words.text(f"worksheet.{state}" if state else "evidence.unanswered")
            yield Told(self._words.text("evidence.items", state=called, items=self._words.listed(items)), origin)

    def _decided(self, criterion: Criterion) -> Evidence | None:
        said = self._decisions.get(criterion.id)
        if not said:
            return None
        outcome, why = self._words.text(f"outcome.{said['outcome']}"), str(said.get("why") or "")
        value = self._words.joined([outcome, why])
        question = self._words.text("question.decision", criterion=criterion.id)
        return Evidence(question, (Told(value, self._said_by(said)),))

    def _said_by(self, said: Mapping[str, Any]) -> str:
        on = self._words.day(str(said["on"])) if said.get("on") else ""
        return self._from(on, str(said.get("source") or ""), str(said.get("by") or ""))

    def _origin(self, answer: Answer) -> str:
        on = self._day(answer.on, answer.minute) if answer.on is not None else ""
        return self._from(on, answer.source, answer.by)

    def _from(self, *parts: str) -> str:
        return " · ".join(filter(None, parts))

    def _day(self, ordinal: int, minute: int | None = None) -> str:
        day = self._words.day(date.fromordinal(ordinal))
        return day if minute is None else f"{day} {minute // 60:02d}:{minute % 60:02d}"
