"""A slip that people make, and the history as it would be had it been made."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from screening.patient import History, Result


class Slip(NamedTuple):
    """An ordinary slip, as a code with values, and what to look at again: the field, its day, where it came from."""

    code: str
    values: dict[str, Any]
    field: str
    on: str = ""
    source: str = ""


class Trial(NamedTuple):
    """A slip, and the history to judge again."""

    slip: Slip
    history: History


def with_result(history: History, name: str, old: Result, *new: Result) -> History:
    """Give a history with another result in the place of one, or with none."""
    kept = [one for one in history.labs[name] if one is not old]
    series = sorted([*kept, *new], key=lambda one: (one.on, one.minute or 0))
    return replace(history, labs={**history.labs, name: tuple(series)})


def without_results(history: History, name: str, gone: Sequence[Result]) -> History:
    """Give a history without some results of a series."""
    kept = tuple(one for one in history.labs[name] if not any(one is other for other in gone))
    return replace(history, labs={**history.labs, name: kept})
