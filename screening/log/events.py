"""The events: typed, versioned, and never rewritten. What identifies a person is kept apart (`privacy`).

A new shape of an event is a new version beside the old one; an old event loads for ever.
"""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from screening.engine import Assessment
from screening.log.account_events import ACCOUNT_EVENTS
from screening.log.act_events import ACT_EVENTS
from screening.log.conduct_events import CONDUCT_EVENTS
from screening.log.event import Event
from screening.log.follow_up_events import FOLLOW_UP_EVENTS
from screening.log.protocol_events import PROTOCOL_EVENTS


class SiteOpened(Event):
    """A site's book was begun; in a practice folder everyone is fictitious."""

    kind: ClassVar[str] = "site_opened"

    code: str
    practice: bool = False


class PersonIdentified(Event):
    """Who a person is; name, hospital number and birth date are private."""

    kind: ClassVar[str] = "person_identified"

    sex: str | None = None


class Consent(Event):
    """Whether the person consented, when (a date, or a date and time), and on which version of the form.

    `given` is None where nothing was recorded.
    """

    kind: ClassVar[str] = "consent"

    given: bool | None = None
    on: str | None = None
    form: str | None = None


class Judged(BaseModel):
    """One criterion as it was judged."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    kind: Literal["inclusion", "exclusion"]
    outcome: str
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    open_questions: tuple[str, ...]
    waits_until: str | None


class Assessed(Event):
    """A case as it was assessed and saved: the coded history, the verdict, and why.

    `number` is None in the pre-screening list; `former` is the entry that this one corrects or continues;
    `earlier` is the screening number of the same person's attempt before. `reasoned` says that a reason was given, as a
    correction must; the reason itself is private. It came with version 2.
    """

    kind: ClassVar[str] = "assessed"
    version: ClassVar[int] = 2

    number: str | None
    former: int | None
    earlier: str | None
    why: Literal["first", "continued", "corrected", "rescreened"]
    reasoned: bool
    on: str
    recorded_on: str
    protocol: str
    protocol_version: str
    fingerprint: str
    engine: str
    age: int | None
    sex: str | None
    consent: Consent
    history: dict[str, Any]
    verdict: Literal["eligible", "ineligible", "undetermined"]
    criteria: tuple[Judged, ...]
    open_questions: tuple[str, ...]
    calendar: tuple[tuple[str, str | None, str], ...]
    possible: tuple[tuple[str, str | None, tuple[str, ...]], ...]


class Imported(Event):
    """Answers of a case came from a file, which `sha256` tells; it stands just before the case's entry.

    Each of its `rows` went one way: `taken`, the `same` as what was there, `bearing` on a question without answering
    it, `not_taken` by whoever accepted the rest (`by`), or `left_out` for a reason, by its code. `places` name what the
    case's history holds of it. The file's name and what the rows held are private.
    """

    kind: ClassVar[str] = "imported"

    number: str | None
    format: str
    sha256: str
    rows: int
    taken: int
    same: int
    bearing: int
    not_taken: int
    left_out: dict[str, int]
    by: str
    places: tuple[str, ...]


class EnteredInError(Event):
    """A case was struck through: it should not have been entered. Its number stays spent; the reason is private."""

    kind: ClassVar[str] = "entered_in_error"

    number: str | None
    struck: int


WhyIdentified = Literal["site_file", "safety", "inspection", "moving", "asked"]
"""Why a copy that names people was taken: for the site's file, for somebody's safety, for who inspects, to go on
elsewhere, or because the person asked."""


class Exported(Event):
    """A copy left the book.

    `reason` says why, where it names people; `template` which sponsor's columns it has. They came with version 2.
    """

    kind: ClassVar[str] = "exported"
    version: ClassVar[int] = 2

    view: str
    format: str
    privacy: str
    language: str
    rows: int
    sha256: str
    reason: WhyIdentified | None = None
    template: str | None = None


class SigningKeyMade(Event):
    """An installation signs the book's checkpoints and copies with this key (Ed25519, public half, hex)."""

    kind: ClassVar[str] = "signing_key_made"

    public: str


class BackedUp(Event):
    """A checked copy of the book was made; it holds the entries up to `length`."""

    kind: ClassVar[str] = "backed_up"

    length: int
    head: str
    sha256: str


class Restored(Event):
    """The book goes on from a backup that held the entries up to `length`; what came after it is lost."""

    kind: ClassVar[str] = "restored"

    length: int
    head: str


class MovedAway(Event):
    """The book moved from where this is read, to a `store` of the other kind; nothing is added here any more."""

    kind: ClassVar[str] = "moved_away"

    store: Literal["server", "file"]


class MovedIn(Event):
    """The book goes on here, in a `store` of this kind, with the entries up to `length`."""

    kind: ClassVar[str] = "moved_in"

    store: Literal["server", "file"]
    length: int
    head: str


class NumbersSpent(Event):
    """Screening numbers up to `last` were given in entries that are lost; none of them is given again."""

    kind: ClassVar[str] = "numbers_spent"

    last: str


class ClockWentBack(Event):
    """The computer's clock stood `seconds` before the time of the last entry, `last` (UTC)."""

    kind: ClassVar[str] = "clock_went_back"

    seconds: int
    last: str


_EVENTS: tuple[type[Event], ...] = (
    *(SiteOpened, PersonIdentified, Assessed, Imported, EnteredInError, Exported),
    *(SigningKeyMade, BackedUp, Restored, MovedAway, MovedIn, NumbersSpent, ClockWentBack),
    *ACCOUNT_EVENTS,
    *ACT_EVENTS,
    *CONDUCT_EVENTS,
    *FOLLOW_UP_EVENTS,
    *PROTOCOL_EVENTS,
)
KINDS: dict[tuple[str, int], type[Event]] = {(one.kind, one.version): one for one in _EVENTS}


def judged(assessment: Assessment) -> dict[str, Any]:
    """Give the parts of an `Assessed` event that the engine answers."""
    return {
        "verdict": assessment.verdict,
        "criteria": [
            {
                "id": one.id,
                "kind": one.kind,
                "outcome": one.outcome,
                "reasons": [[reason.code, reason.values] for reason in one.reasons],
                "open_questions": list(one.open_questions),
                "waits_until": one.waits_until.isoformat() if one.waits_until else None,
            }
            for one in assessment.criteria
        ],
        "open_questions": list(assessment.open_questions),
        "calendar": [
            [one.start.isoformat(), one.until.isoformat() if one.until else None, one.verdict]
            for one in assessment.calendar
        ],
        "possible": [
            [one.start.isoformat(), one.until.isoformat() if one.until else None, list(one.needs)]
            for one in assessment.possible
        ],
    }
