"""What a case needs by when, in words."""

from datetime import date, timedelta
from typing import NamedTuple

from screening.engine import Need
from screening.protocol import Protocol
from screening.wording.verdicts import field_name, needs_text, span
from screening.wording.words import Words

_MOST = 3
"""Fields named before the rest are counted."""

_HOLDS = ("assess", "save", "sign", "sign_again", "enrol", "consent")
"""For whom somebody qualifies already, so that the window's end alone matters."""


class NeedText(NamedTuple):
    """One need as people read it: what, by when, and why then; `why` may be blank."""

    what: str
    when: str
    why: str


def need_text(need: Need, protocol: Protocol, words: Words, today: date) -> NeedText:
    """Say what is needed, by which day, and why."""
    values = {"fields": _fields(need.fields, protocol, words), "version": protocol.version}
    return NeedText(
        words.text(f"need.{need.kind}", **values), when_text(need, words, today), _why(need, protocol, words, today)
    )


def near_day(day: date, today: date, words: Words) -> str:
    """Name a day by its distance where it is near, by its date where it is not."""
    near = {today: "today", today + timedelta(days=1): "tomorrow"}.get(day)
    if near is not None:
        return words.text(f"need.day.{near}")
    return words.day(day, "near" if day.year == today.year else "")


def when_text(need: Need, words: Words, today: date) -> str:
    """Say by which day something is needed, or from which day a window is open."""
    if need.by is None:
        return words.text("need.when.open")
    form = "since" if need.by < today else "from" if need.kind in ("opens", "could_open") else "by"
    return words.text(f"need.when.{form}", day=near_day(need.by, today, words))


def _why(need: Need, protocol: Protocol, words: Words, today: date) -> str:
    """Say while when it helps, and what ends that."""
    if need.start is None or (need.start, need.until) == (today, None):
        return ""
    if need.kind in _HOLDS:
        assert need.until is not None
        key = "today" if need.until == today else "until"
        told = words.text(f"need.why.{key}", day=near_day(need.until, today, words))
    elif need.start == need.until == today:
        told = words.text("need.why.could_today")
    else:
        key = "qualifies" if need.kind == "opens" else "could"
        told = words.text(f"need.why.{key}", window=span(need.start, need.until, today, words))
    if need.runs_out:
        told = words.text("need.why.runs_out", told=told, fields=needs_text(need.runs_out, protocol, words))
    return told


def _fields(names: tuple[str, ...], protocol: Protocol, words: Words) -> str:
    said = [field_name(protocol, words, name) for name in names[:_MOST]]
    more = len(names) - len(said)
    return words.listed([*said, *([words.text("need.more", n=more)] if more else [])])
