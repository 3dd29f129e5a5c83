"""Laboratory results of the long form: from any number of them to what the rules need of a patient.

Each step works on whole columns. `newest` finds, per patient and series, the newest day and the moments that decide
which of its results may be the latest. `latest` keeps those, and `counting` says of each bound whether all of them
keep to it, or all break it: results that disagree, or of which one is not valid, leave it open.
"""

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from screening.cohort.columns import RESULTS, SUBJECT
from screening.cohort.sql.layers import Layer
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    at_most,
    case,
    column,
    day,
    every,
    is_open,
    maximum,
    moment,
    negated,
    otherwise,
    same,
    text,
    truth,
)
from screening.cohort.sql.pairs import Found, Pairs
from screening.cohort.sql.series import series_field, valid
from screening.cohort.sql.tables import everything_of, grouped, joined
from screening.protocol import Protocol

Steps = Iterator[tuple[str, exp.Select]]


class Results:
    """What the rules of a protocol ask of the long form on one day."""

    def __init__(self, protocol: Protocol, on: date) -> None:
        self._protocol, self._on = protocol, on
        self._oldest: dict[str, date | None] = {}
        self._bounds: dict[str, Layer] = {}
        self._pairs: list[Pairs] = []

    def watch(self, series: str, oldest: date | None) -> None:
        """Look at a series, from the first day that matters to a rule; all days where it is None."""
        before = self._oldest.get(series, oldest)
        self._oldest[series] = None if before is None or oldest is None else min(before, oldest)

    def bound(self, series: str, keeps: Sql) -> Sql:
        """Ask of the latest results whether they keep to a bound, and give the column that says so."""
        return self._bounds.setdefault(series, Layer()).keep(keeps, f"latest {series}")

    def pairs(self, asked: Pairs) -> Found:
        """Ask for two results of a series, and give the columns that say what there is."""
        if asked not in self._pairs:
            self._pairs.append(asked)
        return asked.found(self._pairs.index(asked) + 1)

    def steps(self) -> Steps:
        """Give the steps, each named, in order."""
        if self._oldest:
            yield "newest", self._newest()
            yield "latest", self._latest()
            yield "counting", self._counting()
        for place, asked in enumerate(self._pairs, 1):
            yield from asked.steps(place, self._on)

    def joined_to(self, patients: exp.Select) -> exp.Select:
        """Put what was found beside the patients."""
        names = ["counting"] if self._oldest else []
        for name in [*names, *[asked.name(place) for place, asked in enumerate(self._pairs, 1)]]:
            patients = joined(patients, name, [SUBJECT], kind="left")
        return patients

    def columns(self) -> list[str]:
        """Name the columns that are put beside the patients."""
        latest = [name for layer in self._bounds.values() for name in layer.columns]
        found = [one.name for place, asked in enumerate(self._pairs, 1) for one in asked.found(place)]
        return [*[f"{series}.on" for series in self._oldest], *latest, *found]

    def _newest(self) -> exp.Select:
        stamp, sound = moment(column("on"), column("minute")), self._sound()
        found = {
            "on": maximum(column("on")),
            "last": maximum(stamp),
            "last valid": maximum(stamp, sound),
            "settled": maximum(column("on"), all_hold([sound, column("settling")])),
        }
        return grouped(RESULTS, [SUBJECT, "field"], found).where(self._in_sight())

    def _in_sight(self) -> Sql:
        """Say whether a result is known on the day, and matters to some rule."""
        known = at_most(column("on"), day(self._on))
        mattering = [
            all_hold([self._is_of(series), *([at_least(column("on"), day(oldest))] if oldest else [])])
            for series, oldest in self._oldest.items()
        ]
        return all_hold([known, any_holds(mattering)])

    def _sound(self) -> Sql:
        """Say whether a result of any series can count."""
        fields = [(series, series_field(self._protocol, series)) for series in self._oldest]
        if len(fields) == 1:
            return valid(fields[0][1], column)
        return case(*[(self._is_of(series), valid(field, column)) for series, field in fields])

    def _latest(self) -> exp.Select:
        """Keep the results that may be the latest: those without a time, and the last with one.

        Where a result settles the doubts of its day, those that are not valid are left out.
        """
        settled = otherwise(same(column("settled"), column("on")), truth(False))
        last = case((settled, column("last valid")), default=column("last"))
        stamp = moment(column("on"), column("minute"))
        kept = all_hold(
            [
                any_holds([negated(settled), self._sound()]),
                any_holds([is_open(column("minute")), same(stamp, last)]),
            ]
        )
        return joined(everything_of(RESULTS), "newest", [SUBJECT, "field", "on"]).where(kept)

    def _counting(self) -> exp.Select:
        found: dict[str, Sql] = {}
        for series in self._oldest:
            only = self._is_of(series) if len(self._oldest) > 1 else None
            found[f"{series}.on"] = maximum(column("on"), only)
            for name, keeps in self._bounds.get(series, Layer()).columns.items():
                found[name] = case(
                    (every(otherwise(keeps, truth(False)), only), truth(True)),
                    (every(negated(otherwise(keeps, truth(True))), only), truth(False)),
                )
        return grouped("latest", [SUBJECT], found)

    def _is_of(self, series: str) -> Sql:
        return same(column("field"), text(series))
