"""Whole calendar days from one date to another, or to today while the other has not come."""

from typing import Any

from screening.engine.anchors import anchor_state, day_of
from screening.engine.answers import known_days, newest
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, iso, over_time
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol import DateField
from screening.protocol.days import TODAY, DaysRule
from screening.truth import FALSE, TRUE, UNKNOWN

_FAR_OFF = 10**9


@shape(DaysRule)
def _days(rule: DaysRule, scope: Scope) -> Leaf:
    counter = Counter(rule, scope)

    def find(history: History, on: int) -> Finding:
        return over_time(on, counter.changes(history), lambda day: counter.state(history, day), counter.tell)

    return find


class Counter:
    """Counts the days of one rule."""

    def __init__(self, rule: DaysRule, scope: Scope) -> None:
        self.begin, self.end = rule.days_from, rule.to
        self.least = rule.at_least is not None
        limit = rule.at_least if rule.at_least is not None else rule.at_most
        assert limit is not None
        # How many days after the start the answer turns.
        self.turn = limit if self.least else limit + 1
        self.told: dict[str, Any] = {"from": self.begin, "to": self.end, "limit": limit}
        self.told["bound"] = "at_least" if self.least else "at_most"
        field = scope.protocol.field.get(self.end)
        options = field.options if isinstance(field, DateField) else {}
        self.waiting = {name for name, one in options.items() if not one.unknown}

    def changes(self, history: History) -> list[int]:
        """List the days on which the answer can change."""
        starts = history.answers.get(self.begin, ())
        turns = [answer.value + self.turn for answer in starts if isinstance(answer.value, int)]
        return turns + known_days(starts) + known_days(history.answers.get(self.end))

    def state(self, history: History, day: int) -> State:
        start = day_of(newest(history.answers.get(self.begin), day))
        end = self._end_known(history, day)
        if start is None:
            questions = (self.begin,) if end is not None else (self.begin, self.end)
            return self._open(history, self.begin, day, questions)
        # Days that have not come don't count: with an end in the future the patient waits until then.
        last = day if end is None or end > day else end
        reached = last - start >= self.turn
        if reached and end is None:
            return self._open(history, self.end, day, (self.end,))
        coming = not reached and end is not None and end >= start + self.turn
        code = "days.yes" if reached is self.least else "days.cannot" if end is None else "days.no"
        return State(TRUE if reached is self.least else FALSE, code, (start, last, coming))

    def _end_known(self, history: History, day: int) -> int | None:
        """Give the last day to count, far off while it has not happened; None where nobody has said."""
        if self.end == TODAY:
            return _FAR_OFF
        answer = newest(history.answers.get(self.end), day)
        return _FAR_OFF if answer is not None and answer.value in self.waiting else day_of(answer)

    def _open(self, history: History, name: str, day: int, questions: tuple[str, ...]) -> State:
        found = anchor_state(history, name, day)
        return State(UNKNOWN, found.code, (found.basis, questions))

    def tell(self, found: State) -> Told:
        """Put a state into its reason."""
        if found.truth is UNKNOWN:
            values, questions = found.basis
            return (Reason(found.code, values),), questions
        start, last, coming = found.basis
        values = self.told | {"days": last - start, "start": iso(start), "on": iso(last)}
        if coming:
            turn = start + self.turn
            values["reaches" if self.least else "until"] = iso(turn if self.least else turn - 1)
        return (Reason(found.code, values),), ()
