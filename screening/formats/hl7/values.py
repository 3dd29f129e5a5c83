"""What an OBX measured, in the parts that a history takes: the value, the unit's spellings, the limits of normal."""

from screening.engine import Reason
from screening.formats.hl7.er7 import Segment
from screening.formats.limits import limits_in
from screening.quantity import parse_measure

_WRITTEN = frozenset(("NM", "ST", "TX", "FT", ""))
_SIGNS = {"=": "", "": "", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "≤": "≤", "≥": "≥"}
_TEN = frozenset(("10", "x10", "X10", "×10", "*10"))
_SHOWN = 40


def value_of(obx: Segment) -> str | Reason:
    """Give the number that an OBX reports, with the sign of a limit before it; a reason where it reports none."""
    kind, given = obx.text(2).upper(), obx.repeated(5)
    if not given:
        return Reason("intake.no_value", {})
    if len(given) > 1:
        return Reason("hl7.several", {"value": _cut(obx.lines(5)), "at": "OBX-5"})
    if kind == "SN":
        text = _structured([given[0][component] for component in range(1, 5)])
    elif kind in _WRITTEN:
        text = given[0].whole
    else:
        return Reason("hl7.type", {"type": _cut(kind), "at": "OBX-2", "value": _cut(given[0].whole)})
    if text is None:
        return Reason("hl7.several", {"value": _cut(given[0].whole), "at": "OBX-5"})
    return _limited(text, obx)


def _structured(parts: list[str]) -> str | None:
    """Read a structured number: comparator, number; None where it is a ratio or a range, or has another sign."""
    sign, number, between, second = parts
    if between or second or (number and sign not in _SIGNS):
        return None
    return f"{_SIGNS[sign]}{number}" if number else sign


def _limited(text: str, obx: Segment) -> str:
    """Put the sign before a number that OBX-8 says lies beyond what the instrument can measure (table 0078)."""
    flags = {flag[1] for flag in obx.repeated(8)} & {"<", ">"}
    measure = parse_measure(text)
    return f"{flags.pop()}{text}" if len(flags) == 1 and measure is not None and not measure.sign else text


def units_of(obx: Segment) -> list[str]:
    """List the spellings of the unit in OBX-6: code and text, of both triplets.

    A hat that stands there unescaped, as in `10^9/L`, is part of the spelling.
    """
    unit = obx.first(6)
    first = unit.whole if unit[1] in _TEN else unit[1]
    return [one for one in (first, unit[2], unit[4], unit[5]) if one]


def limits_of(obx: Segment) -> tuple[str | None, str | None]:
    """Read the lower and the upper limit of normal from OBX-7; None where it is not that plain."""
    return limits_in(obx.encoding.plain(obx.raw(7)), units_of(obx))


def _cut(text: str) -> str:
    return " ".join(text.split())[:_SHOWN]
