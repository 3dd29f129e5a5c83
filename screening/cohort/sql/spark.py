"""DuckDB's SQL in Spark's: what sqlglot leaves as it is, though Spark has another name or another meaning for it.

It is said for Spark in ANSI mode, with names that distinguish capitals; `SETTINGS` says what else it relies on.
"""

from collections.abc import Callable, Mapping
from typing import cast

from sqlglot import exp, parse_one

from screening.cohort.sql.dialects import EXACT
from screening.cohort.sql.operators import Sql

SETTINGS: Mapping[str, str] = {
    **EXACT,
    "spark.sql.caseSensitive": "true",
    # A moment without a zone is what the clock on the wall said; no zone may move it to another day.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.binaryAsString": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
}
ROW_NUMBER = "file_row_number"


def in_spark(sql: str, relation: Callable[[str], str]) -> str:
    """Translate a query; `relation` names what holds the rows of a Parquet file, which is given by its path."""
    query = parse_one(sql, read="duckdb")
    for node in reversed(list(query.walk())):  # what is inside comes before what it is in
        new = _translated(cast("Sql", node), relation)
        if new is not node:
            node.replace(new)
    return query.sql("spark")


def _translated(node: Sql, relation: Callable[[str], str]) -> Sql:
    if isinstance(node, exp.Table) and isinstance(node.this, exp.ReadParquet):
        return exp.table_(relation(str(node.this.expressions[0].this)), quoted=True)
    if isinstance(node, exp.Select) and any(isinstance(one, exp.Star) for one in node.expressions):
        # There it is one of the columns, not an extra one.
        node.set("expressions", [one for one in node.expressions if one.name != ROW_NUMBER])
    if isinstance(node, exp.ToMap) and isinstance(node.this, exp.Bracket):  # sqlglot takes `map {...}[x]` so
        return _looked_up(node.this.this, node.this.expressions[0])
    if isinstance(node, exp.RegexpFullMatch):
        # `$` would also match before a line's end.
        whole = exp.Literal.string(rf"\A(?:{node.expression.this})\z")
        return exp.paren(exp.RegexpLike(this=node.this.copy(), expression=whole))
    if isinstance(node, exp.Anonymous):
        return _function(node)
    if isinstance(node, exp.Length) and isinstance(node.this, exp.Transform):
        return exp.ArraySize(this=node.this.copy())
    if isinstance(node, exp.DataType) and node.this.value in ("UTINYINT", "USMALLINT", "UINT", "UBIGINT"):
        return exp.DataType.build("BIGINT")  # no number that is read is larger
    return node


def _function(node: exp.Anonymous) -> Sql:
    name, given = node.name.lower(), node.expressions
    if name == "list_count":
        known = exp.Lambda(this=exp.column("x").is_(exp.null()).not_(), expressions=[exp.to_identifier("x")])
        return exp.ArraySize(this=exp.ArrayFilter(this=given[0].copy(), expression=known))
    if name == "isfinite":
        size, endless = exp.Abs(this=given[0].copy()), exp.cast(exp.Literal.string("Infinity"), "DOUBLE")
        return exp.paren(size < endless)  # NaN is larger than all
    return node


def _looked_up(words: exp.Struct, key: Sql) -> Sql:
    """Choose by a word, NULL for any other: a map would be looked through as slowly, and may refuse it."""
    chosen = [exp.If(this=one.this.copy(), true=one.expression.copy()) for one in words.expressions]
    return exp.Case(this=key.copy(), ifs=chosen)
