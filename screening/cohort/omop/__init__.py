"""A database in the OMOP Common Data Model (5.4) as a cohort: a DuckDB file, or a PostgreSQL server; it is only read.

`cdm` reaches it, `concepts` says what its concepts mean, by the same lists that records and messages are read with, and
`reading` makes of it the two files that a cohort has, of which everything else is judged as ever. A diagnosis answers
where nothing is left to judge; a record's silence is no answer. What was done or given (procedures, drugs, episodes)
never answers by itself, so those tables are not read.
"""

from screening.cohort.omop.reading import opened_cdm

__all__ = ["opened_cdm"]
