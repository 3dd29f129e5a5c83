"""Age, whole days between two dates, and dated events before an anchor."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from screening.engine.answers import newest
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, iso, open_, over_time, settled
from screening.engine.shapes import shape
from screening.patient import Answer, History
from screening.protocol import DateField
from screening.protocol.rules import TODAY, AgeRule, DaysRule, EventRule
from screening.truth import FALSE, TRUE, UNKNOWN, Truth

_BIRTH = "subject.birth_date"


def birthday(birth: date, years: int) -> int:
    """Give the day on which someone turns so many years; 29 February has its birthday on 1 March."""
    year = birth.year + years
    if (birth.month, birth.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1).toordinal()
    return date(year, birth.month, birth.day).toordinal()


def age_on(birth: date, day: int) -> int:
    """Give the age in completed years on a day; negative before birth."""
    years = date.fromordinal(day).year - birth.year
    return years if birthday(birth, years) <= day else years - 1


def months_before(day: int, months: int) -> int:
    """Give the day so many calendar months earlier; the last of a shorter month where that day is missing."""
    at = date.fromordinal(day)
    index = at.year * 12 + at.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])).toordinal()


@shape(AgeRule)
def _age(rule: AgeRule, scope: Scope) -> Leaf:
    low, high = rule.age_at_least, rule.age_at_most
    told = {key: value for key, value in (("low", low), ("high", high)) if value is not None}

    def truth(birth: date, day: int) -> Truth:
        age = age_on(birth, day)
        return TRUE if (low is None or age >= low) and (high is None or age <= high) else FALSE

    def state(birth: date, anchor: int, day: int) -> State:
        del day
        holds = truth(birth, anchor)
        values = {"age": age_on(birth, anchor), "on": iso(anchor)} | told
        return State(holds, partial(Reason, "age.yes" if holds is TRUE else "age.no", values))

    def find(history: History, on: int) -> Finding:
        birth = history.birth_date
        anchors = history.answers.get(rule.at)
        if birth is None:
            known = rule.at == TODAY or _day_known(newest(anchors, on)) is not None
            questions = (_BIRTH,) if known else (_BIRTH, rule.at)
            return open_(on, Reason("missing", {"field": _BIRTH}), *questions)
        turns = [birthday(birth, low)] if low is not None else []
        turns += [birthday(birth, high + 1)] if high is not None else []
        if rule.at == TODAY:
            return over_time(_BIRTH, on, turns, lambda day: state(birth, day, day))

        def anchored(day: int) -> State:
            anchor = _day_known(newest(anchors, day))
            if anchor is None:
                return State(UNKNOWN, lambda: Reason("missing", {"field": rule.at}), (rule.at,))
            return state(birth, anchor, day)

        return over_time(rule.at, on, _known_days(anchors), anchored)

    return find


def _day_known(answer: Answer | None) -> int | None:
    return answer.value if answer is not None and isinstance(answer.value, int) else None


def _known_days(answers: tuple[Answer, ...] | None) -> list[int]:
    return [answer.on for answer in answers or () if answer.on is not None]


@shape(DaysRule)
def _days(rule: DaysRule, scope: Scope) -> Leaf:
    start_name, end_name = rule.days_from, rule.to
    least = rule.at_least is not None
    limit = rule.at_least if rule.at_least is not None else rule.at_most
    assert limit is not None
    end_field = scope.protocol.field.get(end_name)
    not_yet = {name for name, one in end_field.options.items() if not one.unknown} if isinstance(
        end_field, DateField
    ) else set()
    told = {"from": start_name, "to": end_name, "limit": limit, "bound": "at_least" if least else "at_most"}

    def find(history: History, on: int) -> Finding:
        starts = history.answers.get(start_name)
        ends = history.answers.get(end_name)
        changes = _known_days(starts) + _known_days(ends)
        for answer in starts or ():
            if isinstance(answer.value, int):
                changes.append(answer.value + limit + (0 if least else 1))
        return over_time(start_name, on, changes, lambda day: _state(newest(starts, day), newest(ends, day), day))

    def _state(begun: Answer | None, ended: Answer | None, day: int) -> State:
        start = _day_known(begun)
        waiting = end_name == TODAY or (ended is not None and ended.value in not_yet)
        end = day if waiting else _day_known(ended)
        if start is None:
            questions = (start_name,) if end is not None else (start_name, end_name)
            return State(UNKNOWN, lambda: Reason("missing", {"field": start_name}), questions)
        if end is None:
            return _open_end(start, day)
        # A day that has not come yet means waiting until then.
        last = min(end, day)
        holds = (last - start >= limit) if least else (last - start <= limit)
        values = told | {"days": last - start, "start": iso(start), "on": iso(last)}
        turn = start + limit + (0 if least else 1)
        if holds != least and (waiting or end >= turn > day):
            values["reaches" if least else "until"] = iso(turn if least else turn - 1)
        return State(TRUE if holds else FALSE, lambda: Reason(f"days.{'yes' if holds else 'no'}", values))

    def _open_end(start: int, day: int) -> State:
        """Judge without the second date: no more days can have passed than until today."""
        most = day - start
        values = told | {"days": most, "start": iso(start), "on": iso(day)}
        if least and most < limit:
            return State(FALSE, lambda: Reason("days.cannot", values))
        if not least and most <= limit:
            return State(TRUE, lambda: Reason("days.yes", values))
        return State(UNKNOWN, lambda: Reason("missing", {"field": end_name}), (end_name,))

    return find


_LAST_DAY = date(2300, 1, 1).toordinal()


@shape(EventRule)
def _event(rule: EventRule, scope: Scope) -> Leaf:
    name, anchor_name, bound = rule.event, rule.before, rule.bound
    number = getattr(rule, bound)
    negative = bound.startswith(("not_", "at_least_"))
    told = {"field": name, "before": anchor_name, "bound": bound, "number": 0 if number is True else number}
    within = _window(bound, 0 if number is True else number)

    def find(history: History, on: int) -> Finding:
        events = history.events.get(name)
        anchors = history.answers.get(anchor_name)
        if events is None:
            open_anchor = anchor_name != TODAY and _day_known(newest(anchors, on)) is None
            return open_(on, Reason("missing", {"field": name}), *((name, anchor_name) if open_anchor else (name,)))
        if not events:
            return settled(on, TRUE if negative else FALSE, Reason("event.none", {"field": name}))
        if anchor_name == TODAY:
            changes = [day for event in events for day in (event, _expiry(event, within)) if day is not None]
            return over_time(name, on, changes, lambda day: _state(events, day, day))

        def anchored(day: int) -> State:
            anchor = _day_known(newest(anchors, day))
            if anchor is None and not any(event <= day for event in events):
                return State(TRUE if negative else FALSE, lambda: Reason("event.none", {"field": name}))
            if anchor is None:
                return State(UNKNOWN, lambda: Reason("missing", {"field": anchor_name}), (anchor_name,))
            return _state(events, anchor, day)

        return over_time(anchor_name, on, [*_known_days(anchors), *events], anchored)

    def _state(events: Sequence[int], anchor: int, day: int) -> State:
        known = [event for event in events if event <= min(anchor, day)]
        inside = [event for event in known if within(event, anchor)]
        holds = bool(inside) != negative
        values = dict(told)
        if known:
            values["on"] = iso(inside[-1] if inside else known[-1])
        code = "event.within" if inside else "event.outside" if known else "event.none"
        return State(TRUE if holds else FALSE, lambda: Reason(code, values))

    return find


def _window(bound: str, number: int) -> Callable[[int, int], bool]:
    """Tell whether an event lies within the window before an anchor, both ends included unless `since`."""
    if bound == "ever":
        return lambda event, anchor: event <= anchor
    if bound.endswith("months"):
        return lambda event, anchor: months_before(anchor, number) <= event
    if bound == "at_least_months_since":
        return lambda event, anchor: months_before(anchor, number) < event
    if bound == "at_least_days_since":
        return lambda event, anchor: anchor - number < event
    return lambda event, anchor: anchor - number <= event


def _expiry(event: int, within: Callable[[int, int], bool]) -> int | None:
    """Give the first day on which an event has left the window before today; None where it never does."""
    reach = 1
    while within(event, event + reach):
        reach *= 2
        if event + reach > _LAST_DAY:
            return None
    low, high = reach // 2, reach
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if within(event, event + middle) else (low, middle)
    return event + low
