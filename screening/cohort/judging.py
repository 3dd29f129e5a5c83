"""A run: files opened and staged, every sound row judged in one pass, the others told with their faults."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from screening.cohort import staging
from screening.cohort.cells import Check, Raw, listed, literal
from screening.cohort.columns import (
    PATIENTS,
    RESULTS,
    SUBJECT,
    Labs,
    file_columns,
    result_file_columns,
)
from screening.cohort.database import Database, Row
from screening.cohort.headers import refuse_columns, refuse_series, series_of, without
from screening.cohort.run import form_of
from screening.cohort.source import Broken, Source, opened, opened_folder
from screening.cohort.staging import FILE_ROW, Staging
from screening.cohort.units import spelled, unit_columns
from screening.protocol import Protocol
from screening.wording import refused

RESULT = "result.parquet"
_NEEDED = (SUBJECT, "field", "value", "unit", "on")
_FEW = 10_000
_TWICE, _BAD_RESULTS = "twice", "bad_results"


Engine = Literal["duckdb", "python"]


class Input(NamedTuple):
    """What is judged, and against what."""

    protocol: Protocol
    on: date
    cohort: Path
    labs: Path | None = None
    ignore: Collection[str] = ()
    engine: Engine = "duckdb"
    most_rows: int | None = None

    @property
    def form(self) -> Labs:
        """Say how results come."""
        return form_of(self.cohort, self.labs)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one row of a file; `row` counts from 1, the header not among them."""

    file: str
    row: int
    check: Check


