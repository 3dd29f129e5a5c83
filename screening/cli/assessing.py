"""`eligo assess`: histories in, verdicts out, as objects for programs or as pages for people. Nothing is written."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from screening.cli import protocols, terminal
from screening.cli.report import report
from screening.engine import Assessment, assess
from screening.errors import InputError, Problem, UsageError
from screening.patient import History, parse, read_file, read_history
from screening.protocol import Protocol
from screening.service import today
from screening.wording import Words, criterion_text

STDIN = "-"
# Enough to see that a file is larger than any history.
_MOST_STDIN = 16_000_001


def run(options: argparse.Namespace, words: Words) -> int:
    """Judge every history named; all that is wrong with any of them is told first, and then nothing else."""
    protocol = protocols.chosen(options.protocol)
    names = options.history
    if names.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    histories = _all_read(names, protocol)
    on = options.on or today()
    assessments = [assess(protocol, history, on) for history in histories]
    if options.json:
        told = Words(options.language or "en")
        for one in assessments:
            terminal.say(json.dumps(as_json(one, told), ensure_ascii=False))
        return 0
    for place, (name, one) in enumerate(zip(names, assessments, strict=True)):
        title = _title(name) if len(names) > 1 else None
        for line in [*([""] if place else []), *report(one, words, title)]:
            terminal.say(line)
    return 0


def read_plain(name: str) -> Any:
    """Read a history's JSON from a file, or from standard input where the name is `-`."""
    if name == STDIN:
        return parse(sys.stdin.buffer.read(_MOST_STDIN), _title(name))
    return read_file(Path(name))


def _all_read(names: list[str], protocol: Protocol) -> list[History]:
    histories: list[History] = []
    failures: list[InputError] = []
    for name in names:
        try:
            histories.append(read_history(read_plain(name), protocol, _title(name)))
        except InputError as error:
            failures.append(error if len(names) > 1 else unnamed(error, name))
    if failures:
        raise _joined(failures)
    return histories


def unnamed(error: InputError, name: str) -> InputError:
    """Leave the file's name out before a place in it, where there is only one file."""
    return InputError([one if one.place else Problem(_title(name), one.text, one.line) for one in error.problems])


def _joined(failures: Iterable[InputError]) -> InputError:
    """Make one error of several, each problem with its file before its place."""
    problems = [
        Problem(": ".join(part for part in (error.source, one.place) if part), one.text, one.line)
        for error in failures
        for one in error.problems
    ]
    return InputError(problems)


def _title(name: str) -> str:
    return "standard input" if name == STDIN else name


def as_json(assessment: Assessment, words: Words) -> dict[str, Any]:
    """Give an assessment as the contract has it: plain values, days as ISO dates, reasons in words."""
    protocol = assessment.protocol
    return {
        "protocol": protocols.as_json(protocol),
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
