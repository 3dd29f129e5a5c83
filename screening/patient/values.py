"""Single values of a history: days, numbers, units, and how a faulty value is quoted back."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from screening.errors import nearest, said
from screening.protocol import LabField
from screening.quantity import Measure, canonical_unit, factor, parse_measure

_DAY = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
# 75,000 is seventy-five thousand in one country and seventy-five in another.
_THOUSANDS = re.compile(r"[<>≤≥]?=? *[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_YEARS = range(1850, 2201)
_LONGEST_UNIT = 40
# Beyond this a number is no measurement, and writing its digits out would take all memory.
_LARGEST_EXPONENT = 30
# In bits; Python refuses to write very long numbers out.
_LARGEST_SHOWN = 1_000


def parse_day(text: object) -> tuple[int, int | None] | None:
    """Read `YYYY-MM-DD`, or a date and time, into (day, minute of the local day as written).

    None if it is neither, or out of the years 1850 to 2200.
    """
    if isinstance(text, datetime | date):
        text = text.isoformat()
    match = _DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        return None
    if day.year not in _YEARS:
        return None
    if match["hour"] is None:
        return day.toordinal(), None
    hour, minute = int(match["hour"]), int(match["minute"])
    return (day.toordinal(), hour * 60 + minute) if hour < 24 and minute < 60 else None


def read_measure(value: object) -> Measure | None:
    """Read a number or its text; None for a negative one, none, or no number."""
    if isinstance(value, str):
        return parse_measure(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return None
    return parse_measure(f"{number:f}")


def read_unit(unit: object, asked: LabField) -> Decimal | str:
    """Give the factor from a unit into the field's own, or say in words why there is none."""
    accepted = dict.fromkeys([asked.unit, *(canonical_unit(one) or one for one in asked.also), *asked.convert])
    if unit is None or (isinstance(unit, str) and not unit.strip()):
        return said("history.unit.missing", near=nearest("", accepted))
    short = isinstance(unit, str) and len(unit) <= _LONGEST_UNIT
    known = canonical_unit(str(unit)) if short else None
    if known is None:
        spelling = unit[:_LONGEST_UNIT] if isinstance(unit, str) else ""
        return said("history.unit.unknown", given=quoted(unit), near=nearest(spelling, accepted))
    if known not in accepted:
        return said("history.unit.other", given=quoted(unit), near=nearest(known, accepted))
    if known in asked.convert:
        return asked.convert[known]
    found = factor(known, asked.unit)
    if found is not None:
        return found
    return said("history.unit.inexact", given=quoted(unit), unit=asked.unit)


def no_number(value: object) -> str:
    """Say why a value is no number that a laboratory can report."""
    if value is None:
        return said("history.missing")
    text = unicodedata.normalize("NFKC", value[:80]) if isinstance(value, str) else quoted(value)
    if text.strip().startswith(("-", "−")):
        return said("history.negative", given=quoted(value))
    if _THOUSANDS.fullmatch(text.strip()):
        return said("history.thousands", given=quoted(value))
    return said("history.comma" if "," in text else "history.no_number", given=quoted(value))


def named(value: object) -> str:
    """Say what kind of value it is."""
    if value is None:
        return "null"
    kinds: dict[type, str] = {bool: "flag", str: "text", list: "list"}
    kinds |= dict.fromkeys((int, Decimal, float), "number")
    kind = kinds.get(type(value), "object" if isinstance(value, Mapping) else "")
    return said(f"kind.{kind}") if kind else type(value).__name__


def quoted(value: Any) -> str:
    """Show a faulty value, cut where it is long."""
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > _LARGEST_SHOWN:
        return said("kind.huge")
    return str(value)[:40] if isinstance(value, int | Decimal | float) else named(value)
