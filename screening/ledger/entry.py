"""What is written into the ledger: a draft before, an entry after."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Self

import orjson

from screening.errors import InputError, Problem
from screening.ledger.canonical import LARGEST_INTEGER, Canonical, canonical, canonical_text, is_broken

COMMITMENT = "private"
"""The payload's key under which the ledger commits to the private values, which lie outside the chain."""

FORGETS = "forgets"
"""The payload's key by which an entry says that the key of its person was destroyed with it."""

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as its predecessor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to be: everything but its sequence, time and hashes, which only the ledger gives.

    `zone` is the site's time zone (an IANA name or an offset such as `+08:00`), `private` identifies the
    person.
    """

    kind: str
    actor: str
    role: str
    zone: str
    payload: Mapping[str, object] = field(repr=False)
    version: int = 1
    study: str | None = None
    person: str | None = None
    attempt: int | None = None
    private: Mapping[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger; `at` is UTC with microseconds, the hashes are SHA-256 in hex."""

    seq: int
    at: str
    zone: str
    actor: str
    role: str
    kind: str
    version: int
    study: str | None
    person: str | None
    attempt: int | None
    payload: Mapping[str, object] = field(repr=False)
    previous: str
    hash: str

    @classmethod
    def read(cls, body: bytes, digest: str) -> Self:
        """Read the bytes that were hashed."""
        said = orjson.loads(body)
        return cls(
            said["seq"],
            said["at"],
            said["zone"],
            said["actor"],
            said["role"],
            said["kind"],
            said["version"],
            said["study"],
            said["person"],
            said["attempt"],
            said["payload"],
            said["previous"],
            digest,
        )

    @classmethod
    def of(cls, draft: Draft, payload: Mapping[str, object], seq: int, at: str, previous: str, digest: str) -> Self:
        """Make the entry of a draft, with what only the ledger gives; `payload` is the draft's as it was written."""
        who = (draft.zone, draft.actor, draft.role, draft.kind, draft.version)
        return cls(seq, at, *who, draft.study, draft.person, draft.attempt, payload, previous, digest)

    @property
    def commitment(self) -> str | None:
        """Give the salted hash of the private values, None where there are none."""
        said = self.payload.get(COMMITMENT)
        return said if isinstance(said, str) else None

    def content_hash(self) -> str:
        """Give the hash of what it says, reckoned anew; it is `hash` where nothing was altered."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "hash"}
        return sha256(canonical(said, "entry").data).hexdigest()


def payload_of(draft: Draft, additions: Mapping[str, object]) -> Canonical:
    """Write a draft's payload, with additions, as canonical JSON; InputError names every problem of the draft."""
    problems = _problems(draft)
    if problems:
        raise InputError(problems)
    return canonical({**draft.payload, **additions}, "payload")


def body_of(draft: Draft, payload: bytes, at: str, previous: str, seq: int) -> bytes:
    """Write a whole entry as canonical JSON, its keys in order; these are the bytes to hash."""
    return orjson.dumps(
        {
            "actor": draft.actor,
            "at": at,
            "attempt": draft.attempt,
            "kind": draft.kind,
            "payload": orjson.Fragment(payload),
            "person": draft.person,
            "previous": previous,
            "role": draft.role,
            "seq": seq,
            "study": draft.study,
            "version": draft.version,
            "zone": draft.zone,
        }
    )


def quoted(value: str | None) -> str:
    """Write a text or null as canonical JSON."""
    return "null" if value is None else canonical_text(value)


def whole(value: int | None) -> str:
    """Write a whole number or null as canonical JSON."""
    return "null" if value is None else str(value)


def _problems(draft: Draft) -> list[Problem]:
    """Name what is wrong with the fields themselves; the payload is looked at when it is written."""
    needed = (("actor", draft.actor), ("role", draft.role), ("kind", draft.kind), ("zone", draft.zone))
    found = [Problem(name, "must not be blank") for name, value in needed if not value.strip()]
    for name, optional in (*needed, ("study", draft.study), ("person", draft.person)):
        if optional and is_broken(optional):
            found.append(Problem(name, "contains half of a character pair; type the text again"))
    for name, number in (("version", draft.version), ("attempt", draft.attempt)):
        if number is not None and not 1 <= number <= LARGEST_INTEGER:
            found.append(Problem(name, "must be a whole number from 1"))
    for name in (COMMITMENT, FORGETS):
        if name in draft.payload:
            found.append(Problem(f"payload.{name}", "this name is the ledger's own; use another"))
    if draft.private is not None and draft.person is None:
        found.append(Problem("person", "private values need the person they belong to"))
    return found
