"""The first stretch of days on which nothing speaks against the patient if what counts today kept its value, as SQL.

It opens today or on a day on which a rule turns. It is over before a day on which a rule turns against the patient, or
on which something has run out and has to be repeated that had not to be on its first day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

from screening.cohort.sql.judged import HOLDS, Judged
from screening.cohort.sql.operators import (
    FAR_OFF,
    Sql,
    above,
    all_hold,
    any_holds,
    case,
    column,
    day,
    days_later,
    earliest,
    is_known,
    negated,
    otherwise,
    same,
    truth,
    unless,
)

OPENS = "opens on"
"""The column of its first day."""


class Stretch:
    """The stretch of one protocol's criteria on one day."""

    def __init__(self, on: date, criteria: Sequence[Judged]) -> None:
        self._on, self._criteria = day(on), criteria
        self._moving = [one for one in criteria if one.rule.turns]
        self._resting = [one for one in criteria if one.rule.lapses]
        self._turns = _distinct(turn for one in self._moving for turn in one.rule.turns)
        lapses = [lapse.day for one in self._resting for lapse in one.rule.lapses]
        self._days = _distinct([*self._turns, *lapses])

    def opens(self) -> Sql:
        """Give its first day; NULL where there is none."""
        today = (_not_against(column(HOLDS)), self._on)
        if not self._turns:
            return case(today)
        still = all_hold(column(one.name) for one in self._criteria if not one.rule.turns)
        later = _earliest((all_hold([above(turn, self._on), self._open(turn)]), turn) for turn in self._turns)
        return case(today, (_not_against(still), later))

    def closes(self) -> Sql:
        """Give its last day, in terms of the first; NULL where it never ends."""
        if not self._days:
            return exp.cast(exp.null(), "DATE")
        opens = column(OPENS)
        over = _earliest((all_hold([above(one, opens), self._over(one)]), one) for one in self._days)
        return case((is_known(opens), days_later(over, -1)))

    def _open(self, later: Sql) -> Sql:
        """Say that nothing that days change speaks against the patient on a later day."""
        return _not_against(all_hold(one.held(later) for one in self._moving))

    def _over(self, later: Sql) -> Sql:
        fields = list(dict.fromkeys(field for one in self._resting for field in one.rests_on))
        needed = [self._needed(field, later) for field in fields]
        if not self._turns:  # it opened today, when nothing had run out
            return any_holds(needed)
        before = [self._needed(field, column(OPENS)) for field in fields]
        changed = [negated(same(one, other)) for one, other in zip(needed, before, strict=True)]
        return any_holds([negated(self._open(later)), *changed])

    def _needed(self, field: str, later: Sql) -> Sql:
        """Say that something of a field has run out by a day, and a criterion does not hold without it."""
        missed = [
            all_hold([one.lapsed(field, later), negated(otherwise(one.left(later), truth(False)))])
            for one in self._resting
            if field in one.rests_on
        ]
        return otherwise(any_holds(missed), truth(False))


def _not_against(one: Sql) -> Sql:
    return otherwise(one, truth(True))


def _earliest(days: Iterable[tuple[Sql, Sql]]) -> Sql:
    """Give the earliest of the days whose condition holds; NULL where there is none."""
    return unless(earliest([case(one, default=day(FAR_OFF)) for one in days]), day(FAR_OFF))


def _distinct(days: Iterable[Sql]) -> list[Sql]:
    return list({one.sql(): one for one in days}.values())
