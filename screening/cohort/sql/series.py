"""A laboratory result as SQL: where its parts stand, and whether it can count."""

from collections.abc import Callable

from screening.cohort.sql.bounds import within_span
from screening.cohort.sql.operators import Sql, all_hold, column, negated, otherwise, truth
from screening.protocol import LabField, Protocol

# Finds a part of a result, such as its `value`.
Part = Callable[[str], Sql]


def wide_part(series: str) -> Part:
    """Find the parts of a series' result in the patient's row."""
    return lambda part: column(f"{series}.{part}")


def series_field(protocol: Protocol, name: str) -> LabField:
    """Give the field of a series."""
    field = protocol.field[name]
    assert isinstance(field, LabField)
    return field


def valid(field: LabField, part: Part) -> Sql:
    """Say whether a result can count: plausible, and not clumped."""
    sound = negated(otherwise(part("clumped"), truth(False)))
    return all_hold([sound, within_span(part("value"), field.plausible)]) if field.plausible else sound
