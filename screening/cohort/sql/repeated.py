"""Two results within the bound, at least so far apart, as SQL.

Every two valid results of a patient are looked at once. The rule holds where two that keep to the bound are surely far
enough apart. It does not where two are, while no two that may keep to it can be. As older results run out of sight,
the second can become true: from the day on which the last pair that could still hold is gone, until the last pair that
is far enough apart is gone too. The wide form has one result, and one leaves the rule open.
"""

from datetime import timedelta

from screening.cohort.sql.bounds import bounds, certain
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    below,
    case,
    column,
    days_later,
    is_known,
    is_open,
    negated,
    not_known,
    truth,
)
from screening.cohort.sql.pairs import Pairs
from screening.cohort.sql.series import series_field, valid
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.engine.labs import scaled, unit_scale
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, RepeatedLabRule


@shape(RepeatedLabRule)
def _repeated(rule: RepeatedLabRule, scope: Scope) -> Compiled:
    name, ask = rule.repeated, Ask(rule.repeated)
    if scope.program.labs == "wide":
        return scope.leaf(not_known(), f"repeated {name}", ask)
    found = scope.program.results.pairs(_pairs(rule, scope))
    # The last days with such pairs, each the day of its earlier result.
    both, apart, perhaps = found.both, found.apart, found.perhaps
    now = case((is_known(both), truth(True)), (all_hold([is_known(apart), is_open(perhaps)]), truth(False)))
    if rule.within_days is None:
        return scope.leaf(now, f"repeated {name}", ask)
    within = rule.within_days
    leaf = scope.program.leaves.keep(now, f"repeated {name}")

    def in_sight(last: Sql, later: Sql) -> Sql:
        return at_least(days_later(last, within), later)

    def fallen(later: Sql) -> Sql:
        gone = any_holds([is_open(perhaps), below(days_later(perhaps, within), later)])
        return all_hold([in_sight(apart, later), gone])

    def held(later: Sql) -> Sql:
        # Where what is left says the opposite of what was, either may come out.
        return case(
            (negated(leaf), truth(False)),
            (fallen(later), case((is_open(leaf), truth(False)))),
            default=leaf,
        )

    def left(later: Sql) -> Sql:
        return case((in_sight(both, later), truth(True)), (fallen(later), truth(False)))

    turns = days_later(apart, within + 1), days_later(perhaps, within + 1)
    # What is open counts too, once it falls.
    falls = any_holds([is_open(perhaps), below(perhaps, apart)])
    gone = case((leaf, days_later(both, within + 1)), (falls, days_later(apart, within + 1)))
    return Compiled(leaf, (ask,), held, left, turns, (scope.lapse(name, gone),))


def _pairs(rule: RepeatedLabRule, scope: Scope) -> Pairs:
    field, limit = series_field(scope.protocol, rule.repeated), rule.limit
    assert not isinstance(limit, NormalLimit | Depending)
    ends = bounds(rule.bound, scaled(limit, unit_scale(rule.unit, field)))
    return Pairs(
        rule.repeated,
        valid(field, column),
        all_hold(certain(column("value"), column("sign"), end) for end in ends),
        None if rule.within_days is None else scope.on - timedelta(days=rule.within_days),
        rule.apart_days,
        rule.apart_hours,
    )
