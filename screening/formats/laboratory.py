"""What a laboratory's codes and names measure, and what a result of theirs is as the history's own JSON value.

The codes and names are data (`resources/codelists/laboratory.toml`); every format of the outside world reads them here.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_05UP, Context, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from screening.engine import Reason
from screening.patient import parse_day, read_measure, read_unit
from screening.protocol import LabField, NumberField, Protocol
from screening.quantity import canonical_unit, factor

_SHOWN, _LONGEST = 40, 60
# A history holds this many places. Some systems write out what binary numbers leave behind: 384.6301753443448.
_PLACES = Decimal("1e-12")
_TOO_LONG = re.compile(r"(?P<sign>[<>≤≥=]* *)(?P<number>[0-9]{1,12}\.[0-9]{13,30})")
# Rounded so, a number never lands on a limit that it was not on: what is cut off shows in the last place.
_CUT = Context(prec=60, rounding=ROUND_05UP)
_LOINC = re.compile(r"[0-9]{1,7}-[0-9]")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a code measures, for one protocol.

    `fields` are those whose series it belongs to, `bears_on` those for which a person must say so, each with the
    reason; `out` is why it is none of them.
    """

    fields: tuple[str, ...] = ()
    bears_on: Mapping[str, Reason] = field(default_factory=dict)
    out: Reason | None = None


class Laboratory:
    """The codes and names of the tests that one protocol asks for, and of those that look like them."""

    def __init__(self, protocol: Protocol) -> None:
        asked = {name: one for name, one in protocol.field.items() if isinstance(one, LabField | NumberField)}
        self._codes: dict[str, Measured] = {}
        self._names: dict[str, Measured] = {}
        table = _table()
        for one in table["look_alike"]:
            reason = Reason(one["why"], {})
            bears_on = {name: reason for name in one.get("bears_on", ()) if name in asked}
            self._know(one, Measured(bears_on=bears_on, out=None if bears_on else reason))
        for test in table["test"].values():
            hints = test.get("bears_on", {})
            fields = tuple(name for name in asked if name in test["fields"])
            bears_on = {name: Reason(hints[name], {}) for name in asked if name in hints}
            if fields or bears_on:
                self._know(test, Measured(fields, bears_on))
        elsewhere = {name for test in table["test"].values() for name in test.get("bears_on", ())}
        for name, one in asked.items():
            for code in () if name in elsewhere else one.loinc:
                self._add(code, name)

        counts = map(self._codes.get, table["test"]["platelets"]["loinc"])
        self.codes = frozenset(self._codes)
        """The LOINC codes of all of them."""
        self.platelets = frozenset(name for one in counts if one for name in (*one.fields, *one.bears_on))
        """The fields that ask for a platelet count."""

    def find(self, codes: Sequence[str], names: Iterable[str] = ()) -> Measured | None:
        """Say what LOINC codes measure, or names where there is no code; None where nobody asks for it."""
        for code in codes:
            if code in self._codes:
                return self._codes[code]
        if not codes:
            for name in names:
                found = self._names.get(_folded(name))
                if found is not None:
                    return found
        return None

    def tell(self, codes: Sequence[str], names: Sequence[str], called: str) -> Measured | Reason:
        """Look every LOINC code up, or every name where there is no code: what one contradicts is not taken."""
        each = [self.find([code]) for code in codes] if codes else [self.find([], [name]) for name in names]
        found = [one for one in each if one is not None]
        if not found:
            why = "intake.not_asked" if codes else "intake.local_code"
            return Reason(why, {"code": next(iter(codes or names), "")[:_LONGEST], "name": called[:_LONGEST]})
        if any(one != found[0] for one in found):
            return Reason("intake.codes_disagree", {"codes": ", ".join(codes or names)[:_LONGEST]})
        return found[0]

    def _know(self, listed: Mapping[str, Any], measured: Measured) -> None:
        self._codes.update(dict.fromkeys(listed["loinc"], measured))
        self._names.update({_folded(name): measured for name in listed["names"]})

    def _add(self, code: str, name: str) -> None:
        """Let a field have a code that its protocol names."""
        known = self._codes.get(code)
        if known is None or known.out is not None or name in known.bears_on:
            self._codes[code] = Measured((name,))
        elif name not in known.fields:
            self._codes[code] = Measured((*known.fields, name), known.bears_on)


