"""Dated events within, or not within, some days or months before an anchor."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from screening.engine.anchors import anchor_state, anchored_on
from screening.engine.answers import known_days
from screening.engine.dates import months_before
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, iso, missing, over_time
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol.days import TODAY, EventRule
from screening.truth import FALSE, TRUE, UNKNOWN

_LAST_DAY = date(2300, 1, 1).toordinal()
Window = Callable[[int, int], bool]


@shape(EventRule)
def _event(rule: EventRule, scope: Scope) -> Leaf:
    del scope
    watch = Watch(rule)
    unanswered = missing(rule.event)

    def find(history: History, on: int) -> Finding:
        if rule.event not in history.events and anchored_on(history, rule.before, on) is not None:
            return unanswered
        return over_time(on, watch.changes(history), lambda day: watch.state(history, day), watch.tell)

    return find


class Watch:
    """Watches one kind of event through one window."""

    def __init__(self, rule: EventRule) -> None:
        self.event, self.anchor, bound = rule.event, rule.before, rule.bound
        number = getattr(rule, bound)
        self.number = 0 if number is True else number
        # Whether an event inside the window makes the rule hold, or break.
        self.wanted = not bound.startswith(("not_", "at_least_"))
        self.within = window(bound, self.number)
        self.told: dict[str, Any] = {"field": self.event, "before": self.anchor, "bound": bound, "number": self.number}

    def changes(self, history: History) -> list[int]:
        """List the days on which the answer can change."""
        events = history.events.get(self.event, ())
        known = [history.events_from[self.event]] if self.event in history.events_from else []
        if self.anchor != TODAY:
            return [*events, *known, *known_days(history.answers.get(self.anchor))]
        gone = [expiry(event, self.within) for event in events]
        return [*events, *known, *[day for day in gone if day is not None]]

    def state(self, history: History, day: int) -> State:
        """Judge what is known on a day."""
        anchor = anchored_on(history, self.anchor, day)
        if self.event not in history.events or day < history.events_from.get(self.event, 0):
            questions = (self.event,) if anchor is not None else (self.event, self.anchor)
            return State(UNKNOWN, "missing", ({"field": self.event}, questions))
        known = [event for event in history.events[self.event] if event <= day]
        if anchor is None and known:
            found = anchor_state(history, self.anchor, day)
            return State(UNKNOWN, found.code, (found.basis, (self.anchor,)))
        return self._judged([event for event in known if anchor is not None and event <= anchor], anchor or day)

    def _judged(self, known: Sequence[int], anchor: int) -> State:
        inside = [event for event in known if self.within(event, anchor)]
        code = "event.within" if inside else "event.outside" if known else "event.none"
        last = inside[-1] if inside else known[-1] if known else None
        return State(TRUE if bool(inside) is self.wanted else FALSE, code, last)

    def tell(self, found: State) -> Told:
        """Put a state into its reason."""
        if found.truth is UNKNOWN:
            values, questions = found.basis
            return (Reason(found.code, values),), questions
        values = self.told if found.basis is None else self.told | {"on": iso(found.basis)}
        return (Reason(found.code, values),), ()


def window(bound: str, number: int) -> Window:
    """Tell whether an event lies within the window before an anchor, both ends included unless `since`."""
    if bound == "ever":
        return lambda event, anchor: True
    if bound == "at_least_months_since":
        return lambda event, anchor: months_before(anchor, number) < event
    if bound == "at_least_days_since":
        return lambda event, anchor: anchor - number < event
    if bound.endswith("months"):
        return lambda event, anchor: months_before(anchor, number) <= event
    return lambda event, anchor: anchor - number <= event


def expiry(event: int, within: Window) -> int | None:
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
