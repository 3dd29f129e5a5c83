"""What is left of a planned number after what was given of it."""

from decimal import Decimal
from typing import Any

from screening.engine.answers import bound_values, known_days, newest, plausible
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, over_time
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol import NumberField
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, RemainingRule, limits
from screening.quantity import Measure
from screening.truth import FALSE, TRUE, UNKNOWN


@shape(RemainingRule)
def _remaining(rule: RemainingRule, scope: Scope) -> Leaf:
    rest = Rest(rule, scope)

    def find(history: History, on: int) -> Finding:
        days = [day for name in rest.names for day in known_days(history.answers.get(name))]
        return over_time(on, days, lambda day: rest.state(history, day), rest.tell)

    return find


class Rest:
    """Counts what is left for one rule."""

    def __init__(self, rule: RemainingRule, scope: Scope) -> None:
        limit = rule.limit
        assert not isinstance(limit, NormalLimit | Depending)
        self.names = (rule.remaining, rule.given)
        self.span = limits(rule.bound, limit)
        self.scope = scope
        self.told: dict[str, Any] = {"field": rule.remaining, "given_field": rule.given}
        self.told |= bound_values(rule.bound, limit)

    def state(self, history: History, day: int) -> State:
        """Judge what is known on a day; more given than planned is a slip to be asked again, never an answer."""
        known = {name: newest(history.answers.get(name), day) for name in self.names}
        lacking = {name: reason for name in self.names if (reason := self._lacking(name, known[name])) is not None}
        if lacking:
            return State(UNKNOWN, "missing", (tuple(lacking.values()), tuple(lacking)))
        planned, given = [one.value for one in known.values() if one is not None]
        assert isinstance(planned, Decimal) and isinstance(given, Decimal)
        left = planned - given
        numbers = {"planned": f"{planned:f}", "given": f"{given:f}", "left": f"{left:f}"}
        if left < 0:
            return State(
                UNKNOWN, "remaining.contrary", ((Reason("remaining.contrary", self.told | numbers),), self.names)
            )
        truth = self.span.hold(Measure(left))
        return State(truth, "remaining.yes" if truth is TRUE else "remaining.no", numbers)

    def _lacking(self, name: str, answer: Any) -> Reason | None:
        """Say why one of the two numbers can't be used; None where it can."""
        if answer is None:
            return Reason("missing", {"field": name})
        field = self.scope.protocol.field[name]
        assert isinstance(field, NumberField)
        if plausible(answer.value, field):
            return None
        return Reason("implausible", {"field": name, "unit": field.unit or "", "value": f"{answer.value:f}"})

    def tell(self, found: State) -> Told:
        """Put a state into its reasons."""
        if found.truth in (TRUE, FALSE):
            return (Reason(found.code, self.told | found.basis),), ()
        reasons, questions = found.basis
        return reasons, questions
