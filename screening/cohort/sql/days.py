"""Whole calendar days from one date to another, or to today while the other has not come, as SQL."""

from screening.cohort.sql.operators import (
    FAR_OFF,
    Sql,
    all_hold,
    at_most,
    case,
    column,
    day,
    days_later,
    is_one_of,
    is_open,
    negated,
)
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol import DateField
from screening.protocol.days import TODAY, DaysRule


@shape(DaysRule)
def _days(rule: DaysRule, scope: Scope) -> Compiled:
    name = rule.days_from
    # The day on which the count is reached, should the other date not come before.
    turn = rule.at_least if rule.at_least is not None else (rule.at_most or 0) + 1
    due = scope.keep(days_later(column(name), turn), f"due {name}")
    end = None if rule.to == TODAY else scope.keep(_end(rule.to, scope), f"end {rule.to}")

    def held(later: Sql) -> Sql:
        reached = all_hold([at_most(due, later), *([at_most(due, end)] if end else [])])
        return reached if rule.at_least is not None else negated(reached)

    asks = [Ask(name, (is_open(column(name)),))]
    if end is not None:
        asks.append(Ask(rule.to, (is_open(end),)))
    return scope.moving(held(day(scope.on)), f"days_from {name}", held, (due,), *asks)


def _end(name: str, scope: Scope) -> Sql:
    """Give the last day to count: far off while it has not happened, not known where nobody has said."""
    field = scope.protocol.field[name]
    assert isinstance(field, DateField)
    waiting = [word for word, one in field.options.items() if not one.unknown]
    if not waiting:
        return column(name)
    return case((is_one_of(column(f"{name}.word"), waiting), day(FAR_OFF)), default=column(name))
