"""What the log shows of a case, as plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from gui.kit.tokens import Status
from screening.log import CaseRow
from screening.service import Site
from screening.wording import Words

OUTCOMES = ("eligible", "not_yet", "undetermined", "ineligible")
STATUS = {
    "eligible": Status.MET,
    "not_yet": Status.NOT_YET,
    "undetermined": Status.UNKNOWN,
    "ineligible": Status.FAILED,
}


class Column(IntEnum):
    """The columns in their order."""

    CASE = 0
    DAYS = 1
    OUTCOME = 2
    AGAINST = 3
    PROTOCOL = 4
    STATE = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the log with the name of its person; `folded` is what a search looks in."""

    row: CaseRow
    name: str
    folded: str

    @property
    def outcome(self) -> str:
        """Name the outcome; what waiting can change is "not yet", no failure."""
        return "not_yet" if self.row.not_yet else self.row.verdict

    def __repr__(self) -> str:
        return f"Line(seq={self.row.seq})"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: a line, a quieter one below it, perhaps a status as a chip in place of the first."""

    first: str
    second: str = ""
    status: Status | None = None
    late: bool = False

    @property
    def spoken(self) -> str:
        """Give it as one line."""
        return ", ".join(filter(None, (self.first, self.second)))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are shown; blank shows all."""

    text: str = ""
    outcome: str = ""
    current_only: bool = True

    def takes(self, line: Line) -> bool:
        """Say whether a line is shown; whatever was struck through stays in sight."""
        if self.current_only and line.row.state == "superseded":
            return False
        if self.outcome and line.outcome != self.outcome:
            return False
        return self.text.casefold() in line.folded


def read_lines(site: Site, *, prescreening: bool) -> list[Line]:
    """Read a list of the log with its people's names, in order of entry."""
    rows = site.prescreening() if prescreening else site.log(current_only=False)
    people = {id: site.person(id) for id in {row.person for row in rows}}
    lines = []
    for row in sorted(rows, key=lambda row: row.seq):
        who = people[row.person]
        folded = "\n".join((row.number or "", who.name, who.hospital_number)).casefold()
        lines.append(Line(row, who.name, folded))
    return lines


def recorded_at(row: CaseRow) -> datetime:
    """Give when an entry was written, by the site's clock."""
    moment = datetime.fromisoformat(row.at.replace("Z", "+00:00"))
    hours, _, minutes = row.zone[1:].partition(":")
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return moment + (-offset if row.zone.startswith("-") else offset)


def cell(line: Line, column: Column, words: Words) -> Cell:
    """Tell one cell."""
    return _TELL[column](line, words)


def sort_key(column: Column) -> Callable[[Line], Any]:
    """Give what a column is ordered by."""
    return _KEYS[column]


def title(column: Column, words: Words) -> str:
    """Name a column."""
    return words.text(f"logpage.column.{column.name.lower()}")


def outcome_word(outcome: str, words: Words) -> str:
    """Name an outcome as the log does."""
    return words.text("verdict.not_yet" if outcome == "not_yet" else f"log.{outcome}")


def against(failed: Sequence[str], words: Words) -> str:
    """List the criteria that speak against somebody."""
    return words.listed(list(failed)) if failed else "–"


def _case(line: Line, words: Words) -> Cell:
    number = line.row.number or words.text("logpage.no_number")
    return Cell(number, line.name or words.text("logpage.no_name"))


def _days(line: Line, words: Words) -> Cell:
    row, at = line.row, recorded_at(line.row)
    # Days in digits stand one below the other and take little room.
    if not row.late:
        return Cell(row.on_day, words.text("logpage.recorded", time=f"{at:%H:%M}"))
    return Cell(row.on_day, words.text("logpage.recorded_late", on=at.date(), time=f"{at:%H:%M}"), late=True)


def _outcome(line: Line, words: Words) -> Cell:
    return Cell(outcome_word(line.outcome, words), status=STATUS[line.outcome])


def _against(line: Line, words: Words) -> Cell:
    count = line.row.open_count
    return Cell(against(line.row.failed, words), words.text("logpage.open", n=count) if count else "")


def _protocol(line: Line, _words: Words) -> Cell:
    return Cell(line.row.protocol_version, line.row.actor)


def _state(line: Line, words: Words) -> Cell:
    after = line.row.superseded_by or line.row.struck_by
    second = words.text("logpage.by_entry", seq=after) if after else words.text("logpage.entry", seq=line.row.seq)
    return Cell(words.text(f"state.{line.row.state}"), second)


_TELL: dict[Column, Callable[[Line, Words], Cell]] = {
    Column.CASE: _case,
    Column.DAYS: _days,
    Column.OUTCOME: _outcome,
    Column.AGAINST: _against,
    Column.PROTOCOL: _protocol,
    Column.STATE: _state,
}
_KEYS: dict[Column, Callable[[Line], Any]] = {
    Column.CASE: lambda line: (line.row.serial or 0, line.row.seq),
    Column.DAYS: lambda line: (line.row.on_day, line.row.at),
    Column.OUTCOME: lambda line: (OUTCOMES.index(line.outcome), line.row.seq),
    Column.AGAINST: lambda line: (line.row.failed, line.row.open_count, line.row.seq),
    Column.PROTOCOL: lambda line: (line.row.protocol_version, line.row.actor, line.row.seq),
    Column.STATE: lambda line: (line.row.state, line.row.seq),
}
