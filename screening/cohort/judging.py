"""A run: files opened and staged, every sound row judged in one pass, the others told with their faults."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from screening.cohort import staging
from screening.cohort.cells import Check, listed
from screening.cohort.columns import (
    PATIENTS,
    PERIODS,
    RESULTS,
    SUBJECT,
    Labs,
    file_columns,
    periods_in,
    result_file_columns,
)
from screening.cohort.database import Database
from screening.cohort.headers import refuse_columns, refuse_series, series_of, without
from screening.cohort.marks import marks
from screening.cohort.run import Cohort, Marks, form_of, is_database
from screening.cohort.source import Broken, Source, opened, opened_folder
from screening.cohort.staging import FILE_ROW, Staging
from screening.cohort.statements import Asked, Embedded, Reference, Statements
from screening.cohort.units import Spellings, spelled, unit_columns
from screening.protocol import Protocol
from screening.wording import refused

RESULT = "result.parquet"
_NEEDED = (SUBJECT, "field", "value", "unit", "on")
_TWICE, _BAD_RESULTS = "twice", "bad_results"


Engine = Literal["duckdb", "spark", "python"]


class Input(NamedTuple):
    """What is judged, and against what; `master` names Spark's cluster, None for this computer."""

    protocol: Protocol
    on: date
    cohort: Cohort
    labs: Path | None = None
    ignore: Collection[str] = ()
    engine: Engine = "duckdb"
    most_rows: int | None = None
    master: str | None = None

    @property
    def form(self) -> Labs:
        """Say how results come."""
        return form_of(self.cohort, self.labs)

    @property
    def asked(self) -> Asked:
        """Say what is to be judged, whatever it is read from."""
        return Asked(self.protocol, self.on, self.form)


def opened_whole(
    cohort: Cohort, protocol: Protocol, on: date, database: Database, folder: Path, only: str | None = None
) -> tuple[Source, Source] | None:
    """Open what has the results in it: a database, or a folder of records; None where it is a file of patients."""
    if is_database(cohort):
        from screening.cohort.omop import opened_cdm

        return opened_cdm(cohort, protocol, on, database, folder, only)
    if isinstance(cohort, Path) and cohort.is_dir():
        return opened_folder(cohort, protocol, on, database, folder, only)
    return None


