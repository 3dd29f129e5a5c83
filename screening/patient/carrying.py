"""A history taken over from one version of a protocol to another: what that one can't read is left out, and named."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.errors import InputError
from screening.patient.history import History
from screening.patient.reading import read_history
from screening.protocol import Protocol

_PARTS = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Carried:
    """A history as another version reads it: its plain values, and the places of what had to stay behind."""

    history: History
    data: Mapping[str, Any] = field(repr=False)
    left_out: tuple[str, ...] = ()


def carried(data: Mapping[str, Any], protocol: Protocol, undecided: Collection[str] = ()) -> Carried:
    """Read a history that another version asked for.

    A question, an option or a unit that this version doesn't know leaves the whole answer out: a gap, as if nobody had
    been asked. Of a series no single result is left out, or an older one would count. `undecided` names criteria on
    which a doctor decides anew. InputError where the history could be read by no version.
    """
    left_out = [f"decisions.{one}" for one in data.get("decisions") or {} if one in undecided]
    kept = _without(data, left_out)
    while True:
        try:
            return Carried(read_history(kept, protocol), kept, tuple(left_out))
        except InputError as error:
            places = dict.fromkeys(_answer_at(problem.place, kept) for problem in error.problems)
            found = [place for place in places if place]
            if not found:
                raise
            left_out += found
            kept = _without(kept, found)


def _answer_at(place: str, data: Mapping[str, Any]) -> str:
    """Give the answer, the worksheet's item or the decision in which a place lies; blank where it lies in none."""
    head, *parts = _PARTS.findall(place)
    if head not in ("answers", "decisions") or not parts:
        return ""
    inside = data[head].get(parts[0])
    is_item = len(parts) > 1 and isinstance(inside, Mapping) and "value" not in inside and parts[1] in inside
    return ".".join([head, *parts[: 2 if is_item and head == "answers" else 1]])


def _without(data: Mapping[str, Any], places: Collection[str]) -> dict[str, Any]:
    return {
        key: _pruned(value, key, places) if key in ("answers", "decisions") and isinstance(value, Mapping) else value
        for key, value in data.items()
    }


def _pruned(node: Mapping[str, Any], path: str, places: Collection[str]) -> dict[str, Any]:
    kept = {}
    for key, value in node.items():
        place = f"{path}.{key}"
        if place in places:
            continue
        deeper = any(one.startswith(f"{place}.") for one in places)
        kept[key] = _pruned(value, place, places) if deeper and isinstance(value, Mapping) else value
    return kept
