"""Laboratory results of the long form: from any number of them, in one pass, to what the rules need of a patient.

`results read` says of each result when it was taken, whether it is valid, and how it stands to each bound of its
series; `results ranked` and `latest` bring a patient's results of a series together, as `ranking` has it; `counting`
puts a patient's series side by side.
"""

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from screening.cohort.columns import RESULTS, SUBJECT, places
from screening.cohort.sql import ranking
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
    is_known,
    maximum,
    number,
    otherwise,
    same,
    text,
)
from screening.cohort.sql.pairs import Found, Pairs
from screening.cohort.sql.series import series_field, valid
from screening.cohort.sql.sights import Found as Seen
from screening.cohort.sql.sights import Looked, Sight
from screening.cohort.sql.tables import grouped, joined, selected
from screening.protocol import Protocol

Steps = Iterator[tuple[str, exp.Select]]

_ENDS = {"least": ranking.least, "most": ranking.most}
_READ, _RANKED, _LATEST, _COUNTING = "results read", "results ranked", "latest", "counting"


class Results:
    """What the rules of a protocol ask of the long form on one day."""

    def __init__(self, protocol: Protocol, on: date) -> None:
        self._protocol, self._on = protocol, on
        self._oldest: dict[str, date | None] = {}
        self._bounds: dict[str, Layer] = {}
        self._pairs: list[Pairs] = []
        self._ranges: list[str] = []
        self._sights: list[Looked] = []

    def watch(self, series: str, oldest: date | None) -> None:
        """Look at a series, from the first day that matters to a rule; all days where it is None."""
        before = self._oldest.get(series, oldest)
        self._oldest[series] = None if before is None or oldest is None else min(before, oldest)

    def bound(self, series: str, keeps: Sql) -> Sql:
        """Ask of the latest results whether they keep to a bound, and give the column that says so."""
        return self._bounds.setdefault(series, Layer()).keep(keeps, f"latest {series}")

    def extremes(self, series: str) -> tuple[Sql, Sql]:
        """Ask for the least and the most that the latest results may stand for, and give the columns that say so."""
        if series not in self._ranges:
            self._ranges.append(series)
        return column(f"least {series}"), column(f"most {series}")

    def pairs(self, asked: Pairs) -> Found:
        """Ask for two results of a series, and give the columns that say what there is."""
        if asked not in self._pairs:
            self._pairs.append(asked)
        return asked.found(self._pairs.index(asked) + 1)

    def sight(self, sight: Sight, valid: Sql, keeps: Sql) -> Seen:
        """Ask what stands in a window of a series, and give the columns that say so."""
        asked = Looked(sight, valid, keeps)
        if asked not in self._sights:
            self._sights.append(asked)
        return asked.found(self._sights.index(asked) + 1)

    def steps(self, known: dict[str, Sql]) -> Steps:
        """Give the steps, each named, in order; `known` is what is known of a patient on the day."""
        if self._oldest:
            yield _READ, self._read()
            yield _RANKED, self._ranked()
            yield from self._counting()
        for place, asked in enumerate(self._pairs, 1):
            yield from asked.steps(place, self._on)
        for place, looked in enumerate(self._sights, 1):
            yield from looked.steps(place, self._on, known)

    def joined_to(self, patients: exp.Select) -> exp.Select:
        """Put what was found beside the patients."""
        names = [_COUNTING] if self._oldest else []
        names += [asked.name(place) for place, asked in enumerate(self._pairs, 1)]
        names += [looked.name(place) for place, looked in enumerate(self._sights, 1)]
        for name in names:
            patients = joined(patients, name, [SUBJECT], kind="left")
        return patients

    def columns(self) -> list[str]:
        """Name the columns that are put beside the patients."""
        latest = [name for layer in self._bounds.values() for name in layer.columns]
        found = [one.name for place, asked in enumerate(self._pairs, 1) for one in asked.found(place)]
        ends = [f"{end} {series}" for series in self._ranges for end in _ENDS]
        seen = [one.name for place, looked in enumerate(self._sights, 1) for one in looked.found(place)]
        return [*[f"{series}.on" for series in self._oldest], *latest, *ends, *found, *seen]

    @property
    def _slots(self) -> range:
        """Number the bounds of a series; the first of every series share their columns, and so on."""
        return range(1, max((len(layer.columns) for layer in self._bounds.values()), default=0) + 1)

    # One result

    def _read(self) -> exp.Select:
        fields = {series: series_field(self._protocol, series) for series in self._oldest}
        taken, minute = column("on"), column("minute")
        columns = {
            SUBJECT: column(SUBJECT),
            "field": column("field"),
            "on": taken,
            "timed": is_known(minute),
            "rank": ranking.rank(taken, otherwise(minute, number(0))),
            "valid": self._by_series({series: valid(field, column) for series, field in fields.items()}),
            "settling": column("settling"),
        }
        columns |= {f"standing {slot}": self._standing(slot) for slot in self._slots}
        columns |= ranking.extremes(column("value"), column("sign"), self._places) if self._ranges else {}
        return selected(RESULTS, columns).where(self._in_sight())

    @property
    def _places(self) -> int:
        return max(places(self._protocol, series) for series in self._ranges)

    def _in_sight(self) -> Sql:
        """Say whether a result is known on the day, and matters to some rule."""
        known = at_most(column("on"), day(self._on))
        mattering = [
            all_hold([self._is_of(series), *([at_least(column("on"), day(oldest))] if oldest else [])])
            for series, oldest in self._oldest.items()
        ]
        return all_hold([known, any_holds(mattering)])

    def _standing(self, slot: int) -> Sql:
        """Say how a result stands to the bound of its series in this place."""
        keeps = {series: [*layer.columns.values()][slot - 1 : slot] for series, layer in self._bounds.items()}
        found = self._by_series({series: one for series, given in keeps.items() for one in given})
        return ranking.standing(found)

    def _by_series(self, said: dict[str, Sql]) -> Sql:
        if self._alone:
            return next(iter(said.values()))
        return case(*[(self._is_of(series), one) for series, one in said.items()])

    def _is_of(self, series: str) -> Sql:
        return same(column("field"), text(series))

    # All results of a patient

    def _ranked(self) -> exp.Select:
        columns = ranking.of_series() | {
            name: one for slot in self._slots for name, one in ranking.of_bound(slot).items()
        }
        columns |= ranking.of_extremes() if self._ranges else {}
        return grouped(_READ, [SUBJECT] if self._alone else [SUBJECT, "field"], columns)

    def _counting(self) -> Steps:
        """Put a patient's series side by side; a lone one is there already."""
        if self._alone:
            ((series, names),) = self._named().items()
            found = {SUBJECT: column(SUBJECT), f"{series}.on": column("on")}
            found |= {name: ranking.keeps(slot) for slot, name in enumerate(names, 1)}
            found |= {f"{end} {series}": told() for end, told in _ENDS.items()} if self._ranges else {}
            yield _COUNTING, selected(_RANKED, found)
            return
        latest = {name: column(name) for name in (SUBJECT, "field", "on")}
        latest |= {f"keeps {slot}": ranking.keeps(slot) for slot in self._slots}
        latest |= {end: told() for end, told in _ENDS.items()} if self._ranges else {}
        yield _LATEST, selected(_RANKED, latest)
        found = {}
        for series, names in self._named().items():
            found[f"{series}.on"] = maximum(column("on"), self._is_of(series))
            for slot, name in enumerate(names, 1):
                found[name] = every(column(f"keeps {slot}"), self._is_of(series))
        found |= {
            f"{end} {series}": maximum(column(end), self._is_of(series)) for series in self._ranges for end in _ENDS
        }
        yield _COUNTING, grouped(_LATEST, [SUBJECT], found)

    def _named(self) -> dict[str, list[str]]:
        """Name the bounds of each series, in the order of their slots."""
        return {series: list(self._bounds.get(series, Layer()).columns) for series in self._oldest}

    @property
    def _alone(self) -> bool:
        return len(self._oldest) == 1
