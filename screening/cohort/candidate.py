"""One of the people of a run, read again from the files that it judged."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import ROW, SUBJECT, file_columns, result_file_columns
from screening.cohort.database import WIDE, Database
from screening.cohort.histories import SOURCE, history
from screening.cohort.judging import opened_whole
from screening.cohort.marks import are_among, marks
from screening.cohort.private import private_folder
from screening.cohort.run import Run, called, form_of, stamps
from screening.cohort.source import Broken, Source, opened
from screening.cohort.staging import FILE_ROW
from screening.wording import Words, refused


class Known(NamedTuple):
    """Somebody's history, and which row of the file of patients they have."""

    history: dict[str, Any]
    row: str


def candidate(run: Run, subject: str) -> dict[str, Any]:
    """Give one patient's row as a history, with the results of its own file.

    InputError where it is not there, or the database says something else of them by now.
    """
    patient, results = _read(run, subject)
    return history(run.protocol, patient, results)


def candidate_known(run: Run, subject: str, words: Words) -> Known:
    """Give a history in which every fact says in `words` which file and row it is from.

    InputError where it is not there, or a file was changed since the run, or what the database says of them.
    """
    if run.stamps and stamps(run.cohort, run.labs) != run.stamps:
        raise refused("cohort.changed_since")
    patient, results = _read(run, subject)
    for row, file in ((patient, run.cohort), *((one, run.labs or run.cohort) for one in results or ())):
        row[SOURCE] = f"{called(file)}, {_told(row, run, words)}"
    return Known(history(run.protocol, patient, results), _told(patient, run, words))


def _told(row: Mapping[str, Any], run: Run, words: Words) -> str:
    return words.text("cohort.source", row=row[ROW], on=run.on)


def _read(run: Run, subject: str) -> "tuple[dict[str, Any], _Rows | None]":
    with _looking(run) as (database, folder):
        patients, results = _found(run, subject, database, folder)
    if len(patients) != 1:
        raise refused("cohort.no_such_subject")
    return patients[0], results


_Rows = list[dict[str, Any]]


def _found(run: Run, subject: str, database: Database, folder: Path) -> tuple[_Rows, _Rows | None]:
    """Give the rows of one patient, and of their results where these have a file of their own."""
    whole = opened_whole(run.cohort, run.protocol, run.on, database, folder, only=subject)
    if whole is not None:
        patients, results = whole
        if run.marks is not None and not are_among(marks(database, patients, results), run.marks):
            raise refused("cohort.changed_since")
        return _rows(database, patients, subject), _rows(database, results, subject)
    known = {one.name for one in file_columns(run.protocol, form_of(run.cohort, run.labs))}
    assert isinstance(run.cohort, Path)
    found = _rows(database, opened(run.cohort, known, database, folder), subject)
    if run.labs is None:
        return found, None
    known = {one.name for one in result_file_columns(run.protocol)}
    of_labs = _rows(database, opened(run.labs, known, database, folder), subject)
    return found, [one for one in of_labs if str(one.get("field")).strip() in run.protocol.field]


def _rows(database: Database, source: Source, subject: str) -> list[dict[str, Any]]:
    raw = source.columns[SUBJECT]
    text = raw.sql if raw.is_text else f"CAST({raw.sql} AS VARCHAR)"
    names = list(source.columns)
    found = database.run(
        f"SELECT {FILE_ROW}, {', '.join(map(quoted, names))} FROM {source.relation} WHERE {text} = {literal(subject)}"
    )
    return [{ROW: _number(at, source.broken), **dict(zip(names, row, strict=True))} for at, *row in found]


def _number(at: int, broken: Sequence[Broken]) -> int:
    """Give a row's number in the file, from 1: those before it that could not be parted into cells count too."""
    number = at + 1
    for one in broken:
        if one.row > number:
            break
        number += 1
    return number


@contextmanager
def _looking(run: Run) -> Iterator[tuple[Database, Path]]:
    with private_folder(run.result) as folder, Database(folder, WIDE) as database:
        yield database, folder