@contextmanager
def at_work(given: Input, database: Database, folder: Path) -> Iterator[Statements]:
    """Give the engine that was asked for, at work on a run in its folder."""
    if given.engine == "spark":
        from screening.cohort import spark

        with spark.session(folder, given.master) as made:
            yield spark.Spark(made, database, given.asked, folder)
    else:
        yield (Reference if given.engine == "python" else Embedded)(database, given.asked)


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
    engine: Statements
    folder: Path
    patients: Source = field(init=False)
    results: Source | None = field(init=False, default=None)
    judged: int = field(init=False, default=0)
    _staged: Staging = field(init=False)
    _checks: list[Check] = field(init=False, default_factory=list)
    _result_checks: list[Check] = field(init=False, default_factory=list)
    _silent: dict[str, Collection[str]] = field(init=False, default_factory=dict)
    _left_out: list[str] = field(init=False, default_factory=list)
    _bad_results: int = field(init=False, default=0)

    def run(self) -> None:
        """Judge every sound row and write the result, in Parquet, into the folder."""
        self._open()
        self.engine.prepare([self.patients, *([self.results] if self.results else [])])  # while the digests go on
        staged = self._opening + (1 - self._opening) / 3
        with self.database.part(self._opening, staged):
            self._stage()
        with self.database.part(staged, 1):
            self.judged = self.engine.judge(self.patients, self.results, self._silent, self.folder / RESULT)

    # Opening

    @property
    def _opening(self) -> float:
        """Say which share of the work it is: records are read one patient after the other."""
        cohort = self.given.cohort
        return 0.95 if isinstance(cohort, Path) and cohort.is_dir() else 0.4

    def _open(self) -> None:
        given = self.given
        with self.database.part(0, self._opening):
            found = opened_whole(given.cohort, given.protocol, given.on, self.database, self.folder)
            if found is None:
                self._open_files(given.cohort)
            elif given.labs is not None:
                raise refused("cohort.labs_and_folder")
            else:
                self.patients, self.results = found
        if given.most_rows is not None and self.patients.rows > given.most_rows:
            raise refused("cohort.too_many_rows", rows=self.patients.rows, most=given.most_rows)

    def _open_files(self, cohort: Cohort) -> None:
        assert isinstance(cohort, Path)
        given, database = self.given, self.database
        columns = file_columns(given.protocol, given.form)
        with database.part(0, 0.5 if given.labs else 1):
            self.patients = opened(cohort, {one.name for one in columns}, database, self.folder)
        refuse_columns(self.patients, columns, (SUBJECT,), given.ignore)
        if given.labs is not None:
            known = result_file_columns(given.protocol)
            with database.part(0.5, 1):
                self.results = opened(given.labs, {one.name for one in known}, database, self.folder)
            refuse_columns(self.results, known, _NEEDED, given.ignore)

    # Staging

    def _stage(self) -> None:
        given, engine, source = self.given, self.engine, self.patients
        doubled = engine.doubled(source, source.columns[SUBJECT].sql)
        self._staged = staging.patients(given.protocol, source.columns, self._spellings(), given.form)
        if self.results is not None:
            self._stage_results(self.results)
        found = engine.found(source, self._staged)
        if doubled():
            subject = self._staged.columns[SUBJECT]
            twice = f"SELECT {subject} AS {SUBJECT} FROM {source.relation} WHERE {subject} <> ''"
            engine.keep(_TWICE, f"{twice} GROUP BY 1 HAVING count(*) > 1")
            self._left_out.append(_TWICE)
        self._checks = [*found, *self._named()]
        self._silent[PATIENTS] = self._staged.silent
        engine.view(PATIENTS, self._staged.select(source.relation, self._checks))
        if periods_in(given.protocol):
            engine.view(PERIODS, staging.periods(given.protocol, source.columns, source.relation))

    def _stage_results(self, results: Source) -> None:
        given, engine = self.given, self.engine
        fields, (units,) = self._series(results), engine.different(results, [results.columns["unit"]])
        strange = refuse_series(given.protocol, results, [one for one in fields if one], given.ignore)
        self.results = results = without(results, strange)
        # Also pairs that no row has: where that makes a unit strange, it is only looked at more closely.
        known = [one for one in fields if one and one not in strange]
        spellings = spelled(given.protocol, [(name, unit) for name in known for unit in units])
        staged = staging.results(given.protocol, results.columns, spellings)
        found = self._result_checks = engine.found(results, staged)
        bad = f"FROM {results.relation} WHERE {staging.any_of(found)}" if found else ""
        if found:
            ((self._bad_results,),) = engine.run(f"SELECT count(*) {bad}")
        if self._bad_results:
            subject = f"SELECT DISTINCT {staged.columns[SUBJECT]} AS {SUBJECT}"
            engine.keep(_BAD_RESULTS, f"{subject} {bad} AND {results.columns[SUBJECT].given}")
            self._left_out.append(_BAD_RESULTS)
        self._silent[RESULTS] = staged.silent
        engine.view(RESULTS, staged.select(results.relation, found))

    def _series(self, results: Source) -> Sequence[str | None]:
        """Find which series the results are of; all of the protocol's where there are no others."""
        field, series = results.columns["field"], series_of(self.given.protocol)
        others = f"SELECT 1 FROM {results.relation} WHERE {field.sql} NOT IN ('', {listed(series)}) LIMIT 1"
        return self.engine.different(results, [field])[0] if not series or self.engine.run(others) else series

    def _spellings(self) -> Spellings:
        """Find every spelling of a unit in the file of patients, each with its field."""
        given, source = self.given.protocol, self.patients
        columns = list(unit_columns(given, source.columns))
        different = self.engine.different(source, [raw for _, raw in columns])
        found = zip(columns, different, strict=True)
        return spelled(given, [(name, unit) for (name, _), units in found for unit in units])

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
        """Give the SHA-256 of each file that was read; of what comes with its results, of both."""
        sources = {"cohort": self.patients}
        if self.given.labs is not None and self.results is not None:
            sources["labs"] = self.results
        return {name: self.database.awaited(one.digest) for name, one in sources.items()}

    def marks(self) -> "Marks | None":
        """Mark everybody who was read; None where it was no database."""
        if self.results is None or not is_database(self.given.cohort):
            return None
        return marks(self.database, self.patients, self.results)

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
