"""When something was, as the clock of the site had it: an ISO day, or day and minute."""

import re
from datetime import datetime, tzinfo

from screening.formats.fhir.incoming.plain import Json, part, word

_DAY = 10
_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<clock>[0-9]{2}:[0-9]{2})(:[0-9]{2}(\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2})?")


def local(text: str, zone: tzinfo | None) -> str | None:
    """Give a dateTime or an instant as the clock in `zone` had it (None: this machine's); None where it is no day.

    One without an offset stays as it was written.
    """
    if len(text) == _DAY:
        return text if _is_day(text) else None
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(f"{found['day']}T{found['clock']}{found['zone'] or ''}")
        return (at.astimezone(zone) if found["zone"] else at).isoformat(timespec="minutes")[:16]
    except (ValueError, OverflowError, OSError):
        return None


def is_partial(text: str) -> bool:
    """Say whether a date is told to the year or the month alone."""
    return _PARTIAL.fullmatch(text) is not None


def day_of(resource: Json, names: tuple[str, ...], zone: tzinfo | None) -> str | None:
    """Give the first day that a resource tells among its dates and periods, without its time."""
    for name in names:
        value = resource.get(name)
        told = (value,) if isinstance(value, str) else (part(value).get("start"), part(value).get("end"))
        for one in told:
            found = local(word(one), zone)
            if found is not None:
                return found[:_DAY]
    return None


def effective(resource: Json, zone: tzinfo | None) -> str | None:
    """Give the moment for which an observation holds; None where it has none, or goes over several days."""
    told = word(resource.get("effectiveDateTime")) or word(resource.get("effectiveInstant"))
    if told:
        return local(told, zone)
    timing = part(resource.get("effectiveTiming")).get("event")
    if isinstance(timing, list) and len(timing) == 1:
        return local(word(timing[0]), zone)
    return period(part(resource.get("effectivePeriod")), zone)


def period(span: Json, zone: tzinfo | None) -> str | None:
    """Give the moment of a period that does not go over midnight: its beginning."""
    ends = [local(word(span.get(end)), zone) for end in ("start", "end") if end in span]
    if not ends or None in ends:
        return None
    return ends[0] if len({end[:_DAY] for end in ends if end}) == 1 else None


def instant(resource: Json) -> float:
    """Give when this version of a resource was made, to order versions by; 0 where it is not told."""
    meta = part(resource.get("meta"))
    for told in (meta.get("lastUpdated"), resource.get("issued")):
        try:
            return datetime.fromisoformat(word(told)).timestamp()
        except (ValueError, OverflowError, OSError):
            continue
    return 0.0


def collected(specimen: Json, zone: tzinfo | None) -> str | None:
    """Give when a sample was taken."""
    collection = part(specimen.get("collection"))
    told = word(collection.get("collectedDateTime"))
    return local(told, zone) if told else period(part(collection.get("collectedPeriod")), zone)


def _is_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[4] == text[7] == "-"
