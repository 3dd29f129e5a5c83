"""The events of a protocol's versions at the site: their rules checked and signed for, a version put into use."""

from typing import ClassVar, Literal

from screening.log.event import Event

ApprovedBy = Literal["ethics_committee", "sponsor", "authority"]
"""Whose approval lets the site use a version."""

WhyBack = Literal["amendment_withdrawn", "approval_withdrawn", "activated_by_mistake"]
"""Why a version that another one replaced is put into use again."""


class ProtocolActivated(Event):
    """A study screens by this version from now on; the whole text is kept.

    `former` is the fingerprint of the version that it replaces, None for the study's first one. The approval and
    `review`, the entry that signs for its rules, came with version 2, and so did `back`.
    """

    kind: ClassVar[str] = "protocol_activated"
    version: ClassVar[int] = 2

    protocol: str
    protocol_version: str
    fingerprint: str
    status: str
    text: str
    former: str | None = None
    approved_on: str | None = None
    approved_by: ApprovedBy | None = None
    reference: str | None = None
    review: int | None = None
    back: WhyBack | None = None


class RulesReviewed(Event):
    """An investigator signed that the rules of a version, as the review pack tells them, are those of the protocol.

    `signature` (Ed25519, hex, by the key `public`) covers all the rest: the version by its fingerprint, who signs, when
    (UTC), and the `length` and `head` of the book before.
    """

    kind: ClassVar[str] = "rules_reviewed"

    protocol: str
    protocol_version: str
    fingerprint: str
    account: str
    name: str
    role: str
    at: str
    length: int
    head: str
    public: str
    signature: str


PROTOCOL_EVENTS: tuple[type[Event], ...] = (ProtocolActivated, RulesReviewed)
