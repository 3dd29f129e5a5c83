"""A fictitious patient, who can be seen on any day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*)?")


@dataclass(frozen=True, slots=True)
class SampleFollowUp:
    """What is known of a fictitious patient on a later day, who was enrolled; `gives` are outcomes by endpoint."""

    on: date
    answers: Mapping[str, Any]
    gives: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A fictitious patient: what is shown (`label` by language), and what becomes of the history on `as_of`."""

    name: str
    label: Mapping[str, str]
    as_of: date
    expected: Literal["eligible", "not_yet", "ineligible", "undetermined"]
    history: Mapping[str, Any]
    follow_up: SampleFollowUp | None = None

    def seen_on(self, day: date) -> dict[str, Any]:
        """Give the history with all its days moved, so that what was so on `as_of` is so on `day`."""
        seen: dict[str, Any] = moved(self.history, day - self.as_of)
        return seen


def moved(value: Any, by: timedelta) -> Any:
    """Give a value with every day in it moved."""
    if isinstance(value, dict):
        return {key: moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, by) for inner in value]
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return f"{date.fromisoformat(found[1]) + by}{found[2] or ''}" if found else value
