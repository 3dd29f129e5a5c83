"""Grades of adverse events that laboratory results alone tell: CTCAE, as `resources/codelists/ctcae.toml` has it."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from screening.protocol.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """A term whose grades are counts below limits, in `unit`; grade 1 lies below the lower limit of normal.

    `below` are the limits of grades 2 to 4, falling: a count of 60 is below the first of 75, 50 and 25, so grade 2.
    """

    id: str
    label: Text
    unit: str
    below: tuple[Decimal, ...]

    def grade(self, number: Decimal, lln: Decimal | None) -> int | None:
        """Give the grade of a count, 0 for none; None where that hangs on a limit of normal that nobody gave."""
        reached = sum(number < limit for limit in self.below)
        if reached:
            return reached + 1
        return None if lln is None else int(number < lln)


@cache
def terms() -> dict[str, Term]:
    """Read the table: each term by its name."""
    raw = tomllib.loads(files("resources").joinpath("codelists", "ctcae.toml").read_text("utf-8"), parse_float=Decimal)
    return {
        name: Term(name, Text(one["label"]), one["unit"], tuple(Decimal(limit) for limit in one["below"]))
        for name, one in raw["term"].items()
    }
