"""A dataset of SDTM as it stands in memory: its variables as the implementation guide lists them, and its rows."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

Value = str | int | Decimal | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; `core` says whether it must be filled (Req), must be there (Exp) or may be (Perm)."""

    name: str
    label: str
    type: Literal["Char", "Num"]
    core: Literal["Req", "Exp", "Perm"] = "Perm"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset with its rows in order; a variable that a row lacks is null there."""

    name: str
    label: str
    variables: tuple[Variable, ...]
    keys: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, *names: str) -> bool:
        """Say whether all these variables are there."""
        return {one.name for one in self.variables}.issuperset(names)


def dataset(name: str, rows: Iterable[Row]) -> Dataset:
    """Make a dataset of the implementation guide; a row with a variable that is not in it is a fault of ours."""
    label, variables, keys = _specified()[name]
    known = {one.name for one in variables}
    made = tuple(rows)
    assert all(known.issuperset(row) for row in made)
    return Dataset(name, label, variables, keys, made)


def names() -> tuple[str, ...]:
    """Name the datasets of a copy, in order."""
    return tuple(_specified())


@cache
def _specified() -> Mapping[str, tuple[str, tuple[Variable, ...], tuple[str, ...]]]:
    path = files("resources").joinpath("codelists", "sdtm.toml")
    return {
        name: (table["label"], tuple(Variable(*one) for one in table["variables"]), tuple(table["keys"]))
        for name, table in tomllib.loads(path.read_text("utf-8")).items()
    }
