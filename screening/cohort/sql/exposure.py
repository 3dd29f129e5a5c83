"""Days running on which something was taken, in the days before an anchor, as SQL."""

from screening.cohort.sql.operators import (
    Day,
    Sql,
    any_holds,
    at_least,
    at_most,
    case,
    column,
    days_earlier,
    days_later,
    is_known,
    is_open,
    not_known,
    truth,
)
from screening.cohort.sql.periods import Runs, Taken
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol.days import TODAY, ExposureRule


@shape(ExposureRule)
def _exposure(rule: ExposureRule, scope: Scope) -> Compiled:
    return _before_today(rule, scope) if rule.before == TODAY else _before_anchor(rule, scope)


def _before_today(rule: ExposureRule, scope: Scope) -> Compiled:
    listed, called = column(rule.exposure), f"exposure {rule.exposure}"
    runs = scope.program.periods.runs(Taken(rule.exposure, rule.needed, None))

    def held(later: Day) -> Sql:
        goes_on = at_most(runs.since, days_earlier(later, rule.needed - 1))
        return case((is_open(listed), not_known()), *_judged(rule, runs, later, goes_on), default=truth(False))

    gone = rule.within_days + 2 - rule.needed
    turns = (days_later(runs.sure, gone), days_later(runs.all, gone), days_later(runs.since, rule.needed - 1))
    kept = tuple(scope.keep(one, f"turn {rule.exposure}") for one in turns)
    return scope.moving(held(scope.on), called, held, kept, Ask(rule.exposure))


def _before_anchor(rule: ExposureRule, scope: Scope) -> Compiled:
    """Judge before a date field: open while it has no day, unless nothing was taken."""
    listed, anchor = column(rule.exposure), column(rule.before)
    runs = scope.program.periods.runs(Taken(rule.exposure, rule.needed, rule.before))
    now = case(
        (is_open(listed), not_known()),
        (is_open(runs.since), truth(False)),
        (is_open(anchor), not_known()),
        *_judged(rule, runs, anchor),
        default=truth(False),
    )
    asks = (
        Ask(rule.exposure, (any_holds([is_open(listed), is_known(anchor)]),)),
        Ask(rule.before, (is_open(anchor),)),
    )
    return scope.leaf(now, f"exposure {rule.exposure}", *asks)


def _judged(rule: ExposureRule, runs: Runs, anchor: Day, *more: Sql) -> tuple[tuple[Sql, Sql], ...]:
    """Say where it holds, and where it may: the last days of a run that is long enough lie in the window."""
    first = days_earlier(anchor, rule.within_days + 1 - rule.needed)
    may = [at_least(runs.all, first), *more]
    return (at_least(runs.sure, first), truth(True)), *((one, not_known()) for one in may)
