"""What is known of a patient, in words: each question with its answers, in the order asked for."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from screening.patient import Answer, History, Result
from screening.protocol import (
    NOT_ASSESSED,
    PRESENT,
    RULED_OUT,
    DateField,
    EventsField,
    LabField,
    Protocol,
    WorksheetField,
)
from screening.wording.verdicts import amount, field_name
from screening.wording.words import Words

_FEW = 2
"""More items than these in one state are counted, where another says more."""


def told_history(history: History, protocol: Protocol, words: Words) -> list[tuple[str, str]]:
    """Tell every answer that is there, as question and answer, in the order of the form; then what was decided."""
    order = sorted(protocol.field, key=lambda name: protocol.order.get(name, len(protocol.order)))
    found = [
        (name, told_answer(name, history, protocol, words)) for name in ("subject.birth_date", "subject.sex", *order)
    ]
    found += [
        (f"decisions.{criterion}", words.text(f"outcome.{one.outcome}")) for criterion, one in history.decisions.items()
    ]
    return [(field_name(protocol, words, name), told) for name, told in found if told]


def told_answer(name: str, history: History, protocol: Protocol, words: Words) -> str:
    """Tell the answer to one question, blank where there is none."""
    if name == "subject.birth_date":
        return words.day(history.birth_date) if history.birth_date else ""
    if name == "subject.sex":
        return words.text(f"sex.{history.sex}") if history.sex else ""
    asked = protocol.field[name]
    if isinstance(asked, LabField):
        return words.joined([_result(one, words) for one in history.labs.get(name, ())])
    if isinstance(asked, EventsField):
        return _events(history.events.get(name), words)
    if isinstance(asked, WorksheetField):
        return _worksheet(name, asked, history, words)
    return words.joined([_answer(one, asked, words) for one in history.answers.get(name, ())])


def _answer(answer: Answer, asked: Any, words: Words) -> str:
    if answer.value is None:
        return ""
    known = getattr(asked, "options", {}).get(answer.value)
    told = str(answer.value)
    if known is not None:
        told = known.label.in_(words.language)
    elif isinstance(asked, DateField) and isinstance(answer.value, int):
        told = _day(answer.value, None, words)
    elif isinstance(answer.value, Decimal):
        told = amount(f"{answer.value:f}", asked.unit or "")
    return told if answer.on is None else words.text("told.known", value=told, on=_day(answer.on, answer.minute, words))


def _result(result: Result, words: Words) -> str:
    told = words.text("told.result", amount=amount(result.given, result.unit), on=_day(result.on, result.minute, words))
    more = [f"{name} {value:f}" for name, value in (("LLN", result.lln), ("ULN", result.uln)) if value is not None]
    more += [words.text(f"told.tube.{result.anticoagulant}")] if result.anticoagulant else []
    if result.clumped:
        more.append(words.text("told.confirmed" if result.confirmed else "told.clumped"))
    return words.text("told.more", told=told, more=words.listed(more)) if more else told


def _events(days: Iterable[int] | None, words: Words) -> str:
    if days is None:
        return ""
    return words.listed([_day(one, None, words) for one in days]) or words.text("told.no_events")


def _worksheet(name: str, asked: WorksheetField, history: History, words: Words) -> str:
    """Tell the items by what they are; many of one state are counted where others say more."""
    states: dict[str, list[str]] = {PRESENT: [], NOT_ASSESSED: [], RULED_OUT: []}
    for item, one in asked.items.items():
        answers = history.answers.get(f"{name}.{item}", ())
        if answers and answers[-1].value in states:
            states[str(answers[-1].value)].append(one.label.in_(words.language))
    told = []
    for state, items in states.items():
        if len(items) == len(asked.items) > 1:
            return words.text(f"told.sheet.all_{state}")
        if items:
            many = state == RULED_OUT and len(items) > _FEW
            shown = words.text("told.sheet.count", n=len(items)) if many else words.listed(items)
            told.append(words.text("told.sheet.items", items=shown, state=words.text(f"worksheet.{state}")))
    return words.joined(told)


def _day(ordinal: int, minute: int | None, words: Words) -> str:
    day = words.day(date.fromordinal(ordinal))
    return day if minute is None else f"{day} {minute // 60:02d}:{minute % 60:02d}"
