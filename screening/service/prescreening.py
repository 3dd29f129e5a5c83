"""Pre-screening: a whole population against one protocol on one day, who of them may qualify, and each one's history.

run = prescreen(site, protocol, Path("cohort.parquet"), on, Path("result.parquet"), progress=progress)
with Listing(run) as people:                      # kept open by whoever goes through them, sorts and filters them
    first = people.rows(people.select(Which(hopeful=True)), 0, 200)[0]
history = candidate(run, first.subject)           # for `Site.assess`, and for the form
"""

import os
import time
from collections.abc import Collection
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from screening import __version__
from screening.access import Permission
from screening.cohort.candidate import candidate
from screening.cohort.database import LONG, WIDE, Database, Progress, parquet
from screening.cohort.judging import RESULT, Engine, Input, Judging, at_work
from screening.cohort.left_out import LeftOut
from screening.cohort.listing import Listed, Listing
from screening.cohort.private import private_folder
from screening.cohort.run import Cohort, Run, stamps
from screening.cohort.tally import count
from screening.cohort.text import digest_of
from screening.cohort.writing import format_of, most_rows, write_report, write_result
from screening.log import Prescreened
from screening.protocol import Protocol
from screening.service.conduct import refuse_when_closed
from screening.service.leaving import unwritable
from screening.service.site import Site
from screening.wording import Words, refused, unusable
from screening.wording.papers import titled

__all__ = ["Listed", "Listing", "Progress", "candidate", "prescreen"]


def prescreen(
    site: Site | None,
    protocol: Protocol,
    cohort: Cohort,
    on: date,
    result: Path,
    *,
    labs: Path | None = None,
    ignore: Collection[str] = (),
    progress: Progress | None = None,
    words: Words | None = None,
    engine: Engine = "duckdb",
    master: str | None = None,
) -> Run:
    """Judge everybody in a file or folder on a day, and write one row each to `result`, whole or not at all.

    `cohort` is a CSV, Parquet or XLSX file with one row a patient, a folder of FHIR (NDJSON or Bundles), or a database
    in the OMOP CDM 5.4 (a DuckDB file, or a PostgreSQL server), which is only read; `labs` a file with one row a
    laboratory result; `result` ends in .parquet, .csv or .xlsx. Columns that nobody knows are refused, unless they are
    among `ignore`. A row with a fault is left out, and stands with its reason in a report beside the result; the rest
    goes on. A patient with a faulty result is left out whole: without it an older result would count. `progress` is
    told several times a second how much of how much is done; what it raises ends the run. `master` is the address of
    Spark's cluster, for which the files have to lie where its workers see them too.

    With a `site` the run is one entry of its book, and whoever is at work needs the right to pre-screen; without one
    nothing is recorded. InputError where the files can't be used at all, StoreError where the result can't be
    written, AccessError where somebody may not.
    """
    given = Input(protocol, on, cohort, labs, ignore, engine, most_rows(format_of(result)), master)
    with site.acting(Permission.PRESCREEN) if site is not None else nullcontext():
        if site is not None:
            refuse_when_closed(site.reader, site.study)
        return _Run(site, given, result, progress, words or Words()).make()


