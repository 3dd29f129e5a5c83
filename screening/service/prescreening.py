"""Pre-screening: a whole population against one protocol on one day, who of them may qualify, and each one's history.

run = prescreen(site, protocol, Path("cohort.parquet"), on, Path("result.parquet"), progress=progress)
page = worklist(run, Which(hopeful=True), offset=0, limit=200)
history = candidate(run, page.rows[0].subject)          # for `Site.assess`, and for the form
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from screening.cohort.run import Page, Run, Which
from screening.protocol import Protocol
from screening.service.site import Site

Progress = Callable[[int, int], None]
"""Told several times a second how much of how much is done; what it raises ends the run, and nothing is left of it."""


def prescreen(
    site: Site | None,
    protocol: Protocol,
    cohort: Path,
    on: date,
    result: Path,
    *,
    labs: Path | None = None,
    ignore: Collection[str] = (),
    progress: Progress | None = None,
) -> Run:
    """Judge everybody in a file or folder on a day, and write one row each to `result`, whole or not at all.

    `cohort` is a CSV, Parquet or XLSX file with one row a patient, or a folder of FHIR (NDJSON or Bundles); `labs` a
    file with one row a laboratory result; `result` ends in .parquet, .csv or .xlsx. Columns that nobody knows are
    refused, unless they are among `ignore`. A row with a fault is left out and reported; the rest goes on.

    With a `site` the run is one entry of its book, and whoever is at work needs the right to screen; without one
    nothing is recorded. InputError where the files can't be used at all, StoreError where the result can't be
    written, AccessError where somebody may not.
    """
    raise NotImplementedError


def worklist(run: Run, which: Which | None = None, *, offset: int = 0, limit: int = 200) -> Page:
    """Give some of the people of a run: those who may qualify first, by how little is missing, then how soon."""
    raise NotImplementedError


def candidate(run: Run, subject: str) -> Mapping[str, Any]:
    """Give one patient's row as a history, with the results of its own file; InputError where it is not there."""
    raise NotImplementedError
