"""The limits of normal, as laboratories write them beside a result."""

import re
from collections.abc import Sequence
from decimal import Decimal

from screening.quantity import canonical_unit

_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[-~～–—－]+|to|至)\s*({_NUMBER})(?![0-9.])(.*)")
_BOUND = re.compile(rf"(<=?|>=?|[≤≥＜＞≦≧])\s*({_NUMBER})(?![0-9.])(.*)")


def limits_in(text: str, units: Sequence[str]) -> tuple[str | None, str | None]:
    """Read the lower and the upper limit of normal; None where it is not that plain.

    `units` are the spellings of the result's own unit, which may stand behind the limits again.
    """
    plain = text.strip(" ()[]")
    found = _RANGE.fullmatch(plain) or _BOUND.fullmatch(plain)
    if found is None or not _is_unit(found[3].strip(), units):
        return None, None
    first, second = found[1], found[2]
    if not first[0].isdigit():
        return (second, None) if first[0] in ">≥＞≧" else (None, second)
    return (first, second) if Decimal(first) < Decimal(second) else (None, None)


def _is_unit(text: str, units: Sequence[str]) -> bool:
    """Say whether what stands behind the limits is nothing but the unit again."""
    return not text or (canonical_unit(text) is not None and canonical_unit(text) in map(canonical_unit, units))
