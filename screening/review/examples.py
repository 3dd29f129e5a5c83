"""A protocol's worked examples, run through the engine: each must give what it says it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from screening.engine import assess
from screening.errors import InputError
from screening.patient import read_history
from screening.protocol import Criterion, Example, LabField, Outcome, Protocol
from screening.protocol.mistakes import Fault
from screening.wording import Words, criterion_text


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
    history = read_history(history_of(protocol, criterion, example), protocol)
    results = assess(protocol, history, example.on).criteria
    result = next(one for one in results if one.id == criterion.id)
    return Answered(result.outcome, criterion_text(result, protocol, words))


def _problems(protocol: Protocol, criterion: Criterion, example: Example) -> list[str]:
    try:
        given = answered(protocol, criterion, example, Words("en"))
    except InputError as error:
        return [f"{problem.place.removeprefix('answers.')}: {problem.text}" for problem in error.problems]
    if given.outcome == example.gives:
        return []
    return [f'gives "{given.outcome}" where "{example.gives}" is expected: {given.reason}']


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
