"""A protocol's worked examples, run through the engine: each must give what it says it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from screening.engine import CriterionResult, assess
from screening.errors import InputError, again, said
from screening.patient import read_history
from screening.protocol import Criterion, Example, LabField, Outcome, Protocol
from screening.protocol.mistakes import Fault
from screening.wording import Spoken, Words, criterion_text


def examples_problems(protocol: Protocol) -> list[Fault]:
    """List the examples that give another outcome than they say, or can't be read, each with its place."""
    return [
        (("criterion", criterion.id, "examples", index), words)
        for criterion in protocol.criterion
        for index, example in enumerate(criterion.examples)
        for words in _problems(protocol, criterion, example)
    ]


def history_of(protocol: Protocol, criterion: Criterion, example: Example) -> dict[str, Any]:
    """Write an example out as a history, as JSON holds it."""
    subject = {"birth_date": example.birth_date, "sex": example.sex}
    answers = {
        name: _written_out(value) if isinstance(protocol.field.get(name), LabField) else value
        for name, value in example.answers.items()
    }
    decisions = {criterion.id: example.decision} if example.decision else {}
    history: dict[str, Any] = _plain({"subject": subject, "answers": answers, "decisions": decisions})
    return history


@dataclass(frozen=True, slots=True)
class Answered:
    """What the program answers to one example, and why."""

    outcome: Outcome
    reason: str


def answered(protocol: Protocol, criterion: Criterion, example: Example, words: Words) -> Answered:
    """Judge one example; InputError names what can't be read of it."""
    result = _result(protocol, criterion, example)
    return Answered(result.outcome, criterion_text(result, protocol, words))


def _result(protocol: Protocol, criterion: Criterion, example: Example) -> CriterionResult:
    history = read_history(history_of(protocol, criterion, example), protocol)
    return next(one for one in assess(protocol, history, example.on).criteria if one.id == criterion.id)


def _problems(protocol: Protocol, criterion: Criterion, example: Example) -> list[str]:
    try:
        given = _result(protocol, criterion, example)
    except InputError as error:
        return [
            said("protocol.example", place=one.place.removeprefix("answers."), fault=again(one))
            for one in error.problems
        ]
    if given.outcome == example.gives:
        return []
    reason = _Reason(given, protocol)
    return [said("protocol.gives_otherwise", outcome=given.outcome, expected=example.gives, reason=reason)]


@dataclass(frozen=True, slots=True)
class _Reason(Spoken):
    """Why an example gives what it gives, in whatever language it is told."""

    result: CriterionResult
    protocol: Protocol

    def told(self, words: Words) -> str:
        return criterion_text(self.result, self.protocol, words)


def _written_out(value: Any) -> Any:
    """Write out results that are abbreviated as `68000 /uL 2026-11-24`."""
    if isinstance(value, list):
        return [_written_out(one) for one in value]
    if not isinstance(value, str):
        return value
    number, *rest = value.split() or [""]
    unit = " ".join(rest[:-1])
    return {"value": number, "unit": unit, "on": rest[-1] if rest else None}


def _plain(value: Any) -> Any:
    """Turn what TOML holds into what JSON holds."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
