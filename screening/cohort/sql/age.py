"""Age in completed years, today or on another day, as SQL.

Someone has turned n on a day if born at most n calendar years before it, a day that a shorter year lacks being its
last: so 29 February has its birthday on 1 March.
"""

from screening.cohort.columns import BIRTH
from screening.cohort.sql.operators import (
    Day,
    Sql,
    above,
    all_hold,
    any_holds,
    at_most,
    case,
    column,
    day,
    is_open,
    months_earlier,
    months_reached,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol.days import TODAY
from screening.protocol.rules import AgeRule

_YEAR = 12


@shape(AgeRule)
def _age(rule: AgeRule, scope: Scope) -> Compiled:
    low, high, birth = rule.age_at_least, rule.age_at_most, column(BIRTH)

    def at(anchor: Day) -> Sql:
        aged = [] if low is None else [at_most(birth, months_earlier(anchor, low * _YEAR))]
        aged += [] if high is None else [above(birth, months_earlier(anchor, (high + 1) * _YEAR))]
        # A slip such as 2064 for 1964 is asked again, never read as an age.
        return case((at_most(birth, day(anchor)), all_hold(aged)))

    anchor: Day = scope.on if rule.at == TODAY else column(rule.at)
    unborn = any_holds([is_open(birth), above(birth, day(anchor))])
    asks = [Ask(f"subject.{BIRTH}", (unborn,))]
    if rule.at != TODAY:
        return scope.leaf(at(anchor), f"age {rule.at}", *asks, Ask(rule.at, (is_open(column(rule.at)),)))
    years = [years for years in (low, None if high is None else high + 1) if years is not None]
    turns = [scope.keep(months_reached(birth, one * _YEAR), f"birthday {one}") for one in years]
    return scope.moving(at(anchor), "age", at, (birth, *turns), *asks)
