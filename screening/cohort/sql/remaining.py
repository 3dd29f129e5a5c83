"""What is left of a planned number after what was given of it, as SQL."""

from screening.cohort.sql.bounds import bounds, within, within_span
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    case,
    column,
    is_known,
    minus,
    negated,
    number,
    otherwise,
    truth,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol import NumberField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, RemainingRule


@shape(RemainingRule)
def _remaining(rule: RemainingRule, scope: Scope) -> Compiled:
    limit = rule.limit
    assert not isinstance(limit, NormalLimit | Depending)
    left = minus(column(rule.remaining), column(rule.given))
    planned, given = _usable(rule.remaining, scope), _usable(rule.given, scope)
    says = case(
        (
            all_hold([planned, given, at_least(left, number(0))]),
            all_hold(within(left, end) for end in bounds(rule.bound, limit)),
        )
    )
    # Where both can be used and it is open all the same, they contradict each other.
    asks = (
        Ask(rule.remaining, (any_holds([negated(planned), given]),)),
        Ask(rule.given, (any_holds([negated(given), planned]),)),
    )
    return scope.leaf(says, f"remaining {rule.remaining}", *asks)


def _usable(name: str, scope: Scope) -> Sql:
    """Say whether a number is known and plausible; itself TRUE or FALSE."""
    field = scope.protocol.field[name]
    assert isinstance(field, NumberField)
    if not field.plausible:
        return is_known(column(name))
    return otherwise(within_span(column(name), field.plausible), truth(False))
