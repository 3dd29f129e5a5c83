"""`eligo assess`: histories in, verdicts out, as objects for programs or as pages for people. Nothing is written."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from screening.cli import naming, terminal
from screening.cli.report import report
from screening.engine import Assessment, assess
from screening.engine.fragility import fragility
from screening.errors import InputError, UsageError
from screening.patient import History, parse, read_file, read_history
from screening.service import today
from screening.wording import Words, criterion_text
from screening.wording.fragility import as_plain

_T = TypeVar("_T")

STDIN = "-"
# Enough to see that a file is larger than any history.
_MOST_STDIN = 16_000_001


def run(options: argparse.Namespace, words: Words) -> int:
    """Judge every history named; all that is wrong with any of them is told first, and then nothing else."""
    protocol = naming.chosen(options.protocol)
    names = options.history
    histories = each_read(names, lambda name: read_history(read_plain(name), protocol))
    on = options.on or today()
    assessments = [assess(protocol, history, on) for history in histories]
    if options.json:
        told = Words(options.language or "en")
        for history, one in zip(histories, assessments, strict=True):
            looked = {"second_look": _second_look(history, one, told)} if options.second_look else {}
            terminal.say(json.dumps(as_json(one, told) | looked, ensure_ascii=False))
        return 0
    for place, (name, history, one) in enumerate(zip(names, histories, assessments, strict=True)):
        told_of = title(name) if len(names) > 1 else None
        for line in [*([""] if place else []), *report(one, fragility(protocol, history, on), words, told_of)]:
            terminal.say(line)
    return 0


def _second_look(history: History, assessment: Assessment, words: Words) -> Mapping[str, Any]:
    """Give what would change a verdict; a key of its own, and only on request: the contract's keys stay as they are."""
    protocol = assessment.protocol
    return as_plain(fragility(protocol, history, assessment.on), protocol, words)


def read_plain(name: str) -> Any:
    """Read a history's JSON from a file, or from standard input where the name is `-`."""
    if name == STDIN:
        return parse(sys.stdin.buffer.read(_MOST_STDIN), title(name))
    return read_file(Path(name))


def each_read(names: Sequence[str], read: Callable[[str], _T]) -> list[_T]:
    """Read every file named; all that is wrong with any of them is told at once."""
    if list(names).count(STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    found: list[_T] = []
    failures: list[InputError] = []
    for name in names:
        try:
            found.append(read(name))
        except InputError as error:
            error.source = error.source or title(name)
            failures.append(error)
    if failures:
        raise InputError.joined(failures) if len(names) > 1 else unnamed(failures[0], names[0])
    return found


def unnamed(error: InputError, name: str) -> InputError:
    """Leave the file's name out before a place in it, where there is only one file."""
    return InputError([one if one.place else replace(one, place=title(name)) for one in error.problems])


def title(name: str) -> str:
    """Give a file's name as a person reads it."""
    return "standard input" if name == STDIN else name


def as_json(assessment: Assessment, words: Words) -> dict[str, Any]:
    """Give an assessment as the contract has it: plain values, days as ISO dates, reasons in words."""
    protocol = assessment.protocol
    return {
        "protocol": naming.as_json(protocol),
        "on": assessment.on.isoformat(),
        "verdict": assessment.verdict,
        "criteria": [
            {
                "id": one.id,
                "kind": one.kind,
                "outcome": one.outcome,
                "reason": criterion_text(one, protocol, words),
                "open_questions": list(one.open_questions),
            }
            for one in assessment.criteria
        ],
        "open_questions": list(assessment.open_questions),
        "assumptions": protocol.assumptions(words.language),
        "calendar": [
            {"from": _iso(one.start), "until": _iso(one.until), "verdict": one.verdict} for one in assessment.calendar
        ],
        "possible": [
            {"from": _iso(one.start), "until": _iso(one.until), "needs": list(one.needs)} for one in assessment.possible
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
