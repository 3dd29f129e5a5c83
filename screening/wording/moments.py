"""Times as the clock on the wall had them, with the zone of the place."""

from datetime import UTC, datetime

from screening.wording.words import Words


def at_site(at: str, zone: str) -> datetime:
    """Give a time of UTC as the clock at a place had it; `zone` is such as `+08:00`, and UTC where it is none."""
    try:
        place = datetime.strptime(zone, "%z").tzinfo
    except ValueError:
        place = UTC
    return datetime.fromisoformat(at).astimezone(place)


def moment_text(moment: datetime, words: Words) -> str:
    """Write a time to the second: `24 November 2026, 16:30:05 (UTC+08:00)`."""
    offset = f"{moment:%z}"
    zone = f"UTC{offset[:3]}:{offset[3:5]}"
    return words.text("paper.moment", day=words.day(moment.date()), time=f"{moment:%H:%M:%S}", zone=zone)
