"""What changed between two entries of a case, field by field, each change with who, when and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from screening.ledger import Entry

_Step = tuple[str, Any, Any]
_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change by one entry: `path` as in a history; None where there was, or is, no value.

    `why` is None where no reason was asked for, and empty where it was forgotten with the person.
    """

    path: str
    old: Any = field(repr=False)
    new: Any = field(repr=False)
    seq: int
    former: int
    who: str
    role: str
    at: str
    why: str | None = field(repr=False)


def changes(
    former: Mapping[str, Any], later: Mapping[str, Any], entry: Entry, former_seq: int, why: str | None
) -> list[Change]:
    """List what an entry changed in the one before; both histories as they were entered."""
    return [
        Change(path, old, new, entry.seq, former_seq, entry.actor, entry.role, entry.at, why)
        for path, old, new in steps(former, later)
    ]


def steps(former: Any, later: Any, path: str = "") -> Iterator[_Step]:
    """Give the fields that differ: path, old and new value."""
    if isinstance(former, Mapping) and isinstance(later, Mapping):
        for key in {**former, **later}:
            yield from steps(former.get(key), later.get(key), f"{path}.{key}" if path else key)
    elif isinstance(former, list | tuple) and isinstance(later, list | tuple):
        yield from _in_lists(former, later, path)
    elif former is None and isinstance(later, Mapping) and later:
        yield from steps({}, later, path)
    elif later is None and isinstance(former, Mapping) and former:
        yield from steps(former, {}, path)
    elif former != later or type(former) is not type(later):
        yield path, former, later


def _in_lists(former: Sequence[Any], later: Sequence[Any], path: str) -> Iterator[_Step]:
    for old, new in pairs(former, later):
        before = None if old is None else former[old]
        now = None if new is None else later[new]
        yield from steps(before, now, f"{path}[{old if new is None else new}]")


def pairs(former: Sequence[Any], later: Sequence[Any]) -> list[tuple[int | None, int | None]]:
    """Say which item of one list is which of a later one, None where it is in one of them alone.

    What both hold is the same, wherever it stands; then comes what is most alike, such as two results of one day, and
    what is left, in order.
    """
    gone, come = list(range(len(former))), list(range(len(later)))
    found: list[tuple[int | None, int | None]] = []

    def pair(old: int, new: int) -> None:
        gone.remove(old)
        come.remove(new)
        found.append((old, new))

    for old in tuple(gone):
        new = next((one for one in come if later[one] == former[old]), None)
        if new is not None:
            pair(old, new)
    for _, old, new in sorted((-_likeness(former[old], later[new]), old, new) for old in gone for new in come):
        if old in gone and new in come and _likeness(former[old], later[new]):
            pair(old, new)
    return [*found, *zip_longest(tuple(gone), tuple(come))]


def _likeness(one: Any, other: Any) -> int:
    """Count the fields in which two items agree."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return 0
    return sum(key in other and other[key] == value for key, value in one.items())


def parts_of(path: str) -> tuple[str | int, ...]:
    """Take a path apart: `answers.platelets[0].value` is answers, platelets, 0, value."""
    return tuple(int(index) if index else name for index, name in _PART.findall(path))


def path_of(parts: Sequence[str | int]) -> str:
    """Write a path from its parts."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def value_at(history: Mapping[str, Any], parts: Sequence[str | int] | None) -> Any:
    """Give the value at a place of a history, None where there is none."""
    found: Any = None if parts is None else history
    for part in parts or ():
        found = _inside(found, part)
    return found


def followed(parts: Sequence[str | int], here: Any, there: Any) -> tuple[str | int, ...] | None:
    """Say where what stands at a place of one history stands in another; None where it is not there.

    Only items of lists move: one is known again by what it holds, or as the one that was changed.
    """
    found: list[str | int] = []
    for part in parts:
        other: str | int | None = part
        if isinstance(part, int) and isinstance(here, list | tuple) and isinstance(there, list | tuple):
            other = next((new for old, new in pairs(here, there) if old == part), None)
        if other is None:
            return None
        found.append(other)
        here, there = _inside(here, part), _inside(there, other)
    return tuple(found)


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    inside = isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)
    return value[part] if inside else None
