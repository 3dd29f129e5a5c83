"""From an entry to its event: whatever version it was written in, it is read as the newest."""

from collections.abc import Callable, Mapping
from typing import Any

from screening.errors import StoreError
from screening.ledger import COMMITMENT, FORGETS, Entry
from screening.log.event import Event
from screening.log.events import KINDS

_NEWEST = {kind: event for (kind, version), event in KINDS.items() if version == event.version}


def _assessed_2(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 asked for no reason."""
    return {**payload, "reasoned": False}


def _exported_2(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither reasons nor templates."""
    return {**payload, "reason": None, "template": None}


def _activated_2(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither approvals nor reviews; every book had one version alone."""
    none = dict.fromkeys(("former", "approved_on", "approved_by", "reference", "review", "back"))
    return {**payload, **none}


def _signed_2(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 knew no conclusion on other causes."""
    return dict(payload)


UPCASTS: dict[tuple[str, int], Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    ("assessed", 1): _assessed_2,
    ("exported", 1): _exported_2,
    ("protocol_activated", 1): _activated_2,
    ("signed", 1): _signed_2,
}
"""What makes the next version out of an old one."""

VERSIONS = frozenset(KINDS) | frozenset(UPCASTS)
"""Every kind and version that was ever written."""


def upcast_texts() -> dict[tuple[str, int], str]:
    """Say of every older version in what it differs from the one after it."""
    return {known: " ".join((upcast.__doc__ or "").split()) for known, upcast in UPCASTS.items()}


def event_of(entry: Entry) -> Event:
    """Read what an entry says; StoreError where a newer program wrote it."""
    if (entry.kind, entry.version) not in VERSIONS:
        raise StoreError(f"entry {entry.seq} was written by a newer Eligo ({entry.kind} {entry.version}); update Eligo")
    payload = {key: value for key, value in entry.payload.items() if key not in (COMMITMENT, FORGETS)}
    version = entry.version
    while upcast := UPCASTS.get((entry.kind, version)):
        payload, version = upcast(payload), version + 1
    return _NEWEST[entry.kind].model_validate(payload)