@dataclass(slots=True)
class Judging:
    """A run on its way: the files as they were opened, and how they are staged."""

    given: Input
    database: Database
    folder: Path
    patients: Source = field(init=False)
    results: Source | None = field(init=False, default=None)
    judged: int = field(init=False, default=0)
    _staged: Staging = field(init=False)
    _checks: list[Check] = field(init=False, default_factory=list)
    _result_checks: list[Check] = field(init=False, default_factory=list)
    _left_out: list[str] = field(init=False, default_factory=list)
    _bad_results: int = field(init=False, default=0)

    def run(self) -> None:
        """Judge every sound row and write the result, in Parquet, into the folder."""
        self._open()
        sql = self._sql()  # while the digests go on
        with self.database.part(0.4, 0.6):
            self._stage()
        with self.database.part(0.6, 1):
            self.judged = self._judge(sql)

    # Opening

    def _open(self) -> None:
        given = self.given
        with self.database.part(0, 0.4):
            if given.cohort.is_dir():
                if given.labs is not None:
                    raise refused("cohort.labs_and_folder")
                self.patients, self.results = opened_folder(given.cohort, given.protocol, self.database, self.folder)
            else:
                self._open_files()
        if given.most_rows is not None and self.patients.rows > given.most_rows:
            raise refused("cohort.too_many_rows", rows=self.patients.rows, most=given.most_rows)

    def _open_files(self) -> None:
        given, database = self.given, self.database
        columns = file_columns(given.protocol, given.form)
        with database.part(0, 0.5 if given.labs else 1):
            self.patients = opened(given.cohort, {one.name for one in columns}, database, self.folder)
        refuse_columns(self.patients, columns, (SUBJECT,), given.ignore)
        if given.labs is not None:
            known = result_file_columns(given.protocol)
            with database.part(0.5, 1):
                self.results = opened(given.labs, {one.name for one in known}, database, self.folder)
            refuse_columns(self.results, known, _NEEDED, given.ignore)

    # Staging

    def _stage(self) -> None:
        given, database = self.given, self.database
        ordered = self._ordered()
        spellings = spelled(given.protocol, list(self._units()))
        self._staged = staging.patients(given.protocol, self.patients.columns, spellings, given.form)
        if self.results is not None:
            self._stage_results(self.results)
        found = self._found(self.patients, self._staged)
        subject = self._staged.columns[SUBJECT]
        if not (ordered and database.awaited(ordered)[0][0]) and self._any_twice(subject):
            database.run(
                f"CREATE TABLE {_TWICE} AS SELECT {subject} AS {SUBJECT} FROM {self.patients.relation} "
                f"WHERE {subject} <> '' GROUP BY 1 HAVING count(*) > 1"
            )
            self._left_out.append(_TWICE)
        self._checks = [*found, *self._named()]
        database.run(f"CREATE VIEW {PATIENTS} AS {self._staged.select(self.patients.relation, self._checks)}")

    def _stage_results(self, results: Source) -> None:
        given, database = self.given, self.database
        fields, units = self._series(results), self._different(results, results.columns["unit"])
        strange = refuse_series(given.protocol, results, [one for one in fields if one], given.ignore)
        self.results = results = without(results, strange)
        # Also pairs that no row has: where that makes a unit strange, it is only looked at more closely.
        known = [one for one in fields if one and one not in strange]
        spellings = spelled(given.protocol, [(name, unit) for name in known for unit in units])
        staged = staging.results(given.protocol, results.columns, spellings)
        found = self._result_checks = self._found(results, staged)
        if found:
            ((self._bad_results,),) = database.run(
                f"SELECT count(*) FROM {results.relation} WHERE {staging.any_of(found)}"
            )
            database.run(
                f"CREATE TABLE {_BAD_RESULTS} AS SELECT DISTINCT {staged.columns[SUBJECT]} AS {SUBJECT} "
                f"FROM {results.relation} WHERE {staging.any_of(found)} AND {results.columns[SUBJECT].given}"
            )
            self._left_out.append(_BAD_RESULTS)
        database.run(f"CREATE VIEW {RESULTS} AS {staged.select(results.relation, found)}")

    def _series(self, results: Source) -> Sequence[str | None]:
        """Find which series the results are of; all of the protocol's where there are no others."""
        field, series = results.columns["field"], series_of(self.given.protocol)
        others = f"SELECT 1 FROM {results.relation} WHERE {field.sql} NOT IN ('', {listed(series)}) LIMIT 1"
        return self._different(results, field) if not series or self.database.run(others) else series

    def _found(self, source: Source, staged: Staging) -> list[Check]:
        """Give the checks that some row does not pass: all others are settled before anything is judged."""

        def occurs(sql: str) -> bool:
            return bool(self.database.run(f"SELECT 1 FROM {source.relation} WHERE {sql} LIMIT 1"))

        return staged.found(occurs)

    def _units(self) -> Iterator[tuple[str, str | None]]:
        """Find every spelling of a unit in the file of patients, with its field."""
        for name, raw in unit_columns(self.given.protocol, self.patients.columns):
            yield from ((name, unit) for unit in self._different(self.patients, raw))

    def _different(self, source: Source, raw: Raw) -> list[str | None]:
        return [one for (one,) in self.database.run(f"SELECT DISTINCT {raw.sql} FROM {source.relation}")]

    def _ordered(self) -> "Future[list[Row]] | None":
        """Ask whether each identifier is larger than the one before, as in most files: then none stands there twice.

        None where it is not so from the beginning.
        """
        raw = self.patients.columns[SUBJECT]
        rows = f"SELECT {raw.sql} AS one FROM {self.patients.relation} WHERE {raw.sql} IS NOT NULL"
        first, all_of = (_ascending(source) for source in (f"({rows} LIMIT {_FEW})", f"({rows})"))
        return self.database.asked(all_of) if self.database.run(first)[0][0] else None

    def _any_twice(self, subject: str) -> bool:
        """Say whether an identifier stands there twice; by their hashes, which take less memory than they do."""
        ((rows, different),) = self.database.run(
            f"SELECT count(*), count(DISTINCT hash({subject})) FROM {self.patients.relation}"
        )
        return bool(rows != different)

    # Judging

    def _sql(self) -> str:
        if self.given.engine == "python":
            return ""
        from screening.cohort.sql import duckdb_sql

        return duckdb_sql(self.given.protocol, self.given.on, self.given.form)

    def _judge(self, sql: str) -> int:
        given, to = self.given, self.folder / RESULT
        if given.engine == "python":
            from screening.cohort import reference

            return reference.judge(given.protocol, given.on, self.database, self.patients, self.results, to)
        ((count,),) = self.database.run(f"COPY ({sql}) TO {literal(str(to))} (FORMAT parquet)")
        return int(count)

    # Faults

    def faults(self) -> Iterator[Fault]:
        """Give every fault of every row that was left out, file by file, in the order of its rows."""
        if self.judged < self.patients.rows:
            yield from self._faults(self.patients, self._checks)
        if self.results is not None and self.results_refused > 0:
            yield from self._faults(self.results, self._result_checks)

    @property
    def any_left_out(self) -> bool:
        """Say whether some row of some file is at fault."""
        return self.judged < self.patients.rows or self.results_refused > 0

    @property
    def results_refused(self) -> int:
        """Count the rows of the file of results that are at fault."""
        return self._bad_results + (len(self.results.broken) if self.results is not None else 0)

    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of each file that was read."""
        sources = {"cohort": self.patients}
        if self.given.labs is not None and self.results is not None:
            sources["labs"] = self.results
        return {name: self.database.awaited(one.digest) for name, one in sources.items()}

    def _named(self) -> Iterator[Check]:
        subject = self._staged.columns[SUBJECT]
        for table in self._left_out:
            yield Check(SUBJECT, table, f"{subject} IN (FROM {table})")

    def _faults(self, source: Source, checks: Sequence[Check]) -> Iterator[Fault]:
        cases = ", ".join(f"CASE WHEN {one.sql} THEN {place} END" for place, one in enumerate(checks))
        found = f"list_filter(CAST([{cases}] AS INTEGER[]), lambda x: x IS NOT NULL)"
        where = staging.any_of(checks) if checks else "FALSE"
        sql = f"SELECT {FILE_ROW} + 1, {found} FROM {source.relation} WHERE {where}"
        broken, told = [one for one in source.broken if one.counts], 0
        yield from (_broken(source, one) for one in source.broken if not one.counts)
        for row, places in (one for some in self.database.rows(sql) for one in some):
            # `row` counts those that could be parted: the broken ones before it are added.
            while told < len(broken) and broken[told].row <= row + told:
                yield _broken(source, broken[told])
                told += 1
            yield from (Fault(source.file.name, row + told, checks[place]) for place in places)
        yield from (_broken(source, one) for one in broken[told:])


def _broken(source: Source, one: Broken) -> Fault:
    return Fault(one.file or source.file.name, one.row, Check("", one.code, ""))


def _ascending(source: str) -> str:
    before = f"(SELECT one, lag(one) OVER () AS before FROM {source})"
    return f"SELECT coalesce(bool_and(one > before), TRUE) FROM {before}"
