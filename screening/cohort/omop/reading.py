"""From the rows of a CDM to the two files of a cohort in the long form: set by set, whatever their number.

What is judged rests on these two files and on nothing else, so they stand for what was read: their rows are in an order
that the rows of the CDM have no part in.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
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
    cohort: Cohort, protocol: Protocol, on: date, database: Database, folder: Path, only: str | None = None
) -> tuple[Source, Source]:
    """Read a CDM, as far as it was known on a day, as patients, named by their `person_id`, and results; `only` one."""
    wanted = rows.Wanted(on, only)
    with cdm(cohort, database, folder) as made:
        with database.part(0, 0.7):
            asked = tests(made, protocol)
            measured = rows.measured(made, asked.all, wanted)
            seen = database.run(f"SELECT DISTINCT unnest([operator, answer, unit]) FROM {measured}")
            names = named(made, {int(id) for (id,) in seen if id})
            people = Answers(made, protocol, database, wanted).sql(asked, measured, names)
        with database.part(0.7, 1):
            results = Counts(protocol, database, asked, measured, names).sql()
            files = [folder / "patients.parquet", folder / "results.parquet"]
            counts = [_written(sql, to, database) for sql, to in zip((people, results), files, strict=True)]
            digest = database.beside(lambda: _digest(files, database))
            patients, results_ = (
                Source(Path(made.name), parquet(to), described(database, parquet(to)), count, (), digest)
                for to, count in zip(files, counts, strict=True)
            )
            return patients, results_


def _written(sql: str, to: Path, database: Database) -> int:
    """Write a relation, and count its rows."""
    ((count,),) = database.run(f"COPY ({sql}) TO {literal(str(to))} (FORMAT parquet)")
    return int(count)


def _digest(files: Sequence[Path], database: Database) -> str:
    """Give one digest of several files."""
    each = (digest_of(one, lambda done: database.go_on()) for one in files)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()
