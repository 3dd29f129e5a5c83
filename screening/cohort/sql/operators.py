"""The closed list of operators that a protocol's SQL is made of; sqlglot writes them in each dialect.

A truth is a BOOLEAN of which NULL is *not yet known*: SQL's AND, OR and NOT are Kleene's. `IS TRUE` and `IS FALSE` are
not on the list, since some dialects make a plain NOT of them. Days are DATEs, numbers exact decimals; a float is never
written.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import cast

from sqlglot import exp

from screening.engine.dates import months_before

Sql = exp.Expression
Day = date | Sql

FAR_OFF = date(9999, 12, 31)
# Before every day that a history can hold, so that no moment is negative.
_EPOCH, _MINUTES = date(1850, 1, 1), 24 * 60


def taken(one: Sql) -> Sql:
    """Take an expression into another: itself where it stands in none yet, else a copy. Copying all is quadratic."""
    return one if one.parent is None else one.copy()


def column(name: str, table: str | None = None) -> Sql:
    """Name a column."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True))


def text(value: str) -> Sql:
    """Write a word."""
    return exp.Literal.string(value)


def number(value: Decimal | int) -> Sql:
    """Write an exact number."""
    return exp.Literal.number(f"{value:f}" if isinstance(value, Decimal) else str(value))


def truth(value: bool) -> Sql:
    """Write TRUE or FALSE."""
    return exp.Boolean(this=value)


def not_known() -> Sql:
    """Write the truth that nobody knows."""
    return exp.cast(exp.null(), "BOOLEAN")


def day(value: Day) -> Sql:
    """Write a day."""
    return exp.cast(text(value.isoformat()), "DATE") if isinstance(value, date) else taken(value)


# Truths.


def all_hold(truths: Iterable[Sql]) -> Sql:
    """Say that all of them hold; TRUE where there is none."""
    return _joined(exp.And, truths, exp.true())


def any_holds(truths: Iterable[Sql]) -> Sql:
    """Say that any of them holds; FALSE where there is none."""
    return _joined(exp.Or, truths, exp.false())


def _joined(connector: Callable[..., Sql], truths: Iterable[Sql], none: Sql) -> Sql:
    parts = list(truths)
    if len(parts) < 2:
        return taken(parts[0]) if parts else none
    wrapped = [exp.paren(taken(one), copy=False) if isinstance(one, exp.Connector) else taken(one) for one in parts]
    return reduce(lambda left, right: connector(this=left, expression=right), wrapped)


def negated(one: Sql) -> Sql:
    """Say that it does not hold."""
    return taken(_unnegated(one)) if isinstance(one, exp.Not) else exp.not_(taken(one), copy=False)


def _unnegated(one: Sql) -> Sql:
    return cast("Sql", one.this.unnest()) if isinstance(one, exp.Not) else one


def is_open(one: Sql) -> Sql:
    """Say that it is not known; itself TRUE or FALSE."""
    return exp.Is(this=_operand(_unnegated(one)), expression=exp.null())


def is_known(one: Sql) -> Sql:
    """Say that it is known; itself TRUE or FALSE."""
    return exp.not_(is_open(one), copy=False)


def otherwise(one: Sql, value: Sql) -> Sql:
    """Put a value in place of an unknown one."""
    return exp.Coalesce(this=taken(one), expressions=[taken(value)])


def case(*branches: tuple[Sql, Sql], default: Sql | None = None) -> Sql:
    """Choose by the first condition that holds; one that is not known does not. Without a default: not known."""
    found = exp.Case()
    for when, then in branches:
        found.when(taken(when), taken(then), copy=False)  # else it copies all branches before
    return found if default is None else found.else_(taken(default), copy=False)


# Comparisons. All are not known where a side is not.


def below(one: Sql, other: Sql) -> Sql:
    """Compare: one < other."""
    return exp.LT(this=_operand(one), expression=_operand(other))


def at_most(one: Sql, other: Sql) -> Sql:
    """Compare: one <= other."""
    return exp.LTE(this=_operand(one), expression=_operand(other))


def at_least(one: Sql, other: Sql) -> Sql:
    """Compare: one >= other."""
    return exp.GTE(this=_operand(one), expression=_operand(other))


def above(one: Sql, other: Sql) -> Sql:
    """Compare: one > other."""
    return exp.GT(this=_operand(one), expression=_operand(other))


def same(one: Sql, other: Sql) -> Sql:
    """Compare: one = other."""
    return exp.EQ(this=_operand(one), expression=_operand(other))


def is_one_of(one: Sql, words: Iterable[str]) -> Sql:
    """Say that a word is one of these."""
    listed = [text(word) for word in sorted(words)]
    return same(one, listed[0]) if len(listed) == 1 else exp.In(this=_operand(one), expressions=listed)


def _operand(one: Sql) -> Sql:
    return exp.paren(taken(one), copy=False) if isinstance(one, exp.Connector | exp.Predicate | exp.Not) else taken(one)


# Numbers.


def times(one: Sql, factor: Decimal | int | Sql) -> Sql:
    """Multiply exactly."""
    if isinstance(factor, exp.Expression):
        return exp.Mul(this=_term(one), expression=_term(factor))
    return taken(one) if factor == 1 else exp.Mul(this=_term(one), expression=number(factor))


def digits(one: Sql, whole: int, after: int) -> Sql:
    """Take a decimal of no more digits than these: products of 18 or fewer stay within 18 in DuckDB, and overflow."""
    return exp.cast(taken(one), f"DECIMAL({whole + after}, {after})", copy=False)


