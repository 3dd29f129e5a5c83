"""What a follow-up observes: a date that comes, a count that is reached, events between two dates.

While its time runs, what was not seen yet is not yet known; afterwards it is known where somebody looked.
"""

from collections.abc import Sequence

from screening.engine.anchors import anchor_state, day_of
from screening.engine.answers import known_days, newest
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, iso, over_time
from screening.engine.investigator import list_known
from screening.engine.shapes import shape
from screening.patient import AdverseEvent, History, Result
from screening.protocol.observed import OccurredRule, ReachedRule, TookPlaceRule
from screening.quantity import Limits
from screening.truth import FALSE, TRUE, UNKNOWN


def _open(code: str, values: dict[str, object], *questions: str) -> State:
    return State(UNKNOWN, code, (values, questions))


def _not_dated(history: History, name: str, day: int) -> State:
    """Say that a date is not there yet."""
    found = anchor_state(history, name, day)
    return _open(found.code, found.basis, name)


def _settled(holds: bool, code: str, **values: object) -> State:
    return State(TRUE if holds else FALSE, code, (values, ()))


def _tell(state: State) -> Told:
    values, questions = state.basis
    return (Reason(state.code, values),), questions


def _day(history: History, name: str, day: int) -> int | None:
    return day_of(newest(history.answers.get(name), day))


class _End:
    """A date that ends what is observed: a day, not yet, or nobody has said."""

    def __init__(self, name: str, scope: Scope) -> None:
        self.name = name
        options = getattr(scope.protocol.field[name], "options", {})
        self.waiting = {option for option, one in options.items() if not one.unknown}

    def day(self, history: History, day: int) -> int | None:
        """Give the last day, as it is known on a day; one still to come is a plan, which may be put off."""
        end = _day(history, self.name, day)
        return end if end is not None and end <= day else None

    def said(self, history: History, day: int) -> bool:
        """Say whether it is known that it came, or that it did not come yet."""
        answer = newest(history.answers.get(self.name), day)
        return answer is not None and (isinstance(answer.value, int) or answer.value in self.waiting)


def _date_changes(history: History, *names: str) -> list[int]:
    """List the days on which dates become known, or come."""
    answers = [answer for name in names for answer in history.answers.get(name, ())]
    come = [day for day in map(day_of, answers) if day is not None]
    return [*known_days(tuple(answers)), *come, *(day + 1 for day in come)]


@shape(TookPlaceRule)
def _took_place(rule: TookPlaceRule, scope: Scope) -> Leaf:
    del scope
    name = rule.took_place

    def state(history: History, day: int) -> State:
        found = _day(history, name, day)
        if found is None:
            return _not_dated(history, name, day)
        if found > day:
            return _open("took_place.coming", {"field": name, "on": iso(found)}, name)
        return _settled(True, "took_place.yes", field=name, on=iso(found))

    def find(history: History, on: int) -> Finding:
        return over_time(on, _date_changes(history, name), lambda day: state(history, day), _tell)

    return find


@shape(ReachedRule)
def _reached(rule: ReachedRule, scope: Scope) -> Leaf:
    watch = _Reaching(rule, scope)

    def find(history: History, on: int) -> Finding:
        return over_time(on, watch.changes(history), lambda day: watch.state(history, day), _tell)

    return find


class _Reaching:
    """Watches a series for a result of at least so much."""

    def __init__(self, rule: ReachedRule, scope: Scope) -> None:
        self.rule, self.span = rule, Limits(low=rule.at_least)
        self.end = None if rule.until is None else _End(rule.until, scope)
        self.told = {
            "field": rule.reached,
            "limit": f"{rule.at_least:f}",
            "days": rule.within_days,
            "since": rule.since,
        }

    def changes(self, history: History) -> list[int]:
        """List the days on which the answer can change."""
        rule = self.rule
        dates = [rule.since] if rule.until is None else [rule.since, rule.until]
        starts = [day for one in history.answers.get(rule.since, ()) if (day := day_of(one)) is not None]
        results = [result.on for result in history.labs.get(rule.reached, ())]
        return [*_date_changes(history, *dates), *(start + rule.within_days + 1 for start in starts), *results]

    def state(self, history: History, day: int) -> State:
        """Judge what is known on a day."""
        start = _day(history, self.rule.since, day)
        if start is None:
            return _not_dated(history, self.rule.since, day)
        whole = start + self.rule.within_days
        end = self.end.day(history, day) if self.end else None
        last = whole if end is None else min(whole, end)
        series = [one for one in history.labs.get(self.rule.reached, ()) if one.valid and start <= one.on <= day]
        found = next((one for one in series if one.on <= last and self.span.hold(one.measure) is TRUE), None)
        if found is not None:
            if self.end and not self.end.said(history, day):
                return _not_dated(history, self.end.name, day)
            return _settled(True, "reached.yes", **self.told, **_result(found), day=found.on - start)
        doubted = _in_doubt([one for one in history.labs.get(self.rule.reached, ()) if start <= one.on <= day])
        return self._unseen(series, doubted, start, sorted({last, whole}), day)

    def _unseen(
        self, series: Sequence[Result], doubted: int | None, start: int, ends: Sequence[int], day: int
    ) -> State:
        """Judge that nothing was reached by the first of the days that may be the last one, or by the whole time."""
        rule, last = self.rule, ends[0]
        for end in ends:
            seen = [one for one in series if one.on <= end]
            covered = bool(seen) and seen[-1].on + rule.good_for_days >= end
            over = day > end or end < ends[-1]
            sound = doubted is None or doubted > end
            if over and covered and sound and all(self.span.hold(one.measure) is FALSE for one in seen):
                return _settled(False, "reached.no", **self.told, **_result(seen[-1]))
        if day <= last and last == ends[-1]:
            return _open("reached.running", {**self.told, "until": iso(last)}, rule.reached)
        first = max(start, last - rule.good_for_days)
        return _open("reached.open", {**self.told, "start": iso(first), "until": iso(last)}, rule.reached)


