"""Dated events within, or not within, some days or months before an anchor, as SQL.

Of the events known on the day only the latest up to the anchor matters: if it lies outside the window, all do.
"""

from screening.cohort.sql.operators import (
    Day,
    Sql,
    above,
    at_least,
    case,
    column,
    day,
    days_earlier,
    days_later,
    earliest,
    is_known,
    is_open,
    latest_until,
    months_earlier,
    months_reached,
    negated,
    not_known,
    otherwise,
    truth,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol.days import TODAY, EventRule


@shape(EventRule)
def _event(rule: EventRule, scope: Scope) -> Compiled:
    return _before_today(rule, scope) if rule.before == TODAY else _before_anchor(rule, scope)


def _before_today(rule: EventRule, scope: Scope) -> Compiled:
    listed = column(rule.event)
    last = scope.keep(latest_until(listed, scope.on), f"last {rule.event}")

    def held(anchor: Day) -> Sql:
        return case((is_known(listed), _judged(rule, last, anchor)))

    now, called, ask = held(scope.on), f"event {rule.event}", Ask(rule.event)
    if rule.bound == "ever":
        return scope.leaf(now, called, ask)
    gone = scope.keep(_gone(rule, last), f"gone {rule.event}")
    return scope.moving(now, called, held, (gone,), ask)


def _before_anchor(rule: EventRule, scope: Scope) -> Compiled:
    """Judge before a date field: open while it has no day, unless no event is known that it could matter to."""
    listed, anchor = column(rule.event), column(rule.before)
    some = scope.keep(latest_until(listed, scope.on), f"last {rule.event}")
    until = earliest([anchor, day(scope.on)])
    last = scope.keep(latest_until(listed, until), f"last {rule.event} before {rule.before}")
    now = case(
        (is_open(listed), not_known()),
        (is_open(some), truth(not _wanted(rule))),
        (is_known(anchor), _judged(rule, last, anchor)),
    )
    asks = Ask(rule.event, (is_open(listed),)), Ask(rule.before, (is_open(anchor),))
    return scope.leaf(now, f"event {rule.event}", *asks)


def _wanted(rule: EventRule) -> bool:
    """Say whether an event inside the window makes the rule hold; or breaks it."""
    return not rule.bound.startswith(("not_", "at_least_"))


def _judged(rule: EventRule, last: Sql, anchor: Day) -> Sql:
    inside = is_known(last) if rule.bound == "ever" else otherwise(_in_window(rule, last, anchor), truth(False))
    return inside if _wanted(rule) else negated(inside)


def _in_window(rule: EventRule, last: Sql, anchor: Day) -> Sql:
    earlier = months_earlier if "months" in rule.bound else days_earlier
    return (above if _since(rule) else at_least)(last, earlier(anchor, getattr(rule, rule.bound)))


def _gone(rule: EventRule, last: Sql) -> Sql:
    """Give the first day on which an event has left the window before today."""
    first = last if _since(rule) else days_later(last, 1)
    later = months_reached if "months" in rule.bound else days_later
    return later(first, getattr(rule, rule.bound))


def _since(rule: EventRule) -> bool:
    """Say whether an event on the window's first day lies outside it."""
    return rule.bound.endswith("since")
