"""What an entry of the book says, in one sentence of a language; each kind of entry has its own."""

import re
from collections.abc import Mapping
from typing import Any

from screening.protocol import LabField, Protocol
from screening.wording.acts import primary_text
from screening.wording.verdicts import SUBJECT, field_name
from screening.wording.words import Words

_PLACE = re.compile(r"answers\.(?P<field>\w+)(?P<rest>.*)")
_PARTS = re.compile(r"\w+")
_ABSENT = {"number": "unnumbered", "until": "further_notice"}
"""How it is told that a value is not there, where that says more than nothing."""
_CODED = {
    "meaning": "acts.meaning.{}",
    "outcome": "acts.outcome.{}",
    "how": "trail.how.{}",
    "rule": "trail.rule.{}",
    "why": "trail.why.{}",
    "reason": "trail.reason.{}",
    "view": "export.view.{}",
    "format": "exporting.format.{}",
    "privacy": "exporting.level.{}",
    "status": "status.{}",
    "approved_by": "amendment.approved.{}",
    "store": "trail.store.{}",
}
"""Values that are codes, and where their words stand; what has none is written as it is."""


def trail_text(
    kind: str,
    payload: Mapping[str, Any],
    names: Mapping[str, str],
    words: Words,
    protocol: Protocol | None = None,
) -> str:
    """Tell what an entry says; `names` gives the name of each account, `protocol` that of a place of a history."""
    said = {key: _value(key, value, words) for key, value in payload.items()}
    account = payload.get("account")
    said["name"] = str(payload.get("name") or names.get(str(account), words.text("trail.nobody")))
    said["rule"] = _value("rule", payload.get("name"), words)
    said.setdefault("number", words.text("trail.unnumbered"))
    if kind == "imported":
        said["left_out"] = str(sum(payload["left_out"].values()))
    if kind == "exercised":
        said["otherwise"] = str(len(payload["otherwise"]))
    if kind == "outcome_recorded":
        said["primary"] = primary_text(payload["outcome"], payload["primary"], words)
    if protocol is not None and isinstance(payload.get("path"), str):
        said["path"] = place_name(protocol, words, payload["path"])
    told = words.text(f"trail.{_named(kind, payload)}", **said)
    unnumbered = "number" in payload and payload["number"] is None
    return told[:1].upper() + told[1:] if unnumbered else told


def place_name(protocol: Protocol, words: Words, path: str) -> str:
    """Name a place of a history as the form does: `answers.platelets[0].value` is Platelet count, [1], Result."""
    if path in SUBJECT:
        return field_name(protocol, words, path)
    found = _PLACE.fullmatch(path)
    if found is None:
        return _beside_answers(protocol, words, path)
    field, rest = found["field"], found["rest"]
    if protocol.chart is not None and field in protocol.chart.field:
        protocol = protocol.chart
    asked = protocol.field.get(field)
    item = rest.removeprefix(".").partition(".")[0]
    if asked is not None and item in getattr(asked, "items", {}):
        field, rest = f"{field}.{item}", rest[len(item) + 1 :]
    elif asked is None:
        return path
    parts = [field_name(protocol, words, field)]
    inside = [one for one in _PARTS.findall(rest) if one != "value" or isinstance(asked, LabField)]
    return words.listed([*parts, *(_part_name(words, one) for one in inside)])


def _part_name(words: Words, part: str) -> str:
    """Name a part of an answer: its place in a list, or what the form calls it."""
    if part.isdecimal():
        return f"[{int(part) + 1}]"
    key = f"screen.lab.{'clumps' if part == 'clumped' else part}"
    return words.text(key) if words.has(key) else part


def _beside_answers(protocol: Protocol, words: Words, path: str) -> str:
    """Name what is no answer: the day, a part of who it is, a decision or a part of it; else as it is written."""
    if path == "on":
        return words.text("logpage.fact.on")
    head, _, rest = path.partition(".")
    part = rest.removesuffix(".given").replace(".", "_")
    if head == "subject" and words.has(f"screen.who.{part}"):
        return words.text(f"screen.who.{part}")
    criterion, _, part = rest.partition(".")
    if head != "decisions" or all(one.id != criterion for one in protocol.criterion):
        return path
    named = [field_name(protocol, words, f"decisions.{criterion}")]
    return words.listed([*named, words.text(f"screen.decision.{part}")] if part else named)


def _named(kind: str, payload: Mapping[str, Any]) -> str:
    """Name the sentence: a first save and a later one are told differently, a value and a whole case too."""
    if kind == "outcome_recorded" and payload["primary"] is None:
        return "outcome_recorded_plain"
    if kind == "protocol_activated" and payload.get("approved_on"):
        return "protocol_activated_amended"
    if kind == "query_raised" and not payload["path"]:
        return "query_raised_whole"
    return f"{kind}_{payload['why']}" if kind in ("assessed", "followed_up") else kind


def _value(key: str, value: Any, words: Words) -> str:
    if value is None or value == "":
        return words.text(f"trail.{_ABSENT.get(key, 'nothing')}")
    if key == "roles":
        return words.listed([words.text(f"role.{one}") for one in value])
    if isinstance(value, bool):
        return words.text(f"trail.{'yes' if value else 'no'}")
    if isinstance(value, list | tuple):
        return words.listed([str(one) for one in value])
    coded = _CODED.get(key, "").format(value)
    return words.text(coded) if coded and words.has(coded) else str(value)
