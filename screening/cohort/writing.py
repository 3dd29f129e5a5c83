"""The result as the file that was asked for, and the report of what was left out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from screening.cohort.database import Database
from screening.cohort.judging import Fault
from screening.cohort.run import DAYS
from screening.formats.tables import Cell, Column, Table, csv_parts
from screening.formats.workbook import MOST_ROWS, write_workbook
from screening.wording import Words, refused

FORMATS = ("parquet", "csv", "xlsx")
REPORT = ("file", "row", "column", "code", "reason")


def format_of(result: Path) -> str:
    """Name a result's format by the end of its name; RefusedError where it is none of ours."""
    format = result.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        raise refused("cohort.format", formats=", ".join(f".{one}" for one in FORMATS))
    return format


def most_rows(format: str) -> int | None:
    """Give how many rows a format holds; None where there is no end."""
    return MOST_ROWS if format == "xlsx" else None


def write_result(database: Database, relation: str, rows: int, to: Path, title: str, made: datetime) -> None:
    """Write the result as CSV or, with a title on its sheet, as XLSX; it is Parquet already."""
    names = [str(name) for name, *_ in database.run(f"DESCRIBE FROM {relation}")]
    content = _counted(database, relation, rows)
    with to.open("w+b") as file:
        if to.suffix == ".csv":
            for part in csv_parts(names, content):
                file.write(part)
        else:
            columns = tuple(Column(name, name, "day" if name in DAYS else "text") for name in names)
            table = Table("prescreening", title, columns, content)
            write_workbook(file, [table], made=made, by="Eligo")


def _counted(database: Database, relation: str, rows: int) -> Iterator[Sequence[Cell]]:
    done = 0
    for some in database.rows(f"FROM {relation}"):
        done += len(some)
        database.tell(done / max(rows, 1))
        yield from ([_cell(one) for one in row] for row in some)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def write_report(faults: Iterable[Fault], to: Path, words: Words) -> None:
    """Write a line for each fault of each row: where it is and why, and nothing of what the cell held."""
    with to.open("wb") as file:
        for part in csv_parts(REPORT, (_line(one, words) for one in faults)):
            file.write(part)


def _line(fault: Fault, words: Words) -> Sequence[Cell]:
    check = fault.check
    return [fault.file, fault.row, check.column, check.code, reason(check.code, check.values, words)]


def reason(code: str, values: Any, words: Words) -> str:
    """Say what is wrong with a cell."""
    return words.text(f"cohort.bad.{code}", **values)
