"""Days and times as people type them, and the one way in which they are kept."""

import re
import unicodedata
from datetime import date, datetime, timedelta

_RELATIVE = {"t": 0, "today": 0, "今天": 0, "今日": 0, "y": -1, "yesterday": -1, "昨天": -1, "昨日": -1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[- ]?([a-z]{3})[a-z]*[- ,]*(\d{4})")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?")
_SPLIT = re.compile(r"[T\s]+(?=\d{1,2}:)", re.IGNORECASE)


def parse_day(text: str, today: date) -> date | None:
    """Return the day a person meant, or None where it is none or could be two.

    Understood are 2026-11-23, 2026/11/23, 20261123, 2026年11月23日, 23 Nov 2026, today and t; 23.11.2026 and
    11/23/2026 as well, since one part can only be the day, but not 05.06.2026.
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[text])
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(text):
        return _day(*match.groups())
    if match := _NAMED.fullmatch(text):
        month = _MONTHS.index(match[2]) + 1 if match[2] in _MONTHS else 0
        return _day(match[3], month, match[1])
    if match := _YEAR_LAST.fullmatch(text):
        return _unambiguous(int(match[1]), int(match[2]), int(match[3]))
    return None


def is_whole(text: str) -> bool:
    """Tell whether a text being typed is a day already: 2026-11-2 may still become 2026-11-23."""
    text = unicodedata.normalize("NFKC", text).strip()
    match = _YEAR_FIRST.fullmatch(text)
    return match is None or match[2] == "年" or len(match[4]) == 2


def parse_time(text: str) -> str | None:
    """Return a time of day as HH:MM, or None where it is none."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"{int(match[1]):02d}:{match[2]}" if match else None


def parse_moment(text: str, today: date) -> str | None:
    """Return a day, or a day and time, as ISO text (2026-11-23 or 2026-11-23T08:30), or None."""
    day_text, *rest = _SPLIT.split(text.strip(), maxsplit=1)
    day = parse_day(day_text, today)
    if day is None:
        return None
    if not rest:
        return day.isoformat()
    time = parse_time(rest[0])
    return f"{day.isoformat()}T{time}" if time else None


def _unambiguous(first: int, second: int, year: int) -> date | None:
    if first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _day(year: int | str, month: int | str, day: int | str) -> date | None:
    if not 1880 <= int(year) <= 2200:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def local(at: str) -> datetime:
    """Give a UTC time of the book as this computer's clock has it."""
    return datetime.fromisoformat(at).astimezone()
