"""From an event to an entry of the book: who, when by the site's clock, of which study and person."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import localtime
from typing import Any

from screening.ledger import Draft
from screening.log import Event, ProtocolActivated
from screening.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is at work, and as what; with an account, its roles decide instead."""

    name: str
    role: str = "coordinator"
    account: str | None = None


def draft(
    event: Event,
    actor: Actor,
    study: str | None = None,
    person: str | None = None,
    attempt: int | None = None,
    private: Mapping[str, Any] | None = None,
) -> Draft:
    """Make the draft of an entry."""
    return Draft(
        kind=event.kind,
        version=event.version,
        actor=actor.name,
        role=actor.role,
        zone=_offset(),
        payload=event.model_dump(mode="json"),
        study=study,
        person=person,
        attempt=attempt,
        private=private,
    )


def activation(protocol: Protocol) -> ProtocolActivated:
    """Say that a protocol is screened by from now on, with its whole text."""
    return ProtocolActivated(
        protocol=protocol.id,
        protocol_version=protocol.version,
        fingerprint=protocol.fingerprint,
        status=protocol.protocol.status,
        text=protocol.to_toml(),
    )


def _offset() -> str:
    """Give the site's distance from UTC, such as `+08:00`."""
    minutes = localtime().tm_gmtoff // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
