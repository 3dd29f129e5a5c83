"""One of the people of a pre-screening, and what of their history each of its files gave, as an import tells it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from screening.cohort.candidate import candidate_known
from screening.cohort.run import Run, called
from screening.formats.proposal import SourceFile
from screening.protocol import LabField
from screening.service.intake.reckoning import Reckoning, Row, by_source
from screening.wording import Words


def taken_over(run: Run, subject: str, words: Words, by: str) -> tuple[dict[str, Any], tuple[Reckoning, ...]]:
    """Give somebody of a run as a history for the form, and the reckoning of each file, accepted by `by`.

    InputError where nobody is there by that identifier, or where a file was changed since the run.
    """
    known = candidate_known(run, subject, words)
    cohort = SourceFile(called(run.cohort), run.input_sha256["cohort"])
    labs = SourceFile(run.labs.name, run.input_sha256["labs"]) if run.labs is not None else cohort
    rows: dict[SourceFile, list[Row]] = {labs: [], cohort: list(_who(known.history, known.row))}
    for (field, source), answers in by_source(known.history["answers"]).items():
        is_result = isinstance(run.protocol.field[field.partition(".")[0]], LabField)
        file = labs if is_result else cohort
        rows[file] += [_row(field, source.removeprefix(f"{file.name}, "), one, is_result) for _, one in answers]
    kind = "fhir" if isinstance(run.cohort, Path) and run.cohort.is_dir() else "table"
    return known.history, tuple(
        Reckoning(file.name, file.sha256, kind, by, tuple(found)) for file, found in rows.items() if found
    )


def _who(history: Mapping[str, Any], row: str) -> Iterator[Row]:
    for part, value in history["subject"].items():
        yield Row(row, "taken", str(value), f"subject.{part}", value)


def _row(field: str, row: str, answer: Mapping[str, Any], is_result: bool) -> Row:
    """Say what a row gave: a result whole, of another answer its value and its day."""
    given = {key: part for key, part in answer.items() if key != "source"}
    value = given if is_result else given["value"]
    return Row(row, "taken", str(given["value"]), field, value, given.get("on"))
