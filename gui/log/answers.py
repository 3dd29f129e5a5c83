"""The answers of a stored case in words: each with its question, and where it came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gui.screen.answers import Given, answer_shown, earlier_answers, list_shown, worksheet_shown
from gui.screen.results import results_shown
from screening.protocol import (
    WORKSHEET_STATES,
    ChoiceField,
    DateField,
    EventsField,
    FormField,
    LabField,
    PeriodsField,
    Protocol,
    WorksheetField,
)
from screening.wording import Words, amount
from screening.wording.evidence import told_period


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """A question, its answer and its origin, in words; the answer is blank where there is none.

    `place` is where it stands in the history, blank for what stands with another.
    """

    label: str
    value: str
    origin: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A part of the form."""

    title: str
    answers: tuple[ToldAnswer, ...]


def told_answers(history: Mapping[str, Any], protocol: Protocol, words: Words) -> list[ToldSection]:
    """Tell every question of the protocol with its answer, in the order of the form."""
    answers = history.get("answers") or {}
    return [
        ToldSection(
            section.title.in_(words.language),
            tuple(
                told
                for name in section.fields
                for told in told_answer(protocol.field[name], answers.get(name), words, f"answers.{name}")
            ),
        )
        for section in protocol.sections
    ]


def told_answer(field: FormField, data: Any, words: Words, place: str = "") -> list[ToldAnswer]:
    """Tell one answer; a worksheet gives a line an item, a laboratory series a line a result."""
    ask = field.ask.in_(words.language)
    if isinstance(field, LabField):
        one = isinstance(data, Mapping)
        results = [
            _result(ask, row, words, place if one else f"{place}[{at}]") for at, row in enumerate(results_shown(data))
        ]
        return results or [ToldAnswer(ask, "", place=place)]
    if isinstance(field, WorksheetField):
        return _worksheet(field, data, words, place)
    if isinstance(field, EventsField):
        return [replace(_listed(ask, data, words, words.day), place=place)]
    if isinstance(field, PeriodsField):
        return [replace(_listed(ask, data, words, partial(told_period, words=words)), place=place)]
    shown = answer_shown(data)
    told = [ToldAnswer(ask, _value(field, shown.value, words), origin_of(shown, words), place)]
    earlier = earlier_answers(data)
    return [*told, *(ToldAnswer(ask, _value(field, one.value, words), origin_of(one, words)) for one in earlier)]


def told_decisions(history: Mapping[str, Any], protocol: Protocol, words: Words) -> list[ToldAnswer]:
    """Tell what a doctor decided."""
    decisions = history.get("decisions") or {}
    told = []
    for criterion in protocol.criterion:
        one = decisions.get(criterion.id)
        if one:
            value = words.joined([words.text(f"outcome.{one['outcome']}"), str(one.get("why", ""))])
            by = Given(on=one.get("on"), by=one.get("by"))
            label, place = words.text("question.decision", criterion=criterion.id), f"decisions.{criterion.id}"
            told.append(ToldAnswer(label, value, origin_of(by, words), place))
    return told


def origin_of(given: Given, words: Words) -> str:
    """Say where an answer came from."""
    on = words.day(given.on) if given.on else ""
    return " · ".join(filter(None, (given.source, on, given.by)))


def moment(text: str, words: Words) -> str:
    """Write a date, or a date and time."""
    day, _, time = text.partition("T")
    return f"{words.day(day)} {time[:5]}".strip()


def _value(field: FormField, value: str | None, words: Words) -> str:
    if value is None:
        return ""
    if isinstance(field, ChoiceField | DateField) and value in field.options:
        return field.options[value].label.in_(words.language)
    if isinstance(field, DateField):
        return words.day(value)
    unit = getattr(field, "unit", None)
    return amount(value, unit) if unit else value


def _result(ask: str, row: Mapping[str, str], words: Words, place: str) -> ToldAnswer:
    flags = [row["anticoagulant"]] if row.get("anticoagulant") else []
    if row.get("clumps"):
        flags.append(words.text(f"logpage.clumps_{row['clumps']}"))
    value = words.listed([amount(row["value"], row["unit"]), moment(row["on"], words), *flags])
    return ToldAnswer(ask, value, origin_of(Given(source=row.get("source"), by=row.get("by")), words), place)


def _worksheet(field: WorksheetField, data: Any, words: Words, place: str) -> list[ToldAnswer]:
    shown = worksheet_shown(data)
    told = []
    for name, item in field.items.items():
        given = shown.get(name, Given())
        state = words.text(f"worksheet.{given.value}") if given.value in WORKSHEET_STATES else ""
        told.append(ToldAnswer(item.label.in_(words.language), state, origin_of(given, words), f"{place}.{name}"))
    return told


def _listed(ask: str, data: Any, words: Words, told: Callable[[str], str]) -> ToldAnswer:
    shown = list_shown(data)
    if shown.entries is None:
        return ToldAnswer(ask, "")
    value = words.listed([told(one) for one in shown.entries]) or words.text("logpage.no_events")
    return ToldAnswer(ask, value, origin_of(Given(source=shown.source, on=shown.on, by=shown.by), words))