class _Run:
    """One run on its way."""

    def __init__(self, site: Site | None, given: Input, result: Path, progress: Progress | None, words: Words) -> None:
        self._site, self._given, self._result, self._words = site, given, result, words
        self._progress = progress
        self._report = result.with_name(f"{result.name}.left-out.csv")

    def make(self) -> Run:
        """Judge, write, record, and only then put the result in its place."""
        self._refuse_places()
        try:
            with private_folder(self._result) as folder:
                return self._in(folder)
        except OSError as error:
            raise unwritable(self._result, error) from None

    def _in(self, folder: Path) -> Run:
        given = self._given
        begun = time.monotonic()
        before = stamps(given.cohort, given.labs)
        with Database(folder, WIDE if given.labs is None else LONG, self._progress) as database:
            with at_work(given, database, folder) as engine, database.part(0, 0.8):
                judging = Judging(given, database, engine, folder)
                judging.run()
            with database.part(0.8, 0.85):
                left_out = LeftOut()
                if judging.any_left_out:
                    write_report(left_out.heard(judging.faults()), folder / self._report.name, self._words)
            made = folder / RESULT
            relation = parquet(made)
            digest = database.beside(lambda: digest_of(made, lambda done: database.go_on()))
            verdicts, not_yet, criteria = count(database, relation, given.protocol)
            with database.part(0.85, 0.98):
                asked = self._as_asked(database, relation, judging.judged, made)
            sha256 = database.awaited(digest) if asked is made else digest_of(asked, lambda done: None)
            input_sha256 = judging.digests()
            marks = judging.marks()
        if stamps(given.cohort, given.labs) != before:
            raise refused("cohort.changed")
        run = Run(
            protocol=given.protocol,
            on=given.on,
            engine=f"Eligo {__version__}, {engine.name}",
            cohort=given.cohort,
            labs=given.labs,
            result=self._result,
            rows=judging.patients.rows,
            judged=judging.judged,
            refused=judging.patients.rows - judging.judged,
            results_refused=judging.results_refused,
            bad_counts=left_out.counts(),
            bad=left_out.first(),
            report=self._report if judging.any_left_out else None,
            verdicts=verdicts,
            not_yet=not_yet,
            criteria=criteria,
            sha256=sha256,
            input_sha256=input_sha256,
            seconds=time.monotonic() - begun,
            stamps=before,
            marks=marks,
        )
        run = replace(run, entry=self._note(run))
        self._put(asked, folder)
        return run

    def _as_asked(self, database: Database, relation: str, rows: int, made: Path) -> Path:
        if self._result.suffix.lower() == ".parquet":
            return made
        asked = made.with_name(f"asked{self._result.suffix.lower()}")
        protocol, practice = self._given.protocol, self._site is not None and self._site.practice
        title = titled(f"{protocol.id} {protocol.version}", self._words, practice=practice)
        write_result(database, relation, rows, asked, title, datetime.now(UTC))
        return asked

    def _note(self, run: Run) -> int | None:
        """Let the book say that it was made; gives the entry."""
        site = self._site
        if site is None:
            return None
        event = Prescreened(
            protocol=run.protocol.id,
            protocol_version=run.protocol.version,
            fingerprint=run.protocol.fingerprint,
            on=run.on.isoformat(),
            engine=run.engine,
            rows=run.rows,
            judged=run.judged,
            refused=run.refused,
            **run.verdicts,
            not_yet=run.not_yet,
            inputs=tuple(run.input_sha256.values()),
            format=run.result.suffix.lower().removeprefix("."),
            sha256=run.sha256,
        )
        return site.note(event).seq

    def _put(self, made: Path, folder: Path) -> None:
        """Put the result in its place, and the report beside it; a report of an earlier run goes."""
        report = folder / self._report.name
        for one in (made, report):
            if one.exists():
                _settle(one)
        if report.exists():
            report.replace(self._report)
        else:
            self._report.unlink(missing_ok=True)
        made.replace(self._result)

    def _refuse_places(self) -> None:
        """Refuse to write over what is read, or where no file can be."""
        if not self._result.name or self._result.is_dir():
            raise unusable("folder", path=self._result)
        for source in (self._given.cohort, self._given.labs):
            if not isinstance(source, Path):
                continue
            if not source.exists():
                raise refused("cohort.no_file", file=source)
            for one in (self._result, self._report):
                with suppress(OSError):
                    if one.exists() and one.samefile(source):
                        raise refused("cohort.over_input", file=one.name)


def _settle(path: Path) -> None:
    """Bring a file onto the disk; its owner alone may read it, since it says who the patients are."""
    path.chmod(0o600)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
