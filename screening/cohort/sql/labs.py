"""One laboratory result against a bound, as SQL: wide, the one in the patient's row; long, those that may be latest.

Once valid and in date, what counts on the day keeps counting in `held`: nothing newer is known in a cohort.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from screening.cohort.sql.bounds import Limit, bounds, certain, within
from screening.cohort.sql.compound import depending
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    at_least,
    case,
    column,
    day,
    days_later,
    is_known,
    is_open,
    plus,
    times,
)
from screening.cohort.sql.series import Part, series_field, valid, wide_part
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.engine.labs import scaled, unit_scale
from screening.protocol import LabField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, LabRule
from screening.quantity import product


@shape(LabRule)
def _lab(rule: LabRule, scope: Scope) -> Compiled:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: _bounded(rule, scope, part))
    return _bounded(rule, scope, limit)


def _bounded(rule: LabRule, scope: Scope, limit: Any) -> Compiled:
    name = rule.lab
    field = series_field(scope.protocol, name)
    oldest = None if rule.good_for_days is None else scope.on - timedelta(days=rule.good_for_days)
    newest = scope.newest(name, oldest)
    fresh = is_known(newest) if oldest is None else at_least(newest, day(oldest))
    if scope.program.labs == "wide":
        part = wide_part(name)
        says = case((all_hold([fresh, valid(field, part)]), _keeps(rule, field, limit, part)))
    else:
        counted = case((valid(field, column), _keeps(rule, field, limit, column)))
        says = case((fresh, scope.program.results.bound(name, counted)))
    if rule.good_for_days is None:
        return scope.leaf(says, f"lab {name}", Ask(name))
    gone = days_later(newest, rule.good_for_days + 1)
    return scope.expiring(says, f"lab {name}", name, lambda leaf: case((is_known(leaf), gone)), Ask(name))


def _keeps(rule: LabRule, field: LabField, limit: Any, part: Part) -> Sql:
    """Say whether a result keeps to the bound."""
    scale = unit_scale(rule.unit, field)
    given: Limit | tuple[Decimal, Decimal]
    given = _of_normal(limit, scale, part) if isinstance(limit, NormalLimit) else scaled(limit, scale)
    value, sign, ends = part("value"), part("sign"), bounds(rule.bound, given)
    if rule.censored == "repeat":
        return case((is_open(sign), all_hold(within(value, end) for end in ends)))
    return all_hold(certain(value, sign, end) for end in ends)


def _of_normal(limit: NormalLimit, scale: Decimal, part: Part) -> Sql:
    """Reckon the limit from the result's own limits of normal."""
    return plus(times(part(limit.of.lower()), limit.times), product(limit.plus, scale))
