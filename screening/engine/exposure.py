"""Days running on which something was taken, in the days before an anchor.

They are counted twice: the days that are sure, and all that may be. Of a period whose last day is not known, or has not
come, the days after the one on which that was told are not sure; no day that nobody knows makes a definite answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from screening.engine.anchors import anchor_state, anchored_on, day_of
from screening.engine.answers import known_days
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, iso, over_time
from screening.engine.investigator import list_known
from screening.engine.shapes import shape
from screening.patient import History, Period
from screening.protocol.days import TODAY, ExposureRule
from screening.truth import FALSE, TRUE, UNKNOWN

_EVER, _NEVER = 0, 10**9


@shape(ExposureRule)
def _exposure(rule: ExposureRule, scope: Scope) -> Leaf:
    del scope
    watch = Watch(rule)

    def find(history: History, on: int) -> Finding:
        return over_time(on, watch.changes(history), lambda day: watch.state(history, day), watch.tell)

    return find


class Run(NamedTuple):
    """Days running, both ends included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """Count them."""
        return self.last - self.first + 1


class Watch:
    """Watches what was taken through one window."""

    def __init__(self, rule: ExposureRule) -> None:
        self.name, self.anchor, self.within, self.needed = rule.exposure, rule.before, rule.within_days, rule.needed
        number = getattr(rule, rule.bound)
        self.told: dict[str, Any] = {"field": self.name, "before": self.anchor, "bound": rule.bound}
        self.told |= {"number": number, "within": self.within}

    def changes(self, history: History) -> Iterator[int]:
        """Yield the days on which the answer can change: a run begins, is long enough, ends, and leaves the window."""
        gone = self.within + 2 - self.needed
        periods = history.periods.get(self.name, ())
        marks = [day for one in periods for day in (one.first, one.last) if day is not None]
        marks += [history.events_from[self.name]] if self.name in history.events_from else []
        for day in marks:
            yield from (day, day + 1, day + self.needed - 1, day + gone)
        if self.anchor != TODAY:
            answers = history.answers.get(self.anchor, ())
            yield from known_days(answers)
            for day in (day for day in map(day_of, answers) if day is not None):
                yield from (day, day + 1, day - gone + 1)

    def state(self, history: History, day: int) -> State:
        """Judge what is known on a day."""
        anchor = anchored_on(history, self.anchor, day)
        if not list_known(history, self.name, day):
            questions = (self.name,) if anchor is not None else (self.name, self.anchor)
            return State(UNKNOWN, "missing", ({"field": self.name}, questions))
        if anchor is None and history.periods[self.name]:
            found = anchor_state(history, self.anchor, day)
            return State(UNKNOWN, found.code, (found.basis, (self.anchor,)))
        sure, most = self.longest(history, day, anchor or day)
        if sure is not None and sure.days >= self.needed:
            return State(TRUE, "exposure.long", sure)
        if most is None or most.days < self.needed:
            return State(FALSE, "exposure.short" if most else "exposure.none", most)
        told = {**self.told, "days": sure.days if sure else 0, "most": most.days}
        return State(UNKNOWN, "exposure.open", (told, (self.name,)))

    def longest(self, history: History, day: int, anchor: int) -> tuple[Run | None, Run | None]:
        """Give the longest run in the window, of the days that are sure and of all that may be."""
        periods, told = history.periods[self.name], min(history.events_from.get(self.name, day), day)
        return self._longest(_surely(periods, day, told), anchor), self._longest(_perhaps(periods, day), anchor)

    def _longest(self, runs: Iterable[Run], anchor: int) -> Run | None:
        first = anchor - self.within
        inside = [Run(max(one.first, first), min(one.last, anchor)) for one in joined(runs)]
        return max((one for one in inside if one.days > 0), key=lambda one: (one.days, one.last), default=None)

    def tell(self, found: State) -> Told:
        """Put a state into its reason."""
        if found.truth is UNKNOWN:
            values, questions = found.basis
            return (Reason(found.code, values),), questions
        run = found.basis
        values = {"days": run.days, "first": iso(run.first), "last": iso(run.last)} if run else {}
        return (Reason(found.code, self.told | values),), ()


def joined(runs: Iterable[Run]) -> Sequence[Run]:
    """Join runs that touch or overlap."""
    found: list[Run] = []
    for one in sorted(runs):
        if found and one.first <= found[-1].last + 1:
            one = Run(found[-1].first, max(one.last, found.pop().last))
        found.append(one)
    return found


def _surely(periods: Sequence[Period], day: int, told: int) -> Iterator[Run]:
    """Yield the days that are sure on a day; `told` is when it was said that some go on."""
    for one in periods:
        ended = one.last if one.last is not None and one.last <= day else None
        goes_on = one.ongoing or one.last is not None
        if one.first is not None and one.first <= day:
            known = ended if ended is not None else told if goes_on else one.first
            yield Run(one.first, max(one.first, known))
        elif one.first is None and (ended is not None or one.ongoing):
            only = told if ended is None else ended
            yield Run(only, only)


def _perhaps(periods: Sequence[Period], day: int) -> Iterator[Run]:
    """Yield all days that may be: where the first is not known since ever, and until for ever where it may go on."""
    for one in periods:
        ended = one.last if one.last is not None and one.last <= day else _NEVER
        yield Run(_EVER if one.first is None else one.first, ended)
