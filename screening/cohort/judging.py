"""A run: files opened and staged, every sound row judged in one pass, the others told with their faults."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from screening.cohort import reference, staging
from screening.cohort.cells import Check, fits, listed
from screening.cohort.columns import (
    PATIENTS,
    RESULTS,
    SUBJECT,
    Cell,
    FileColumn,
    Labs,
    file_columns,
    result_file_columns,
)
from screening.cohort.database import Database
from screening.cohort.source import Source, opened
from screening.cohort.staging import FILE_ROW, Columns, Staging
from screening.errors import InputError, Problem, nearest
from screening.protocol import Protocol
from screening.wording import Words, refused

RESULT = "result.parquet"
_NEEDED = (SUBJECT, "field", "value", "unit", "on")
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
        return "wide" if self.labs is None else "long"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one row of a file; `row` counts from 1, the header not among them."""

    source: Source
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
    _staged_results: Staging | None = field(init=False, default=None)
    _left_out: list[str] = field(init=False, default_factory=list)
    _bad_results: int = field(init=False, default=0)

    def run(self) -> None:
        """Judge every sound row and write the result, in Parquet, into the folder."""
        self._open()
        with self.database.part(0.4, 0.6):
            self._stage()
        with self.database.part(0.6, 1):
            self.judged = self._judge()

    # Opening

    def _open(self) -> None:
        given, database = self.given, self.database
        columns = file_columns(given.protocol, given.form)
        with database.part(0, 0.2 if given.labs else 0.4):
            self.patients = opened(given.cohort, {one.name for one in columns}, database, self.folder)
        refuse_columns(self.patients, columns, (SUBJECT,), given.ignore)
        if given.most_rows is not None and self.patients.rows > given.most_rows:
            raise refused("cohort.too_many_rows", rows=self.patients.rows, most=given.most_rows)
        if given.labs is not None:
            known = result_file_columns(given.protocol)
            with database.part(0.2, 0.4):
                self.results = opened(given.labs, {one.name for one in known}, database, self.folder)
            refuse_columns(self.results, known, _NEEDED, given.ignore)

    # Staging

    def _stage(self) -> None:
        given, database = self.given, self.database
        spelled = staging.spelled(given.protocol, list(self._units()))
        self._staged = staging.patients(given.protocol, self.patients.columns, spelled, given.form)
        if self.results is not None:
            self._stage_results(self.results)
        subject = self._staged.columns[SUBJECT]
        if self._any_twice(subject):
            database.run(
                f"CREATE TABLE {_TWICE} AS SELECT {subject} AS {SUBJECT} FROM {self.patients.relation} "
                f"WHERE {subject} <> '' GROUP BY 1 HAVING count(*) > 1"
            )
            self._left_out.append(_TWICE)
        where = "".join(f" AND {subject} NOT IN (FROM {table})" for table in self._left_out)
        select = self._staged.select(self.patients.relation, sound=True)
        database.run(f"CREATE VIEW {PATIENTS} AS {select}{where}")

    def _stage_results(self, results: Source) -> None:
        given, database = self.given, self.database
        self.results = results = without(results, refuse_fields(given, results, database))
        pairs = database.run(
            f"SELECT DISTINCT {results.columns['field'].text}, {results.columns['unit'].text} FROM {results.relation}"
        )
        spelled = staging.spelled(given.protocol, [(str(name), str(unit)) for name, unit in pairs if name and unit])
        staged = self._staged_results = staging.results(given.protocol, results.columns, spelled)
        faulty = staged.faulty
        ((bad,),) = database.run(f"SELECT count(*) FILTER ({faulty}) FROM {results.relation}")
        self._bad_results = int(bad)
        if bad:
            database.run(
                f"CREATE TABLE {_BAD_RESULTS} AS SELECT DISTINCT {staged.columns[SUBJECT]} AS {SUBJECT} "
                f"FROM {results.relation} WHERE {faulty} AND {results.columns[SUBJECT].given}"
            )
            self._left_out.append(_BAD_RESULTS)
        database.run(f"CREATE VIEW {RESULTS} AS {staged.select(results.relation, sound=bool(bad))}")

    def _units(self) -> Iterator[tuple[str, str]]:
        """Find every spelling of a unit in the file of patients, with its field."""
        for name, raw in staging.unit_columns(self.given.protocol, self.patients.columns):
            for (unit,) in self.database.run(f"SELECT DISTINCT {raw.text} FROM {self.patients.relation}"):
                if unit:
                    yield name, str(unit)

    def _any_twice(self, subject: str) -> bool:
        """Say whether an identifier stands there twice; by their hashes, which take less memory."""
        ((rows, different),) = self.database.run(
            f"SELECT count({subject}), count(DISTINCT hash({subject})) FROM {self.patients.relation}"
        )
        return bool(rows != different)

    # Judging

    def _judge(self) -> int:
        given, to = self.given, self.folder / RESULT
        return reference.judge(given.protocol, given.on, self.database, self.patients, self.results, to)

    # Faults

    def faults(self) -> Iterator[Fault]:
        """Give every fault of every row that was left out, file by file, in the order of its rows."""
        if self.judged < self.patients.rows:
            yield from self._faults(self.patients, [*self._staged.checks, *self._named()])
        if self.results is not None and self._staged_results is not None and self.results_refused > 0:
            yield from self._faults(self.results, self._staged_results.checks)

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
        labs = {} if self.results is None else {"labs": self.results.sha256}
        return {"cohort": self.patients.sha256, **labs}

    def _named(self) -> Iterator[Check]:
        subject = self._staged.columns[SUBJECT]
        for table in self._left_out:
            yield Check(SUBJECT, table, f"{subject} IN (FROM {table})")

    def _faults(self, source: Source, checks: Sequence[Check]) -> Iterator[Fault]:
        cases = ", ".join(f"CASE WHEN {one.sql} THEN {place} END" for place, one in enumerate(checks))
        found = f"list_filter([{cases}], lambda x: x IS NOT NULL)"
        sql = f"FROM (SELECT {FILE_ROW} + 1 AS row, {found} AS faults FROM {source.relation}) WHERE len(faults) > 0"
        broken, told = source.broken, 0
        for row, places in (one for some in self.database.rows(sql) for one in some):
            # `row` counts those that could be parted: the broken ones before it are added.
            while told < len(broken) and broken[told].row <= row + told:
                yield Fault(source, broken[told].row, Check("", broken[told].code, ""))
                told += 1
            yield from (Fault(source, row + told, checks[place]) for place in places)
        yield from (Fault(source, one.row, Check("", one.code, "")) for one in broken[told:])


