"""The slow engine: every row as a history through the Python engine. What the compiled SQL says is held against it."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from screening.cohort.cells import literal, quoted
from screening.cohort.columns import RESULTS, ROW, SUBJECT, questions
from screening.cohort.database import Database
from screening.cohort.histories import history
from screening.cohort.picture import known_on
from screening.cohort.run import BETWEEN, DAYS
from screening.cohort.source import Source
from screening.cohort.staging import FILE_ROW
from screening.engine import Assessment, assess
from screening.patient import read_history
from screening.protocol import Protocol

_TOGETHER = 2_000


def judge(protocol: Protocol, on: date, database: Database, patients: Source, results: Source | None, to: Path) -> int:
    """Judge the rows of `PATIENTS`, one after the other, into a Parquet file; give how many they are."""
    aside = to.with_suffix(".rows.csv")
    order = {name: place for place, name in enumerate(questions(protocol))}
    count = 0
    with aside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for rows, found in _together(database, patients, results):
            for row in rows:
                count += 1
                writer.writerow(_line(protocol, row, found, on, order))
            database.tell(count / max(patients.parsed, 1))
    names = ["subject_id", "verdict", *(one.id for one in protocol.criterion), "missing"]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names) + "".join(f", '{name}': 'DATE'" for name in DAYS)
    options = f"delim = ',', quote = '\"', escape = '\"', header = false, auto_detect = false, columns = {{{types}}}"
    # A blank `missing` says that nothing is missing; a blank day says that there is none.
    plain = f"* REPLACE (coalesce(missing, '') AS missing) FROM read_csv({literal(str(aside))}, {options})"
    database.run(f"COPY (SELECT {plain}) TO {literal(str(to))} (FORMAT parquet)")
    aside.unlink()
    return count


def _together(
    database: Database, patients: Source, results: Source | None
) -> Iterator[tuple[list[Mapping[str, Any]], Mapping[str, list[Mapping[str, Any]]] | None]]:
    """Give sound rows some at a time, with the sound results of these patients by their identifier."""
    sound = f"{FILE_ROW} + 1 IN (SELECT {quoted(ROW)} FROM patients)"
    names = list(patients.columns)
    sql = f"SELECT {', '.join(map(quoted, names))} FROM {patients.relation} WHERE {sound}"
    for some in database.rows(sql, _TOGETHER):
        rows: list[Mapping[str, Any]] = [dict(zip(names, row, strict=True)) for row in some]
        yield rows, results and _results(database, results, [str(row[SUBJECT]).strip() for row in rows])


def _results(database: Database, results: Source, subjects: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    names = list(results.columns)
    ids = ", ".join(map(literal, subjects))
    subject = results.columns[SUBJECT].sql if results.columns[SUBJECT].is_text else f"CAST({SUBJECT} AS VARCHAR)"
    sound = f"{FILE_ROW} + 1 IN (SELECT {quoted(ROW)} FROM {RESULTS} WHERE {SUBJECT} IN ({ids}))"
    found: dict[str, list[Mapping[str, Any]]] = {}
    sql = f"SELECT {subject}, {', '.join(map(quoted, names))} FROM {results.relation} WHERE {sound} ORDER BY {FILE_ROW}"
    for some in database.rows(sql):
        for who, *row in some:
            found.setdefault(str(who), []).append(dict(zip(names, row, strict=True)))
    return found


def _line(
    protocol: Protocol,
    row: Mapping[str, Any],
    found: Mapping[str, list[Mapping[str, Any]]] | None,
    on: date,
    order: Mapping[str, int],
) -> list[str]:
    subject = str(row[SUBJECT]).strip()
    results = None if found is None else found.get(subject, [])
    known = known_on(read_history(history(protocol, row, results), protocol), on)
    said = assess(protocol, known, on)
    outcomes = [one.outcome for one in said.criteria]
    missing = BETWEEN.join(sorted(said.open_questions, key=order.__getitem__))
    return [subject, said.verdict, *outcomes, missing, *_days(said)]


def _days(said: Assessment) -> Sequence[str]:
    """Give the first and the last of the first days on which the patient could qualify; blank where there is none."""
    if not said.possible:
        return "", ""
    first = said.possible[0]
    return first.start.isoformat(), first.until.isoformat() if first.until else ""
