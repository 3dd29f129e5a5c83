"""The events of acts on a case: signed, ended, found to deviate, forgotten. Reasons in words are private."""

from typing import ClassVar, Literal

from screening.log.event import Event

Meaning = Literal["confirms", "declines", "acknowledges", "no_other_cause", "other_cause"]
"""What a signature says: of the program's proposal that all criteria are met; that the case was seen; or, the last two,
that each of the other causes was considered, and that none, or one that is present, explains the finding."""

CaseOutcome = Literal["enrolled", "screen_failure", "declined", "withdrew", "lost", "other"]

WhyForgotten = Literal["consent_withdrawn", "retention_over", "asked"]


class Signed(Event):
    """An investigator put their name to a case as one entry has it.

    `signature` (Ed25519, hex, by the key `public`) covers all the rest: the entry by its number and hash with what it
    says, what is meant, who signs, when (UTC), and the `length` and `head` of the book before. `reasoned` says that a
    reason was given, as declining and concluding must. The meanings of a conclusion came with version 2.
    """

    kind: ClassVar[str] = "signed"
    version: ClassVar[int] = 2

    entry: int
    hash: str
    number: str | None
    protocol: str
    protocol_version: str
    fingerprint: str
    verdict: str
    meaning: Meaning
    account: str
    name: str
    role: str
    at: str
    length: int
    head: str
    reasoned: bool
    public: str
    signature: str


class OutcomeRecorded(Event):
    """How an attempt at screening ended, on a day; `about` is the entry that spoke for the person then.

    A screen failure names all criteria against, and one of them as the primary one; what else ends a screening names
    a coded reason as the primary one. `reasoned` says that there is a remark.
    """

    kind: ClassVar[str] = "outcome_recorded"

    number: str | None
    about: int
    outcome: CaseOutcome
    criteria: tuple[str, ...]
    primary: str | None
    on: str
    subject_number: str | None
    reasoned: bool


class OutcomeTakenBack(Event):
    """An outcome was recorded by mistake, in the entry `recorded`; the attempt goes on. The reason is private."""

    kind: ClassVar[str] = "outcome_taken_back"

    number: str | None
    recorded: int


class DeviationRecorded(Event):
    """Somebody enrolled turned out not to meet a criterion; no verdict changes by it. The description is private."""

    kind: ClassVar[str] = "deviation_recorded"

    number: str | None
    about: int
    criterion: str
    found_on: str


class RescreeningDismissed(Event):
    """Somebody who failed under a former version is not screened again under the one in use; the reason is private.

    It holds for that version of the protocol alone, and for as long as nobody screens the person again all the same.
    """

    kind: ClassVar[str] = "rescreening_dismissed"

    number: str | None
    about: int
    protocol_version: str
    fingerprint: str


class PersonForgotten(Event):
    """What identified a person in so many entries was destroyed; the coded rows stay."""

    kind: ClassVar[str] = "person_forgotten"

    reason: WhyForgotten
    entries: int


ACT_EVENTS: tuple[type[Event], ...] = (
    *(Signed, OutcomeRecorded, OutcomeTakenBack, DeviationRecorded, RescreeningDismissed),
    PersonForgotten,
)
