"""The numbers of a protocol file: exact, of sensible size, or reckoned from a result's own limits of normal."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from screening.errors import said
from screening.protocol.text import Model


def listed(names: Sequence[str]) -> str:
    """List names, or say that there is none."""
    return ", ".join(names) or said("protocol.none")


def bound_of(rule: object, bounds: Sequence[str]) -> str:
    """Name the bound that a rule gives; ValueError where it is not exactly one."""
    given = [name for name in bounds if getattr(rule, name) is not None]
    if len(given) != 1:
        raise ValueError(said("protocol.one_of", names=", ".join(bounds), given=listed(given)))
    return given[0]


def _plain_number(value: object) -> object:
    """Refuse what pydantic would turn into a number: true, and text."""
    if isinstance(value, bool | str):
        given = str(value).lower() if isinstance(value, bool) else repr(value)
        raise ValueError(said("protocol.no_number", given=given))
    return value


_IS_NUMBER = BeforeValidator(_plain_number)
Number = Annotated[Decimal, Field(max_digits=24, decimal_places=12), _IS_NUMBER]
Days = Annotated[int, Field(ge=0, le=36_500), _IS_NUMBER]
Whole = Annotated[int, Field(ge=-36_500, le=36_500), _IS_NUMBER]
Some = Annotated[int, Field(ge=1, le=1000), _IS_NUMBER]
Years = Annotated[int, Field(ge=0, le=130), _IS_NUMBER]

_DIGITS = r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,10})?"
_NORMAL = re.compile(rf"(?:(?P<times>{_DIGITS}) ?[x×*] ?)?(?P<of>ULN|LLN)(?: ?(?P<sign>[+-]) ?(?P<plus>{_DIGITS}))?")


class NormalLimit(Model):
    """A limit reckoned from the result's own limits of normal: `"3 x ULN"`, `"ULN + 3"`, `"LLN - 3"`."""

    of: Literal["ULN", "LLN"]
    times: Decimal = Decimal(1)
    plus: Decimal = Field(default=Decimal(0), description="In the unit of the bound.")

    def __str__(self) -> str:
        """Write it as people read it."""
        words = self.of if self.times == 1 else f"{_short(self.times)} × {self.of}"
        if not self.plus:
            return words
        return f"{words} {'+' if self.plus > 0 else '-'} {_short(abs(self.plus))}"

    @model_serializer
    def _written(self) -> str:
        return str(self).replace("×", "x")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe what the file holds: one string."""
        del core, handler
        told = {"description": cls.__doc__ or "", "examples": ["3 x ULN", "ULN + 3", "LLN - 3"]}
        pattern = rf"^({_DIGITS} ?[x×*] ?)?(ULN|LLN)( ?[+-] ?{_DIGITS})?$"
        return {"title": cls.__name__, "type": "string", "pattern": pattern} | told


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def read_normal(value: object) -> object:
    """Read the text of a limit of normal; anything but text is left as it is."""
    if not isinstance(value, str):
        return value
    match = _NORMAL.fullmatch(value.strip())
    if match is None:
        raise ValueError(said("protocol.no_limit", given=value))
    plus = Decimal(match["plus"] or 0)
    return {
        "of": match["of"],
        "times": Decimal(match["times"] or 1),
        "plus": -plus if match["sign"] == "-" else plus,
    }
