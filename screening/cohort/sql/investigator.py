"""Criteria that a person decides, as SQL: in a cohort nobody has decided, so they stay open."""

from screening.cohort.sql.operators import (
    Sql,
    all_hold,
    any_holds,
    column,
    is_one_of,
    is_open,
    negated,
    not_known,
    otherwise,
    truth,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope
from screening.protocol import ChoiceField, Criterion, DateField, LabField, WorksheetField


def decided_by_investigator(criterion: Criterion, scope: Scope) -> Compiled:
    """Ask for the evidence that is missing; for the decision once nothing is."""
    gaps = [gap for name in criterion.evidence for gap in _gaps(scope, name)]
    asks = [Ask(path, (missing,)) for path, missing in gaps]
    asks.append(Ask(scope.question, (negated(any_holds([missing for _, missing in gaps])),)))
    now = scope.program.leaves.keep(not_known(), "investigator")
    return Compiled(now, tuple(asks), lambda day: now, lambda day: now)


def _gaps(scope: Scope, name: str) -> list[tuple[str, Sql]]:
    """Say of every part of a field when it is missing."""
    field = scope.protocol.field[name]
    if isinstance(field, WorksheetField):
        return [(f"{name}.{item}", is_open(column(f"{name}.{item}"))) for item in field.items]
    if isinstance(field, LabField):
        return [(name, is_open(scope.newest(name)))]
    return [(name, _unanswered(field, name))]


def _unanswered(field: object, name: str) -> Sql:
    answer = column(name)
    if not isinstance(field, ChoiceField | DateField):
        return is_open(answer)
    word = column(f"{name}.word") if isinstance(field, DateField) else answer
    unknown = [option for option, one in field.options.items() if one.unknown]
    empty = is_open(answer) if word is answer else all_hold([is_open(answer), is_open(word)])
    return any_holds([empty, *([otherwise(is_one_of(word, unknown), truth(False))] if unknown else [])])
