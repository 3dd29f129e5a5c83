"""Choices, numbers, sex, worksheets, and criteria that the investigator decides."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from screening.engine.compound import all_of, any_of, not_
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, iso, open_, over_time, settled
from screening.engine.shapes import compiled, shape
from screening.patient import Answer, History
from screening.protocol import PRESENT, RULED_OUT, ChoiceField, Criterion, LabField, NumberField, WorksheetField
from screening.protocol.rules import AnyPresentRule, ChoiceRule, Depending, NumberRule, SexRule, TimesUln, limits
from screening.quantity import Measure
from screening.truth import FALSE, REFERRED, TRUE, UNKNOWN, Truth


@shape(SexRule)
def _sex(rule: SexRule, scope: Scope) -> Leaf:
    missing = Reason("missing", {"field": "subject.sex"})

    def find(history: History, on: int) -> Finding:
        if history.sex is None:
            return open_(on, missing, "subject.sex")
        return settled(on, TRUE if history.sex == rule.sex else FALSE, Reason("sex", {"sex": history.sex}))

    return find


def newest(answers: tuple[Answer, ...] | None, day: int) -> Answer | None:
    """Give the newest answer known on a day, or None; an answer that was taken back is none."""
    for answer in reversed(answers or ()):
        if answer.on is None or answer.on <= day:
            return answer if answer.value is not None else None
    return None


def _changes(answers: tuple[Answer, ...], good_for: int | None) -> list[int]:
    days = [answer.on for answer in answers if answer.on is not None]
    return days if good_for is None else [*days, *(day + good_for + 1 for day in days)]


def _dated_leaf(
    name: str, good_for: int | None, judge: Callable[[Answer, History, int], State], unknown: frozenset[object]
) -> Leaf:
    """Follow the newest known answer through time; it may go out of date."""
    question = (name,)
    missing = State(UNKNOWN, lambda: Reason("missing", {"field": name}), question, lapsed=True)

    def find(history: History, on: int) -> Finding:
        answers = history.answers.get(name)
        if answers is None:
            return open_(on, Reason("missing", {"field": name}), name)

        def state(day: int) -> State:
            answer = newest(answers, day)
            if answer is None:
                return missing
            if answer.value in unknown:
                return State(UNKNOWN, partial(Reason, "unknown", {"field": name, "value": answer.value}), question)
            if good_for is not None:
                if answer.on is None:
                    return State(UNKNOWN, partial(Reason, "undated", {"field": name, "days": good_for}), question)
                if answer.on + good_for < day:
                    told = {"field": name, "on": iso(answer.on), "until": iso(answer.on + good_for)}
                    return State(UNKNOWN, partial(Reason, "expired", told), question, lapsed=True)
            return judge(answer, history, day)

        changes = _changes(answers, good_for)
        # A doctor's decision dated later becomes known on its own day.
        changes += [decision.on for decision in history.decisions.values()]
        return over_time(name, on, changes, state)

    return find


@shape(ChoiceRule)
def _choice(rule: ChoiceRule, scope: Scope) -> Leaf:
    field = scope.protocol.field[rule.choice]
    assert isinstance(field, ChoiceField)
    wanted = frozenset(rule.one_of)
    unknown: frozenset[object] = frozenset(name for name, option in field.options.items() if option.unknown)
    referred = frozenset(name for name, option in field.options.items() if option.investigator)
    verdicts = {
        name: State(
            TRUE if name in wanted else FALSE, partial(Reason, "choice", {"field": rule.choice, "value": name})
        )
        for name in field.options
    }

    def judge(answer: Answer, history: History, day: int) -> State:
        if answer.value in referred:
            return _referral(rule.choice, answer, scope, history, day)
        return verdicts[str(answer.value)]

    slow = _dated_leaf(rule.choice, rule.good_for_days, judge, unknown)
    flat = {name: (state.truth, state.reason()) for name, state in verdicts.items()}

    def find(history: History, on: int) -> Finding:
        answers = history.answers.get(rule.choice)
        if answers and len(answers) == 1 and rule.good_for_days is None:
            only = answers[0]
            plain = only.value not in unknown and only.value not in referred and only.value is not None
            if plain and (only.on is None or only.on <= on):
                truth, reason = flat[str(only.value)]
                return settled(on, truth, reason)
        return slow(history, on)

    return find


def _referral(field: str, answer: Answer, scope: Scope, history: History, day: int) -> State:
    start = scope.decided_from(history, answer.on)
    told = {"field": field, "value": answer.value}
    if start is not None and start <= day:
        return State(REFERRED, partial(Reason, "choice", told))
    return State(UNKNOWN, partial(Reason, "referred", told), (scope.question,))


@shape(NumberRule)
def _number(rule: NumberRule, scope: Scope) -> Leaf:
    limit = rule.limit
    assert not isinstance(limit, TimesUln)
    if isinstance(limit, Depending):
        return depending(limit, scope, lambda number: _bounded_number(rule, scope, number))
    return _bounded_number(rule, scope, limit)


def _bounded_number(rule: NumberRule, scope: Scope, limit: object) -> Leaf:
    field = scope.protocol.field[rule.number]
    assert isinstance(field, NumberField)
    assert isinstance(limit, Decimal | tuple)
    span = limits(rule.bound, limit)
    told = bound_values(rule.bound, limit)

    def judge(answer: Answer, history: History, day: int) -> State:
        assert isinstance(answer.value, Decimal)
        values = {"field": rule.number, "value": f"{answer.value:f}", "unit": field.unit or ""} | told
        if field.plausible and not field.plausible[0] <= answer.value <= field.plausible[1]:
            return State(UNKNOWN, partial(Reason, "implausible", values), (rule.number,))
        truth = span.hold(Measure(answer.value))
        return State(truth, partial(Reason, "number.yes" if truth is TRUE else "number.no", values))

    return _dated_leaf(rule.number, rule.good_for_days, judge, frozenset())


def bound_values(bound: str, limit: Decimal | tuple[Decimal, Decimal] | TimesUln) -> dict[str, str]:
    """Describe a bound as reason values."""
    if isinstance(limit, tuple):
        return {"bound": bound, "low": f"{limit[0]:f}", "high": f"{limit[1]:f}"}
    return {"bound": bound, "limit": f"{limit.times:f} × ULN" if isinstance(limit, TimesUln) else f"{limit:f}"}


def depending(limit: Depending, scope: Scope, bounded: Callable[[object], Leaf]) -> Leaf:
    """Hold where the limit for the answer given holds; where it isn't given, where both limits hold."""
    when = compiled(limit.when, scope)
    then, otherwise = bounded(limit.then), bounded(limit.otherwise)
    return any_of([all_of([when, then]), all_of([not_(when), otherwise]), all_of([then, otherwise])])


