"""No result within the bound in the days before an anchor, as SQL.

Only the latest day of each kind of result matters: as the window moves on, all older ones of that kind have left it
before. Without any result in sight, what the newest said is kept in `held`.
"""

from screening.cohort.sql.bounds import bounds, certain
from screening.cohort.sql.operators import (
    Sql,
    above,
    all_hold,
    any_holds,
    at_least,
    case,
    column,
    days_later,
    is_known,
    is_open,
    not_known,
    same,
    truth,
)
from screening.cohort.sql.series import Part, series_field, valid, wide_part
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.cohort.sql.sights import Found, Sight, single
from screening.engine.labs import scaled, unit_scale
from screening.protocol.days import TODAY
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, NoResultRule


@shape(NoResultRule)
def _no_result(rule: NoResultRule, scope: Scope) -> Compiled:
    name = rule.no_result
    found = _found(rule, scope)
    # Of those that an event explains, one is confirmed by what lies outside on a later day, and so are all before it.
    waiting = case((any_holds([is_open(found.outside), at_least(found.explained, found.outside)]), found.explained))
    unlisted = is_open(column(rule.except_after)) if rule.except_after else truth(False)
    opening = _latest(found.perhaps, waiting)
    opening = case((unlisted, _latest(found.inside, found.perhaps)), default=opening) if rule.except_after else opening
    broken, opened, kept = (
        scope.keep(one, f"{called} {name}")
        for called, one in (("broken", found.plain), ("opened", opening), ("kept", found.outside))
    )
    now = case((is_known(broken), truth(False)), (is_known(opened), not_known()), (is_known(kept), truth(True)))
    asks = _asks(rule, all_hold([unlisted, is_known(opened)]))
    if rule.within_days is None or rule.before != TODAY:
        return scope.leaf(now, f"no_result {name}", *asks)
    return _moving(rule.within_days, scope, name, now, (broken, opened, kept), asks)


def _moving(
    within: int, scope: Scope, name: str, now: Sql, last: tuple[Sql, Sql, Sql], asks: tuple[Ask, ...]
) -> Compiled:
    """Let the window move on, from what the last days of each kind say."""
    broken, opened, kept = last
    leaf = scope.program.leaves.keep(now, f"no_result {name}")
    newest = scope.keep(_latest(_latest(broken, opened), kept), f"newest {name}")

    def in_sight(one: Sql, later: Sql) -> Sql:
        return at_least(days_later(one, within), later)

    def left(later: Sql) -> Sql:
        return case(
            (in_sight(broken, later), truth(False)),
            (in_sight(opened, later), not_known()),
            (in_sight(kept, later), truth(True)),
        )

    def held(later: Sql) -> Sql:
        newest_says = case(
            (same(broken, newest), truth(False)), (same(opened, newest), not_known()), default=truth(True)
        )
        return case((any_holds([is_open(leaf), in_sight(newest, later)]), left(later)), default=newest_says)

    turns = tuple(days_later(one, within + 1) for one in last)
    # What is open counts too, once what opened it has left the window.
    counts = any_holds([is_known(leaf), above(kept, opened)])
    gone = case((counts, days_later(newest, within + 1)))
    return Compiled(leaf, asks, held, left, turns, (scope.lapse(name, gone),))


def _asks(rule: NoResultRule, unlisted: Sql) -> tuple[Ask, ...]:
    """Ask for the anchor first; then for the events that could explain a result; then for the results."""
    anchored = [] if rule.before == TODAY else [is_known(column(rule.before))]
    asks = [] if rule.before == TODAY else [Ask(rule.before, (is_open(column(rule.before)),))]
    if rule.except_after is None:
        return (*asks, Ask(rule.no_result, tuple(anchored)))
    listed = case((unlisted, truth(False)), default=truth(True))
    return (*asks, Ask(rule.except_after, (*anchored, unlisted)), Ask(rule.no_result, (*anchored, listed)))


def _found(rule: NoResultRule, scope: Scope) -> Found:
    field, limit = series_field(scope.protocol, rule.no_result), rule.limit
    assert not isinstance(limit, NormalLimit | Depending)
    ends = bounds(rule.bound, scaled(limit, unit_scale(rule.unit, field)))
    anchor = None if rule.before == TODAY else rule.before
    sight = Sight(rule.no_result, rule.within_days, anchor, rule.except_after, rule.except_days)

    def keeps(part: Part) -> Sql:
        return all_hold(certain(part("value"), part("sign"), end) for end in ends)

    if scope.program.labs == "wide":
        part = wide_part(rule.no_result)
        found = single(sight, scope.on, part("on"), valid(field, part), keeps(part))
        return Found(*[scope.keep(one, f"{rule.no_result} {called}") for called, one in found._asdict().items()])
    return scope.program.results.sight(sight, valid(field, column), keeps(column))


def _latest(one: Sql, other: Sql) -> Sql:
    """Give the later of two days, either of which may not be known."""
    return case((is_open(one), other), (above(other, one), other), default=one)
