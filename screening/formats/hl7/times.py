"""Times of HL7 (`20261122083000.25+0800`) as days and minutes of the place where the site is."""

import re
from datetime import datetime, timedelta, timezone, tzinfo

_STAMP = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"((?P<hour>[0-9]{2})((?P<minute>[0-9]{2})((?P<second>[0-9]{2})(\.(?P<part>[0-9]{1,9}))?)?)?)?(?P<offset>[+-][0-9]{4})?"
)


def moment(stamp: str, zone: tzinfo | None, usual: timedelta | None = None) -> str | None:
    """Give a time as an ISO day, or day and minute; None where it is no day.

    With an offset, its own or the `usual` one of its message (MSH-7), it is told as the clock in `zone` had it (None:
    this machine's); without one it stays as written. An hour alone is not exact enough to order by, so the day is kept.
    """
    found = _read(stamp)
    if found is None:
        return None
    then, exact = found
    if not exact:
        return then.date().isoformat()
    own = offset_of(stamp)
    local = _at(then, usual if own is None else own, zone)
    return None if local is None else local.isoformat(timespec="minutes")


def sent(stamp: str, zone: tzinfo | None) -> datetime | None:
    """Give the time of a message (MSH-7) as the clock in `zone` had it; None where it is not told to the minute."""
    found = _read(stamp)
    return _at(found[0], offset_of(stamp), zone) if found is not None and found[1] else None


def _read(stamp: str) -> tuple[datetime, bool] | None:
    """Read a time as it is written, and say whether it is told to the minute."""
    found = _STAMP.fullmatch(stamp)
    if found is None:
        return None
    year, month, day, *clock = (found[name] or "00" for name in ("year", "month", "day", "hour", "minute", "second"))
    part = f"{found['part'] or '':0<6.6}"
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{':'.join(clock)}.{part}"), found["minute"] is not None
    except ValueError:
        return None


def _at(then: datetime, offset: timedelta | None, zone: tzinfo | None) -> datetime | None:
    if offset is None:
        return then
    try:
        return then.replace(tzinfo=timezone(offset)).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def offset_of(stamp: str) -> timedelta | None:
    """Give the offset that a time is written with."""
    found = _STAMP.fullmatch(stamp)
    if found is None or found["offset"] is None:
        return None
    sign = -1 if found["offset"][0] == "-" else 1
    offset = sign * timedelta(hours=int(found["offset"][1:3]), minutes=int(found["offset"][3:]))
    return offset if abs(offset) < timedelta(hours=24) else None
