"""The cell of a result: its number, a unit behind it, and the marks that say that it is high or low."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from screening.engine import Reason
from screening.formats.laboratory import tells_clumps
from screening.formats.lists.headings import words
from screening.quantity import canonical_unit

_NUMBER = re.compile(r"([<>≤≥＜＞≦≧]?\s*[=＝]?\s*)([0-9０-９][0-9０-９.．,，]*(?:[eE][+-]?[0-9]{1,2}(?![0-9]))?)")
_POINT = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_THOUSANDS_BY_POINT = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_BOTH = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+")
_COMMA = re.compile(r"[0-9]+,([0-9]{1,2}|[0-9]{4,})|0+,[0-9]+")
_SHOWN = 40


class Value(NamedTuple):
    """A result's number with its sign, and the unit that stood behind it (blank: none)."""

    number: str
    unit: str = ""


def decimal_comma(cells: Iterable[str]) -> bool:
    """Say whether the results of a file as a whole show that a comma is the decimal point there."""
    shown = False
    for cell in cells:
        number = _number_in(cell)
        if "," not in number:
            if "." in number and not _THOUSANDS_BY_POINT.fullmatch(number):
                return False
        elif _COMMA.fullmatch(number) or _BOTH.fullmatch(number):
            shown = True
        elif number.count(",") > 1 or "." in number:
            return False
    return shown


def read_value(cell: str, comma: bool) -> Value | Reason:
    """Read a result; a reason where it is no single number. `comma` is the decimal point of the file."""
    if not cell.strip():
        return Reason("intake.no_value", {})
    text = _without_marks(cell)
    found = _NUMBER.match(text)
    if found is None:
        code = "intake.negative" if re.match(r"[-−－]\s*[0-9]", text) else "intake.no_number"
        return Reason(code, {"value": cell[:_SHOWN]})
    rest = _without_marks(text[found.end() :])
    if rest and canonical_unit(rest) is None and not tells_clumps(rest):
        return Reason("intake.no_number", {"value": cell[:_SHOWN]})
    number = _pointed(found[2].translate(_POINT).removesuffix("."), comma)
    if isinstance(number, Reason):
        return number
    sign = "".join(found[1].split()).replace("＝", "=").removeprefix("=")
    return Value(f"{sign}{number}", rest if canonical_unit(rest) else "")


def pointed(text: str, comma: bool) -> str:
    """Write limits of normal with decimal points."""
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text) if comma else text


def _number_in(cell: str) -> str:
    found = _NUMBER.match(_without_marks(cell))
    return found[2].translate(_POINT) if found else ""


def _pointed(number: str, comma: bool) -> str | Reason:
    """Write a number with a decimal point; a reason where it could be two numbers."""
    if comma:
        if "," not in number:
            return Reason("lists.point", {"value": number[:_SHOWN]}) if "." in number else number
        if "." in number and not _BOTH.fullmatch(number):
            return Reason("intake.no_number", {"value": number[:_SHOWN]})
        return number.replace(".", "").replace(",", ".")
    return Reason("lists.comma", {"value": number[:_SHOWN]}) if "," in number else number


def _without_marks(text: str) -> str:
    """Take away, before and behind, what says only that a result is high, low or abnormal."""
    before, behind = _marks()
    return behind.sub("", before.sub("", text.strip())).strip()


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before, behind = words("flags", "before").pattern, words("flags", "behind").pattern
    bracketed = rf"\s*[(（\[]?(?:{behind})[)）\]]?\s*"
    return re.compile(rf"^(?:\s*(?:{before}))+"), re.compile(rf"(?:{bracketed})+$", re.IGNORECASE)
