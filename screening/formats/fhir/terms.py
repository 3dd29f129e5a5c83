"""What every resource is made of: texts with their translations, codes, quantities, references, ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from screening.formats.codes import ucum
from screening.formats.fhir.exact import Json
from screening.formats.labels import tag_of
from screening.protocol.text import Text
from screening.wording import pretty_unit

BASE = "https://eligo.invalid/fhir"
"""Where ids and codes of ours are at home. It is a name, no address: `.invalid` leads nowhere by RFC 2606."""

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
EXTENSION = "http://hl7.org/fhir/StructureDefinition"
MASKED: Json = {"url": f"{EXTENSION}/data-absent-reason", "valueCode": "masked"}

_NO_ID = re.compile(r"[^A-Za-z0-9.-]")
# FHIR's strings hold no control characters but tab and line ends.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_COMPARATORS = {"": None, "<": "<", ">": ">", "≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Codes:
    """A code system of ours, or part of one: what may be answered, with its name in every language."""

    name: str
    codes: Mapping[str, Text]

    @property
    def system(self) -> str:
        """Give its URI."""
        return f"{BASE}/CodeSystem/{self.name}"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a copy: texts stand in it; `translating`, with what they are in the other languages."""

    language: str
    translating: bool = True

    @property
    def tag(self) -> str:
        """Give it as FHIR names it."""
        return tag_of(self.language)

    def text(self, element: str, text: Text) -> Json:
        """Give an element with its text, and the translations by FHIR's own extension."""
        own = text.in_(self.language)
        others = text.root.items() if self.translating else ()
        extensions = [_translation(language, words) for language, words in others if words != own]
        return {element: writable(own), f"_{element}": {"extension": extensions} if extensions else None}

    def coding(self, codes: Codes, code: str) -> Json:
        """Give a code of ours with its name; a name that is not known is no name."""
        name = codes.codes.get(code)
        return {"system": codes.system, "code": code, **({} if name is None else self.text("display", name))}

    def concept(self, codes: Codes, code: str) -> Json:
        """Give a concept of one code of ours."""
        return {"coding": [self.coding(codes, code)]}


def _translation(language: str, words: str) -> Json:
    parts = [{"url": "lang", "valueCode": tag_of(language)}, {"url": "content", "valueString": writable(words)}]
    return {"extension": parts, "url": f"{EXTENSION}/translation"}


def coded(system: str, code: str, display: str | None = None) -> Json:
    """Give a code of a standard's."""
    return {"system": system, "code": code, "display": display}


def quantity(number: Decimal, unit: str | None, sign: str = "") -> Json:
    """Give an amount: exact, in a UCUM unit, with the sign of a limit."""
    made: Json = {"value": number, "comparator": _COMPARATORS[sign]}
    if unit is not None:
        made |= {"unit": pretty_unit(unit), "system": UCUM, "code": ucum(unit)}
    return made


def unit_coding(unit: str) -> Json:
    """Give a unit as a code of UCUM."""
    return coded(UCUM, ucum(unit), pretty_unit(unit))


def reference(kind: str, id: str) -> Json:
    """Refer to another resource of the bundle."""
    return {"reference": f"{kind}/{id}"}


def id_of(name: str) -> str:
    """Give a name as it can be an id."""
    return _NO_ID.sub("-", name)[:64]


def writable(text: str) -> str:
    """Put a replacement character where FHIR can't hold what stands there."""
    return _UNWRITABLE.sub("\ufffd", text)
