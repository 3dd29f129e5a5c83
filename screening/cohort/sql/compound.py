"""All, any, at least so many, not, and limits that depend on another answer, as SQL.

AND, OR and NOT are Kleene's already.
"""

from collections.abc import Callable, Sequence
from functools import reduce

from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    below,
    case,
    negated,
    number,
    plus,
    same,
    truth,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, compiled, shape
from screening.protocol.rules import AllRule, AnyRule, AtLeastRule, Depending, NotRule


@shape(AllRule)
def _all(rule: AllRule, scope: Scope) -> Compiled:
    return _joined([compiled(one, scope) for one in rule.all], all_hold)


@shape(AnyRule)
def _any(rule: AnyRule, scope: Scope) -> Compiled:
    return _joined([compiled(one, scope) for one in rule.any], any_holds)


@shape(AtLeastRule)
def _at_least(rule: AtLeastRule, scope: Scope) -> Compiled:
    least = number(rule.at_least)

    def enough(truths: Sequence[Sql]) -> Sql:
        holding = [case((one, number(1)), default=number(0)) for one in truths]
        possible = [case((negated(one), number(0)), default=number(1)) for one in truths]
        return case(
            (at_least(reduce(plus, holding), least), truth(True)),
            (below(reduce(plus, possible), least), truth(False)),
        )

    return _joined([compiled(one, scope) for one in rule.of], enough)


@shape(NotRule)
def _not(rule: NotRule, scope: Scope) -> Compiled:
    inner = compiled(rule.not_, scope)
    return Compiled(
        negated(inner.now),
        inner.asks,
        lambda day: negated(inner.held(day)),
        lambda day: negated(inner.left(day)),
        inner.turns,
        inner.lapses,
    )


def _joined(parts: Sequence[Compiled], join: Callable[[Sequence[Sql]], Sql]) -> Compiled:
    return Compiled(
        join([one.now for one in parts]),
        # A settled part of an open whole no longer matters.
        tuple(ask for one in parts for ask in _asked(one)),
        lambda day: join([one.held(day) for one in parts]),
        lambda day: join([one.left(day) for one in parts]),
        tuple(turn for one in parts for turn in one.turns),
        tuple(lapse for one in parts for lapse in one.lapses),
    )


def _asked(part: Compiled, *when: Sql) -> list[Ask]:
    return [Ask(ask.question, (*when, part.open, *ask.when)) for ask in part.asks]


def depending(limit: Depending, scope: Scope, bounded: Callable[[object], Compiled]) -> Compiled:
    """Hold where the limit for the answer given holds; where it isn't given, where both limits agree."""
    when, then, other = compiled(limit.when, scope), bounded(limit.then), bounded(limit.otherwise)
    for_then, for_other = any_holds([when.open, when.now]), any_holds([when.open, negated(when.now)])
    return Compiled(
        _chosen(when.now, then.now, other.now),
        (*_asked(when), *_asked(then, for_then), *_asked(other, for_other)),
        lambda day: _chosen(when.held(day), then.held(day), other.held(day)),
        lambda day: _chosen(when.left(day), then.left(day), other.left(day)),
        (*when.turns, *then.turns, *other.turns),
        (*when.lapses, *then.lapses, *other.lapses),
    )


def _chosen(when: Sql, then: Sql, other: Sql) -> Sql:
    return case((when, then), (negated(when), other), (same(then, other), then))
