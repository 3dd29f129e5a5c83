"""A whole history in words: each question with its answers in one line, in the order of the form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from screening.protocol import NOT_ASSESSED, PRESENT, RULED_OUT, Protocol, WorksheetField
from screening.wording.evidence import Told, Witness
from screening.wording.verdicts import field_name
from screening.wording.words import Words

_FEW = 2
"""More items of a worksheet than these in one state are counted, where another says more."""

History = Mapping[str, Any]
"""As plain values, such as JSON holds them."""


def told_history(history: History, protocol: Protocol, words: Words) -> list[tuple[str, str]]:
    """Tell every answer that is there, as question and answer, in the order of the form; then what was decided."""
    order = sorted(protocol.field, key=lambda name: protocol.order.get(name, len(protocol.order)))
    names = ("subject.birth_date", "subject.sex", *order)
    found = [(name, told_answer(name, history, protocol, words)) for name in names]
    for criterion, said in (history.get("decisions") or {}).items():
        found.append((f"decisions.{criterion}", words.text(f"outcome.{said['outcome']}")))
    return [(field_name(protocol, words, name), told) for name, told in found if told]


def told_answer(name: str, history: History, protocol: Protocol, words: Words) -> str:
    """Tell the answer to one question, blank where there is none."""
    subject, answers = history.get("subject") or {}, history.get("answers") or {}
    if name == "subject.birth_date":
        born = subject.get("birth_date")
        return words.day(date.fromisoformat(str(born))) if born else ""
    if name == "subject.sex":
        return words.text(f"sex.{subject['sex']}") if subject.get("sex") else ""
    given, asked = answers.get(name), protocol.field[name]
    if isinstance(asked, WorksheetField) and isinstance(given, Mapping):
        return _worksheet(asked, given, words)
    witness = Witness({"answers": {name: given}}, protocol, words)
    return words.joined([_said(one, words) for one in witness.answers_to(name)])


def _said(one: Told, words: Words) -> str:
    return words.text("told.answer", value=one.value, origin=one.origin) if one.origin else one.value


def _worksheet(asked: WorksheetField, given: Mapping[str, Any], words: Words) -> str:
    """Tell the items by what they are; many of one state are counted where others say more."""
    states: dict[str, list[str]] = {PRESENT: [], NOT_ASSESSED: [], RULED_OUT: []}
    for item, one in asked.items.items():
        said = given.get(item)
        state = said.get("value") if isinstance(said, Mapping) else said
        states.get(str(state), []).append(one.label.in_(words.language))
    told = []
    for state, items in states.items():
        if len(items) == len(asked.items) > 1:
            return words.text(f"told.sheet.all_{state}")
        if items:
            many = state == RULED_OUT and len(items) > _FEW
            shown = words.text("told.sheet.count", n=len(items)) if many else words.listed(items)
            told.append(words.text("told.sheet.items", items=shown, state=words.text(f"worksheet.{state}")))
    return words.joined(told)
