"""Choices, numbers and sex: the newest answer known on the day counts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from screening.engine.compound import depending
from screening.engine.findings import (
    Finding,
    Leaf,
    Reason,
    Scope,
    State,
    Told,
    expiring,
    iso,
    missing,
    open_,
    settled,
)
from screening.engine.shapes import shape
from screening.patient import Answer, History
from screening.protocol import ChoiceField, NumberField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import ChoiceRule, Depending, NumberRule, SexRule, limits
from screening.quantity import Measure
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN

Answers = tuple[Answer, ...]


@shape(SexRule)
def _sex(rule: SexRule, scope: Scope) -> Leaf:
    del scope
    unanswered = missing("subject.sex")

    def find(history: History, on: int) -> Finding:
        del on
        if history.sex is None:
            return unanswered
        return settled(TRUE if history.sex == rule.sex else FALSE, Reason("sex", {"sex": history.sex}))

    return find


def newest(answers: Answers | None, day: int) -> Answer | None:
    """Give the newest answer known on a day, or None; an answer that was taken back is none."""
    for answer in reversed(answers or ()):
        if answer.on is None or answer.on <= day:
            return answer if answer.value is not None else None
    return None


def known_days(answers: Answers | None) -> list[int]:
    """List the days from which answers are known."""
    return [answer.on for answer in answers or () if answer.on is not None]


def _dated(name: str, good_for: int | None, scope: Scope, judge: Callable[[Answer, History, int], State]) -> Leaf:
    """Follow the newest known answer through time; it may go out of date."""
    unanswered = missing(name)

    def find(history: History, on: int) -> Finding:
        answers = history.answers.get(name)
        if not answers:
            return unanswered

        def state(day: int, kept: int) -> State:
            answer = newest(answers, day)
            if answer is None:
                return State(UNKNOWN, "missing", {"field": name})
            if good_for is not None:
                if answer.on is None:
                    return State(UNKNOWN, "undated", {"field": name, "days": good_for})
                if answer.on + good_for < (kept if answer.on <= kept else day):
                    told = {"field": name, "on": iso(answer.on), "until": iso(answer.on + good_for)}
                    return State(UNKNOWN, "expired", told)
            return judge(answer, history, day)

        return expiring(name, on, _changes(answers, good_for, history, scope), state, tell)

    def tell(state: State) -> Told:
        reasons = (Reason(state.code, state.basis),)
        if state.truth is not UNKNOWN:
            return reasons, ()
        return reasons, (scope.question if state.code == "referred" else name,)

    return find


def _changes(answers: Answers, good_for: int | None, history: History, scope: Scope) -> list[int]:
    days = known_days(answers)
    if good_for is not None:
        days += [day + good_for + 1 for day in days]
    decision = history.decisions.get(scope.criterion)
    return [*days, decision.on] if decision else days


@shape(ChoiceRule)
def _choice(rule: ChoiceRule, scope: Scope) -> Leaf:
    name = rule.choice
    field = scope.protocol.field[name]
    assert isinstance(field, ChoiceField)
    referred = {option for option, one in field.options.items() if one.investigator}
    unknown = {option for option, one in field.options.items() if one.unknown}
    # An answer without a day that leaves nothing to a doctor says the same on every day; so does no answer.
    flat: dict[Any, Finding] = {None: missing(name)}
    for option in field.options.keys() - referred:
        told = {"field": name, "value": option}
        truth = TRUE if option in rule.one_of else FALSE
        flat[option] = (
            open_(Reason("unknown", told), name) if option in unknown else settled(truth, Reason("choice", told))
        )

    def judge(answer: Answer, history: History, day: int) -> State:
        if answer.value in referred:
            return _referral(name, answer, scope, history, day)
        found = flat[answer.value]
        return State(found.course[0][1], *found.reasons[0])

    dated = _dated(name, rule.good_for_days, scope, judge)

    def find(history: History, on: int) -> Finding:
        answers = history.answers.get(name)
        if not answers:
            return flat[None]
        only = answers[0]
        constant = len(answers) == 1 and (only.on is None or only.on <= on) and only.value not in referred
        return flat[only.value] if constant else dated(history, on)

    return dated if rule.good_for_days is not None else find


def _referral(field: str, answer: Answer, scope: Scope, history: History, day: int) -> State:
    start = scope.decided_from(history, answer.on)
    told = {"field": field, "value": answer.value}
    if start is not None and start <= day:
        return State(REFERRED, "choice", told)
    return State(UNKNOWN, "referred", told)


@shape(NumberRule)
def _number(rule: NumberRule, scope: Scope) -> Leaf:
    limit = rule.limit
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda number: _bounded_number(rule, scope, number))
    return _bounded_number(rule, scope, limit)


def _bounded_number(rule: NumberRule, scope: Scope, limit: object) -> Leaf:
    name = rule.number
    field = scope.protocol.field[name]
    assert isinstance(field, NumberField)
    assert isinstance(limit, Decimal | tuple)
    span = limits(rule.bound, limit)
    told = {"field": name, "unit": field.unit or ""} | bound_values(rule.bound, limit)

    def judge(answer: Answer, history: History, day: int) -> State:
        del history, day
        assert isinstance(answer.value, Decimal)
        values = told | {"value": f"{answer.value:f}"}
        if not plausible(answer.value, field):
            return State(UNKNOWN, "implausible", values)
        truth = span.hold(Measure(answer.value))
        return State(truth, "number.yes" if truth is TRUE else "number.no", values)

    return _dated(name, rule.good_for_days, scope, judge)


def plausible(value: Decimal, field: NumberField) -> bool:
    """Say whether a number is within what its field takes for possible."""
    return field.plausible is None or field.plausible[0] <= value <= field.plausible[1]


def bound_values(bound: str, limit: Decimal | tuple[Decimal, Decimal] | NormalLimit) -> dict[str, str]:
    """Describe a bound as reason values."""
    if isinstance(limit, tuple):
        return {"bound": bound, "low": f"{limit[0]:f}", "high": f"{limit[1]:f}"}
    return {"bound": bound, "limit": str(limit) if isinstance(limit, NormalLimit) else f"{limit:f}"}
