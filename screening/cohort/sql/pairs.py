"""Every two valid results of a series, for the rules that ask for two.

Without its time, a result may be of any minute of its day. So two are *surely* far enough apart where even the nearest
of their moments are, and *perhaps* where the farthest are.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlglot import exp

from screening.cohort.columns import RESULTS, ROW, SUBJECT
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    at_least,
    at_most,
    below,
    column,
    day,
    earliest,
    greater,
    maximum,
    minus,
    moment,
    number,
    otherwise,
    same,
    text,
    truth,
)
from screening.cohort.sql.tables import named, paired, selected

_DAY = 24 * 60
_ONE, _OTHER = "one", "other"


class Found(NamedTuple):
    """What the pairs of a patient say.

    `both`, `apart`, `perhaps`: the latest day of the earlier result of a pair that keeps to the bound and is surely
    apart, of one that is surely apart, and of one of which both may keep to the bound and may be apart.
    """

    both: Sql
    apart: Sql
    perhaps: Sql


class Pairs(NamedTuple):
    """A rule that asks for two results: when one is valid, when it keeps to the bound, and how far apart they lie."""

    series: str
    valid: Sql
    keeps: Sql
    oldest: date | None
    days: int | None
    hours: int | None

    def name(self, place: int) -> str:
        """Name the step that looks at them."""
        return f"pairs {place}"

    def found(self, place: int) -> Found:
        """Give the columns that it has."""
        return Found(*[column(f"{part} {place}") for part in Found._fields])

    def steps(self, place: int, on: date) -> Iterator[tuple[str, exp.Select]]:
        """Give the steps, each named, in order."""
        single = f"results {place}"
        yield single, self._results(on)
        yield self.name(place), self._paired(single, place)

    def _results(self, on: date) -> exp.Select:
        """Select the valid results in sight, each with the first and the last moment that it can be of."""
        taken, minute = column("on"), column("minute")
        known = [same(column("field"), text(self.series)), at_most(taken, day(on))]
        known += [at_least(taken, day(self.oldest))] if self.oldest else []
        columns = {
            SUBJECT: column(SUBJECT),
            ROW: column(ROW),
            "on": taken,
            "first": moment(taken, otherwise(minute, number(0))),
            "final": moment(taken, otherwise(minute, number(_DAY - 1))),
            "keeps": otherwise(self.keeps, truth(False)),
            "may keep": otherwise(self.keeps, truth(True)),
        }
        return selected(RESULTS, columns).where(all_hold([*known, self.valid]))

    def _paired(self, single: str, place: int) -> exp.Select:
        surely, perhaps = self._apart()
        earlier = earliest([column("on", _ONE), column("on", _OTHER)])
        both, apart, possible = self.found(place)
        columns = {
            both.name: maximum(earlier, all_hold([surely, *_each("keeps")])),
            apart.name: maximum(earlier, surely),
            possible.name: maximum(earlier, all_hold([perhaps, *_each("may keep")])),
        }
        return (
            paired(single, _ONE, _OTHER, SUBJECT, below(column(ROW, _ONE), column(ROW, _OTHER)))
            .select(column(SUBJECT, _ONE), *named(columns))
            .group_by(column(SUBJECT, _ONE))
        )

    def _apart(self) -> tuple[Sql, Sql]:
        """Say whether two are surely, and whether they are perhaps, far enough apart."""
        if self.days is not None:
            # From midnight to midnight, whatever the time.
            one, other = (moment(column("on", side), number(0)) for side in (_ONE, _OTHER))
            far = at_least(greater(minus(one, other), minus(other, one)), number(self.days * _DAY))
            return far, far
        (first, final), (first_, final_) = (_each_of(side) for side in (_ONE, _OTHER))
        least = number((self.hours or 0) * 60)
        nearest = greater(minus(first_, final), minus(first, final_))
        surely = at_least(nearest, least) if self.hours else truth(True)
        return surely, at_least(greater(minus(final_, first), minus(final, first_)), least)


def _each(name: str) -> list[Sql]:
    return [column(name, side) for side in (_ONE, _OTHER)]


def _each_of(side: str) -> tuple[Sql, Sql]:
    return column("first", side), column("final", side)
