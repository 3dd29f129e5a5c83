"""A protocol's rules as SQL: from a protocol and a day to one SELECT over the staging relation of `columns`.

`operators` is the closed list that everything is built of; `shapes` registers how each rule shape is compiled, in the
modules named as the engine's; `results` and `pairs` bring the long form down to a row a patient; `statement` puts it
together, `dialects` writes it out. Importing this package loads sqlglot.
"""

from screening.cohort.sql import (  # noqa: F401  (they register the rule shapes)
    age,
    answers,
    calculated,
    days,
    events,
    exposure,
    labs,
    no_result,
    remaining,
    repeated,
    worksheets,
)
from screening.cohort.sql.dialects import DIALECTS, duckdb_sql, spark_sql, sql_text, staging_text
from screening.cohort.sql.shapes import known_shapes
from screening.cohort.sql.statement import statement

__all__ = ["DIALECTS", "duckdb_sql", "known_shapes", "spark_sql", "sql_text", "staging_text", "statement"]
