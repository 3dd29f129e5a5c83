"""What a conformance rule is, and where datasets break one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from screening.formats.cdisc.datasets import Dataset

Datasets = Mapping[str, Dataset]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is broken; `row` counts from 1, None where it is the whole dataset. No value stands in it."""

    dataset: str
    row: int | None
    variables: tuple[str, ...]


Check = Callable[[Datasets], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its number, and what it asks.

    `of_protocol` where what breaks it comes of the protocol's words or of what was entered; else it is our fault.
    """

    id: str
    known_as: str
    asks: str
    check: Check
    of_protocol: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule broken in one place."""

    rule: Rule
    place: Place

    def __str__(self) -> str:
        where = self.place.dataset if self.place.row is None else f"{self.place.dataset} row {self.place.row}"
        whose = "protocol" if self.rule.of_protocol else "program"
        return f"{self.rule.id} {where} ({', '.join(self.place.variables)}): {self.rule.asks} [{whose}]"
