"""What a run over a population gives: who was read, who was refused and why, what became of the rest."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from screening.cohort.columns import Labs
from screening.ledger.address import Server
from screening.protocol import Protocol

Sort = Literal["subject", "verdict", "missing", "when", "against"]

BETWEEN = ";"
"""What stands between the questions that are still open."""
DAYS = ("possible_from", "possible_until")
"""The columns of the first and the last day on which a patient may qualify."""


Cohort = Path | Server
"""What a population is read from: a file, a folder of records, or a database in the OMOP CDM."""
_DUCKDB, _AT = b"DUCK", 8
Marks: TypeAlias = "array[int]"
"""What shows whether something is one of those that were read: numbers in ascending order."""


def is_database(cohort: Cohort) -> bool:
    """Say whether it is a database."""
    if isinstance(cohort, Server):
        return True
    if not cohort.is_file():
        return False
    with cohort.open("rb") as file:
        return file.read(_AT + len(_DUCKDB))[_AT:] == _DUCKDB


def called(cohort: Cohort) -> str:
    """Give the name by which people know it: that of the file, or of the database on its server."""
    return cohort.url.partition("?")[0].rpartition("/")[2] if isinstance(cohort, Server) else cohort.name


def form_of(cohort: Cohort | None, labs: Path | None) -> Labs:
    """Say how results come: in the patient's row, or apart from it, as from a folder of records or a database."""
    apart = cohort is not None and (is_database(cohort) or (isinstance(cohort, Path) and cohort.is_dir()))
    return "long" if labs is not None or apart else "wide"


def stamps(*given: Cohort | None) -> tuple[tuple[int, int], ...]:
    """Give what changes with the content of files, or of those in a folder; nothing tells it of a server."""
    found = [one for one in given if isinstance(one, Path)]
    files = [file for one in found for file in (sorted(one.rglob("*")) if one.is_dir() else (one,))]
    return tuple((one.stat().st_size, one.stat().st_mtime_ns) for one in files if one.is_file())


@dataclass(frozen=True, slots=True)
class BadRow:
    """One fault of one row, for which the whole row was left out.

    `row` counts from 1, the header not among them; `file` is the name of the file that it stands in. `code` names the
    sentence `cohort.bad.CODE` and `values` fill it; what the cell held is not among them.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class BadCount:
    """How many rows have one kind of fault in one column."""

    column: str
    code: str
    rows: int
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One criterion over everybody judged.

    `outcomes` counts each outcome of it; `fell` those whom it was the first to speak against, in protocol order;
    `left` those against whom neither it nor one before it speaks; `open` those left for whom it is not yet known.
    """

    id: str
    kind: str
    outcomes: Mapping[str, int]
    fell: int
    left: int
    open: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `rows = judged + refused`. Digests are SHA-256, as 64 hexadecimal digits.

    `not_yet` of those `ineligible` could qualify by waiting. `bad` lists the first faults, `report` is the file with
    all of them; None where there are none. `input_sha256` has the digest of the `cohort`, and of the
    `labs`. `entry` is the run's entry in the book; None where it was made without one. `stamps` show whether a file was
    changed since, `marks` whether what a database says of somebody was; None where it is no database.
    """

    protocol: Protocol
    on: date
    engine: str
    cohort: Cohort
    labs: Path | None
    result: Path
    rows: int
    judged: int
    refused: int
    results_refused: int
    bad_counts: tuple[BadCount, ...]
    bad: tuple[BadRow, ...]
    report: Path | None
    verdicts: Mapping[str, int]
    not_yet: int
    criteria: tuple[Tally, ...]
    sha256: str
    input_sha256: Mapping[str, str]
    seconds: float
    entry: int | None = None
    stamps: tuple[tuple[int, int], ...] = ()
    marks: "Marks | None" = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the worklist.

    `possible_from` and `possible_until` are the first and the last day of the first stretch on which the patient may
    qualify; None where there is none, and where it never ends.
    """

    subject: str
    verdict: str
    outcomes: Mapping[str, str]
    missing: tuple[str, ...]
    possible_from: date | None
    possible_until: date | None = None


@dataclass(frozen=True, slots=True)
class Which:
    """Whom a worklist shows: everybody, unless it says otherwise.

    `hopeful`: those who may qualify now or later. `verdict`, or `criterion` with its `outcome`. `fell_at`: those whom
    this criterion was the first to speak against; `left_after`: those against whom none up to it speaks.
    `subject`: an identifier begins so. `sort` names what to sort by, None for who may qualify first, by how little is
    missing, then how soon the days are over.
    """

    hopeful: bool = False
    verdict: str | None = None
    criterion: str | None = None
    outcome: str | None = None
    fell_at: str | None = None
    left_after: str | None = None
    subject: str = ""
    sort: Sort | None = None
    descending: bool = False
