"""What codes of diagnoses, procedures and drugs mean, and which questions of a protocol a meaning bears on.

Both are data: `resources/codelists/diagnoses.toml` says what a code means, `answers.toml` which question that answers
or touches. A code answers only where nothing is left to judge; whether something is a cause, or was treated, it never
says.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from screening.engine import Reason
from screening.protocol import ChoiceField, Protocol, WorksheetField

_ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z]")
# As ICD-O writes it, and as the Chinese edition of ICD-10 does (M81400/3).
_MORPHOLOGY = re.compile(r"M?(?P<cell>[0-9]{4})[0-9]?/(?P<behaviour>[0-9])")
_BARE_MORPHOLOGY = re.compile(r"(?P<cell>[89][0-9]{3})(?P<behaviour>[0-9])?")
_OID = re.compile(r"[0-9.]+")
_PARTS = re.compile(r"[/:|#]+")
_LONGEST = 10


class Code(NamedTuple):
    """A code of a system that these lists know (`icd10`, `icdo3`, `snomed`, ...), and how it was displayed."""

    system: str
    code: str
    display: str = ""


class Diagnosis(NamedTuple):
    """What the codes of one diagnosis mean together; `doubt` is why its kind of tumour can't be told."""

    meanings: frozenset[str]
    doubt: Reason | None = None

    @property
    def tumour(self) -> bool:
        """Say whether it is a malignant tumour of a known kind."""
        return bool(self.meanings & _definite()) and self.doubt is None


class Bearing(NamedTuple):
    """A question that a meaning bears on: the option that it is, or why a person has to say."""

    field: str
    answer: str | None
    reason: Reason


@lru_cache(maxsize=256)
def system_of(uri: str) -> str:
    """Name the code system behind a URI, an OID or an everyday name; "" for one that nobody knows here."""
    parts = [part for part in _PARTS.split(uri.strip().casefold()) if part]
    found = ""
    longest = 0
    for system, names in _table()["systems"].items():
        for name in names:
            exact = _OID.fullmatch(name) is not None and "." in name
            fits = any(
                part == name if exact else part.startswith(name) or (name.isdecimal() and name in part)
                for part in parts
            )
            if fits and len(name) > longest:
                found, longest = system, len(name)
    return found


def diagnosis(codes: Iterable[Code], morphology: Iterable[Code] = ()) -> Diagnosis:
    """Say what the codes of one diagnosis mean: several codings of it, and the morphology, which outranks the site."""
    kinds: set[str] = set()
    others: set[str] = set()
    cells: set[str] = set()
    for code in (*codes, *morphology):
        cell = _cell(code)
        if cell is None:
            means = meanings(code)
            kinds |= means & _kinds()
            others |= means - _kinds()
        else:
            cells |= cell
    doubt = len(cells & _kinds()) > 1 or (not cells and len(kinds) > 1) or bool("benign" in cells and kinds)
    if cells:
        kinds = cells & _kinds()
        others |= cells - _kinds() - {"benign"}
    if kinds or cells:
        others.discard("site_only")
    return Diagnosis(frozenset(kinds | others), Reason("intake.contradictory", {}) if doubt else None)


@lru_cache(maxsize=4096)
def meanings(code: Code) -> frozenset[str]:
    """Say what one code means, whatever it is of; the words of its display are read for drugs alone."""
    prefixes, exact = _meanings()
    if code.system in ("snomed", "rxnorm", "loinc"):
        return exact.get((code.system, code.code), frozenset())
    if code.system == "icdo3":
        topography = _ICD10.match(code.code.upper()) is not None
        return frozenset({"site_only"}) if topography else frozenset()
    plain = "".join(one for one in code.code.upper() if one.isalnum())
    if code.system == "icd10" and _ICD10.match(plain) is None:
        return frozenset()
    found: frozenset[str] = frozenset()
    for length in range(1, min(len(plain), _LONGEST) + 1):
        found |= prefixes.get((code.system, plain[:length]), frozenset())
    return found


@lru_cache(maxsize=4096)
def drugs(name: str) -> frozenset[str]:
    """Say what a drug is, by the words of its name."""
    said = unicodedata.normalize("NFKC", name).casefold()
    found = {kind for kind, one in _table()["drug"].items() if any(word in said for word in one["words"])}
    return frozenset(found | ({"chemotherapy"} if found & _cytostatic() else set()))


@lru_cache(maxsize=1024)
def stage(text: str) -> str:
    """Read a stage as it is written: `stage_four` or `stage_other`."""
    before, four = _stages()
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    return "stage_four" if four.search(before.sub("", said)) else "stage_other"


def kinds() -> frozenset[str]:
    """Name the kinds of tumour, of which a diagnosis has one."""
    return _kinds()


def known(system: str) -> frozenset[str]:
    """Give the whole codes of a system (`snomed`, `rxnorm`) that these lists know."""
    return frozenset(code for of, code in _meanings()[1] if of == system)


def stage_codes(system: str) -> frozenset[str]:
    """Give the codes of a fourth stage (SNOMED CT), or of the question for the stage (LOINC)."""
    return frozenset(_table()["stage"][system])


