"""What an entry of the book says, in one sentence of a language; each kind of entry has its own."""

from collections.abc import Mapping
from typing import Any

from screening.wording.words import Words

_CODED = {
    "meaning": "signed.{}",
    "outcome": "ending.{}",
    "how": "trail.how.{}",
    "why": "trail.why.{}",
    "reason": "trail.reason.{}",
}
"""Values that are codes, and where their words stand; what has none is written as it is."""


def told(kind: str, payload: Mapping[str, Any], names: Mapping[str, str], words: Words) -> str:
    """Tell what an entry says; `names` gives the name of each account."""
    said = {key: _value(key, value, words) for key, value in payload.items()}
    account = payload.get("account")
    said["name"] = str(payload.get("name") or names.get(str(account), words.text("trail.nobody")))
    said.setdefault("number", words.text("trail.unnumbered"))
    return words.text(f"trail.{_named(kind, payload)}", **said)


def _named(kind: str, payload: Mapping[str, Any]) -> str:
    """Name the sentence: what can be said of a first or a later save differs."""
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
