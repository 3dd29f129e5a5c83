"""Worked cases of a criterion: what the program answers near every limit, asked when somebody wants to see it.

Each limit is tried with the other answers so that it decides the criterion. Those are taken from the file's own
examples where they do, else they are looked for; nothing here says what ought to come out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from typing import Any

from screening.engine import CriterionResult, assess
from screening.patient import read_history
from screening.protocol import (
    RULED_OUT,
    ChoiceField,
    Criterion,
    DateField,
    FormField,
    LabField,
    NumberField,
    Protocol,
    WorksheetField,
)
from screening.protocol.naming import fields_of, names_in, subject_of
from screening.review import calculated, measured  # noqa: F401  (they register what is worth trying)
from screening.review.examples import history_of
from screening.review.trials import Series, Trial, trials

ON = date(2026, 6, 15)
_MOST = 400
"""Ways of answering the other questions that are looked through for one limit."""

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """One case and what the program answered; `trial` says where it lies, `data` is the whole history."""

    trial: Trial
    data: Plain
    result: CriterionResult


@dataclass(frozen=True, slots=True)
class Tried:
    """One limit of a criterion: the day assessed, the other answers, the fields that vary, and the cases."""

    on: date
    others: Plain
    names: tuple[str, ...]
    cases: tuple[Worked, ...]


def worked_examples(protocol: Protocol, criterion: Criterion) -> list[Worked]:
    """Give the file's own examples as cases."""
    return [
        _worked(
            protocol, criterion, Trial("example", values={"on": one.on}), history_of(protocol, criterion, one), one.on
        )
        for one in criterion.examples
    ]


def worked_cases(protocol: Protocol, criterion: Criterion) -> list[Tried]:
    """Try every limit of a criterion."""
    return [_Trying(protocol, criterion).tried(names, make) for names, make in _limits(protocol, criterion)]


# What is tried: the fields that vary, and the cases for a day.
_Limit = tuple[tuple[str, ...], "_Made"]


@dataclass(frozen=True, slots=True)
class _Made:
    """One series of a rule, made anew for each day on which it is tried."""

    rule: Any
    place: int
    protocol: Protocol
    criterion: Criterion

    def on(self, day: date) -> Series:
        if self.rule is None:
            return _decisions(self.protocol, self.criterion, day)
        return trials(self.rule, self.protocol, day)[self.place]


def _limits(protocol: Protocol, criterion: Criterion) -> list[_Limit]:
    if criterion.rule is None:
        return [(tuple(criterion.evidence), _Made(None, 0, protocol, criterion))]
    rules: list[Any] = []
    for rule in criterion.rules():
        if rule not in rules:
            rules.append(rule)
    return [
        (_varying(rule), _Made(rule, place, protocol, criterion))
        for rule in rules
        for place in range(len(trials(rule, protocol, ON)))
    ]


def _varying(rule: Any) -> tuple[str, ...]:
    return (*subject_of(rule), *fields_of(rule))


def _decisions(protocol: Protocol, criterion: Criterion, on: date) -> Series:
    """Try a criterion that a person decides: the evidence missing, there, and decided on."""
    evidence = {name: _some(protocol.field[name], on) for name in criterion.evidence}
    found = [Trial("evidence", dict.fromkeys(criterion.evidence))] if evidence else []
    found.append(Trial("undecided", evidence))
    return [*found, *(Trial(f"decided_{which}", evidence, decision=which, core=True) for which in ("good", "bad"))]


def _some(field: FormField, on: date) -> Any:
    """Give some answer to a question."""
    if isinstance(field, ChoiceField):
        return next(name for name, one in field.options.items() if not one.unknown)
    if isinstance(field, LabField | NumberField):
        low, high = field.plausible or (1, 3)
        value = f"{(low + high) // 2}"
        return [{"value": value, "unit": field.unit, "on": on.isoformat()}] if isinstance(field, LabField) else value
    if isinstance(field, WorksheetField):
        return dict.fromkeys(field.items, RULED_OUT)
    return on.isoformat() if isinstance(field, DateField) else []


class _Trying:
    """Looks for answers to the other questions under which a limit decides the criterion, and tries it."""

    def __init__(self, protocol: Protocol, criterion: Criterion) -> None:
        self._protocol, self._criterion = protocol, criterion
        names = names_in(criterion) | {name for one in criterion.examples for name in one.answers}
        fields = {name: one for name, one in protocol.field.items() if name in names}
        # The criterion alone: the search asks often, and the others don't bear on it.
        self._alone = Protocol.model_construct(protocol=protocol.protocol, field=fields, criterion=(criterion,))

    def tried(self, names: tuple[str, ...], made: _Made) -> Tried:
        base, on = self._base(set(names), made)
        cases = tuple(
            _worked(self._protocol, self._criterion, trial, self._with(base, trial, on), on) for trial in made.on(on)
        )
        return Tried(on, base, names, cases)

    def _base(self, names: set[str], made: _Made) -> tuple[Plain, date]:
        """Give the first other answers under which the limit turns the criterion; else those that move it most."""
        best: tuple[int, Plain, date] = (-1, {}, ON)
        for base, on in islice(self._others(names), _MOST):
            outcomes = {self._outcome(self._with(base, trial, on), on) for trial in made.on(on) if trial.core}
            turns = len(outcomes & {self._criterion.good, self._criterion.bad})
            if turns > best[0]:
                best = (turns, base, on)
            if turns == 2:
                break
        return best[1:]

    def _others(self, names: set[str]) -> Iterator[tuple[Plain, date]]:
        """Yield answers to the questions that don't vary: none, those of the examples, those tried on other limits."""
        days = [example.on for example in self._criterion.examples] or [ON]
        yield {}, days[0]
        for example in self._criterion.examples:
            yield _without(history_of(self._protocol, self._criterion, example), names), example.on
        varied = [self._varied(rule, names, days[0]) for rule in self._criterion.rules()]
        for several in product(*filter(None, varied)):
            base: Plain = {}
            for trial in several:
                base = self._with(base, trial, days[0])
            yield base, days[0]

    def _varied(self, rule: Any, names: set[str], on: date) -> Sequence[Trial]:
        if names & set(_varying(rule)):
            return ()
        return [trial for series in trials(rule, self._protocol, on) for trial in series if trial.core]

    def _with(self, base: Plain, trial: Trial, on: date) -> Plain:
        """Write the history of a case."""
        made: Plain = {
            "answers": {**base.get("answers", {}), **trial.answers},
            "subject": {**base.get("subject", {}), **trial.subject},
        }
        if trial.decision is not None:
            outcome = self._criterion.good if trial.decision == "good" else self._criterion.bad
            said = {"outcome": outcome, "by": "", "on": on.isoformat(), "why": ""}
            made["decisions"] = {self._criterion.id: {**said, "by": "PI", "why": "-"}}
        return made

    def _outcome(self, data: Mapping[str, Any], on: date) -> str:
        return assess(self._alone, read_history(data, self._alone), on).criteria[0].outcome


def _without(data: Plain, names: set[str]) -> Plain:
    """Leave out the answers that vary, and what was decided."""
    return {
        "answers": {name: value for name, value in data["answers"].items() if name not in names},
        "subject": {key: value for key, value in data["subject"].items() if value and f"subject.{key}" not in names},
    }


def _worked(protocol: Protocol, criterion: Criterion, trial: Trial, data: Plain, on: date) -> Worked:
    """Ask the whole protocol, as a screening does."""
    history = read_history(data, protocol)
    results = assess(protocol, history, on).criteria
    return Worked(trial, data, next(one for one in results if one.id == criterion.id))
