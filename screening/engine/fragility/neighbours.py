"""Does a value fit the results around it, and is a unit one that its source reports in?

Without this nearly every verdict would hang on some slip: ten times any count lies on the other side of some limit.
"""

from collections.abc import Sequence
from decimal import Decimal

from screening.patient import Result

NEAR_DAYS = 7
"""Results so many days apart still say something of each other."""
MOST_TIMES = 3
"""How many times its neighbour a value may be. Since 3 × 3 < 10, none fits both as it stands and ten times that."""


def neighbours(result: Result, series: Sequence[Result]) -> list[Result]:
    """List the nearest result on either side, a valid and exact one, within days."""
    sound = [one for one in series if one is not result and one.valid and not one.measure.sign]
    before = [one for one in sound if 0 <= result.on - one.on <= NEAR_DAYS]
    after = [one for one in sound if 0 < one.on - result.on <= NEAR_DAYS]
    return [*before[-1:], *after[:1]]


def fits(number: Decimal, beside: Sequence[Result]) -> bool:
    """Say whether a value, in the field's unit, fits all its neighbours; without any nothing speaks for it."""
    return bool(beside) and all(_near(number, one.measure.number) for one in beside)


def falls_out(result: Result, beside: Sequence[Result]) -> bool:
    """Say whether a result lies far below its neighbours."""
    return bool(beside) and all(result.measure.number * MOST_TIMES < one.measure.number for one in beside)


def known_units(result: Result, series: Sequence[Result]) -> list[str]:
    """List the other units in which the source of a result reported other results."""
    same = [one.unit for one in series if one is not result and one.source == result.source]
    return [unit for unit in dict.fromkeys(same) if unit != result.unit]


def _near(one: Decimal, other: Decimal) -> bool:
    return 0 < max(one, other) <= MOST_TIMES * min(one, other)