def result_value(
    asked: object,
    value: object,
    units: Sequence[str],
    on: str | None,
    *,
    limits: tuple[object, object] = (None, None),
    anticoagulant: str | None = None,
    clumped: bool = False,
) -> dict[str, Any] | Reason:
    """Give a result as the field that was asked for holds it (`lab_value`, `number_value`), or why it can't be one."""
    if isinstance(asked, LabField):
        low, high = limits
        return lab_value(asked, value, units, on, low=low, high=high, anticoagulant=anticoagulant, clumped=clumped)
    assert isinstance(asked, NumberField)
    return number_value(asked, value, units, on)


def lab_value(
    asked: LabField,
    value: object,
    units: Sequence[str],
    on: str | None,
    *,
    low: object = None,
    high: object = None,
    anticoagulant: str | None = None,
    clumped: bool = False,
) -> dict[str, Any] | Reason:
    """Give a result as the history holds it, or the reason why it can't be one.

    `value` is a number or its text (`<5`), `units` the spellings that stand beside it, the most exact first, `on` the
    site's local day (ISO), with the time where it is known; `low` and `high` are the limits of normal in that unit.
    """
    measure = read_measure(_cut(value))
    if measure is None:
        return _no_measure(value)
    unit = _unit(asked, units)
    if isinstance(unit, Reason):
        return unit
    if on is None or parse_day(on) is None:
        return Reason("intake.no_day", {})
    made: dict[str, Any] = {"value": str(measure), "unit": unit, "on": on}
    for key, limit in (("lln", low), ("uln", high)):
        known = read_measure(_cut(limit))
        if known is not None and not known.sign and known.number:
            made[key] = str(known)
    if anticoagulant is not None:
        made["anticoagulant"] = anticoagulant
    if clumped:
        made["clumped"] = True
    return made


def number_value(asked: NumberField, value: object, units: Sequence[str], on: str | None) -> dict[str, Any] | Reason:
    """Give a number of its own day as the history holds it, or the reason why it can't be one.

    A field with a unit takes that unit alone; one without takes what stands beside a bare number, a score's braces too.
    """
    measure = read_measure(_cut(value))
    if measure is None or measure.sign:
        return _no_measure(value)
    if asked.unit is not None:
        unit = _known_unit(units)
        if isinstance(unit, Reason):
            return unit
        if factor(unit, canonical_unit(asked.unit) or "") != 1:
            return Reason("intake.unit_other", {"unit": unit})
    if on is None or parse_day(on) is None:
        return Reason("intake.no_day", {})
    return {"value": str(measure), "on": on}


def is_loinc(text: str) -> bool:
    """Say whether a text has the form of a LOINC code."""
    return _LOINC.fullmatch(text) is not None


def is_known_test(name: str) -> bool:
    """Say whether a name is one of a test that some protocol may ask for, or of what looks like one."""
    return _folded(name) in _known_names() or _folded(name) in _clump_names()


def score(codes: Iterable[str]) -> str | None:
    """Give the number that a coded answer to a score is; None where it is none of those listed."""
    listed = _table()["scores"]
    return next((number for code in codes for number, those in listed.items() if code in those), None)


def is_clump_finding(codes: Sequence[str], names: Iterable[str] = ()) -> bool:
    """Say whether it is asked there for clumps of platelets."""
    table = _table()["clumps"]
    return any(code in table["loinc"] for code in codes) or (
        not codes and any(_folded(name) in _clump_names() for name in names)
    )


def clump_codes() -> frozenset[str]:
    """Give the LOINC codes of the question for clumps of platelets."""
    return frozenset(_table()["clumps"]["loinc"])


