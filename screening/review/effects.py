"""What a version changes in effect: cases near every limit of both versions, judged under both.

Nothing here says what ought to come out: the cases are those of the review packs, the answers are the program's.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from screening.engine import CriterionResult, assess
from screening.patient import carried
from screening.protocol import Protocol
from screening.protocol.comparison import Comparison
from screening.review.replay import voice
from screening.review.worked import Worked, worked_cases, worked_examples

_MOST, _FEW = 4, 2
"""Cases told of one criterion that go the same way, fewer where none is turned round; the others are counted."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Cases that one criterion judges otherwise: the first few, each with both answers, and how many more there are.

    A side is None where that version doesn't have the criterion.
    """

    criterion: str
    cases: tuple["Turned", ...]
    more: int


@dataclass(frozen=True, slots=True)
class Turned:
    """One case, written for `origin`, and how each version answers."""

    case: Worked
    origin: Protocol
    before: CriterionResult | None
    after: CriterionResult | None


def effects(compared: Comparison) -> dict[str, Effect]:
    """Give by its id every criterion that judges some case near a limit otherwise."""
    names = [one.id for one in compared.after.criterion]
    names += [one.id for one in compared.before.criterion if one.id not in names]
    found = (_effect(compared, name) for name in names)
    return {one.criterion: one for one in found if one.cases}


def _effect(compared: Comparison, name: str) -> Effect:
    """Tell the cases that are turned round; where none is, those of which it is no longer known, or known now."""
    found = list(_turned(compared, name))
    definite = [one for one in found if "open" not in (voice(one.before), voice(one.after))]
    told: list[Turned] = []
    ways: dict[tuple[str, str], int] = {}
    more = 0
    for one in definite or found:
        way = _outcome(one.before), _outcome(one.after)
        ways[way] = ways.get(way, 0) + 1
        if ways[way] <= (_MOST if definite else _FEW):
            told.append(one)
        else:
            more += 1
    return Effect(name, tuple(told), more)


def _turned(compared: Comparison, name: str) -> Iterator[Turned]:
    """Yield the cases of a criterion for which it speaks otherwise, those on both sides of a limit first."""
    seen: set[str] = set()
    for origin in (compared.before, compared.after):
        for on, worked in sorted(_cases(origin, name), key=lambda one: not one[1].trial.core):
            key = json.dumps([on.isoformat(), worked.data], sort_keys=True, default=str)
            if key in seen:
                continue
            seen.add(key)
            before, after = (_result(one, name, worked, on) for one in (compared.before, compared.after))
            if voice(before) != voice(after):
                yield Turned(worked, origin, before, after)


def _cases(origin: Protocol, name: str) -> Iterator[tuple[date, Worked]]:
    criterion = next((one for one in origin.criterion if one.id == name), None)
    if criterion is None:
        return
    for tried in worked_cases(origin, criterion):
        yield from ((tried.on, case) for case in tried.cases)
    yield from ((case.trial.values["on"], case) for case in worked_examples(origin, criterion))


def _result(protocol: Protocol, name: str, worked: Worked, on: date) -> CriterionResult | None:
    results = assess(protocol, carried(worked.data, protocol).history, on).criteria
    return next((one for one in results if one.id == name), None)


def _outcome(result: CriterionResult | None) -> str:
    return result.outcome if result else ""
