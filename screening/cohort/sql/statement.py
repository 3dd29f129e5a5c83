"""The statement: from a protocol and a day to one SELECT over the staging relation.

A cohort is a picture of the day: whatever is dated after it (an answer, a result, an event, a list of events) is not
known, today or later, and nobody has decided anything. `known_on` gives the same picture of a history.
"""

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from screening.cohort.columns import PATIENTS, ROW, SUBJECT, Labs, questions, staged_columns
from screening.cohort.sql.judged import HOLDS, judged
from screening.cohort.sql.layers import Layer
from screening.cohort.sql.operators import (
    Sql,
    above,
    all_hold,
    any_holds,
    at_most,
    case,
    column,
    day,
    is_open,
    joined_texts,
    negated,
    text,
    without_first,
)
from screening.cohort.sql.periods import Periods
from screening.cohort.sql.possible import OPENS, Stretch
from screening.cohort.sql.results import Results
from screening.cohort.sql.shapes import Program
from screening.cohort.sql.tables import extended, selected
from screening.protocol import (
    DateField,
    LabField,
    Protocol,
    WorksheetField,
)


def statement(protocol: Protocol, on: date, labs: Labs = "wide", numbered: bool = False) -> exp.Select:
    """Compile a protocol on a day into a SELECT from `PATIENTS`, `RESULTS` where `labs` is long, and `PERIODS`.

    It has `subject_id`, `verdict` (eligible, ineligible, undetermined), a column a criterion with its outcome (met,
    not_met, clear, excludes, unknown), `missing` (the open questions as the form asks them, joined by `;`; empty where
    there are none), `possible_from` (the first day from `on` on which nothing speaks against the patient if what
    counts on `on` kept its value; NULL where there is none) and `possible_until` (the last day from then on of which
    the same holds, while nothing else has to be repeated; NULL where that never ends). `numbered` puts the patient's
    `.row` before them.
    """
    return _Statement(protocol, on, labs).select(numbered)


class _Statement:
    def __init__(self, protocol: Protocol, on: date, labs: Labs) -> None:
        self.protocol, self.on, self.labs = protocol, on, labs
        self.program = Program(protocol, on, labs, Layer(), Layer(), Results(protocol, on), Periods(on))
        self.judged = [judged(one, self.program) for one in protocol.criterion]
        self.stretch = Stretch(on, self.judged)
        self.known = known_columns(protocol, on, labs)

    def select(self, numbered: bool) -> exp.Select:
        steps = dict(self._steps())
        columns = {ROW: column(ROW)} if numbered else {}
        columns |= {SUBJECT: column(SUBJECT), "verdict": _verdict()}
        columns |= {one.criterion.id: one.outcome() for one in self.judged}
        columns |= {"missing": self._missing(), "possible_from": column(OPENS), "possible_until": self.stretch.closes()}
        last = list(steps)[-1]
        found = selected(last, columns)
        steps["known"] = self._known(
            {one.name for step in [*steps.values(), found] for one in step.find_all(exp.Column)}
        )
        for name, step in steps.items():
            found = found.with_(exp.to_identifier(name, quoted=True), as_=step, copy=False)
        return found

    def _steps(self) -> Iterator[tuple[str, exp.Select]]:
        """Give the steps: what is known, what follows from it, each leaf, each criterion, all of them."""
        if self.labs == "long":
            yield from self.program.results.steps(self.known)
        yield from self.program.periods.steps(self.known)
        yield "known", exp.select("*")
        last = "known"
        layers = [
            *self.program.facts.steps("facts"),
            *self.program.leaves.steps("leaves"),
            ("criteria", {one.name: one.now for one in self.judged}),
            ("judged", {HOLDS: all_hold(column(one.name) for one in self.judged)}),
            ("opening", {OPENS: self.stretch.opens()}),
        ]
        for name, columns in layers:
            yield name, extended(last, columns)
            last = name

    def _known(self, read: set[str]) -> exp.Select:
        """Select what is known on the day, as far as anything reads it."""
        beside = (*self.program.results.columns(), *self.program.periods.columns())
        columns = self.known | {name: column(name) for name in beside}
        found = selected(PATIENTS, {name: one for name, one in columns.items() if name in read or name == SUBJECT})
        return self.program.periods.joined_to(self.program.results.joined_to(found))

    def _missing(self) -> Sql:
        """Name the questions that are open, in the form's order."""
        asked: dict[str, list[Sql]] = {}
        for one in self.judged:
            for ask in one.rule.asks:
                asked.setdefault(ask.question, []).append(all_hold([is_open(column(one.name)), *ask.when]))
        parts = [
            case((any_holds(asked[name]), text(f";{name}")), default=text(""))
            for name in questions(self.protocol)
            if name in asked
        ]
        return without_first(joined_texts(parts)) if parts else text("")


def _verdict() -> Sql:
    holds = column(HOLDS)
    named = (holds, text("eligible")), (negated(holds), text("ineligible"))
    return case(*named, default=text("undetermined"))


def known_columns(protocol: Protocol, on: date, labs: Labs) -> dict[str, Sql]:
    """Give the staged columns as they are known on a day: what is dated after it is not."""
    found = {one.name: column(one.name) for one in staged_columns(protocol, labs)}
    for name, field in protocol.field.items():
        dated = column(f"{name}.on")
        if isinstance(field, LabField):
            if labs == "wide":
                found[f"{name}.on"] = case((at_most(dated, day(on)), dated))
        elif not isinstance(field, WorksheetField):
            for part in (name, f"{name}.word") if isinstance(field, DateField) else (name,):
                found[part] = case((above(dated, day(on)), exp.null()), default=column(part))
    return found
