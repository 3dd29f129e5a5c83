"""A number, or one side of a censored one, against a bound: exact, in SQL."""

from decimal import Decimal
from typing import NamedTuple

from screening.cohort.sql.operators import (
    Sql,
    above,
    all_hold,
    at_least,
    at_most,
    below,
    case,
    is_one_of,
    is_open,
    number,
    same,
    text,
    truth,
)

Limit = Decimal | Sql


class Bound(NamedTuple):
    """One end of what a value may be: the limit, whether it is the upper one, whether it is left out itself."""

    limit: Limit
    upper: bool
    open: bool

    @property
    def sql(self) -> Sql:
        """Write the limit."""
        return number(self.limit) if isinstance(self.limit, Decimal) else self.limit


def bounds(bound: str, limit: Limit | tuple[Decimal, Decimal]) -> list[Bound]:
    """Give the ends of a bound; `between` has two."""
    if isinstance(limit, tuple):
        return [Bound(limit[0], upper=False, open=False), Bound(limit[1], upper=True, open=False)]
    return [Bound(limit, upper=bound in ("below", "at_most"), open=bound in ("below", "above"))]


def within(value: Sql, bound: Bound) -> Sql:
    """Say whether an exact value keeps to one end."""
    if bound.upper:
        return (below if bound.open else at_most)(value, bound.sql)
    return (above if bound.open else at_least)(value, bound.sql)


def within_span(value: Sql, span: tuple[Decimal, Decimal]) -> Sql:
    """Say whether a value lies in a range, both ends included."""
    return all_hold([at_least(value, number(span[0])), at_most(value, number(span[1]))])


def certain(value: Sql, sign: Sql, bound: Bound) -> Sql:
    """Say whether a measure certainly keeps to one end, certainly does not, or can't be told (censored).

    `<5` stands for every value from 0 up to 5, `>5` for every value beyond it.
    """
    lower, upper = (_upper_end if bound.upper else _lower_end)(value, sign, bound)
    return case(
        (is_open(sign), within(value, bound)),
        (is_one_of(sign, ("<", "≤")), lower),
        (is_one_of(sign, (">", "≥")), upper),
    )


def _upper_end(value: Sql, sign: Sql, bound: Bound) -> tuple[Sql, Sql]:
    """Judge `<x` and `>x` against an upper end: the first may be sure to keep to it, the second to break it."""
    limit = bound.sql
    kept, broken = at_most(value, limit), at_least(value, limit)
    if bound.open:
        kept = case((same(sign, text("<")), kept), default=below(value, limit))
    else:
        broken = case((same(sign, text(">")), broken), default=above(value, limit))
    never = [(one, truth(False)) for one in _sure_of_zero(bound, closed=below, open_=at_most)]
    return case((kept, truth(True)), *never), case((broken, truth(False)))


def _lower_end(value: Sql, sign: Sql, bound: Bound) -> tuple[Sql, Sql]:
    """Judge `<x` and `>x` against a lower end: the first may be sure to break it, the second to keep to it."""
    limit = bound.sql
    kept, broken = at_least(value, limit), at_most(value, limit)
    if bound.open:
        kept = case((same(sign, text(">")), kept), default=above(value, limit))
    else:
        broken = case((same(sign, text("<")), broken), default=below(value, limit))
    always = [(one, truth(True)) for one in _sure_of_zero(bound, closed=at_most, open_=below)]
    return case(*always, (broken, truth(False))), case((kept, truth(True)))


def _sure_of_zero(bound: Bound, closed: object, open_: object) -> list[Sql]:
    """Compare a limit with zero, below which no value lies; nothing where the limit is a number above it."""
    if isinstance(bound.limit, Decimal) and bound.limit > 0:
        return []
    compare = open_ if bound.open else closed
    assert callable(compare)
    return [compare(bound.sql, number(0))]
