"""Choices, numbers and sex, as SQL: the answer as it is known on the day, if it is not out of date."""

from decimal import Decimal

from screening.cohort.columns import SEX
from screening.cohort.sql.bounds import bounds, within, within_span
from screening.cohort.sql.compound import depending
from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    at_least,
    case,
    column,
    days_earlier,
    days_later,
    is_known,
    is_one_of,
    is_open,
    negated,
    not_known,
    same,
    text,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol import ChoiceField, NumberField
from screening.protocol.rules import ChoiceRule, Depending, NumberRule, SexRule


@shape(SexRule)
def _sex(rule: SexRule, scope: Scope) -> Compiled:
    return scope.leaf(same(column(SEX), text(rule.sex)), "sex", Ask("subject.sex"))


def _fresh(name: str, good_for: int | None, scope: Scope) -> Sql:
    """Give an answer while it is good; one without its own day is not, where the rule asks for a validity."""
    answer = column(name)
    if good_for is None:
        return answer
    return case((at_least(column(f"{name}.on"), days_earlier(scope.on, good_for)), answer))


@shape(ChoiceRule)
def _choice(rule: ChoiceRule, scope: Scope) -> Compiled:
    name = rule.choice
    field = scope.protocol.field[name]
    assert isinstance(field, ChoiceField)
    referred = [option for option, one in field.options.items() if one.investigator]
    unknown = [option for option, one in field.options.items() if one.unknown]
    answer = _fresh(name, rule.good_for_days, scope)
    says = is_one_of(answer, rule.one_of)
    if referred or unknown:
        says = case((is_one_of(answer, referred + unknown), not_known()), default=says)
    if not referred:
        return _dated(says, f"choice {name}", name, rule.good_for_days, scope, Ask(name))
    left = is_one_of(answer, referred)
    asks = Ask(name, (any_holds([is_open(answer), negated(left)]),)), Ask(scope.question, (left,))
    return _dated(says, f"choice {name}", name, rule.good_for_days, scope, *asks, counts=left)


@shape(NumberRule)
def _number(rule: NumberRule, scope: Scope) -> Compiled:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda part: _bounded(rule, scope, part))
    return _bounded(rule, scope, limit)


def _bounded(rule: NumberRule, scope: Scope, limit: object) -> Compiled:
    name = rule.number
    field = scope.protocol.field[name]
    assert isinstance(field, NumberField)
    assert isinstance(limit, Decimal | tuple)
    answer = _fresh(name, rule.good_for_days, scope)
    says = all_hold(within(answer, end) for end in bounds(rule.bound, limit))
    if field.plausible:
        says = case((within_span(answer, field.plausible), says))
    return _dated(says, f"number {name}", name, rule.good_for_days, scope, Ask(name))


def _dated(
    says: Sql, called: str, name: str, good_for: int | None, scope: Scope, *asks: Ask, counts: Sql | None = None
) -> Compiled:
    """Make a leaf of an answer that may run out; one that waits for a doctor `counts` too."""
    if good_for is None:
        return scope.leaf(says, called, *asks)
    first = days_later(column(f"{name}.on"), good_for + 1)
    also = [] if counts is None else [counts]
    return scope.expiring(says, called, name, lambda leaf: case((any_holds([is_known(leaf), *also]), first)), *asks)
