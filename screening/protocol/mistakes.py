"""What pydantic found wrong with a file, as places and plain words."""

from typing import Any

from pydantic import BaseModel, ValidationError

from screening.errors import nearest
from screening.protocol.document import Assumption, Criterion, Endpoint, FollowUp, Header, Measure, Protocol, Section
from screening.protocol.fields import FIELD_KINDS, AdverseEventsField, Item, Option, kind_of
from screening.protocol.lines import Path
from screening.protocol.rules import ALL_SHAPES, BOUNDS, LIMIT_TAGS, SHAPES
from screening.protocol.text import Model

Fault = tuple[Path, str]

_KINDS: dict[str, type[BaseModel]] = {kind_of(one): one for one in (*FIELD_KINDS, AdverseEventsField)}
_TABLES: dict[str, type[BaseModel]] = {
    "protocol": Header,
    "assumption": Assumption,
    "section": Section,
    "criterion": Criterion,
    "follow_up": FollowUp,
    "endpoint": Endpoint,
    "measure": Measure,
}
_TAGS = {*ALL_SHAPES, *LIMIT_TAGS, *_KINDS}
# What is written as plain text where a table belongs is a text.
_TEXT = 'a text needs its language, such as text.en = "..."'
# Behind these a union follows, whose tag pydantic adds to the path.
_BEFORE_TAG = {"rule", "not", "when", "then", "otherwise", *BOUNDS}


def mistakes(failure: ValidationError) -> list[Fault]:
    """List what is wrong with the form of a file."""
    errors = failure.errors(include_url=False, include_context=True)
    return [(_untagged(error["loc"]), _words(dict(error))) for error in errors if not _follows(dict(error))]


def _follows(error: dict[str, Any]) -> bool:
    """Say whether a fault only follows from others: a list that is empty once its faulty parts are left out."""
    return error["type"] == "too_short" and bool(error["input"])


def _untagged(loc: Path) -> Path:
    """Leave the tags of unions out of a path."""
    path: list[str | int] = []
    tag_follows = False
    for part in loc:
        if tag_follows and part in _TAGS:
            tag_follows = False
            continue
        path.append(part)
        in_list = isinstance(part, int) and len(path) > 2 and path[-2] in ("all", "any")
        tag_follows = in_list or part in _BEFORE_TAG or path[:-1] in (["field"], ["follow_up", "field"])
    return tuple(path)


def _words(error: dict[str, Any]) -> str:
    kind, key = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f'unknown key "{key[:60]}"{nearest(key[:60], _valid_keys(error["loc"]))}'
    if kind == "missing":
        return "is missing"
    if kind == "union_tag_not_found":
        return _no_shape(error["input"], error["loc"]) if "kind" not in str(error["ctx"]) else 'has no "kind"'
    if kind == "union_tag_invalid":
        given = str(error["ctx"].get("tag", ""))
        return f'"{given[:60]}" is no kind of answer{nearest(given[:60], _KINDS)}'
    if kind == "too_short":
        return "must not be empty"
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a table, not {_quoted(error['input'])}"
    if kind == "dict_type":
        return f"{_TEXT if isinstance(error['input'], str) else 'must be a table'}, not {_quoted(error['input'])}"
    if kind == "literal_error":
        wanted = error["ctx"]["expected"].replace("'", '"')
        return f"{_quoted(error['input'])} is not one of {wanted}"
    if kind == "string_pattern_mismatch":
        return f"{_quoted(error['input'])} is no name that can stand here ({error['ctx']['pattern']})"
    words: str = error["msg"].removeprefix("Value error, ")
    return f"{words[:1].lower()}{words[1:]}" + ("" if kind == "value_error" else f", not {_quoted(error['input'])}")


def _no_shape(given: object, loc: Path) -> str:
    if not isinstance(given, dict) or not given:
        return "names no rule shape"
    first = str(next(iter(given)))[:60]
    return f'names no rule shape: "{first}"{nearest(first, _shapes(loc))}'


def _shapes(loc: Path) -> dict[str, type[Model]]:
    """Give the shapes that a rule may have in the part of the file that a path lies in."""
    return ALL_SHAPES if loc[0] == "follow_up" else SHAPES


def _quoted(value: object) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _valid_keys(loc: Path) -> list[str]:
    """List the keys of the model that a path ends in."""
    models: dict[str, type[BaseModel]] = dict(_TABLES)
    if "field" in loc[:2]:
        models |= {**_KINDS, "options": Option, "items": Item, "terms": Item}
    else:
        models |= _shapes(loc)
    holder: type[BaseModel] = Protocol
    for part in loc[:-1]:
        holder = models.get(str(part), holder)
    return [one.alias or name for name, one in holder.model_fields.items()]
