"""The events of a follow-up: what is known of somebody enrolled, the database locked and opened again, unblinding."""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from screening.engine import FollowedUp as Judged
from screening.log.event import Event

WhyLocked = Literal["final_analysis", "interim_analysis", "transfer"]
WhyUnlocked = Literal["correction", "query", "locked_by_mistake"]


class JudgedEndpoint(BaseModel):
    """One endpoint as it was judged; `calendar` are first day, last day and outcome of each stretch from then on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    kind: Literal["primary", "secondary", "safety"]
    outcome: str
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    open_questions: tuple[str, ...]
    calendar: tuple[tuple[str, str | None, str], ...]


class FollowedUp(Event):
    """What is known of somebody enrolled, as of a day: the coded facts, and each endpoint as it was judged.

    `about` is the case that was enrolled, `former` the entry that this one continues or corrects. `measures` are an id,
    days (None: not yet known) and whether they are censored. `reasoned` says that a reason was given; it is private.
    """

    kind: ClassVar[str] = "followed_up"

    number: str | None
    about: int
    former: int | None
    why: Literal["first", "continued", "corrected"]
    reasoned: bool
    on: str
    recorded_on: str
    protocol: str
    protocol_version: str
    fingerprint: str
    engine: str
    history: dict[str, Any]
    endpoints: tuple[JudgedEndpoint, ...]
    measures: tuple[tuple[str, int | None, bool], ...]


class DatabaseLocked(Event):
    """An investigator locked the study's follow-up: none goes in until it is opened again.

    `followed` of the `enrolled` have a follow-up, and of `open` of them an endpoint is not yet known. `signature`
    (Ed25519, hex, by the key `public`) covers all the rest, who signs, when (UTC), and the book before.
    """

    kind: ClassVar[str] = "database_locked"

    reason: WhyLocked
    enrolled: int
    followed: int
    open: int
    account: str
    name: str
    role: str
    at: str
    length: int
    head: str
    public: str
    signature: str


class DatabaseUnlocked(Event):
    """The follow-up goes on; `unblinded` says that somebody had seen figures by arm meanwhile."""

    kind: ClassVar[str] = "database_unlocked"

    reason: WhyUnlocked
    unblinded: bool


class Unblinded(Event):
    """Somebody at the site read from a file who got what, to see figures by arm; what it says stands nowhere here.

    `sha256` tells it; of its `rows`, `matched` are people followed here. `lock` is the entry that locked the database.
    """

    kind: ClassVar[str] = "unblinded"

    lock: int
    sha256: str
    rows: int
    matched: int
    strata: int


FOLLOW_UP_EVENTS: tuple[type[Event], ...] = (FollowedUp, DatabaseLocked, DatabaseUnlocked, Unblinded)


def judged_endpoints(found: Judged) -> dict[str, Any]:
    """Give the parts of a `FollowedUp` event that the engine answers."""
    return {
        "endpoints": [
            {
                "id": one.id,
                "kind": one.kind,
                "outcome": one.outcome,
                "reasons": [[reason.code, reason.values] for reason in one.reasons],
                "open_questions": list(one.open_questions),
                "calendar": [
                    [stretch.start.isoformat(), stretch.until.isoformat() if stretch.until else None, stretch.outcome]
                    for stretch in one.calendar
                ],
            }
            for one in found.endpoints
        ],
        "measures": [[one.id, one.days, one.censored] for one in found.measures],
    }
