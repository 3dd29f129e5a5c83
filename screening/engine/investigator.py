"""Criteria that a person decides, once the evidence listed is there."""

from screening.engine.answers import known_days, newest
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, over_time
from screening.patient import History
from screening.protocol import PRESENT, RULED_OUT, Criterion, EventsField, LabField, PeriodsField, WorksheetField
from screening.truth import REFERRED, UNKNOWN


def decided_by_investigator(criterion: Criterion, scope: Scope) -> Leaf:
    """Wait for the evidence listed, then for the doctor's decision."""

    def find(history: History, on: int) -> Finding:
        days = [day for name in criterion.evidence for day in _days(scope, history, name)]
        decision = history.decisions.get(criterion.id)
        if decision:
            days.append(decision.on)

        def state(day: int) -> State:
            gaps = [gap for name in criterion.evidence for gap in _gaps(scope, history, name, day)]
            if gaps:
                return State(UNKNOWN, "evidence", gaps)
            decided = decision is not None and decision.on <= day
            return State(REFERRED, "evidence.complete") if decided else State(UNKNOWN, "undecided")

        return over_time(on, days, state, tell)

    def tell(state: State) -> Told:
        reason = Reason(state.code, {"fields": state.basis} if state.basis else {})
        return (reason,), tuple(state.basis or (scope.question,))

    return find


def _days(scope: Scope, history: History, name: str) -> list[int]:
    """List the days on which something of a field becomes known."""
    field = scope.protocol.field[name]
    if isinstance(field, WorksheetField):
        return [day for item in field.items for day in known_days(history.answers.get(f"{name}.{item}"))]
    if isinstance(field, LabField):
        return [result.on for result in history.labs.get(name, ())]
    if isinstance(field, EventsField | PeriodsField):
        return [history.events_from[name]] if name in history.events_from else []
    return known_days(history.answers.get(name))


def _gaps(scope: Scope, history: History, name: str, day: int) -> list[str]:
    """Name what is not answered of a field that a doctor needs to see."""
    field = scope.protocol.field[name]
    if isinstance(field, WorksheetField):
        paths = [f"{name}.{item}" for item in field.items]
        known = {path: newest(history.answers.get(path), day) for path in paths}
        return [path for path, one in known.items() if one is None or one.value not in (PRESENT, RULED_OUT)]
    if isinstance(field, LabField):
        return [] if any(result.on <= day for result in history.labs.get(name, ())) else [name]
    if isinstance(field, EventsField | PeriodsField):
        return [] if list_known(history, name, day) else [name]
    answer = newest(history.answers.get(name), day)
    options = getattr(field, "options", {})
    answered = answer is not None and not (answer.value in options and options[answer.value].unknown)
    return [] if answered else [name]


def list_known(history: History, name: str, day: int) -> bool:
    """Say whether a list, of events or of periods, is known on a day."""
    there = any(name in lists for lists in (history.events, history.adverse, history.periods))
    return there and history.events_from.get(name, 0) <= day