# What a file may have


def refuse_columns(source: Source, known: Sequence[FileColumn], needed: Sequence[str], ignore: Collection[str]) -> None:
    """Refuse a file whose columns nobody knows, or that lacks one, or in which one can't be what it should be."""
    by_name = {one.name: one for one in known}
    problems = [*_unknown(source.columns, by_name, ignore), *_missing(source.columns, needed)]
    for name, raw in source.columns.items():
        column = by_name.get(name)
        if column is not None and not fits(raw, _KINDS.get(column.cell, "text")):
            problems.append(_problem(name, "column_type", type=raw.type))
    if problems:
        raise InputError(problems, source.file.name)


def _unknown(columns: Columns, known: Mapping[str, FileColumn], ignore: Collection[str]) -> Iterator[Problem]:
    for name in columns:
        if name not in known and name not in ignore:
            yield _problem(name[:60], "column_unknown", nearest(name[:60], known))


def _missing(columns: Columns, needed: Sequence[str]) -> Iterator[Problem]:
    for name in needed:
        if name not in columns:
            yield _problem(name, "column_missing")


def _problem(place: str, code: str, close: str = "", **values: object) -> Problem:
    text = Words().text(f"problem.cohort.{code}", **values)
    return Problem(place, f"{text}{close}", code=f"cohort.{code}", values=values)


_KINDS = {
    Cell.TEXT: "identifier",
    Cell.DATE: "day",
    Cell.MOMENT: "day",
    Cell.DATE_OR_WORD: "day",
    Cell.EVENTS: "days",
    Cell.NUMBER: "number",
    Cell.MEASURE: "number",
    Cell.LIMIT: "number",
    Cell.FLAG: "flag",
}


def refuse_fields(given: Input, results: Source, database: Database) -> list[str]:
    """Refuse results of series that the protocol does not have; give those of them that are to be ignored."""
    series = next(one.words for one in result_file_columns(given.protocol) if one.name == "field")
    text = results.columns["field"].text
    found = {str(name) for (name,) in database.run(f"SELECT DISTINCT {text} FROM {results.relation}") if name}
    strange = sorted(found - {*series})
    unknown = [one[:60] for one in strange if one not in given.ignore]
    problems = [_problem("field", "series_unknown", nearest(one, series), name=one) for one in unknown[:20]]
    if problems:
        raise InputError(problems, results.file.name)
    return strange


def without(results: Source, series: Sequence[str]) -> Source:
    """Leave out the results of some series."""
    if not series:
        return results
    where = f"{results.columns['field'].text} NOT IN ({listed(series)})"
    return results._replace(relation=f"(SELECT *, {FILE_ROW} FROM {results.relation} WHERE {where})")
