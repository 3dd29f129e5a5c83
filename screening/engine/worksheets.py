"""Worksheets: a list of causes to go through, each present, ruled out or not assessed."""

from collections.abc import Mapping

from screening.engine.answers import known_days, newest
from screening.engine.findings import Finding, Leaf, Reason, Scope, State, Told, open_, over_time, settled
from screening.engine.shapes import shape
from screening.patient import History
from screening.protocol import PRESENT, RULED_OUT, WorksheetField
from screening.protocol.rules import AnyPresentRule
from screening.truth import FALSE, TRUE, UNKNOWN


@shape(AnyPresentRule)
def _any_present(rule: AnyPresentRule, scope: Scope) -> Leaf:
    name = rule.any_present
    field = scope.protocol.field[name]
    assert isinstance(field, WorksheetField)
    paths = {item: f"{name}.{item}" for item in rule.items or field.items}
    clear = settled(FALSE, Reason("worksheet.clear", {"field": name}))

    def find(history: History, on: int) -> Finding:
        states: dict[str, object] = {}
        for item, path in paths.items():
            answers = history.answers.get(path)
            if answers:
                only = answers[0]
                if len(answers) > 1 or (only.on is not None and only.on > on):
                    return dated(history, on)
                states[item] = only.value
        return flat(states)

    def dated(history: History, on: int) -> Finding:
        days = [day for path in paths.values() for day in known_days(history.answers.get(path))]
        return over_time(on, days, lambda day: state(_known(history, paths, day)), tell)

    def flat(states: Mapping[str, object]) -> Finding:
        found = state(states)
        if found.truth is FALSE:
            return clear
        reasons, questions = tell(found)
        return settled(TRUE, reasons[0]) if found.truth is TRUE else open_(reasons[0], *questions)

    def state(states: Mapping[str, object]) -> State:
        values = list(states.values())
        if PRESENT in values:
            return State(TRUE, "worksheet.present", [item for item in paths if states.get(item) == PRESENT])
        if len(values) == len(paths) and values.count(RULED_OUT) == len(values):
            return State(FALSE, "worksheet.clear")
        return State(UNKNOWN, "worksheet.open", [item for item in paths if states.get(item) != RULED_OUT])

    def tell(found: State) -> Told:
        if found.truth is FALSE:
            return clear.reasons, ()
        reason = Reason(found.code, {"field": name, "items": found.basis})
        return (reason,), tuple([paths[item] for item in found.basis]) if found.truth is UNKNOWN else ()

    return find


def _known(history: History, paths: Mapping[str, str], day: int) -> dict[str, object]:
    """Read every item as it is known on a day."""
    found = {item: newest(history.answers.get(path), day) for item, path in paths.items()}
    return {item: one.value for item, one in found.items() if one is not None}
