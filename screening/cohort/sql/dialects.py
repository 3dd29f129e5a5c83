"""The statement written out: for DuckDB to run, and for people who run it in a warehouse of their own."""

from datetime import date

from sqlglot import exp

from screening.cohort.columns import (
    PATIENTS,
    PERIODS,
    RESULTS,
    ROW,
    Labs,
    Silent,
    periods_in,
    staged_columns,
    staged_period_columns,
    staged_result_columns,
)
from screening.cohort.sql.folding import folded
from screening.cohort.sql.operators import Sql
from screening.cohort.sql.statement import statement
from screening.protocol import Protocol

EXACT = {
    # A number that does not fit, a text that is no day: an error, never quietly NULL.
    "spark.sql.ansi.enabled": "true",
    # Exact or an error: by default digits behind the point are rounded away to make room.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
}
"""How Spark has to reckon for the statement to mean what it says."""
DIALECTS = ("duckdb", "postgres", "spark", "snowflake", "bigquery")
# They have no function that gives the greatest of an array.
_WITHOUT_ARRAY_MAX = ("postgres", "bigquery")


def duckdb_sql(protocol: Protocol, on: date, labs: Labs = "wide", silent: Silent | None = None) -> str:
    """Write the statement for DuckDB, as `statement` describes it; it gives the patients in the order of their rows.

    `silent` names by relation the columns that are NULL in every row: they are folded away.
    """
    joins = labs == "long" or bool(periods_in(protocol))
    made = folded(statement(protocol, on, labs, numbered=joins), silent or {})
    sql = made.transform(_by_counting, copy=False).sql("duckdb", copy=False)
    # What is joined comes in any order.
    return f'SELECT * EXCLUDE ("{ROW}") FROM ({sql}) ORDER BY "{ROW}"' if joins else sql


def spark_sql(protocol: Protocol, on: date, labs: Labs, silent: Silent) -> str:
    """Write the statement for Spark to run; each patient's number of the row stands before it."""
    return folded(statement(protocol, on, labs, numbered=True), silent).sql("spark", copy=False)


def sql_text(protocol: Protocol, on: date, dialect: str, labs: Labs = "wide") -> str:
    """Write the statement for people to read, in one of `DIALECTS`; it reads what `staging_text` describes."""
    written = statement(protocol, on, labs)
    if dialect in _WITHOUT_ARRAY_MAX:
        written.transform(_by_subquery, copy=False)
    about = f"-- {protocol.id}@{protocol.version} {protocol.fingerprint}\n-- {on.isoformat()}\n"
    if dialect == "spark":
        about += "".join(f"-- SET {name} = {value};\n" for name, value in EXACT.items())
    return f"{about}{written.sql(dialect, pretty=True)}\n"


def staging_text(protocol: Protocol, dialect: str, labs: Labs = "wide") -> str:
    """Write the tables that the statement reads, as CREATE TABLE in one of `DIALECTS`."""
    tables = {PATIENTS: staged_columns(protocol, labs)}
    if labs == "long":
        tables[RESULTS] = staged_result_columns(protocol)
    if periods_in(protocol):
        tables[PERIODS] = staged_period_columns()
    return "\n".join(
        f"{_created(name, {one.name: one.type for one in columns}).sql(dialect, pretty=True)};\n"
        for name, columns in tables.items()
    )


def _created(name: str, columns: dict[str, str]) -> exp.Create:
    listed = [
        exp.ColumnDef(this=exp.to_identifier(column, quoted=True), kind=exp.DataType.build(kind, dialect="duckdb"))
        for column, kind in columns.items()
    ]
    table = exp.Table(this=exp.to_identifier(name, quoted=True))
    return exp.Create(this=exp.Schema(this=table, expressions=listed), kind="TABLE")


def _by_counting(node: Sql) -> Sql:
    """Move a day by a plain number: DuckDB takes a DATE for one, and makes a timestamp of it for an interval."""
    moved = node.this if isinstance(node, exp.Cast) else None
    if not isinstance(moved, exp.DateAdd | exp.DateSub) or moved.text("unit").upper() != "DAY":
        return node
    shift = exp.Add if isinstance(moved, exp.DateAdd) else exp.Sub
    return exp.paren(shift(this=moved.this.copy(), expression=moved.expression.copy()), copy=False)


def _by_subquery(node: Sql) -> Sql:
    """Write the latest of a filtered list as a subquery over its members."""
    if not isinstance(node, exp.ArrayMax) or not isinstance(node.this, exp.ArrayFilter):
        return node
    kept = node.this
    (each,) = kept.expression.expressions
    members = exp.Unnest(
        expressions=[kept.this.copy()], alias=exp.TableAlias(this=exp.to_identifier("member"), columns=[each.copy()])
    )
    greatest = exp.Max(this=exp.column(each.copy()))
    return exp.select(greatest).from_(members).where(kept.expression.this.copy()).subquery()
