"""From the rows of a CDM to the two files of a cohort in the long form: set by set, whatever their number."""

from pathlib import Path

from screening.cohort.cells import literal
from screening.cohort.database import Database, parquet
from screening.cohort.omop import rows
from screening.cohort.omop.answers import Answers
from screening.cohort.omop.cdm import cdm
from screening.cohort.omop.concepts import named, tests
from screening.cohort.omop.counts import Counts
from screening.cohort.run import Cohort
from screening.cohort.source import Source, described
from screening.cohort.text import digest_of
from screening.protocol import Protocol


def opened_cdm(
    cohort: Cohort, protocol: Protocol, database: Database, folder: Path, only: str | None = None
) -> tuple[Source, Source]:
    """Read a CDM as patients, named by their `person_id`, and results; `only` one of them."""
    with cdm(cohort, database, folder) as made:
        with database.part(0, 0.7):
            asked = tests(made, protocol)
            measured = rows.measured(made, asked.all, only)
            seen = database.run(f"SELECT DISTINCT unnest([operator, answer, unit]) FROM {measured}")
            names = named(made, {int(id) for (id,) in seen if id})
            people = Answers(made, protocol, database, only).sql(asked, measured, names)
        with database.part(0.7, 1):
            results = Counts(protocol, database, asked, measured, names).sql()
            return tuple(
                _source(made.name, folder / f"{name}.parquet", sql, database)
                for name, sql in (("patients", people), ("results", results))
            )  # type: ignore[return-value]


def _source(name: str, to: Path, sql: str, database: Database) -> Source:
    """Write a relation, and give it as a file of the cohort; its digest stands for what was read."""
    ((count,),) = database.run(f"COPY ({sql}) TO {literal(str(to))} (FORMAT parquet)")
    digest = database.beside(lambda: digest_of(to, lambda done: database.go_on()))
    return Source(Path(name), parquet(to), described(database, parquet(to)), int(count), (), digest)
