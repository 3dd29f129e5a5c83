"""Worksheets as SQL: present is TRUE, ruled out is FALSE, anything else is not known; so any of them is an OR."""

from screening.cohort.sql.operators import any_holds, column, is_open
from screening.cohort.sql.shapes import Ask, Compiled, Scope, shape
from screening.protocol import WorksheetField
from screening.protocol.rules import AnyPresentRule


@shape(AnyPresentRule)
def _any_present(rule: AnyPresentRule, scope: Scope) -> Compiled:
    name = rule.any_present
    field = scope.protocol.field[name]
    assert isinstance(field, WorksheetField)
    items = [f"{name}.{item}" for item in rule.items or field.items]
    asks = [Ask(item, (is_open(column(item)),)) for item in items]
    return scope.leaf(any_holds(map(column, items)), f"any_present {name}", *asks)
