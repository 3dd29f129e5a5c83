"""What pydantic found wrong with a file, as places and plain words."""

from typing import Any

from pydantic import BaseModel, ValidationError

from screening.errors import Said, nearest, said
from screening.protocol.document import TABLES, Protocol
from screening.protocol.fields import FIELDS, Item, Option
from screening.protocol.lines import Path
from screening.protocol.rules import ALL_SHAPES, BOUNDS, LIMIT_TAGS, SHAPES
from screening.protocol.text import Model

Fault = tuple[Path, str]

_TAGS = {*ALL_SHAPES, *LIMIT_TAGS, *FIELDS}
_LIMITS = ("ge", "le", "max_digits", "whole_digits", "decimal_places")
_WANTED = {
    "no_whole": ("int_type", "int_parsing", "int_from_float"),
    "no_number": ("decimal_type", "decimal_parsing"),
    "infinite": ("finite_number",),
    "digits": ("decimal_max_digits", "decimal_whole_digits"),
    "places": ("decimal_max_places",),
    "no_words": ("string_type",),
    "no_list": ("tuple_type", "list_type"),
    "no_yes": ("bool_type", "bool_parsing"),
    "no_day": ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    "too_small": ("greater_than_equal",),
    "too_large": ("less_than_equal",),
    "blank": ("string_too_short",),
}
"""What pydantic finds wrong with one value, by our code."""
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
    kind, key, given = error["type"], str(error["loc"][-1]) if error["loc"] else "", error["input"]
    if kind == "extra_forbidden":
        return said("protocol.unknown_key", name=key[:60], near=nearest(key[:60], _valid_keys(error["loc"])))
    if kind == "missing":
        return said("protocol.missing")
    if kind == "union_tag_not_found":
        return _no_shape(given, error["loc"]) if "kind" not in str(error["ctx"]) else said("protocol.no_kind")
    if kind == "union_tag_invalid":
        tag = str(error["ctx"].get("tag", ""))[:60]
        return said("protocol.unknown_kind", name=tag, near=nearest(tag, FIELDS))
    if kind == "too_short":
        return said("protocol.empty")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        # What is written as plain text where a table of languages belongs is a text.
        is_text = kind == "dict_type" and isinstance(given, str)
        return said("protocol.no_text" if is_text else "protocol.no_table", given=_quoted(given))
    if kind == "literal_error":
        first, either, last = error["ctx"]["expected"].replace("'", '"').rpartition(" or ")
        wanted = said("protocol.either", first=first, last=last) if either else last
        return said("protocol.not_among", given=_quoted(given), wanted=wanted)
    if kind == "string_pattern_mismatch":
        return said("protocol.no_name", given=_quoted(given), pattern=error["ctx"]["pattern"])
    if kind == "value_error":
        return _own(error["ctx"]["error"])
    return _of_pydantic(kind, error)


def _own(error: ValueError) -> str:
    """Give what one of our own checks said."""
    words: str = error.args[0]
    return words


def _of_pydantic(kind: str, error: dict[str, Any]) -> str:
    wanted = next((name for name, kinds in _WANTED.items() if kind in kinds), None)
    given = _quoted(error["input"])
    if wanted is not None:
        limit = next((one for name, one in error.get("ctx", {}).items() if name in _LIMITS), "")
        return said(f"protocol.{wanted}", given=given, limit=limit)
    words: str = error["msg"]
    return f"{words[:1].lower()}{words[1:]}, not {given}"


def _no_shape(given: object, loc: Path) -> Said:
    if not isinstance(given, dict) or not given:
        return said("protocol.no_shape")
    first = str(next(iter(given)))[:60]
    return said("protocol.unknown_shape", name=first, near=nearest(first, _shapes(loc)))


def _shapes(loc: Path) -> dict[str, type[Model]]:
    """Give the shapes that a rule may have in the part of the file that a path lies in."""
    return ALL_SHAPES if loc[0] == "follow_up" else SHAPES


def _quoted(value: object) -> str:
    if isinstance(value, dict | list):
        return said("kind.table" if isinstance(value, dict) else "kind.list")
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _valid_keys(loc: Path) -> list[str]:
    """List the keys of the model that a path ends in."""
    models: dict[str, type[BaseModel]] = dict(TABLES)
    if "field" in loc[:2]:
        models |= {**FIELDS, "options": Option, "items": Item, "terms": Item}
    else:
        models |= _shapes(loc)
    holder: type[BaseModel] = Protocol
    for part in loc[:-1]:
        holder = models.get(str(part), holder)
    return [one.alias or name for name, one in holder.model_fields.items()]