def _in_doubt(results: Sequence[Result]) -> int | None:
    """Give the first day of a result that can't be relied on, clumped or implausible, and that no later one settles."""
    settled = max((one.on for one in results if one.valid and one.settles), default=-1)
    return min((one.on for one in results if not one.valid and one.on > settled), default=None)


def _result(result: Result) -> dict[str, object]:
    return {"value": result.given, "unit": result.unit, "on": iso(result.on)}


@shape(OccurredRule)
def _occurred(rule: OccurredRule, scope: Scope) -> Leaf:
    watch = _Occurring(rule, scope)

    def find(history: History, on: int) -> Finding:
        return over_time(on, watch.changes(history), lambda day: watch.state(history, day), _tell)

    return find


class _Occurring:
    """Watches a list of events between two dates."""

    def __init__(self, rule: OccurredRule, scope: Scope) -> None:
        self.rule, self.end = rule, _End(rule.until, scope)

    def changes(self, history: History) -> list[int]:
        """List the days on which the answer can change."""
        name = self.rule.occurred
        known = [history.events_from[name]] if name in history.events_from else []
        return [*_date_changes(history, self.rule.since, self.rule.until), *known, *map(_on, self._events(history))]

    def state(self, history: History, day: int) -> State:
        """Judge what is known on a day."""
        rule, name = self.rule, self.rule.occurred
        if not list_known(history, name, day):
            return _open("missing", {"field": name}, name)
        start, end = _day(history, rule.since, day), self.end.day(history, day)
        if start is None:
            return _not_dated(history, rule.since, day)
        if not self.end.said(history, day):
            return _not_dated(history, rule.until, day)
        return self._between(history, start, end, day)

    def _between(self, history: History, start: int, end: int | None, day: int) -> State:
        rule, name = self.rule, self.rule.occurred
        last = day if end is None else end
        fitting = [(self._fits(one), _on(one)) for one in self._events(history) if start <= _on(one) <= last]
        for fits, code in ((True, "occurred.yes"), (None, "occurred.unclear")):
            found = next((on for how, on in fitting if how is fits), None)
            if found is not None:
                values: dict[str, object] = {"field": name, "on": iso(found)}
                return _settled(True, code, **values) if fits else _open(code, values, name)
        if end is None:
            return _open("occurred.running", {"field": name, "end": rule.until}, rule.until)
        known = history.events_from.get(name, last)
        if known < last:
            return _open("occurred.stale", {"field": name, "on": iso(known), "until": iso(last)}, name)
        return _settled(False, "occurred.none", field=name, until=iso(last))

    def _events(self, history: History) -> Sequence[int | AdverseEvent]:
        name = self.rule.occurred
        return history.adverse[name] if name in history.adverse else history.events.get(name, ())

    def _fits(self, event: int | AdverseEvent) -> bool | None:
        """Say whether an event is what is looked for; None where its grade, or whether it was serious, is not known."""
        rule = self.rule
        if not isinstance(event, AdverseEvent):
            return True
        if rule.term is not None and event.term != rule.term:
            return False
        known: list[bool | None] = []
        if rule.grade_at_least is not None:
            known.append(None if event.grade is None else event.grade >= rule.grade_at_least)
        if rule.serious is not None:
            known.append(None if event.serious is None else event.serious is rule.serious)
        return False if False in known else None if None in known else True


def _on(event: int | AdverseEvent) -> int:
    return event.on if isinstance(event, AdverseEvent) else event
