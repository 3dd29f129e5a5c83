"""The registry of rule shapes as SQL: how each one becomes a truth on a day.

To add a shape's SQL, write a function of the rule and its `Scope` that gives a `Compiled`, mark it with `@shape`, and
import its module in `statement`. Build it from `operators` alone. Read what is known from the columns of `columns`
(facts dated after the day are gone by then); keep whatever is read twice with `scope.keep`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from screening.cohort.columns import Labs
from screening.cohort.sql.layers import Layer
from screening.cohort.sql.operators import Sql, below, case, column, is_open
from screening.cohort.sql.periods import Periods
from screening.cohort.sql.results import Results
from screening.protocol import Protocol


class Ask(NamedTuple):
    """An open question, and what has to hold, besides that the rule is open, for it to be one."""

    question: str
    when: tuple[Sql, ...] = ()


class Lapse(NamedTuple):
    """A field, and the first day on which what counted of it is missed, since it has run out; it may be NULL."""

    field: str
    day: Sql


@dataclass(frozen=True)
class Compiled:
    """A rule as SQL.

    `now` is its truth on the day assessed; `held` its truth on a later day if what counts on the day assessed kept its
    value and did not expire, `left` if it does expire; `turns` are the later days on which `held` can change, as dates
    that may be NULL, and `lapses` what can change `left` besides.
    """

    now: Sql
    asks: tuple[Ask, ...]
    held: Callable[[Sql], Sql]
    left: Callable[[Sql], Sql]
    turns: tuple[Sql, ...] = ()
    lapses: tuple[Lapse, ...] = ()

    @property
    def open(self) -> Sql:
        """Say that the rule is not yet known."""
        return is_open(self.now)


@dataclass(frozen=True)
class Program:
    """What all rules of one protocol on one day share."""

    protocol: Protocol
    on: date
    labs: Labs
    facts: Layer
    leaves: Layer
    results: Results
    periods: Periods


@dataclass(frozen=True)
class Scope:
    """Where a rule stands: its program and its criterion."""

    program: Program
    criterion: str

    @property
    def protocol(self) -> Protocol:
        """Give the protocol."""
        return self.program.protocol

    @property
    def on(self) -> date:
        """Give the day assessed."""
        return self.program.on

    @property
    def question(self) -> str:
        """Name the open question of a criterion that waits for a doctor."""
        return f"decisions.{self.criterion}"

    def keep(self, one: Sql, called: str) -> Sql:
        """Keep a fact that several rules read."""
        return self.program.facts.keep(one, called)

    def newest(self, series: str, oldest: date | None = None) -> Sql:
        """Give the day of a series' newest result; `oldest` is the first day that matters, where not all do."""
        if self.program.labs == "long":
            self.program.results.watch(series, oldest)
        return column(f"{series}.on")

    def leaf(self, now: Sql, called: str, *asks: Ask) -> Compiled:
        """Make a leaf that no later day changes."""
        kept = self.program.leaves.keep(now, called)
        return Compiled(kept, asks, lambda day: kept, lambda day: kept)

    def expiring(self, now: Sql, called: str, field: str, gone: Callable[[Sql], Sql], *asks: Ask) -> Compiled:
        """Make a leaf that rests on something that runs out; `gone` gives of its truth the first day without it."""
        kept = self.program.leaves.keep(now, called)
        lapse = self.lapse(field, gone(kept))
        return Compiled(kept, asks, lambda day: kept, lambda day: case((below(day, lapse.day), kept)), lapses=(lapse,))

    def lapse(self, field: str, day: Sql) -> Lapse:
        """Keep the day from which something of a field is missed."""
        return Lapse(field, self.program.leaves.keep(day, f"gone {field}"))

    def moving(self, now: Sql, called: str, held: Callable[[Sql], Sql], turns: tuple[Sql, ...], *asks: Ask) -> Compiled:
        """Make a leaf that later days change."""
        return Compiled(self.program.leaves.keep(now, called), asks, held, held, turns)


_COMPILERS: dict[type, Callable[[Any, Scope], Compiled]] = {}


def shape(rule: type) -> Callable[[Callable[[Any, Scope], Compiled]], Callable[[Any, Scope], Compiled]]:
    """Register the function that compiles a rule shape."""

    def keep(compiler: Callable[[Any, Scope], Compiled]) -> Callable[[Any, Scope], Compiled]:
        _COMPILERS[rule] = compiler
        return compiler

    return keep


def compiled(rule: Any, scope: Scope) -> Compiled:
    """Compile a rule."""
    return _COMPILERS[type(rule)](rule, scope)


def known_shapes() -> set[type]:
    """List the shapes that have SQL."""
    return set(_COMPILERS)