@shape(AnyPresentRule)
def _any_present(rule: AnyPresentRule, scope: Scope) -> Leaf:
    field = scope.protocol.field[rule.any_present]
    assert isinstance(field, WorksheetField)
    items = tuple((name, f"{rule.any_present}.{name}") for name in rule.items or field.items)
    name = rule.any_present
    slow = any_of([_item(path, name, item) for item, path in items])
    all_clear = Reason("worksheet.clear", {"field": name})

    def find(history: History, on: int) -> Finding:
        present, open_items, paths = [], [], []
        for item, path in items:
            answers = history.answers.get(path)
            if answers is not None and (len(answers) > 1 or (answers[0].on or 0) > on):
                return _slow_worksheet(slow(history, on), name, len(items))
            value = answers[0].value if answers else None
            if value == PRESENT:
                present.append(item)
            elif value != RULED_OUT:
                open_items.append(item)
                paths.append(path)
        if present:
            return settled(on, TRUE, Reason("worksheet.present", {"field": name, "items": present}))
        if open_items:
            return open_(on, Reason("worksheet.open", {"field": name, "items": open_items}), *paths)
        return settled(on, FALSE, all_clear)

    return find


def _slow_worksheet(finding: Finding, name: str, total: int) -> Finding:
    """Tell the joined reasons of single items as one."""
    items = [str(reason.values["item"]) for reason in finding.reasons]
    if finding.now is FALSE:
        return finding._replace(reasons=(Reason("worksheet.clear", {"field": name}),))
    code = "worksheet.present" if finding.now is TRUE else "worksheet.open"
    return finding._replace(reasons=(Reason(code, {"field": name, "items": items}),))


def _item(path: str, field: str, item: str) -> Leaf:
    reason = Reason("worksheet.item", {"field": field, "item": item})
    truths = {PRESENT: TRUE, RULED_OUT: FALSE}

    def find(history: History, on: int) -> Finding:
        answers = history.answers.get(path)

        def state(day: int) -> State:
            answer = newest(answers, day)
            truth: Truth = truths.get(str(answer.value), UNKNOWN) if answer else UNKNOWN
            return State(truth, lambda: reason, (path,))

        return over_time(path, on, _changes(answers or (), None), state)

    return find


def decided_by_investigator(criterion: Criterion, scope: Scope) -> Leaf:
    """Wait for the evidence listed, then for the doctor's decision."""
    asked = list(criterion.evidence)

    def find(history: History, on: int) -> Finding:
        decision = history.decisions.get(criterion.id)
        days = [decision.on] if decision else []
        for name in asked:
            days += [answer.on or 0 for answer in history.answers.get(name, ())]
            days += [result.on for result in history.labs.get(name, ())] + list(history.events.get(name, ()))

        def state(day: int) -> State:
            gaps = tuple(gap for name in asked for gap in _evidence_gaps(scope, history, name, day))
            if gaps:
                return State(UNKNOWN, lambda: Reason("evidence", {"fields": list(gaps)}), gaps)
            start = scope.decided_from(history, None)
            if start is not None and start <= day:
                return State(REFERRED, lambda: Reason("evidence.complete", {}))
            return State(UNKNOWN, lambda: Reason("undecided", {}), (scope.question,))

        return over_time(scope.question, on, days, state)

    return find


def _evidence_gaps(scope: Scope, history: History, name: str, day: int) -> list[str]:
    """Name what is not answered of a field that a doctor needs to see."""
    field = scope.protocol.field[name]
    if isinstance(field, WorksheetField):
        paths = [f"{name}.{item}" for item in field.items]
        known = {path: newest(history.answers.get(path), day) for path in paths}
        return [path for path, one in known.items() if one is None or one.value not in (PRESENT, RULED_OUT)]
    if isinstance(field, LabField):
        return [] if any(result.on <= day for result in history.labs.get(name, ())) else [name]
    if field.kind == "events":
        return [] if name in history.events else [name]
    answer = newest(history.answers.get(name), day)
    options = getattr(field, "options", {})
    open_option = answer is not None and answer.value in options and options[answer.value].unknown
    return [name] if answer is None or open_option else []
