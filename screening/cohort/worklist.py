"""The people of a run, as somebody goes through them: those who may qualify first, by how little is missing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import SUBJECT, file_columns, result_file_columns
from screening.cohort.database import WIDE, Database, private_folder
from screening.cohort.histories import history
from screening.cohort.run import BETWEEN, Candidate, Page, Run, Which, form_of
from screening.cohort.source import Source, opened
from screening.cohort.tally import first_against
from screening.formats.tables import unsafe
from screening.wording import refused

_HOPEFUL = "(verdict <> 'ineligible' OR possible_from IS NOT NULL)"


def worklist(run: Run, which: Which | None = None, *, offset: int = 0, limit: int = 200) -> Page:
    """Give some of the people of a run: those who may qualify first, by how little is missing, then how soon."""
    wanted = which or Which()
    names = (SUBJECT, "verdict", *(one.id for one in run.protocol.criterion), "missing", "possible_from")
    with _looking(run) as (database, folder):
        result = opened(run.result, set(names), database, folder)
        where = " AND ".join(_conditions(run, wanted)) or "TRUE"
        ((total,),) = database.run(f"SELECT count(*) FROM {result.relation} WHERE {where}")
        columns = ", ".join(quoted(name) for name in names)
        rows = database.run(
            f"SELECT {columns} FROM {result.relation} WHERE {where} ORDER BY {_order()} LIMIT {limit} OFFSET {offset}"
        )
    found = (_candidate(dict(zip(names, row, strict=True))) for row in rows)
    if run.result.suffix.lower() == ".csv":
        found = (replace(one, subject=unsafe(one.subject)) for one in found)
    return Page(int(total), tuple(found))


def _conditions(run: Run, which: Which) -> Iterator[str]:
    if which.hopeful:
        yield _HOPEFUL
    if which.verdict is not None:
        yield f"verdict = {literal(which.verdict)}"
    if which.criterion is not None:
        yield f"{quoted(which.criterion)} = {literal(which.outcome or 'unknown')}"
    ids = [one.id for one in run.protocol.criterion]
    first = first_against(run.protocol.criterion)
    if which.fell_at is not None:
        yield f"{first} = {ids.index(which.fell_at)}"
    if which.left_after is not None:
        yield f"{first} > {ids.index(which.left_after)}"
    if which.subject:
        yield f"starts_with(lower({SUBJECT}), lower({literal(which.subject)}))"


def _order() -> str:
    """Who needs least comes first, and among them whose days come first."""
    missing = "CASE WHEN coalesce(missing, '') = '' THEN 0 ELSE length(missing) - length(replace(missing, ';', '')) + 1"
    return f"{_HOPEFUL} DESC, {missing} END, possible_from NULLS LAST, {SUBJECT}"


def _candidate(row: Mapping[str, Any]) -> Candidate:
    criteria = {name: str(said) for name, said in row.items() if name[:1].isupper()}
    missing = tuple(one.strip() for one in str(row["missing"] or "").split(BETWEEN) if one.strip())
    day = row["possible_from"]
    possible = date.fromisoformat(day) if isinstance(day, str) and day else day or None
    return Candidate(str(row[SUBJECT]), str(row["verdict"]), criteria, missing, possible)


def candidate(run: Run, subject: str) -> dict[str, Any]:
    """Give one patient's row as a history, with the results of its own file; InputError where it is not there."""
    with _looking(run) as (database, folder):
        known = {one.name for one in file_columns(run.protocol, form_of(run.labs))}
        patients = _rows(database, opened(run.cohort, known, database, folder), subject)
        if len(patients) != 1:
            raise refused("cohort.no_such_subject")
        results = None
        if run.labs is not None:
            known = {one.name for one in result_file_columns(run.protocol)}
            results = _rows(database, opened(run.labs, known, database, folder), subject)
            results = [one for one in results if str(one.get("field")).strip() in run.protocol.field]
    return history(run.protocol, patients[0], results)


def _rows(database: Database, source: Source, subject: str) -> list[dict[str, Any]]:
    raw = source.columns[SUBJECT]
    text = raw.sql if raw.is_text else f"CAST({raw.sql} AS VARCHAR)"
    names = list(source.columns)
    found = database.run(
        f"SELECT {', '.join(map(quoted, names))} FROM {source.relation} WHERE {text} = {literal(subject)}"
    )
    return [dict(zip(names, row, strict=True)) for row in found]


@contextmanager
def _looking(run: Run) -> Iterator[tuple[Database, Path]]:
    with private_folder(run.result) as folder, Database(folder, WIDE) as database:
        yield database, folder