def clumped(answer: str) -> bool | None:
    """Read the answer to "clumps?"; None where it can't be told."""
    table, said = _table()["clumps"], answer.strip().lower()
    return True if said in table["present"] else False if said in table["absent"] else None


@lru_cache(maxsize=1024)
def tells_clumps(text: str) -> bool:
    """Say whether a note or a flag tells of clumps; one that denies them does not."""
    if not text:
        return False
    denied, said = _words("denied", "other"), _words("said")
    return said.search(denied.sub(" ", text)) is not None


def names_platelets(text: str) -> bool:
    """Say whether a note that stands elsewhere than under a count speaks of platelets."""
    return _words("about").search(text) is not None


def tube(texts: Iterable[str]) -> str | None:
    """Say what a tube held, from the codes and words of its specimen; None where it is not told, or told twice."""
    found = {name for text in texts for name, pattern in _tubes().items() if pattern.search(text)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1024)
def tells_clots(text: str) -> bool:
    """Say whether a note tells that the sample had clotted."""
    return _words("said", of="clots").search(_words("denied", of="clots").sub(" ", text)) is not None


def other_fluid(texts: Iterable[str]) -> str | None:
    """Find the word that says that a sample was no blood; None where nothing says so."""
    return next((text for text in texts if _words("other", of="fluid").search(text)), None)


def _cut(value: object) -> object:
    """Cut a number to as many places as a history holds."""
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        fits = not isinstance(exponent, int) or exponent >= -12 or abs(value.adjusted()) >= _SHOWN
        return value if fits else value.quantize(_PLACES, context=_CUT)
    found = _TOO_LONG.fullmatch(value.strip()) if isinstance(value, str) else None
    return value if found is None else f"{found['sign']}{Decimal(found['number']).quantize(_PLACES, context=_CUT)}"


def _no_measure(value: object) -> Reason:
    if value is None or (isinstance(value, str) and not value.strip()):
        return Reason("intake.no_value", {})
    shown = (f"{value:f}" if isinstance(value, Decimal) and abs(value.adjusted()) < _SHOWN else str(value))[:_SHOWN]
    return Reason("intake.negative" if shown.strip().startswith(("-", "−")) else "intake.no_number", {"value": shown})


def _unit(asked: LabField, units: Sequence[str]) -> str | Reason:
    """Find the unit, which the field has to take."""
    known = _known_unit(units)
    if isinstance(known, str) and isinstance(read_unit(known, asked), str):
        return Reason("intake.unit_other", {"unit": known})
    return known


def _known_unit(units: Sequence[str]) -> str | Reason:
    """Find the unit; where it is spelled twice, both must mean the same."""
    spelled = [unit for unit in units if unit.strip()]
    if not spelled:
        return Reason("intake.no_unit", {})
    known = [found for found in map(canonical_unit, spelled) if found is not None]
    if not known:
        return Reason("intake.unit_unknown", {"unit": spelled[0][:_SHOWN]})
    if any(factor(other, known[0]) != 1 for other in known[1:]):
        return Reason("intake.units_disagree", {"unit": spelled[0][:_SHOWN], "other": spelled[-1][:_SHOWN]})
    return known[0]


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("resources").joinpath("codelists", "laboratory.toml").read_text("utf-8"))


@cache
def _known_names() -> frozenset[str]:
    table = _table()
    listed = (*table["test"].values(), *table["look_alike"])
    return frozenset(_folded(name) for one in listed for name in one["names"])


@cache
def _clump_names() -> frozenset[str]:
    return frozenset(map(_folded, _table()["clumps"]["names"]))


@cache
def _words(*lists: str, of: str = "clumps") -> re.Pattern[str]:
    table = _table()[of]
    return re.compile("|".join(word for name in lists for word in table[name]), re.IGNORECASE)


@cache
def _tubes() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(words), re.IGNORECASE) for name, words in _table()["tube"].items()}
