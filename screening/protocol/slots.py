"""What can be filled in, told from the models themselves: a form made of this knows a new rule shape by itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from screening.protocol.days import EVENT_BOUNDS, EXPOSURE_BOUNDS
from screening.protocol.document import TABLES, FollowUp
from screening.protocol.fields import FIELD_KINDS, FIELDS
from screening.protocol.naming import LISTED, naming_keys
from screening.protocol.parts import Area, Part, key_order
from screening.protocol.rules import ALL_SHAPES, BOUNDS, Limit, PlainLimit, Rule
from screening.protocol.text import Text

# fmt: off
Kind = Literal[
    "line", "text", "number", "whole", "pair", "date", "yes", "one_of", "names", "field", "numbers",
    "rule", "rules", "limit", "tables", "answer", "grades", "plain",
]
# fmt: on


@dataclass(frozen=True, slots=True)
class Slot:
    """One key: what kind of value it takes, and whether it has to be there.

    `among` are the words of a `one_of`; `of` is the kind, or kinds, of field that a `field` names, or what each of
    `tables` is. An `answer` is one of the field's that is named beside it; `grades` are terms by laboratory fields.
    Of slots with the same `group` one is given.
    """

    name: str
    kind: Kind
    needed: bool
    among: tuple[str, ...] = ()
    of: Any = None
    group: str = ""


def slots_of_part(part: Part) -> tuple[Slot, ...]:
    """List what a part of a file can hold; a field's kind decides, where it has one."""
    if part.kind == "field":
        kinds = kinds_of_field(part.area)
        model = FIELDS.get(str(part.data.get("kind"))) if part.data.get("kind") in kinds else None
        kind = Slot("kind", "one_of", True, kinds)
        found = (kind, *(one for one in slots(model) if one.name != "kind")) if model else (kind,)
    elif part.kind == "follow_up":
        own = {"begins", *part.data.keys() & {"graded"}}  # grades mostly have a table, and so a part, of their own
        found = tuple(one for one in slots(FollowUp) if one.name in own)
    else:
        found = slots(TABLES[part.kind]) if part.kind in TABLES else ()
    order = key_order(part.kind)
    return tuple(sorted(found, key=lambda one: order.index(one.name)))


def kinds_of_field(area: Area) -> tuple[str, ...]:
    """Name the kinds of field that an area may ask: adverse events in the follow-up alone."""
    return tuple(name for name, model in FIELDS.items() if area or model in FIELD_KINDS)


@cache
def slots(model: type[BaseModel]) -> tuple[Slot, ...]:
    """List what a model can hold, what is needed first."""
    hints = get_type_hints(model, include_extras=True)
    found = (
        _slot(model, info.alias or name, hints[name], info.is_required()) for name, info in model.model_fields.items()
    )
    return tuple(sorted(found, key=lambda one: not one.needed))


def begun(shape: str) -> dict[str, Any]:
    """Give a rule of a shape in which nothing is said yet but which shape it is."""
    own = slots(ALL_SHAPES[shape])
    first = next((one for one in own if one.name == shape), own[0])
    return {first.name: {"rule": {}, "rules": []}.get(first.kind, "")}


def _slot(model: type[BaseModel], name: str, hint: Any, needed: bool) -> Slot:
    kind, among, of = _kind(hint)
    if kind == "line" and name in naming_keys(model):
        kind, of = "field", naming_keys(model)[name]
    if kind == "line" and model in ALL_SHAPES.values() and name in LISTED:
        kind = "answer"
    return Slot(name, kind, needed, among, of, "bound" if not needed and name in _bounds(model) else "")


def _bounds(model: type[BaseModel]) -> tuple[str, ...]:
    """List the bounds of a shape, of which one is given."""
    own = model.model_fields.keys() if model in ALL_SHAPES.values() else ()
    return max((BOUNDS, EVENT_BOUNDS, EXPOSURE_BOUNDS), key=lambda names: len(set(names) & set(own)))


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...], Any]:
    hint = _without_none(hint)
    if hint == Rule:
        return "rule", (), None
    if hint in (Limit, PlainLimit):
        return "limit", (), None
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    inner = get_args(base)
    if get_origin(base) is Literal:
        return ("yes", (), None) if inner == (True,) else ("one_of", tuple(map(str, inner)), None)
    if get_origin(base) is tuple:
        return _listed(inner), (), None
    if get_origin(base) is dict:
        value = inner[1]
        model = isinstance(value, type) and issubclass(value, BaseModel)
        bare = get_args(value)[0] if get_origin(value) is Annotated else value
        return ("tables", (), value) if model else ("grades" if bare is str else "numbers", (), None)
    simple: dict[Any, Kind] = {bool: "yes", int: "whole", Decimal: "number", date: "date", Text: "text", str: "line"}
    return simple.get(base, "plain"), (), None


def _listed(inner: tuple[Any, ...]) -> Kind:
    if inner[0] == Rule:
        return "rules"
    bare = get_args(inner[0])[0] if get_origin(inner[0]) is Annotated else inner[0]
    if bare is Decimal and len(inner) == 2 and inner[1] is not Ellipsis:
        return "pair"
    return "names" if bare is str else "plain"


def _without_none(hint: Any) -> Any:
    """Take the "or nothing" away from a type."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    left = [one for one in get_args(hint) if one is not NoneType]
    return left[0] if len(left) == 1 else hint
