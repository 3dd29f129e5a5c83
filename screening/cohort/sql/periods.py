"""Periods of taking something, of any number a patient: brought down to what the rules need of them.

They are looked at twice, as the engine does: the days that are *sure*, and *all* that may be. Periods that touch or
overlap are joined; of the runs that are long enough only the latest matters, and of one without an end its first day.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlglot import exp

from screening.cohort.columns import PATIENTS, PERIODS, SUBJECT
from screening.cohort.sql.operators import (
    Sql,
    above,
    all_hold,
    any_holds,
    at_least,
    at_most,
    case,
    column,
    day,
    days_earlier,
    days_later,
    greater,
    highest,
    is_known,
    is_open,
    maximum,
    negated,
    otherwise,
    same,
    text,
)
from screening.cohort.sql.tables import grouped, joined, selected

_EVER, _NEVER = date(1800, 1, 1), date(2300, 1, 1)
"""Before and after every day that a history can hold."""
_KINDS = ("sure", "all")


class Runs(NamedTuple):
    """The latest day of a run that is long enough, if only sure days count, and if all do; and since when one goes on.

    Before an anchor one that goes on is among those that are long enough, and `since` is known where there is any.
    """

    sure: Sql
    all: Sql
    since: Sql


class Taken(NamedTuple):
    """Runs of at least so many days of one field, begun by so long before an anchor; before no anchor, ever."""

    field: str
    needed: int
    anchor: str | None

    def found(self, place: int) -> Runs:
        """Give the columns that are put beside the patients."""
        sure, all = (column(f"{kind} days {place}") for kind in _KINDS)
        return Runs(sure, all, column(f"goes on {place}"))

    def name(self, place: int, kind: str) -> str:
        """Name the step that gives what was found."""
        return f"{kind} runs {place}"

    def steps(self, place: int, on: date, known: dict[str, Sql]) -> Iterator[tuple[str, exp.Select]]:
        """Give the steps, each named, in order; `known` is what is known of a patient on the day."""
        about, spans = f"takers {place}", f"taken {place}"
        asked = {SUBJECT: column(SUBJECT), "told": otherwise(known[f"{self.field}.on"], day(on))}
        asked |= {"anchor": known[self.anchor]} if self.anchor else {}
        yield about, selected(PATIENTS, asked)
        columns = {SUBJECT: column(SUBJECT)} | ({"anchor": column("anchor")} if self.anchor else {})
        columns |= {"sure first": _sure_first(on), "sure last": _sure_last(on)}
        columns |= {"all first": otherwise(column("from"), day(_EVER)), "all last": otherwise(_ended(on), day(_NEVER))}
        read = joined(selected(PERIODS, columns), about, [SUBJECT])
        begun = any_holds([is_open(column("from")), at_most(column("from"), day(on))])
        yield spans, read.where(all_hold([same(column("field"), text(self.field)), begun]))
        for kind in _KINDS:
            yield from self._joined(place, kind, spans)

    def _joined(self, place: int, kind: str, spans: str) -> Iterator[tuple[str, exp.Select]]:
        """Join the periods of a patient into runs, and look among them."""
        reached, begun, whole = (f"{kind} {what} {place}" for what in ("reached", "begun", "whole"))
        keys = [SUBJECT, *(["anchor"] if self.anchor else [])]
        first, last = column("first"), column("last")
        each = {key: column(key) for key in keys} | {"first": column(f"{kind} first"), "last": column(f"{kind} last")}
        each["before"] = highest(column(f"{kind} last"), SUBJECT, column(f"{kind} first"), earlier=True)
        yield reached, selected(spans, each).where(is_known(column(f"{kind} first")))
        apart = any_holds([is_open(column("before")), above(first, days_later(column("before"), 1))])
        each = {key: column(key) for key in keys} | {"last": last}
        yield begun, selected(reached, each | {"begin": highest(case((apart, first)), SUBJECT, first)})
        yield whole, grouped(begun, [*keys, "begin"], {"end": maximum(last)})
        yield self.name(place, kind), grouped(whole, [SUBJECT], self._runs(place, kind))

    def _runs(self, place: int, kind: str) -> dict[str, Sql]:
        begin, last = column("begin"), column("end")
        long = [at_least(last, days_later(begin, self.needed - 1))]
        found = self.found(place)
        goes_on = None if self.anchor else same(last, day(_NEVER))
        if self.anchor:
            long.append(at_most(begin, days_earlier(column("anchor"), self.needed - 1)))
        if kind == "sure":
            return {found.sure.name: maximum(last, all_hold(long))}
        long += [] if goes_on is None else [negated(goes_on)]
        return {found.all.name: maximum(last, all_hold(long)), found.since.name: maximum(begin, goes_on)}


class Periods:
    """What the rules of a protocol ask of periods on one day."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._asked: list[Taken] = []

    def runs(self, asked: Taken) -> Runs:
        """Ask for runs, and give the columns that say what there is."""
        if asked not in self._asked:
            self._asked.append(asked)
        return asked.found(self._asked.index(asked) + 1)

    def steps(self, known: dict[str, Sql]) -> Iterator[tuple[str, exp.Select]]:
        """Give the steps, each named, in order; `known` is what is known of a patient on the day."""
        for place, asked in enumerate(self._asked, 1):
            yield from asked.steps(place, self._on, known)

    def joined_to(self, patients: exp.Select) -> exp.Select:
        """Put what was found beside the patients."""
        for place, asked in enumerate(self._asked, 1):
            for kind in _KINDS:
                patients = joined(patients, asked.name(place, kind), [SUBJECT], kind="left")
        return patients

    def columns(self) -> list[str]:
        """Name the columns that are put beside the patients."""
        return [one.name for place, asked in enumerate(self._asked, 1) for one in asked.found(place)]


def _ended(on: date) -> Sql:
    """Give the last day, once it has come."""
    return case((at_most(column("until"), day(on)), column("until")))


def _sure_first(on: date) -> Sql:
    """Give the first day that is sure: of a period that began nobody knows when, the one on which it was told."""
    first = column("from")
    ended = at_most(column("until"), day(on))
    return case(
        (is_known(first), first),
        (ended, column("until")),
        (column("ongoing"), column("told")),
    )


def _sure_last(on: date) -> Sql:
    """Give the last day that is sure: of a period that goes on, the one on which it was told."""
    first, until, told = column("from"), column("until"), column("told")
    goes_on = any_holds([column("ongoing"), is_known(until)])
    return case(
        (at_most(until, day(on)), until),
        (all_hold([is_known(first), negated(goes_on)]), first),
        (is_known(first), greater(first, told)),
        default=told,
    )
