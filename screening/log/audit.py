"""What changed between two entries of a case, field by field, each change with who, when and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from screening.ledger import Entry

_Step = tuple[str, Any, Any]


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
    """Set aside what both hold, wherever it stands; pair what is left in order."""
    gone, come = list(enumerate(former)), list(enumerate(later))
    for one in list(gone):
        same = next((other for other in come if other[1] == one[1]), None)
        if same is not None:
            gone.remove(one)
            come.remove(same)
    for old, new in zip_longest(gone, come):
        place = (new or old)[0]
        yield from steps(old[1] if old else None, new[1] if new else None, f"{path}[{place}]")
