"""What the log shows of a case, as plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from gui.kit.cells import Cell
from gui.kit.tokens import Status
from screening.access import Permission
from screening.log import FIELDS, CaseRow, LogQuery
from screening.service import Site
from screening.wording import Words, outcome_text, primary_text

VERDICTS, OUTCOMES, SIGNED = (FIELDS[name].values for name in ("verdict", "outcome", "signed"))
"""What the program answered, what became of the case, and what an investigator signed: each value there can be."""

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
    VERDICT = 2
    OUTCOME = 3
    SIGNED = 4
    AGAINST = 5
    PROTOCOL = 6
    STATE = 7


SORTS: Mapping[Column, str] = {
    Column.CASE: "number",
    Column.DAYS: "day",
    Column.VERDICT: "verdict",
    Column.OUTCOME: "outcome",
    Column.SIGNED: "signed",
    Column.AGAINST: "against",
    Column.PROTOCOL: "protocol",
    Column.STATE: "state",
}
"""What the log is sorted by where a column is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the log with the name of its person, None for whoever may not know it."""

    row: CaseRow
    name: str | None

    @property
    def verdict(self) -> str:
        """Name the verdict; what waiting can change is "not yet", no failure."""
        return "not_yet" if self.row.not_yet else self.row.verdict

    def __repr__(self) -> str:
        return f"Line(seq={self.row.seq})"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are shown; blank shows all. Whatever was struck through stays in sight."""

    text: str = ""
    verdict: str = ""
    outcome: str = ""
    signed: str = ""
    current_only: bool = True

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """Name each field that must have a value, and the value."""
        fields = (("verdict", self.verdict), ("outcome", self.outcome), ("signed", self.signed))
        return tuple((field, value) for field, value in fields if value)

    def __repr__(self) -> str:
        """Leave out the text, which may be somebody's name."""
        return f"Filter({self.where}, current_only={self.current_only})"


def asked(query: LogQuery, wanted: Filter) -> LogQuery:
    """Give a question with another filter."""
    return replace(query, text=wanted.text, where=wanted.where, current_only=wanted.current_only)


def read_lines(site: Site, entries: Sequence[int]) -> list[Line]:
    """Read some rows of the log with their people's names."""
    known = site.permits(Permission.READ_IDENTIFIED)
    return [Line(row, who.name if known else None) for row, who in site.listing.rows(entries)]


def recorded_at(row: CaseRow) -> datetime:
    """Give when an entry was written, by the site's clock."""
    moment = datetime.fromisoformat(row.at.replace("Z", "+00:00"))
    hours, _, minutes = row.zone[1:].partition(":")
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return moment + (-offset if row.zone.startswith("-") else offset)


def cell(line: Line, column: Column, words: Words) -> Cell:
    """Tell one cell."""
    return _TELL[column](line, words)


def title(column: Column, words: Words) -> str:
    """Name a column."""
    return words.text(f"logpage.column.{column.name.lower()}")


def verdict_word(verdict: str, words: Words) -> str:
    """Name a verdict as the log does."""
    return words.text("verdict.not_yet" if verdict == "not_yet" else f"log.{verdict}")


def signed_word(signed: str, words: Words) -> str:
    """Name in a word or two what was signed."""
    return words.text(f"logpage.signed.{signed}")


def against(failed: Sequence[str], words: Words) -> str:
    """List the criteria that speak against somebody."""
    return words.listed(list(failed)) if failed else "–"


def _case(line: Line, words: Words) -> Cell:
    number = line.row.number or words.text("logpage.no_number")
    return Cell(number, "" if line.name is None else line.name or words.text("logpage.no_name"))


def _days(line: Line, words: Words) -> Cell:
    row, at = line.row, recorded_at(line.row)
    # Days in digits stand one below the other and take little room.
    if not row.late:
        return Cell(row.on_day, words.text("logpage.recorded", time=f"{at:%H:%M}"))
    return Cell(row.on_day, words.text("logpage.recorded_late", on=at.date()), marked=True)


def _verdict(line: Line, words: Words) -> Cell:
    return Cell(verdict_word(line.verdict, words), status=STATUS[line.verdict])


def _outcome(line: Line, words: Words) -> Cell:
    row = line.row
    why = row.subject_number or primary_text(row.outcome, row.primary_reason, words)
    if row.due in ("deviation", "outcome"):
        return Cell(outcome_text(row.outcome, words), words.text(f"acts.due.{row.due}"), marked=True)
    return Cell(outcome_text(row.outcome, words), why)


def _signed(line: Line, words: Words) -> Cell:
    row = line.row
    if row.due == "signature":
        return Cell(signed_word(row.signed, words), words.text("acts.due.signature"), marked=True)
    return Cell(signed_word(row.signed, words), row.signed_by or "")


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
    Column.VERDICT: _verdict,
    Column.OUTCOME: _outcome,
    Column.SIGNED: _signed,
    Column.AGAINST: _against,
    Column.PROTOCOL: _protocol,
    Column.STATE: _state,
}
