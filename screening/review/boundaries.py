"""Would a criterion's examples notice a bound that is slightly wrong? Each bound is moved, and the examples run."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from screening.protocol import Criterion, Protocol
from screening.protocol.days import EVENT_BOUNDS, EXPOSURE_BOUNDS, DaysRule, EventRule, ExposureRule
from screening.protocol.naming import fields_of, names_in
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import SEVERAL, AgeRule, AtLeastRule, Bounded, Depending, NotRule
from screening.review.examples import examples_problems

_FLIPPED = {"below": "at_most", "at_most": "below", "at_least": "above", "above": "at_least"}
_WHOLE: dict[type, tuple[str, ...]] = {
    AgeRule: ("age_at_least", "age_at_most"),
    AtLeastRule: ("at_least",),
    DaysRule: ("at_least", "at_most"),
    EventRule: EVENT_BOUNDS[1:],
    ExposureRule: (*EXPOSURE_BOUNDS, "within_days"),
}
_VALIDITY = ("good_for_days", "within_days", "apart_days", "apart_hours", "except_days")

# What was moved, and the rule with it moved.
_Moved = Iterator[tuple[str, Any]]


def unnoticed(protocol: Protocol, criterion: Criterion) -> list[str]:
    """Name the bounds of a criterion that could be slightly wrong without any example noticing."""
    if criterion.rule is None or not criterion.examples:
        return []
    names = names_in(criterion)
    fields = {name: one for name, one in protocol.field.items() if name in names}
    fields |= {name: protocol.field[name] for one in criterion.examples for name in one.answers}
    found: dict[str, None] = {}
    for label, rule in _moved(criterion.rule):
        changed = criterion.model_copy(update={"rule": rule})
        trial = Protocol.model_construct(protocol=protocol.protocol, field=fields, criterion=(changed,))
        if label not in found and not examples_problems(trial):
            found[label] = None
    return list(found)


def _moved(rule: Any) -> _Moved:
    """Yield a rule with each of its bounds moved a little, one at a time."""
    key = SEVERAL.get(type(rule))
    if key is not None:
        parts = getattr(rule, key)
        for index, part in enumerate(parts):
            for label, moved in _moved(part):
                yield label, rule.model_copy(update={key: (*parts[:index], moved, *parts[index + 1 :])})
        yield from _moved_days(rule, _WHOLE.get(type(rule), ()))
    elif isinstance(rule, NotRule):
        for label, moved in _moved(rule.not_):
            yield label, rule.model_copy(update={"not_": moved})
    elif isinstance(rule, Bounded):
        yield from _moved_bound(rule)
        yield from _moved_days(rule, _VALIDITY)
    else:
        yield from _moved_days(rule, (*_WHOLE.get(type(rule), ()), *_VALIDITY[:1]))


def _moved_days(rule: Any, keys: tuple[str, ...]) -> _Moved:
    for key in keys:
        number = getattr(rule, key, None)
        if isinstance(number, int) and number is not True:
            for moved in (number + 1, number - 1):
                yield _label(rule, f"{key} = {number}"), rule.model_copy(update={key: moved})


def _moved_bound(rule: Bounded) -> _Moved:
    bound, limit = rule.bound, rule.limit
    if isinstance(limit, tuple):
        yield from _moved_range(rule, *limit)
        return
    shown = f"{limit.then} or {limit.otherwise}" if isinstance(limit, Depending) else str(limit)
    label = _label(rule, f"{bound} = {shown}")
    yield label, rule.model_copy(update={bound: None, _FLIPPED[bound]: limit})
    # Strictness is one side of the bound, a step against it the other.
    for moved in _moved_limit(limit, -1 if bound in ("below", "at_least") else 1):
        yield label, rule.model_copy(update={bound: moved})


def _moved_range(rule: Bounded, low: Decimal, high: Decimal) -> _Moved:
    step = min(_last_place(low), _last_place(high))
    tiny = step / 1000
    for pair in ((low + tiny, high), (low - step, high), (low, high - tiny), (low, high + step)):
        yield _label(rule, f"between = [{low}, {high}]"), rule.model_copy(update={"between": pair})


def _label(rule: Any, bound: str) -> str:
    return ": ".join([*fields_of(rule)[:1], bound])


def _moved_limit(limit: Any, step: int) -> Iterator[Any]:
    if isinstance(limit, Decimal):
        yield limit + step * _last_place(limit)
    elif isinstance(limit, NormalLimit):
        key = "plus" if limit.plus else "times"
        number = getattr(limit, key)
        yield limit.model_copy(update={key: number + step * _last_place(number)})
    else:
        for key in ("then", "otherwise"):
            for moved in _moved_limit(getattr(limit, key), step):
                yield limit.model_copy(update={key: moved})


def _last_place(number: Decimal) -> Decimal:
    """Give one in the last place that a number is written with: 1 for 75, 0.1 for 1.5."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
