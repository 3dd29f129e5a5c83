"""Parts of a resource, taken for what they should be: what is of another kind is not there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from screening.formats.codelists import Code, system_of

Json = Mapping[str, Any]
_NOTHING: Json = {}


def objects(value: object) -> list[Json]:
    """Take a list of objects; an object alone is a list of one."""
    if isinstance(value, list):
        return [one for one in value if isinstance(one, dict)]
    return [value] if isinstance(value, dict) else []


def part(value: object) -> Json:
    """Take an object."""
    return value if isinstance(value, dict) else _NOTHING


def word(value: object) -> str:
    """Take text."""
    return value.strip() if isinstance(value, str) else ""


def number(value: object) -> int | Decimal | str | None:
    """Take a number, or what stands in its place, so that it can be told."""
    return None if isinstance(value, bool) or not isinstance(value, int | Decimal | str) else value


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """A CodeableConcept: its codings, each with the system that these lists know ("" for others), and its text.

    `called` is what a person would call it: its text, or else its first name or code. The same concept is one object,
    so that what was found out about it is kept by what it is, not by what it says.
    """

    codes: tuple[Code, ...]
    text: str
    called: str


NO_CONCEPT = Concept((), "", "")


def concept(value: object) -> Concept:
    """Take a concept. The same ones come again and again, so what was found is kept."""
    if not isinstance(value, dict):
        return NO_CONCEPT
    coding = value.get("coding")
    listed = coding if isinstance(coding, list) else (coding,)
    told = [(one.get("system"), one.get("code"), one.get("display")) for one in listed if isinstance(one, dict)]
    try:
        return _concept(value.get("text"), *told)
    except TypeError:  # a part of it is a list or an object
        return _concept(word(value.get("text")), *[tuple(map(word, one)) for one in told])


@lru_cache(maxsize=4096)
def _concept(text: object, *codings: tuple[object, ...]) -> Concept:
    told = [tuple(map(word, one)) for one in codings]
    listed = tuple(Code(system_of(system), code, display) for system, code, display in told)
    named = next((one.display or one.code for one in listed if one.display or one.code), "")
    return Concept(listed, word(text), word(text) or named)


def codes(concepts: object) -> tuple[Code, ...]:
    """Give the codings of a concept, or of several."""
    if isinstance(concepts, dict):
        return concept(concepts).codes
    return tuple(code for one in objects(concepts) for code in concept(one).codes)


def called(concepts: object) -> str:
    """Tell a concept, or several, as a person would read them."""
    if concepts is None:
        return ""
    if isinstance(concepts, dict):
        return concept(concepts).called
    return ", ".join(filter(None, (concept(one).called for one in objects(concepts))))


def texts(concepts: object) -> Iterator[str]:
    """Give every word and code of concepts."""
    for one in objects(concepts):
        known = concept(one)
        yield known.text
        for code in known.codes:
            yield code.display
            yield code.code


def status(concept: object) -> str:
    """Give the code of a status that is a concept, as `clinicalStatus` is."""
    if isinstance(concept, str):
        return word(concept)
    found = codes(concept)
    return found[0].code if found else ""
