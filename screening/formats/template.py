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
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from screening.errors import InputError, Problem
from screening.wording import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

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
        from difflib import get_close_matches

        found = []
        for place, column in enumerate(self.column):
            if column.field is not None and column.field not in fields:
                near = get_close_matches(column.field, fields, n=1, cutoff=0.6)
                code = "unlike" if near else "unknown"
                found.append(_problem(code, f"column[{place}].field", near="".join(near), known=", ".join(fields)))
            elif column.values and column.field not in coded:
                found.append(_problem("uncoded", f"column[{place}].values", known=", ".join(coded)))
        return found


def read_template(path: Path) -> Template:
    """Read a template; InputError names every faulty place."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([_problem("unreadable", detail=error.strerror)], source=str(path)) from None
    if len(content) > _LARGEST:
        raise InputError([_problem("large")], source=str(path))
    try:
        return Template.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except ValidationError as error:
        raise InputError([_misfit(one) for one in error.errors()], source=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise InputError([_problem("no_toml", detail=error)], source=str(path)) from None


def _misfit(error: "ErrorDetails") -> Problem:
    code = error["type"] if error["type"] in ("missing", "extra_forbidden") else "misfit"
    return _problem(code, _place(error["loc"]), detail=error["msg"].lower())


def _problem(code: str, place: str = "", **values: object) -> Problem:
    text = Words().text(f"problem.template.{code}", **values)
    return Problem(place, text, code=f"template.{code}", values=values)


def _place(path: tuple[int | str, ...]) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")