def plus(one: Sql, other: Decimal | Sql) -> Sql:
    """Add exactly."""
    if isinstance(other, Decimal):
        if not other:
            return taken(one)
        sign = exp.Add if other > 0 else exp.Sub
        return sign(this=taken(one), expression=number(abs(other)))
    return exp.Add(this=taken(one), expression=_term(other))


def minus(one: Sql, other: Sql) -> Sql:
    """Subtract exactly."""
    return exp.Sub(this=taken(one), expression=_term(other))


def _term(one: Sql) -> Sql:
    return exp.paren(taken(one), copy=False) if isinstance(one, exp.Add | exp.Sub) else taken(one)


def remainder(one: Sql, divisor: int) -> Sql:
    """Give what is left of a whole number after division."""
    return exp.Mod(this=_term(one), expression=number(divisor))


# Days.


def days_later(one: Sql, days: int) -> Sql:
    """Give the day so many days later; earlier, where negative."""
    if not days:
        return taken(one)
    shift = exp.DateAdd if days > 0 else exp.DateSub
    return exp.cast(shift(this=taken(one), expression=number(abs(days)), unit=exp.Var(this="DAY")), "DATE", copy=False)


def months_later(one: Sql, months: int | Sql) -> Sql:
    """Give the day so many months later; the last of a shorter month where that day is missing."""
    if not months:
        return taken(one)
    number_of = number(months) if isinstance(months, int) else taken(months)
    return exp.cast(exp.DateAdd(this=taken(one), expression=number_of, unit=exp.Var(this="MONTH")), "DATE", copy=False)


def months_reached(one: Sql, months: int | Sql) -> Sql:
    """Give the first day that so many calendar months separate: the 1st of the next where a month lacks that day."""
    found = months_later(one, months)
    return case((below(day_of_month(found), day_of_month(one)), days_later(found, 1)), default=found)


def days_earlier(one: Day, days: int) -> Sql:
    """Give the day so many days earlier."""
    return day(one - timedelta(days=days)) if isinstance(one, date) else days_later(one, -days)


def months_earlier(one: Day, months: int) -> Sql:
    """Give the day so many calendar months earlier; the last of a shorter month where that day is missing."""
    if isinstance(one, date):
        return day(date.fromordinal(max(1, months_before(one.toordinal(), months))))
    if not months:
        return taken(one)
    return exp.cast(
        exp.DateSub(this=taken(one), expression=number(months), unit=exp.Var(this="MONTH")), "DATE", copy=False
    )


def days_between(early: Sql, late: Sql) -> Sql:
    """Count the days from one day to another."""
    return exp.DateDiff(this=taken(late), expression=taken(early), unit=exp.Var(this="DAY"))


def moment(one: Sql, minute: Sql) -> Sql:
    """Count the minutes from a fixed day to one of another day; not known without it."""
    return plus(times(days_between(day(_EPOCH), one), _MINUTES), minute)


def day_of_month(one: Sql) -> Sql:
    """Give the number of a day in its month."""
    return exp.Day(this=taken(one))


def latest_until(days: Sql, until: Day) -> Sql:
    """Give the latest of a list of days up to one of them; not known where there is none, or no list."""
    each = exp.to_identifier("each")
    holds = exp.LTE(this=exp.column("each"), expression=day(until))
    kept = exp.ArrayFilter(this=taken(days), expression=exp.Lambda(this=holds, expressions=[each]))
    return exp.ArrayMax(this=kept)


def earliest(days: Sequence[Sql]) -> Sql:
    """Give the earliest of several known days."""
    first, *rest = [taken(one) for one in days]
    return exp.Least(this=first, expressions=rest, ignore_nulls=True) if rest else first


def unless(one: Sql, value: Sql) -> Sql:
    """Give a value, but not known where it is this one."""
    return exp.Nullif(this=taken(one), expression=taken(value))


def greater(one: Sql, other: Sql) -> Sql:
    """Give the greater of two known numbers, or the later of two known days."""
    return exp.Greatest(this=taken(one), expressions=[taken(other)], ignore_nulls=True)


# Texts.


def joined_texts(parts: Sequence[Sql]) -> Sql:
    """Write texts behind one another; none of them may be unknown. One call joins all far faster than many of two."""
    if len(parts) == 1:
        return taken(parts[0])
    return exp.Concat(expressions=[taken(one) for one in parts], safe=True, coalesce=True)


def without_first(one: Sql) -> Sql:
    """Leave out a text's first letter."""
    return exp.Substring(this=taken(one), start=number(2))


# Over rows.


def maximum(one: Sql, where: Sql | None = None) -> Sql:
    """Give the greatest over the rows for which a condition holds."""
    return _where(exp.Max(this=taken(one)), where)


def every(one: Sql, where: Sql | None = None) -> Sql:
    """Say that a known truth holds in every row for which a condition holds; not known without one."""
    return _where(exp.LogicalAnd(this=taken(one)), where)


def _where(one: Sql, where: Sql | None) -> Sql:
    return one if where is None else exp.Filter(this=one, expression=exp.Where(this=taken(where)))


def highest(one: Sql, key: str, order: Sql, *, earlier: bool = False) -> Sql:
    """Give the greatest over the rows of one key up to a row and those of its place, or over those before it alone."""
    frame = {"start": "UNBOUNDED", "start_side": "PRECEDING", "end": number(1), "end_side": "PRECEDING"}
    spec = exp.WindowSpec(kind="ROWS", **frame) if earlier else None
    ordered = exp.Order(expressions=[exp.Ordered(this=taken(order), nulls_first=True)])
    return exp.Window(this=exp.Max(this=taken(one)), partition_by=[column(key)], order=ordered, spec=spec)