class Questions:
    """The questions of one protocol, by the meanings that bear on them."""

    def __init__(self, protocol: Protocol) -> None:
        self._bearings: dict[str, list[Bearing]] = {}
        self._together: dict[str, tuple[frozenset[str], str]] = {}
        self._touched: dict[frozenset[str], tuple[Bearing, ...]] = {}
        for field, said in _answers().items():
            options = _options(protocol, field)
            if options is None:
                continue
            for meaning, wanted in said.get("answers", {}).items():
                answer = next((one for one in wanted if one in options), None)
                self._bearings.setdefault(meaning, []).append(Bearing(field, answer, Reason("intake.bears", {})))
            for meaning, why in said.get("asks", {}).items():
                self._bearings.setdefault(meaning, []).append(Bearing(field, None, Reason(why, {})))
            if "together" in said and said["together"]["is"] in options:
                self._together[field] = (frozenset(said["together"]["of"]), said["together"]["is"])

    def touched(self, meant: Iterable[str]) -> tuple[Bearing, ...]:
        """Give the questions that meanings bear on, each once: an answer goes before a reason to ask."""
        together = frozenset(meant)
        known = self._touched.get(together)
        if known is None:
            known = self._touched[together] = self._bear(together)
        return known

    def _bear(self, meant: frozenset[str]) -> tuple[Bearing, ...]:
        found: dict[str, Bearing] = {}
        for meaning in sorted(meant):
            for one in self._bearings.get(meaning, ()):
                known = found.get(one.field)
                if known is None or (known.answer is None and one.answer is not None):
                    found[one.field] = one
        return tuple(found.values())

    def together(self, field: str, answers: frozenset[str]) -> str | None:
        """Join answers that several rows give to one question; None where they exclude each other."""
        if len(answers) == 1:
            return next(iter(answers))
        parts, whole = self._together.get(field, (frozenset(), ""))
        return whole if whole and answers <= parts | {whole} else None


@lru_cache(maxsize=16)
def questions(protocol: Protocol) -> Questions:
    """Give the questions of a protocol; they are looked up once."""
    return Questions(protocol)


def _options(protocol: Protocol, field: str) -> frozenset[str] | None:
    """Give the options of a question; None where the protocol does not ask it."""
    name, _, item = field.partition(".")
    asked = protocol.field.get(name)
    if asked is None or (item and not (isinstance(asked, WorksheetField) and item in asked.items)):
        return None
    return frozenset(asked.options) if isinstance(asked, ChoiceField) else frozenset()


def _cell(code: Code) -> frozenset[str] | None:
    """Say what a morphology means; None where it is none, or says nothing."""
    if code.system not in ("icdo3", "icd10"):
        return None
    plain = code.code.strip().upper()
    found = _MORPHOLOGY.fullmatch(plain)
    if found is None and code.system == "icdo3":
        found = _BARE_MORPHOLOGY.fullmatch(plain)
    if found is None:
        return None
    cell = int(found["cell"])
    kinds, silent, behaviours = _morphologies()
    if any(low <= cell <= high for low, high in silent):
        return None
    behaviour = behaviours.get(found["behaviour"] or "3", "uncertain")
    if behaviour in ("benign", "uncertain", "in_situ"):
        return frozenset({behaviour})
    kind = {name for low, high, name in kinds if low <= cell <= high}
    return frozenset(kind | ({"secondary"} if behaviour == "metastatic" else set())) or None


@cache
def _table() -> Mapping[str, Any]:
    return _read("diagnoses")


@cache
def _answers() -> Mapping[str, Any]:
    return _read("answers")


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files("resources").joinpath("codelists", f"{name}.toml").read_text("utf-8"))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_table()["tumour"])


@cache
def _definite() -> frozenset[str]:
    return frozenset(name for name, one in _table()["tumour"].items() if "icdo3" in one)


@cache
def _cytostatic() -> frozenset[str]:
    return frozenset(_answers()["regimen"]["asks"])


@cache
def _meanings() -> tuple[dict[tuple[str, str], frozenset[str]], dict[tuple[str, str], frozenset[str]]]:
    """Index the lists: by the beginning of a code, and by the whole code."""
    prefixes: dict[tuple[str, str], frozenset[str]] = {}
    exact: dict[tuple[str, str], frozenset[str]] = {}
    for kind in ("tumour", "meaning", "drug"):
        for name, one in _table()[kind].items():
            means = frozenset({name, "chemotherapy"} if kind == "drug" and name in _cytostatic() else {name})
            for system in ("icd10", "icd9cm3", "icd10pcs", "atc"):
                for plain in _beginnings(one.get(system, ())):
                    prefixes[system, plain] = prefixes.get((system, plain), frozenset()) | means
            for system in ("snomed", "rxnorm"):
                for code in one.get(system, ()):
                    exact[system, code] = exact.get((system, code), frozenset()) | means
    return prefixes, exact


def _beginnings(listed: Iterable[str]) -> Iterator[str]:
    """Write out ranges of three characters, and leave the dots out."""
    for one in listed:
        low, _, high = one.partition("-")
        if high:
            yield from (f"{low[0]}{number:02}" for number in range(int(low[1:]), int(high[1:]) + 1))
        else:
            yield low.replace(".", "")


@cache
def _morphologies() -> tuple[list[tuple[int, int, str]], list[tuple[int, int]], dict[str, str]]:
    kinds = [(*_span(span), name) for name, one in _table()["tumour"].items() for span in one.get("icdo3", ())]
    return kinds, [_span(span) for span in _table()["morphology"]["silent"]], _table()["morphology"]["behaviour"]


def _span(span: str) -> tuple[int, int]:
    low, _, high = span.partition("-")
    return int(low), int(high or low)


@cache
def _stages() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = _table()["stage"]
    return re.compile(table["before"]), re.compile(table["four"])
