"""What an entry of the book says, in one sentence of a language; each kind of entry has its own."""

import re
from collections.abc import Mapping
from typing import Any

from screening.protocol import Protocol
from screening.wording.verdicts import SUBJECT, field_name
from screening.wording.words import Words

_PLACE = re.compile(r"answers\.(?P<field>\w+)(?P<rest>.*)")
_PARTS = re.compile(r"\w+")
_CODED = {
    "meaning": "acts.meaning.{}",
    "outcome": "acts.outcome.{}",
    "how": "trail.how.{}",
    "why": "trail.why.{}",
    "reason": "trail.reason.{}",
}
"""Values that are codes, and where their words stand; what has none is written as it is."""


def trail_text(kind: str, payload: Mapping[str, Any], names: Mapping[str, str], words: Words) -> str:
    """Tell what an entry says; `names` gives the name of each account."""
    said = {key: _value(key, value, words) for key, value in payload.items()}
    account = payload.get("account")
    said["name"] = str(payload.get("name") or names.get(str(account), words.text("trail.nobody")))
    said.setdefault("number", words.text("trail.unnumbered"))
    return words.text(f"trail.{_named(kind, payload)}", **said)


def place_name(protocol: Protocol, words: Words, path: str) -> str:
    """Name a place of a history as the form does: `answers.platelets[0].value` is Platelet count, [1], value."""
    if path in SUBJECT:
        return field_name(protocol, words, path)
    found = _PLACE.fullmatch(path)
    if found is None:
        return path
    field, rest = found["field"], found["rest"]
    asked = protocol.field.get(field)
    item = rest.removeprefix(".").partition(".")[0]
    if asked is not None and item in getattr(asked, "items", {}):
        field, rest = f"{field}.{item}", rest[len(item) + 1 :]
    elif asked is None:
        return path
    parts = [field_name(protocol, words, field)]
    parts += [f"[{int(one) + 1}]" if one.isdecimal() else one for one in _PARTS.findall(rest)]
    return words.listed(parts)


def _named(kind: str, payload: Mapping[str, Any]) -> str:
    """Name the sentence: a first save and a later one are told differently, a value and a whole case too."""
    if kind == "query_raised" and not payload["path"]:
        return "query_raised_whole"
    return f"assessed_{payload['why']}" if kind == "assessed" else kind


def _value(key: str, value: Any, words: Words) -> str:
    if value is None or value == "":
        return words.text("trail.unnumbered") if key == "number" else words.text("trail.nothing")
    if key == "roles":
        return words.listed([words.text(f"role.{one}") for one in value])
    if isinstance(value, bool):
        return words.text(f"trail.{'yes' if value else 'no'}")
    if isinstance(value, list | tuple):
        return words.listed([str(one) for one in value])
    coded = _CODED.get(key, "").format(value)
    return words.text(coded) if coded and words.has(coded) else str(value)
