"""What is asked of such a program, by whom, and how this one meets it: `resources/validation/requirements.toml`."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from screening.protocol.text import Model, Text

Met = Literal["feature", "partly", "procedure", "later"]
"""By the program; by a part of it; by a procedure of the site; by a later version."""

MET: tuple[Met, ...] = ("feature", "partly", "procedure", "later")

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z][1-9][0-9]?$")]


class Source(Model):
    """A document that asks; `checked` says whether its clause numbers were read in the document itself."""

    short: str
    title: str
    checked: bool = True


class Requirement(Model):
    """One requirement: the clauses that ask for it by source, what they ask, and how it is met.

    `site` is what the site's procedures must add. A requirement that others add up to names them in `rests_on`.
    """

    id: Id
    clauses: Annotated[dict[str, str], Field(min_length=1)]
    met: Met
    text: Text
    how: Text
    site: Text | None = None
    rests_on: tuple[Id, ...] = ()
    recalled: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Give the letter of the group it belongs to."""
        return self.id[0]


class Requirements(Model):
    """The whole checklist; `revised` is the day on which it was last held against the program."""

    revised: date
    group: dict[str, Text]
    source: dict[str, Source]
    requirement: tuple[Requirement, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the ids in order."""
        return tuple(one.id for one in self.requirement)

    def cited(self, one: Requirement) -> list[str]:
        """Write a requirement's clauses out; an asterisk marks a number that was not read in the document."""
        return [f"{self.source[name].short} {clause}{self._mark(one, name)}" for name, clause in one.clauses.items()]

    def _mark(self, one: Requirement, name: str) -> str:
        return "" if self.source[name].checked and name not in one.recalled else "*"


@cache
def requirements() -> Requirements:
    """Read the checklist that ships."""
    text = files("resources").joinpath("validation", "requirements.toml").read_text("utf-8")
    return Requirements.model_validate(tomllib.loads(text))
