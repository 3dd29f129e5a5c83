"""Days and times as lists write them. 11/12/2026 is read only where it is told which of the two is the month."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from screening.patient import parse_day

ORDERS = ("dmy", "mdy")
"""Which of the first two numbers of 11/12/2026 is the day."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})(?:[0-9]{2})?)?")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_NAMED = re.compile(
    r"([0-9]{1,2})[-. ]*([a-z]{3})[a-z]*[-., ]*([0-9]{4})|([a-z]{3})[a-z]*[. ]*([0-9]{1,2}),? *([0-9]{4})"
)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_CLOCK = re.compile(
    r"(上午|下午)? ?([0-9]{1,2}) ?[:时点] ?([0-9]{2})(?: ?[:分] ?(?:[0-9]{2}(?:\.[0-9]+)? ?秒?)?)? ?([ap]\.?m\.?)?"
    r" ?(z|[+-][0-9]{2}:?[0-9]{2})?"
)
_FIRST_SERIAL = date(1899, 12, 30)
_PARTED = re.compile(r"(.*?[0-9日])(?:t|\s+|(?<=日))((?:上午|下午)?\s*[0-9]{1,2}\s*[:时点].*)", re.DOTALL)


class Told(NamedTuple):
    """What a cell tells: an ISO day, a clock time `HH:MM`, or both; blank where it does not."""

    day: str = ""
    clock: str = ""

    @property
    def moment(self) -> str:
        """Give the ISO day, or day and time."""
        return f"{self.day}T{self.clock}" if self.clock else self.day


def read_moment(text: str, order: str, zone: tzinfo | None = None) -> Told | None:
    """Read a day, a time or both; None where it is neither, or could be two days.

    A time with an offset is told as the clock in `zone` had it (None: this machine's).
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _PARTED.fullmatch(plain)
    if found is None:
        day = _day(plain, order)
        return Told(day) if day else _serial(plain) or _compact(plain) or _clock_alone(plain)
    day, clock = _day(found[1].strip(), order), _CLOCK.fullmatch(found[2].strip())
    time = _time(clock)
    if not day or clock is None or not time:
        return None
    return _local(day, time, clock[5], zone) if clock[5] else Told(day, time)


def order_in(texts: Iterable[str]) -> str | None:
    """Say which order the days of a file certainly have: None where they do not show it, blank where none needs it."""
    needed, first, second = False, False, False
    for text in texts:
        for one, other, _ in _SLASHED.findall(unicodedata.normalize("NFKC", text)):
            needed, first, second = True, first or int(one) > 12, second or int(other) > 12
    if not needed:
        return ""
    return None if first == second else "dmy" if first else "mdy"


def is_ordered(text: str) -> bool:
    """Say whether a text is a day that can be read in one order or the other."""
    return _SLASHED.match(unicodedata.normalize("NFKC", text).strip()) is not None


def _day(text: str, order: str) -> str:
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(text):
        return _iso(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        one, other, year = found.groups()
        return _iso(year, other, one) if order == "dmy" else _iso(year, one, other) if order == "mdy" else ""
    if found := _NAMED.fullmatch(text):
        day, month, year = found.groups()[:3] if found[1] else (found[5], found[4], found[6])
        return _iso(year, str(_MONTHS.index(month) + 1), day) if month in _MONTHS else ""
    return ""


def _iso(year: str, month: str, day: str) -> str:
    iso = f"{year}-{int(month):02}-{int(day):02}"
    return iso if parse_day(iso) else ""


def _compact(text: str) -> Told | None:
    found = _COMPACT.fullmatch(text)
    day = _iso(found[1], found[2], found[3]) if found else ""
    if found is None or not day:
        return None
    if found[4] is None:
        return Told(day)
    return Told(day, f"{found[4]}:{found[5]}") if int(found[4]) < 24 and int(found[5]) < 60 else None


def _serial(text: str) -> Told | None:
    """Read a day as a spreadsheet counts it, from 1899-12-30; the part behind the point is that of the day."""
    if _SERIAL.fullmatch(text) is None:
        return None
    number = Decimal(text)
    whole = int(number)
    minutes = int(((number - whole) * 1440).quantize(Decimal(1), ROUND_HALF_UP))
    then = datetime.combine(_FIRST_SERIAL, datetime.min.time()) + timedelta(days=whole, minutes=minutes)
    if not 1920 <= then.year <= 2100:
        return None
    return Told(then.date().isoformat(), f"{then:%H:%M}" if minutes else "")


def _clock_alone(text: str) -> Told | None:
    clock = _CLOCK.fullmatch(text)
    time = _time(clock)
    return Told(clock=time) if time and clock is not None and not clock[5] else None


def _time(clock: re.Match[str] | None) -> str:
    if clock is None:
        return ""
    hour, minute, half = int(clock[2]), int(clock[3]), clock[4] or {"上午": "am", "下午": "pm"}.get(clock[1] or "")
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _local(day: str, time: str, offset: str, zone: tzinfo | None) -> Told | None:
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "") or "0000"
    ahead = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if abs(ahead) >= timedelta(hours=24):
        return None
    try:
        then = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=timezone(ahead)).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None
    return Told(then.date().isoformat(), f"{then:%H:%M}")
