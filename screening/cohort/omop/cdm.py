"""A CDM is reached: a DuckDB file is attached, of a server the rows that matter are brought here, a few at a time.

Whichever it is, what is asked is plain SQL in which `{person}` names a table; rows come as Parquet in the run's folder.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from screening.cohort.cells import listed, literal, quoted
from screening.cohort.database import Database, Row, parquet
from screening.cohort.run import Cohort
from screening.errors import RefusedError
from screening.ledger.address import ROOM, Server
from screening.wording import refused, unusable

NEEDED = ("person", "condition_occurrence", "measurement", "concept", "concept_ancestor")
_ALSO = ("observation", "visit_occurrence")
_OF_VOCABULARY = ("concept", "concept_ancestor")
_PATIENCE = 10.0  # seconds


class Cdm(Protocol):
    """A CDM that is open."""

    name: str
    """What people call it; nothing of who may open it."""
    tables: dict[str, str]
    """Its tables by name, each as SQL names it; those that need not be there may be missing."""

    def asked(self, sql: str) -> list[Row]:
        """Give the rows of a query, which should be few."""

    def brought(self, name: str, sql: str, columns: Mapping[str, str]) -> str:
        """Bring the rows of a query here, as columns of these types, and give their relation."""


@contextmanager
def cdm(cohort: Cohort, database: Database, folder: Path) -> Iterator[Cdm]:
    """Open a CDM; RefusedError where it is none, StoreError where a server can't be reached."""
    if isinstance(cohort, Server):
        with _Server.opened(cohort, database, folder) as served:
            yield served
    else:
        yield _File(cohort, database, folder)


class _File:
    def __init__(self, path: Path, database: Database, folder: Path) -> None:
        self.name, self._database, self._folder = path.name, database, folder
        try:
            database.run(f"ATTACH {literal(str(path))} AS cdm (READ_ONLY)")
        except RefusedError:
            raise refused("cohort.no_cdm_file", file=path.name) from None
        schemas = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'cdm'"
        self.tables = {name: f"cdm.{table}" for name, table in _found(database.run(schemas), path.name, "").items()}

    def asked(self, sql: str) -> list[Row]:
        with _as_expected(self.name):
            return self._database.run(sql.format_map(self.tables))

    def brought(self, name: str, sql: str, columns: Mapping[str, str]) -> str:
        with _as_expected(self.name):
            return _parquet(
                self._database, self._folder / f"{name}.parquet", f"({sql.format_map(self.tables)})", columns
            )


class _Server:
    def __init__(self, server: Server, raw: Any, database: Database, folder: Path) -> None:
        self.name = server.url.partition("?")[0].rpartition("/")[2] or "OMOP"
        self._server, self._raw, self._database, self._folder = server, raw, database, folder
        # All of it is of one moment, and nothing can be written by mistake.
        raw.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.tables: dict[str, str] = {}
        schemas = f"SELECT table_schema, table_name FROM information_schema.tables WHERE table_name IN ({listed(_ALL)})"
        self.tables = _found(self.asked(schemas), self.name, "" if server.room == ROOM else server.room)

    @classmethod
    @contextmanager
    def opened(cls, server: Server, database: Database, folder: Path) -> Iterator["_Server"]:
        from screening.ledger.faults import LedgerError
        from screening.ledger.postgres.connection import connect
        from screening.ledger.postgres.faults import plainly

        try:
            with connect(server, _PATIENCE) as raw, plainly(server):
                yield cls(server, raw, database, folder)
        except LedgerError as error:
            raise unusable("cohort.server", detail=error.code) from None

    def asked(self, sql: str) -> list[Row]:
        with _as_expected(self.name):
            return list(self._raw.execute(sql.format_map(self.tables)).fetchall())

    def brought(self, name: str, sql: str, columns: Mapping[str, str]) -> str:
        text = self._folder / f"{name}.csv"
        ordered = f"SELECT {', '.join(map(quoted, columns))} FROM ({sql.format_map(self.tables)}) AS brought"
        copied = f"COPY ({ordered}) TO STDOUT (FORMAT csv)"
        with _as_expected(self.name), text.open("wb") as out, self._raw.cursor() as cursor, cursor.copy(copied) as rows:
            for number, some in enumerate(rows):
                out.write(some)
                if number % 10_000 == 0:
                    self._database.tell(0)
        types = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns.items())
        options = (
            f"header = false, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = {{{types}}}"
        )
        read = f"read_csv({literal(str(text))}, {options})"
        made = _parquet(self._database, self._folder / f"{name}.parquet", read, columns)
        text.unlink()
        return made


_ALL = (*NEEDED, *_ALSO)


@contextmanager
def _as_expected(name: str) -> Iterator[None]:
    """Say so where a table has not the columns of a CDM 5.4."""
    import duckdb
    import psycopg

    try:
        yield
    except (duckdb.BinderException, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedFunction):
        raise refused("cohort.other_cdm", name=name) from None


def _parquet(database: Database, to: Path, rows: str, columns: Mapping[str, str]) -> str:
    typed = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in columns.items())
    database.run(f"COPY (SELECT {typed} FROM {rows}) TO {literal(str(to))} (FORMAT parquet)")
    return parquet(to)


def _found(rows: list[Row], name: str, wanted: str) -> dict[str, str]:
    """Find the schemas of a CDM and of its vocabulary; RefusedError where there is none, or it is not certain which."""
    schemas: dict[str, set[str]] = {}
    for schema, table in rows:
        schemas.setdefault(str(schema), set()).add(str(table).lower())
    data = _schema(schemas, ("person", "measurement", "condition_occurrence"), wanted, name)
    of_concepts = _schema(schemas, _OF_VOCABULARY, data if set(_OF_VOCABULARY) <= schemas[data] else "", name)
    found = {one: data for one in _ALL if one in schemas[data] and one not in _OF_VOCABULARY}
    return {
        one: f"{quoted(schema)}.{one}" for one, schema in (found | dict.fromkeys(_OF_VOCABULARY, of_concepts)).items()
    }


def _schema(schemas: Mapping[str, set[str]], tables: tuple[str, ...], wanted: str, name: str) -> str:
    holding = sorted(one for one, held in schemas.items() if set(tables) <= held and wanted in ("", one))
    if not holding:
        raise refused("cohort.no_cdm", name=name, tables=", ".join(tables))
    if len(holding) > 1:
        raise refused("cohort.several_cdms", name=name, schemas=", ".join(holding))
    return holding[0]
