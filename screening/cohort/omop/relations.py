"""What was looked up in Python, as relations; and numbers as they may be told in a file."""

from collections.abc import Sequence
from typing import Any

from screening.cohort.cells import literal


def given(columns: str, rows: Sequence[tuple[Any, ...]]) -> str:
    """Write rows as a relation with these columns."""
    if not rows:
        return f"(SELECT {', '.join(f'NULL AS {one}' for one in columns.split(', '))} WHERE FALSE)"
    written = ", ".join(f"({', '.join(map(_value, row))})" for row in rows)
    return f"(SELECT * FROM (VALUES {written}) AS listed({columns}))"


def _value(one: object) -> str:
    return "NULL" if one is None else literal(one) if isinstance(one, str) else str(one)


def exact(text: str) -> str:
    """Give a number cut to six places, so that it never lands on a limit that it was not on; NULL for what is none."""
    number = f"try_cast({text} AS DECIMAL(24,12))"
    cut = f"CAST(trunc({number} * 1000000) AS HUGEINT)"
    off = f"CASE WHEN {number} * 1000000 <> {cut} AND {cut} % 5 = 0 THEN 1 ELSE 0 END"
    return f"CAST({cut} + {off} AS DECIMAL(20,0)) * 0.000001"


def written(number: str) -> str:
    """Write a number without zeros that say nothing."""
    return f"rtrim(rtrim(CAST({number} AS VARCHAR), '0'), '.')"
