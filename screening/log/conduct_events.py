"""The events of a study's conduct at the site: recruitment, pre-screening, queries, visits, closing, archives."""

from typing import ClassVar, Literal

from screening.log.event import Event


class RecruitmentPaused(Event):
    """Nobody new is screened or enrolled for now."""

    kind: ClassVar[str] = "recruitment_paused"

    reason: Literal["sponsor", "safety", "supply", "site", "amendment", "other"]


class RecruitmentResumed(Event):
    """People are screened and enrolled again."""

    kind: ClassVar[str] = "recruitment_resumed"


class StudyClosed(Event):
    """The log's final page: nothing more goes in. The counts are of attempts."""

    kind: ClassVar[str] = "study_closed"

    screened: int
    enrolled: int
    screen_failure: int
    pending: int


class QueryRaised(Event):
    """The monitor asks about a value of a case, or ("") about the case; the text is private."""

    kind: ClassVar[str] = "query_raised"

    about: int
    number: str | None
    path: str = ""


class QueryAnswered(Event):
    """Somebody at the site answers a query; the text is private."""

    kind: ClassVar[str] = "query_answered"

    query: int


class QueryClosed(Event):
    """The monitor is content with the answer."""

    kind: ClassVar[str] = "query_closed"

    query: int


class QueryReopened(Event):
    """The monitor asks once more; the text is private."""

    kind: ClassVar[str] = "query_reopened"

    query: int


class VisitHeld(Event):
    """A monitor went through what changed: the entries after `after` up to `upto`."""

    kind: ClassVar[str] = "visit_held"

    after: int
    upto: int


class Archived(Event):
    """A copy that can be read without Eligo left the book; it holds the entries up to `length`."""

    kind: ClassVar[str] = "archived"

    identified: bool
    length: int
    head: str
    sha256: str


class Prescreened(Event):
    """A population was judged on a day: how many, what came of it, by which engine; who they are stands nowhere here.

    `rows` were read, `judged` of them, the other `refused` for a fault; the verdicts count those judged, and `not_yet`
    those of the ineligible who could qualify by waiting. `inputs` and `sha256` are SHA-256 of what was read and made.
    """

    kind: ClassVar[str] = "prescreened"

    protocol: str
    protocol_version: str
    fingerprint: str
    on: str
    engine: str
    rows: int
    judged: int
    refused: int
    eligible: int
    undetermined: int
    ineligible: int
    not_yet: int
    inputs: tuple[str, ...]
    format: str
    sha256: str


class Exercised(Event):
    """Somebody judged a fictitious patient by hand; of a practice book alone, and of nobody's record.

    `otherwise` lists the criteria, out of `criteria`, that were answered otherwise than the protocol does.
    """

    kind: ClassVar[str] = "exercised"

    sample: str
    criteria: int
    otherwise: tuple[str, ...]
    given: str
    expected: str


class ListDescribed(Event):
    """Somebody said how lists of laboratory results with some headings are to be read.

    `fingerprint` tells these headings, which stand nowhere here; of each column in turn: what it holds, the unit of its
    results, the question that they answer. `tests` are names of tests that a person said, with the question of each.
    """

    kind: ClassVar[str] = "list_described"

    fingerprint: str
    columns: tuple[tuple[str, str, str], ...]
    day_order: str
    tests: dict[str, str]


class ListForgotten(Event):
    """Somebody said that what was said of lists with some headings holds no more."""

    kind: ClassVar[str] = "list_forgotten"

    fingerprint: str


CONDUCT_EVENTS: tuple[type[Event], ...] = (
    *(RecruitmentPaused, RecruitmentResumed, StudyClosed, QueryRaised, QueryAnswered, QueryClosed, QueryReopened),
    *(VisitHeld, Archived, Prescreened, Exercised, ListDescribed, ListForgotten),
)
