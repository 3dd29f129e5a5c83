"""Small cohorts for tests: a row a patient, everybody eligible but for what a test changes."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from screening.cohort.run import Candidate, Run, Which
from screening.service.prescreening import Listing
from tests.store.service_samples import CAUSES

ON = date(2026, 11, 24)
ELIGIBLE: Mapping[str, str] = {
    "birth_date": "1964-05-17",
    "sex": "female",
    "tumour_type": "solid",
    "disease_extent": "advanced",
    "planned_cycle_date": "2026-11-17",
    "cycle_resumed_date": "waiting",
    "delay_reason": "thrombocytopenia",
    "platelets.value": "68",
    "platelets.unit": "10*9/L",
    "platelets.on": "2026-11-22",
    "platelets.clumped": "false",
    **{f"other_causes.{cause}": "ruled_out" for cause in CAUSES},
    "brain_metastases": "none",
}
LABS = ("platelets.value", "platelets.unit", "platelets.on", "platelets.clumped")


def patient(subject: str, **changes: str) -> dict[str, str]:
    """Give a row; `platelets__value="74"` changes the cell of `platelets.value`."""
    changed = {name.replace("__", "."): value for name, value in changes.items()}
    assert changed.keys() <= {*ELIGIBLE, "subject_id"}
    return {"subject_id": subject, **ELIGIBLE, **changed}


def without_labs(row: Mapping[str, str]) -> dict[str, str]:
    """Give a row for the long form."""
    return {name: cell for name, cell in row.items() if name not in LABS}


def written(path: Path, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as text."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def parquet_of(path: Path, source: Path, types: Mapping[str, str] | None = None) -> Path:
    """Write a file of text as Parquet, some of its columns as other types."""
    plain = f"read_csv('{source}', all_varchar = true)"
    cast = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in (types or {}).items())
    columns = f"* REPLACE ({cast})" if cast else "*"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns} FROM {plain}) TO '{path}' (FORMAT parquet)")
    return path


def rows_of(path: Path) -> list[dict[str, object]]:
    """Read a result in Parquet."""
    with duckdb.connect() as connection:
        found = connection.execute(f"FROM read_parquet('{path}')")
        names = [str(one[0]) for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def verdicts(path: Path) -> dict[str, str]:
    """Give each subject's verdict in a result."""
    return {str(row["subject_id"]): str(row["verdict"]) for row in rows_of(path)}


def subjects(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Name the subjects of some rows."""
    return [str(row["subject_id"]) for row in rows]


class Page(NamedTuple):
    """Some rows of a worklist, and how many there are in all."""

    total: int
    rows: tuple[Candidate, ...]


def worklist(run: Run, which: Which | None = None, *, offset: int = 0, limit: int = 200) -> Page:
    """Give some of the people of a run, from a listing that is closed again."""
    with Listing(run) as listing:
        listed = listing.select(which or Which())
        return Page(listed.total, listing.rows(listed, offset, limit))
