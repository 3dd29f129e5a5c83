"""The people of a run kept at hand while somebody goes through them: filtered, sorted, read from any place at once."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Self
from weakref import finalize

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import SUBJECT
from screening.cohort.database import WIDE, Database
from screening.cohort.private import private_folder
from screening.cohort.run import BETWEEN, DAYS, Candidate, Run, Which
from screening.cohort.source import opened
from screening.cohort.tally import first_against
from screening.formats.tables import unsafe

_PEOPLE = "people"
_NEEDS = "CASE WHEN coalesce(missing, '') = '' THEN 0 ELSE length(missing) - length(replace(missing, ';', '')) + 1 END"
_HOPEFUL = "(verdict <> 'ineligible' OR possible_from IS NOT NULL)"
_AS_LISTED = f"{_HOPEFUL} DESC, {_NEEDS}, possible_until NULLS LAST, possible_from NULLS LAST, {SUBJECT}"
"""Who needs least comes first, and among them whose days are over first."""

_VERDICTS = (
    "CASE verdict WHEN 'eligible' THEN 0 WHEN 'undetermined' THEN 1 ELSE CASE WHEN possible_from IS NULL THEN 3 "
    "ELSE 2 END END"
)
SORTS: Mapping[str, str] = {
    "subject": SUBJECT,
    "verdict": _VERDICTS,
    "missing": ".needs",
    "when": "possible_from",
    "against": ".first",
}
"""What a list may be sorted by."""
_OURS = (".needs", ".first")


@dataclass(frozen=True, slots=True)
class Listed:
    """An answer of a listing: whom it was asked for, and how many they are."""

    which: Which
    total: int
    table: str


class Listing:
    """Holds the result of a run in DuckDB, within bounds of memory, until it is closed.

    Any thread may use it; its questions are answered one after the other. Rows are given of the newest answer, and of
    the one before, whose reader may not have heard of it yet.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._names = (SUBJECT, "verdict", *(one.id for one in run.protocol.criterion), "missing", *DAYS)
        self._answers = count(2)
        with ExitStack() as stack:
            folder = stack.enter_context(private_folder(run.result))
            self._database = stack.enter_context(Database(folder, WIDE))
            source = opened(run.result, set(self._names), self._database, folder)
            columns = ", ".join(quoted(name) for name in self._names)
            first = first_against(run.protocol.criterion)
            self._database.run(
                f"CREATE TABLE {_PEOPLE} AS SELECT {columns}, {_NEEDS} AS {quoted(_OURS[0])}, "
                f"{first} AS {quoted(_OURS[1])} FROM {source.relation} ORDER BY {_AS_LISTED}"
            )
            # Whoever forgets it leaves nothing either.
            self._close = finalize(self, stack.pop_all().close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything; nothing is left beside the result."""
        self._close()

    def select(self, which: Which) -> Listed:
        """Find whom somebody wants to see, in the order they want."""
        number = next(self._answers)
        table = f"listed{number}"
        where = " AND ".join(_conditions(self.run, which)) or "TRUE"
        self._database.run(
            f"CREATE TABLE {table} AS SELECT rowid AS person FROM {_PEOPLE} WHERE {where} ORDER BY {_order(which)}"
        )
        self._database.run(f"DROP TABLE IF EXISTS listed{number - 2}")
        ((total,),) = self._database.run(f"SELECT count(*) FROM {table}")
        return Listed(which, int(total), table)

    def rows(self, listed: Listed, first: int, most: int) -> tuple[Candidate, ...]:
        """Give some of them from a place on."""
        columns = ", ".join(f"{_PEOPLE}.{quoted(name)}" for name in self._names)
        rows = self._database.run(
            f"SELECT {columns} FROM (SELECT person, rowid AS place FROM {listed.table} WHERE rowid >= {first} AND "
            f"rowid < {first + most}) AS asked JOIN {_PEOPLE} ON {_PEOPLE}.rowid = person ORDER BY place"
        )
        return tuple(_candidate(dict(zip(self._names, row, strict=True)), self.run) for row in rows)


def _conditions(run: Run, which: Which) -> Iterator[str]:
    if which.hopeful:
        yield _HOPEFUL
    if which.verdict is not None:
        yield f"verdict = {literal(which.verdict)}"
    if which.criterion is not None:
        yield f"{quoted(which.criterion)} = {literal(which.outcome or 'unknown')}"
    ids = [one.id for one in run.protocol.criterion]
    if which.fell_at is not None:
        yield f"{quoted(_OURS[1])} = {ids.index(which.fell_at)}"
    if which.left_after is not None:
        yield f"{quoted(_OURS[1])} > {ids.index(which.left_after)}"
    if which.subject:
        yield f"starts_with(lower({SUBJECT}), lower({literal(which.subject)}))"


def _order(which: Which) -> str:
    """Order as asked for; whoever is alike stays in the list's own order."""
    if which.sort is None:
        return "rowid"
    wanted = SORTS[which.sort]
    by = wanted if wanted.startswith("CASE") else quoted(wanted)
    return f"{by} {'DESC' if which.descending else 'ASC'} NULLS LAST, rowid"


def _candidate(row: Mapping[str, Any], run: Run) -> Candidate:
    criteria = {one.id: str(row[one.id]) for one in run.protocol.criterion}
    missing = tuple(one.strip() for one in str(row["missing"] or "").split(BETWEEN) if one.strip())
    subject = str(row[SUBJECT])
    if run.result.suffix.lower() == ".csv":
        subject = unsafe(subject)
    return Candidate(subject, str(row["verdict"]), criteria, missing, *(_day(row[name]) for name in DAYS))


def _day(cell: Any) -> date | None:
    return date.fromisoformat(cell) if isinstance(cell, str) and cell else cell or None
