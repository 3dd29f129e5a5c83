"""Where a case belongs in the log: its person, its attempt, its screening number."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from screening.ledger import Reader
from screening.log import CaseRow, case, cases_of, next_number
from screening.protocol import Header
from screening.wording import refused

Why = Literal["first", "continued", "corrected", "rescreened"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs; `number` is None in the pre-screening list, `again` where the person was here before.

    `unended` is the number of an earlier attempt that has no outcome yet.
    """

    person: str
    attempt: int
    number: str | None
    earlier: str | None
    again: bool = False
    unended: str | None = None

    def why(self, former: int | None, corrects: bool) -> Why:
        """Name the reason of the entry."""
        if former is not None:
            return "corrected" if corrects else "continued"
        return "rescreened" if self.again else "first"


def row_of(reader: Reader, study: str, seq: int) -> CaseRow:
    """Give a row of a study's log; InputError where the entry is none."""
    row = case(reader, seq)
    if row is None or row.study != study:
        raise refused("no_case", entry=seq)
    return row


def place_beside(
    reader: Reader, study: str, site: str, settings: Header, former: int, consented: bool, *, corrects: bool
) -> Place:
    """Place a case that continues or corrects an entry: the same person, attempt and number.

    Once the attempt has ended, it can only be corrected.
    """
    row = row_of(reader, study, former)
    if row.struck_by is not None:
        raise refused("struck_before", entry=former)
    if row.superseded_by is not None:
        raise refused("superseded", entry=former, later=row.superseded_by)
    if row.forgotten_by is not None:
        raise refused("forgotten")
    if row.outcome is not None and not corrects:
        raise refused("continued_after_end")
    number, unended = row.number, None
    if number is None and consented:
        number, unended = _enter(reader, study, site, settings, cases_of(reader, study, row.person))
    return Place(row.person, row.attempt, number, row.earlier, unended=unended)


def place_anew(reader: Reader, study: str, site: str, settings: Header, person: str | None, consented: bool) -> Place:
    """Place a case of its own: a new person, or an earlier one's next attempt.

    An attempt before that has no outcome yet is named in the place, and refused where both would share a number.
    """
    before = cases_of(reader, study, person) if person else []
    number, unended = _enter(reader, study, site, settings, before) if consented else (None, None)
    if person is None or not before:
        return Place(person or f"P{secrets.token_hex(8)}", 1, number, None)
    if any(row.forgotten_by is not None for row in before):
        raise refused("forgotten")
    numbers = [row.number for row in before if row.number]
    attempt = max(row.attempt for row in before) + 1
    return Place(person, attempt, number, numbers[-1] if numbers else None, again=True, unended=unended)


def _enter(
    reader: Reader, study: str, site: str, settings: Header, before: Sequence[CaseRow]
) -> tuple[str, str | None]:
    """Give the number under which somebody enters the log, and that of an earlier attempt which has not ended.

    Attempts that were struck through, or never got a number, don't count.
    """
    attempts = [row for row in before if row.state == "current" and row.number is not None]
    enrolled = next((row.number for row in attempts if row.outcome == "enrolled"), None)
    if enrolled is not None:
        raise refused("enrolled_already", number=enrolled)
    if settings.most_attempts is not None and len(attempts) >= settings.most_attempts:
        raise refused("attempts", most=settings.most_attempts)
    unended = next((row.number for row in attempts if row.outcome is None), None)
    if settings.rescreening == "new_number" or not attempts:
        return next_number(reader, study, site), unended
    if unended is not None:
        raise refused("attempt_open", number=unended)
    return str(attempts[-1].number), None
