"""The sponsor's own template of a screening log: a small TOML file that says which columns, in which order, how called.

[template]
name = "Sponsor A, screening log 3.0"

[[column]]
title = "Subj. screening #"
field = "number"

[[column]]
title = "Eligible (Y/N)"
field = "verdict"
values = { eligible = "Y", ineligible = "N", not_yet = "N", undetermined = "" }

[[column]]
title = "Sponsor use only"
"""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from screening.errors import InputError, Problem, nearest

_LARGEST = 100_000
_Title = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TemplateColumn(_Model):
    """One column: a field of the log under the sponsor's title, or an empty one (no field) to fill in by hand.

    `values` says how the sponsor writes a coded answer; one that is not named stays as it is.
    """

    title: _Title
    field: str | None = None
    values: dict[str, str] = Field(default_factory=dict)


class _Header(_Model):
    name: _Title


class Template(_Model):
    """A template as its file says it."""

    template: _Header
    column: tuple[TemplateColumn, ...] = Field(min_length=1, max_length=200)

    @property
    def name(self) -> str:
        """Give what it is called."""
        return self.template.name

    def faults(self, fields: Collection[str], coded: Collection[str]) -> list[Problem]:
        """List what does not fit a log: fields that it has not, or may not have at its level of privacy."""
        found = []
        for place, column in enumerate(self.column):
            if column.field is not None and column.field not in fields:
                said = f"is no column of this log{nearest(column.field, fields)}; there are: {', '.join(fields)}"
                found.append(Problem(f"column[{place}].field", said))
            elif column.values and column.field not in coded:
                said = f"goes with a coded column alone: {', '.join(coded)}"
                found.append(Problem(f"column[{place}].values", said))
        return found


def read_template(path: Path) -> Template:
    """Read a template; InputError names every faulty place."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror}", source=str(path)) from None
    if len(content) > _LARGEST:
        raise InputError("is too large for a template", source=str(path))
    try:
        return Template.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except ValidationError as error:
        problems = [Problem(_place(one["loc"]), one["msg"].lower()) for one in error.errors()]
        raise InputError(problems, source=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no TOML file: {error}", source=str(path)) from None


def _place(path: tuple[int | str, ...]) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")
