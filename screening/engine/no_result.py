"""No result of a series within a bound in a window before a day, those that an event explains set aside."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from screening.engine.anchors import anchor_state, anchored_on
from screening.engine.answers import bound_values, known_days
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, expiring, iso, missing
from screening.engine.investigator import list_known
from screening.engine.labs import scaled, unit_scale
from screening.engine.shapes import shape
from screening.patient import History, Result
from screening.protocol import LabField
from screening.protocol.days import TODAY
from screening.protocol.numbers import NormalLimit
from screening.protocol.rules import Depending, NoResultRule, limits
from screening.truth import FALSE, TRUE, UNKNOWN, Truth


class Judged(NamedTuple):
    """A result, and whether it lies within the bound; one that can't count leaves that open."""

    result: Result
    truth: Truth


@shape(NoResultRule)
def _no_result(rule: NoResultRule, scope: Scope) -> Leaf:
    sight = Sight(rule, scope)
    unanswered = missing(rule.no_result)

    def find(history: History, on: int) -> Finding:
        series = sight.judged(history.labs.get(rule.no_result, ()))
        if not series and rule.before == TODAY:
            return unanswered
        state = partial(sight.state, history, series)
        return expiring(rule.no_result, on, sight.changes(history, series), state, sight.tell)

    return find


class Sight:
    """Looks at one series through one window."""

    def __init__(self, rule: NoResultRule, scope: Scope) -> None:
        field, limit = scope.protocol.field[rule.no_result], rule.limit
        assert isinstance(field, LabField)
        assert not isinstance(limit, NormalLimit | Depending)
        self.name, self.anchor, self.within = rule.no_result, rule.before, rule.within_days
        self.event, self.days = rule.except_after, rule.except_days
        self.span = limits(rule.bound, scaled(limit, unit_scale(rule.unit, field)))
        self.told: dict[str, Any] = {"field": self.name, "limit_unit": rule.unit or field.unit}
        self.told |= bound_values(rule.bound, limit) | {"before": self.anchor, "within": self.within}
        if self.event is not None:
            self.told |= {"event": self.event, "days": self.days}

    def judged(self, series: Sequence[Result]) -> list[Judged]:
        """Judge every result; one that can't count is passed over where another of its day settles the matter."""
        settled = {one.on for one in series if one.settles}
        return [
            Judged(one, self.span.hold(one.measure) if one.valid else UNKNOWN)
            for one in series
            if one.valid or one.on not in settled
        ]

    def changes(self, history: History, series: Sequence[Judged]) -> list[int]:
        """List the days on which a result comes or leaves the window, or something else becomes known."""
        days = [one.result.on for one in series]
        if self.within is not None:
            days += [day + self.within + 1 for day in days]
        days += known_days(history.answers.get(self.anchor))
        known = history.events_from.get(self.event) if self.event else None
        return days if known is None else [*days, known]

    def state(self, history: History, series: Sequence[Judged], day: int, kept: int) -> State:
        """Judge what is known on a day; where nothing is left in sight, the newest that was on `kept`."""
        anchor = anchored_on(history, self.anchor, day)
        if anchor is None:
            found = anchor_state(history, self.anchor, day)
            return State(UNKNOWN, found.code, ((Reason(found.code, found.basis),), self.anchor))
        known = [one for one in series if one.result.on <= day]
        if not known:
            return self._open("missing", self.name)
        seen = self.in_window(known, anchor) or self._held(known, kept, day)
        return self._in_sight(history, seen, day)

    def in_window(self, known: Sequence[Judged], anchor: int) -> list[Judged]:
        """List the results in the window before an anchor, both ends included."""
        first = 0 if self.within is None else anchor - self.within
        return [one for one in known if first <= one.result.on <= anchor]

    def _held(self, known: Sequence[Judged], kept: int, day: int) -> list[Judged]:
        newest = known[-1].result.on
        if self.anchor != TODAY or kept == day or newest > kept or not self.in_window(known, kept):
            return []
        return [one for one in known if one.result.on == newest]

    def _in_sight(self, history: History, seen: Sequence[Judged], day: int) -> State:
        if not seen:
            return self._open("no_result.empty", self.name)
        inside = [one for one in seen if one.truth is not FALSE]
        if inside and self.event and not list_known(history, self.event, day):
            return self._open("no_result.unlisted", self.event, inside[-1].result)
        explained = [one for one in inside if self._explained(history, one.result, day)]
        plain = [one for one in inside if one not in explained]
        surely = [one.result for one in plain if one.truth is TRUE]
        if surely:
            return State(FALSE, "no_result.some", surely)
        if plain:
            return self._open("no_result.doubtful", self.name, plain[-1].result)
        confirming = max((one.result.on for one in seen if one.truth is FALSE), default=0)
        unconfirmed = [one.result for one in explained if one.result.on >= confirming]
        if unconfirmed:
            return self._open("no_result.unconfirmed", self.name, unconfirmed[-1])
        return State(TRUE, "no_result.none", [one.result for one in explained])

    def _explained(self, history: History, result: Result, day: int) -> bool:
        """Say whether a result follows an event by few enough days."""
        if self.event is None or self.days is None:
            return False
        return any(0 <= result.on - event <= self.days for event in history.events[self.event] if event <= day)

    def _open(self, code: str, question: str, result: Result | None = None) -> State:
        values = {"field": self.name} if code == "missing" else self.told | (_shown(result) if result else {})
        return State(UNKNOWN, code, ((Reason(code, values),), question))

    def tell(self, found: State) -> Told:
        """Put a state into its reasons; a result that was set aside is told too."""
        if found.truth is UNKNOWN:
            reasons, question = found.basis
            return reasons, (question,)
        if found.truth is FALSE:
            return (Reason(found.code, self.told | _shown(found.basis[-1])),), ()
        aside = [Reason("no_result.set_aside", self.told | _shown(one)) for one in found.basis]
        return (Reason(found.code, self.told), *aside), ()


def _shown(result: Result) -> dict[str, str]:
    return {"value": result.given, "unit": result.unit, "on": iso(result.on)}
