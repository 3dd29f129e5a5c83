"""The coded reasons for which somebody did not go on, and the box of a flow diagram that each ending goes to."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Ways:
    """One kind of ending: its coded reasons, and where CONSORT's flow diagram counts it."""

    reasons: tuple[str, ...]
    box: str


@cache
def endings() -> dict[str, Ways]:
    """Give every ending but an enrolment by name."""
    table = tomllib.loads(files("resources").joinpath("codelists", "outcomes.toml").read_text("utf-8"))
    return {name: Ways(tuple(one["reasons"]), str(one["box"])) for name, one in table.items()}
