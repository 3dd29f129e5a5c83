"""What the day's list shows of a need, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gui.kit.cells import Cell
from gui.kit.tokens import Status
from screening.engine import Need, NeedKind
from screening.protocol import Protocol
from screening.service import Waiting
from screening.wording import Words, need_text, when_text

COLUMNS = 3

_STATUS: dict[NeedKind, Status] = {
    **dict.fromkeys(("assess", "save", "sign", "enrol", "consent"), Status.MET),
    **dict.fromkeys(("opens", "could_open"), Status.NOT_YET),
    **dict.fromkeys(("answer", "repeat", "decide", "sign_again", "outcome", "deviation", "unread"), Status.UNKNOWN),
    **dict.fromkeys(("judge_again", "rescreen", "query", "query_answered", "conclude_again"), Status.UNKNOWN),
    **dict.fromkeys(("declined", "refused", "end", "forgotten", "backup"), Status.NEUTRAL),
}

ACTS: frozenset[NeedKind] = frozenset(
    (
        *("sign", "sign_again", "enrol", "declined", "refused", "end", "forgotten", "outcome", "deviation"),
        *("judge_again", "rescreen", "query", "query_answered", "conclude_again"),
    )
)
"""What is done where the log shows a case; the rest is done in the form."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one case needs."""

    case: Waiting
    need: Need

    @property
    def key(self) -> tuple[str, str]:
        """Tell it from every other line."""
        return self.case.key, self.need.kind


@dataclass(frozen=True, slots=True)
class Heading:
    """The title above the lines of one urgency."""

    urgency: str
    count: int


def lines_of(found: Iterable[Waiting], today: date) -> list[Line | Heading]:
    """Put what is needed in order, the most urgent first, under its headings."""
    lines = [Line(one, need) for one in found for need in one.needs]
    lines.sort(key=lambda line: (line.need.rank(today), -(line.case.seq or 0)))
    listed: list[Line | Heading] = []
    for urgency, some in groupby(lines, key=lambda line: line.need.urgency(today)):
        group = list(some)
        listed += [Heading(urgency, len(group)), *group]
    return listed


def cases_in(lines: Iterable[Line | Heading]) -> list[Line]:
    """Give each case that was judged once, by its most urgent line, in order."""
    found: dict[str, Line] = {}
    for line in lines:
        if isinstance(line, Line) and line.case.calendar:
            found.setdefault(line.case.key, line)
    return list(found.values())


def who(case: Waiting, words: Words) -> Cell:
    """Name a case: its number and, for whoever may know, the person."""
    if case.seq is None and case.draft is None:
        return Cell(words.text("today.book"))
    number = case.number or words.text("today.no_number")
    unsaved = words.text("today.unsaved") if case.draft else ""
    name = case.person.name or case.person.hospital_number
    return Cell(number, " · ".join(filter(None, (name, unsaved))), marked=bool(unsaved))


def cells_of(line: Line, protocol: Protocol, words: Words, today: date) -> tuple[Cell, Cell, Cell]:
    """Tell a line: by when, who, what and why."""
    told = need_text(line.need, protocol, words, today)
    when = Cell(_capital(told.when), status=_STATUS[line.need.kind])
    return when, who(line.case, words), Cell(told.what, told.why)


def days_told(lines: Iterable[Line | Heading], words: Words, today: date) -> set[str]:
    """Give what the lines say of their days, each wording once."""
    pressing = {(line.need.kind, line.need.by) for line in lines if isinstance(line, Line)}
    return {_capital(when_text(Need(kind, by), words, today)) for kind, by in pressing}


def _capital(told: str) -> str:
    return told[:1].upper() + told[1:]
