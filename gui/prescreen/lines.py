"""What the worklist shows of a candidate, as plain values."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from gui.kit.cells import Cell
from gui.kit.tokens import Status
from gui.log.lines import STATUS, verdict_word
from screening.access import Permission
from screening.cohort.run import Candidate, Run, Sort
from screening.log import CaseRow
from screening.service import Site
from screening.service.prescreening import Listed, Listing
from screening.wording import Words, field_name

_NAMED = 3
"""So many open questions are named; of the others it is said how many there are."""


class Column(IntEnum):
    """The columns in their order."""

    PATIENT = 0
    VERDICT = 1
    MISSING = 2
    WHEN = 3
    AGAINST = 4
    KNOWN = 5


SORTS: Mapping[Column, Sort] = {
    Column.PATIENT: "subject",
    Column.VERDICT: "verdict",
    Column.MISSING: "missing",
    Column.WHEN: "when",
    Column.AGAINST: "against",
}
"""What the list is sorted by where a column is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the book knows of a candidate: the entry that speaks for them now, or that a form was begun."""

    row: CaseRow | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate, and what the book knows of them."""

    candidate: Candidate
    known: Known

    @property
    def verdict(self) -> str:
        """Name the verdict; what waiting can change is "not yet", no failure."""
        one = self.candidate
        return "not_yet" if one.verdict == "ineligible" and one.possible_from is not None else one.verdict

    def __repr__(self) -> str:
        return f"Line(verdict={self.candidate.verdict!r})"


def read_lines(site: Site, listing: Listing, listed: Listed, first: int, count: int) -> list[Line]:
    """Read some candidates; the workers do it."""
    found = listing.rows(listed, first, count)
    begun = _begun(site)
    return [Line(one, _known(site, one.subject, begun)) for one in found]


def cell(line: Line, column: Column, run: Run, words: Words) -> Cell:
    """Tell one cell."""
    return _TELL[column](line, run, words)


def title(column: Column, words: Words) -> str:
    """Name a column."""
    return words.text(f"prescreen.list.{column.name.lower()}")


# The book


def _known(site: Site, subject: str, begun: frozenset[str]) -> Known:
    """Look the candidate up by the hospital number; while names are still being read nobody is found."""
    if not site.permits(Permission.READ_IDENTIFIED) or not site.listing.finds_names:
        return Known(begun=subject in begun)
    people = site.same_person({"hospital_number": subject})
    rows = [row for one in people for row in site.cases_of(one.id) if row.state == "current"]
    return Known(rows[-1] if rows else None, subject in begun)


def _begun(site: Site) -> frozenset[str]:
    """Give the hospital numbers in the forms that were begun and not saved."""
    return frozenset(filter(None, (_number_in(one.content) for one in site.unsaved.list(site.study))))


def _number_in(content: str) -> str:
    try:
        return str(json.loads(content)["history"]["subject"]["hospital_number"])
    except (ValueError, KeyError, TypeError):  # of another version of the program, or without a number
        return ""


# Cells


def _patient(line: Line, _run: Run, _words: Words) -> Cell:
    return Cell(line.candidate.subject, link=True)


def _verdict(line: Line, _run: Run, words: Words) -> Cell:
    return Cell(verdict_word(line.verdict, words), status=STATUS.get(line.verdict, Status.NEUTRAL))


def _missing(line: Line, run: Run, words: Words) -> Cell:
    missing = line.candidate.missing
    if not missing:
        return Cell("–")
    named = words.listed([field_name(run.protocol, words, one) for one in missing[:_NAMED]])
    more = len(missing) - _NAMED
    shown = words.text("prescreen.list.more", named=named, n=more) if more > 0 else named
    return Cell(shown, words.count("question", len(missing)))


def _when(line: Line, run: Run, words: Words) -> Cell:
    one = line.candidate
    if one.possible_from is None:
        return Cell("–")
    until = one.possible_until
    closes = words.text("prescreen.list.until", day=_day(until, run, words)) if until is not None else ""
    if one.possible_from <= run.on:
        return Cell(words.text(f"prescreen.list.{'now' if one.verdict == 'eligible' else 'maybe'}"), closes)
    start = words.text("prescreen.list.from", day=_day(one.possible_from, run, words))
    return Cell(start, closes or words.text("prescreen.list.in", days=(one.possible_from - run.on).days))


def _against(line: Line, run: Run, words: Words) -> Cell:
    outcomes: Mapping[str, str] = line.candidate.outcomes
    failed = [one.id for one in run.protocol.criterion if outcomes.get(one.id) in ("not_met", "excludes")]
    return Cell(words.listed(failed) if failed else "–")


def _of_book(line: Line, _run: Run, words: Words) -> Cell:
    row = line.known.row
    if row is None:
        return Cell(words.text("prescreen.list.begun") if line.known.begun else "–")
    verdict = verdict_word("not_yet" if row.not_yet else row.verdict, words)
    return Cell(row.number or words.text("prescreen.list.unnumbered"), verdict)


def _day(on: date, run: Run, words: Words) -> str:
    return words.day(on, "day_month" if words.dates == "long" and on.year == run.on.year else "")


_TELL: dict[Column, Callable[[Line, Run, Words], Cell]] = {
    Column.PATIENT: _patient,
    Column.VERDICT: _verdict,
    Column.MISSING: _missing,
    Column.WHEN: _when,
    Column.AGAINST: _against,
    Column.KNOWN: _of_book,
}
