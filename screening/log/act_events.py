"""The events of what people decide about a case: signatures, outcomes, deviations, and identifiers forgotten."""

from typing import ClassVar, Literal

from screening.log.event import Event

Meaning = Literal["confirms", "declines", "acknowledges"]
Ending = Literal["enrolled", "screen_failure", "declined", "withdrew", "lost", "other"]


class Signed(Event):
    """An investigator signed a case; everything but the signature itself is what was signed.

    `confirms`: meets all criteria, may be enrolled. `declines`: shall not be, for a private reason.
    `acknowledges`: the entry was read.
    `at` is UTC; the book had `length` entries, the last of hash `head`; `public` and `signature` are Ed25519, hex.
    """

    kind: ClassVar[str] = "signed"

    meaning: Meaning
    entry: int
    entry_hash: str
    number: str | None
    verdict: str
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
    reasoned: bool = False


class OutcomeRecorded(Event):
    """What became of a person's attempt: an act of somebody, never derived from a verdict.

    A screen failure names all failed criteria, `primary` one of them; any other ending has a coded reason there.
    `on` is a day, or for an enrolment a day and time; a remark is private.
    """

    kind: ClassVar[str] = "outcome_recorded"

    number: str
    about: int
    outcome: Ending
    criteria: tuple[str, ...] = ()
    primary: str = ""
    on: str
    subject_number: str | None = None
    remarked: bool = False


class OutcomeTakenBack(Event):
    """An outcome was recorded by mistake; the reason is private."""

    kind: ClassVar[str] = "outcome_taken_back"

    number: str
    recorded: int


class DeviationRecorded(Event):
    """It was found later that somebody enrolled did not meet a criterion; the description is private."""

    kind: ClassVar[str] = "deviation_recorded"

    number: str
    about: int
    criterion: str
    found_on: str


class PersonForgotten(Event):
    """What identified a person was destroyed; the coded rows stay."""

    kind: ClassVar[str] = "person_forgotten"

    reason: Literal["consent_withdrawn", "retention_over", "asked"]
    entries: int


ACT_EVENTS: tuple[type[Event], ...] = (Signed, OutcomeRecorded, OutcomeTakenBack, DeviationRecorded, PersonForgotten)
