"""Where a case belongs in the log: its person, its attempt, its screening number."""

import secrets
from dataclasses import dataclass
from typing import Literal

from screening.errors import InputError
from screening.ledger import Reader
from screening.log import CaseRow, case, cases_of, next_number
from screening.protocol.document import Header

Why = Literal["first", "continued", "corrected", "rescreened"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs; `number` is None in the pre-screening list, `again` where the person was here before."""

    person: str
    attempt: int
    number: str | None
    earlier: str | None
    again: bool = False

    def why(self, former: int | None, corrects: bool) -> Why:
        """Name the reason of the entry."""
        if former is not None:
            return "corrected" if corrects else "continued"
        return "rescreened" if self.again else "first"


def row_of(reader: Reader, study: str, seq: int) -> CaseRow:
    """Give a row of a study's log; InputError where the entry is none."""
    row = case(reader, seq)
    if row is None or row.study != study:
        raise InputError(f"entry {seq} is no case of this study's log")
    return row


def place_beside(reader: Reader, study: str, site: str, former: int, consented: bool) -> Place:
    """Place a case that continues or corrects an entry: the same person, attempt and number."""
    row = row_of(reader, study, former)
    if row.struck_by is not None:
        raise InputError(f"entry {former} is struck through as entered in error; begin a new case")
    if row.superseded_by is not None:
        raise InputError(f"entry {former} was continued by entry {row.superseded_by} in the meantime; open that one")
    number = row.number or (next_number(reader, study, site) if consented else None)
    return Place(row.person, row.attempt, number, row.earlier)


def place_anew(reader: Reader, study: str, site: str, person: str | None, consented: bool, again: Header) -> Place:
    """Place a case of its own: a new person, or an earlier one's next attempt, numbered as the protocol has it."""
    before = cases_of(reader, study, person) if person else []
    numbers = [row.number for row in before if row.number]
    earlier = numbers[-1] if numbers else None
    number = next_number(reader, study, site) if consented else None
    if person is None or not before:
        return Place(person or f"P{secrets.token_hex(8)}", 1, number, None)
    attempt = max(row.attempt for row in before) + 1
    if again.most_attempts is not None and attempt > again.most_attempts:
        raise InputError(f"{earlier or 'this person'} was screened {again.most_attempts} times, the protocol's most")
    if again.rescreening == "same_number" and number and earlier:
        number = earlier
    return Place(person, attempt, number, earlier, again=True)
