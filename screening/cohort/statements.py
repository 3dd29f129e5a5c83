"""What a run asks of a population: the seam between the steps of a run and the engine that takes them.

Every engine is asked in DuckDB's SQL, about relations as `source` names them; it understands that, or translates it.
What is small (opening files, counting a result, telling faults) DuckDB does for all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from screening.cohort.cells import Check, Raw, literal
from screening.cohort.columns import Labs, Silent
from screening.cohort.database import Database, Row
from screening.cohort.source import Source
from screening.cohort.staging import Staging
from screening.protocol import Protocol as Trial

_FEW = 10_000


class Asked(NamedTuple):
    """What is to be judged: a protocol on a day, with results in their own relation or in the patient's row."""

    protocol: Trial
    on: date
    labs: Labs


class Statements(Protocol):
    """An engine at work on one run."""

    name: str
    """What it is, with its version."""

    def prepare(self, sources: Iterable[Source]) -> None:
        """Get ready, while other things go on; RefusedError where these can't be read."""

    def run(self, sql: str) -> list[Row]:
        """Run a query and give its rows, which should be few."""

    def keep(self, name: str, sql: str) -> None:
        """Put under a name what a query gives now; DuckDB knows it by that name too."""

    def view(self, name: str, sql: str) -> None:
        """Name a query."""

    def different(self, source: Source, columns: Sequence[Raw]) -> list[list[Any]]:
        """Give the different values of each of some columns, NULL among them."""

    def found(self, source: Source, staged: Staging) -> list[Check]:
        """Give the checks that some row may not pass; every row passes all others."""

    def doubled(self, source: Source, subject: str) -> Callable[[], bool]:
        """Begin to look whether an identifier may stand twice, and give what says so."""

    def judge(self, patients: Source, results: Source | None, silent: Silent, to: Path) -> int:
        """Judge everybody in `PATIENTS` into a Parquet file, in the order of the rows; give how many they are."""


class Embedded:
    """DuckDB in this process."""

    def __init__(self, database: Database, asked: Asked) -> None:
        import duckdb

        self.name = f"DuckDB {duckdb.__version__}"
        self._asked, self._database = asked, database

    def prepare(self, sources: Iterable[Source]) -> None:
        """Read whatever DuckDB reads."""

    def run(self, sql: str) -> list[Row]:
        """Run a query and give its rows, which should be few."""
        return self._database.run(sql)

    def keep(self, name: str, sql: str) -> None:
        """Put under a name what a query gives now."""
        self._database.run(f"CREATE TABLE {name} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """Name a query."""
        self._database.run(f"CREATE VIEW {name} AS {sql}")

    def different(self, source: Source, columns: Sequence[Raw]) -> list[list[Any]]:
        """Ask column by column: of a Parquet file this reads little more than its dictionaries."""
        asked = (f"SELECT DISTINCT {raw.sql} FROM {source.relation}" for raw in columns)
        return [[one for (one,) in self._database.run(sql)] for sql in asked]

    def found(self, source: Source, staged: Staging) -> list[Check]:
        """Ask which there are: all others are settled before anything is judged."""

        def occurs(sql: str) -> bool:
            return bool(self._database.run(f"SELECT 1 FROM {source.relation} WHERE {sql} LIMIT 1"))

        return staged.found(occurs)

    def doubled(self, source: Source, subject: str) -> Callable[[], bool]:
        """Ask whether each identifier is larger than the one before, as in most files: then none stands there twice.

        Where it is not so from the beginning they are counted, by their hashes, which take less memory than they do.
        """
        database = self._database
        rows = f"SELECT {subject} AS one FROM {source.relation} WHERE {subject} IS NOT NULL"
        first, all_of = (ascending(some) for some in (f"({rows} LIMIT {_FEW})", f"({rows})"))
        ordered = database.asked(all_of) if database.run(first)[0][0] else None
        counted = f"SELECT count(*) <> count(DISTINCT hash({subject})) FROM {source.relation}"
        return lambda: not (ordered and database.awaited(ordered)[0][0]) and bool(database.run(counted)[0][0])

    def judge(self, patients: Source, results: Source | None, silent: Silent, to: Path) -> int:
        """Judge everybody with one statement."""
        from screening.cohort.sql import duckdb_sql

        sql = duckdb_sql(*self._asked, silent)
        ((count,),) = self._database.run(f"COPY ({sql}) TO {literal(str(to))} (FORMAT parquet)")
        return int(count)


class Reference(Embedded):
    """The engine in Python, one patient after the other; files are still read by DuckDB."""

    def __init__(self, database: Database, asked: Asked) -> None:
        super().__init__(database, asked)
        self.name = "Python"

    def judge(self, patients: Source, results: Source | None, silent: Silent, to: Path) -> int:
        """Judge everybody."""
        from screening.cohort import reference

        return reference.judge(self._asked.protocol, self._asked.on, self._database, patients, results, to)


def ascending(source: str) -> str:
    """Ask whether each `one` of a relation is larger than the one before."""
    before = f"(SELECT one, lag(one) OVER () AS before FROM {source})"
    return f"SELECT coalesce(bool_and(one > before), TRUE) FROM {before}"
