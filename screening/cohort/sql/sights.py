"""What stands in the window of a series, for the rules that ask whether anything in it lies within a bound.

A result that can't count *may* lie within it, unless another of its day settles the matter. One is *explained* where it
follows an event of a list by few enough days.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlglot import exp

from screening.cohort.columns import PATIENTS, RESULTS, SUBJECT
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    at_most,
    case,
    column,
    day,
    days_later,
    is_known,
    is_open,
    latest_until,
    maximum,
    negated,
    otherwise,
    same,
    text,
    truth,
)
from screening.cohort.sql.tables import grouped, joined, selected


class Found(NamedTuple):
    """The latest day in the window with a result of each kind.

    `inside`: surely within the bound; `plain`: such a one that nothing explains; `perhaps`: one that may be within it
    and that nothing explains; `explained`: one that is or may be within it, and is explained; `outside`: surely not.
    Without a list of events nothing is explained, and nothing is `plain`.
    """

    inside: Sql
    plain: Sql
    perhaps: Sql
    explained: Sql
    outside: Sql


class Sight(NamedTuple):
    """A window of a series before an anchor, and the events that explain what stands in it, by so many days."""

    series: str
    within: int | None
    anchor: str | None
    event: str | None
    days: int | None

    def holds(self, taken: Sql, on: date) -> Sql:
        """Say whether a day lies in the window, and is known."""
        known = [at_most(taken, day(on))]
        if self.anchor is not None:
            anchor = column(self.anchor)
            known.append(at_most(taken, anchor))
            known += [] if self.within is None else [at_least(days_later(taken, self.within), anchor)]
        elif self.within is not None:
            known.append(at_least(taken, day(on - timedelta(days=self.within))))
        return all_hold(known)

    def explains(self, taken: Sql) -> Sql:
        """Say whether an event explains a result of a day; not known without the list."""
        if self.event is None or self.days is None:
            return truth(False)
        listed = column(self.event)
        soon = at_least(days_later(latest_until(listed, taken), self.days), taken)
        return case((is_known(listed), otherwise(soon, truth(False))))

    def found(self, taken: Sql, inside: Sql, perhaps: Sql, outside: Sql) -> Found:
        """Say of each kind whether a result, or a day of results, is of it."""
        explained = otherwise(self.explains(taken), truth(False))
        return Found(
            inside,
            all_hold([inside, negated(self.explains(taken))]),
            all_hold([perhaps, negated(explained)]),
            all_hold([any_holds([inside, perhaps]), explained]),
            outside,
        )


def single(sight: Sight, on: date, taken: Sql, sound: Sql, keeps: Sql) -> Found:
    """Look at the one result of the wide form."""
    sure = otherwise(all_hold([sound, keeps]), truth(False))
    never = otherwise(all_hold([sound, negated(keeps)]), truth(False))
    open_ = all_hold([negated(sure), negated(never)])
    kinds = sight.found(taken, sure, open_, never)
    return Found(*[case((all_hold([sight.holds(taken, on), one]), taken)) for one in kinds])


class Looked(NamedTuple):
    """A window to be looked through in the long form: when a result is valid, and when it keeps to the bound."""

    sight: Sight
    valid: Sql
    keeps: Sql

    def name(self, place: int) -> str:
        """Name the step that gives what was found."""
        return f"sight {place}"

    def found(self, place: int) -> Found:
        """Give the columns that it has."""
        return Found(*[column(f"seen {kind} {place}") for kind in Found._fields])

    def steps(self, place: int, on: date, known: dict[str, Sql]) -> Iterator[tuple[str, exp.Select]]:
        """Give the steps, each named, in order; `known` is what is known of a patient on the day."""
        by_day, with_facts = f"days {place}", f"facts of days {place}"
        yield by_day, self._by_day(on)
        said = column("on"), is_known(column("inside")), self._perhaps(), is_known(column("outside"))
        kinds = {f"is {kind}": one for kind, one in self.sight.found(*said)._asdict().items()}
        looked = selected(by_day, {SUBJECT: column(SUBJECT), "on": column("on")} | kinds)
        facts = [name for name in (self.sight.anchor, self.sight.event) if name]
        if facts:
            about = f"patients {place}"
            yield about, selected(PATIENTS, {SUBJECT: column(SUBJECT)} | {name: known[name] for name in facts})
            looked = joined(looked, about, [SUBJECT]).where(self.sight.holds(column("on"), on))
        yield with_facts, looked
        found = self.found(place)._asdict()
        latest = {one.name: maximum(column("on"), column(f"is {kind}")) for kind, one in found.items()}
        yield self.name(place), grouped(with_facts, [SUBJECT], latest)

    def _perhaps(self) -> Sql:
        """Say of a day whether a result of it may lie within the bound: censored, or doubtful and not settled."""
        doubtful = all_hold([is_known(column("doubtful")), is_open(column("settled"))])
        return any_holds([is_known(column("censored")), doubtful])

    def _by_day(self, on: date) -> exp.Select:
        """Say of each day of a patient which kinds of results it has."""
        taken = column("on")
        kinds = {
            "inside": all_hold([self.valid, self.keeps]),
            "outside": all_hold([self.valid, negated(self.keeps)]),
            "censored": all_hold([self.valid, is_open(self.keeps)]),
            "doubtful": negated(self.valid),
            "settled": all_hold([self.valid, column("settling")]),
        }
        columns = {kind: maximum(taken, holds) for kind, holds in kinds.items()}
        within = self.sight._replace(anchor=None, within=None if self.sight.anchor else self.sight.within)
        wanted = all_hold([same(column("field"), text(self.sight.series)), within.holds(taken, on)])
        # The day itself is a key, so that it can be read beside what is said of it.
        return grouped(RESULTS, [SUBJECT, "on"], columns).where(wanted)
