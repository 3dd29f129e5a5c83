"""A file of a cohort as a relation: Parquet as it is, whatever else as a Parquet file of texts in the run's folder.

So every later step reads one format, quickly, in the order of the file, and knows each row by its number.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from screening.cohort.cells import Raw, literal, quoted, trimmed
from screening.cohort.columns import SUBJECT
from screening.cohort.database import Database, parquet, plain_path
from screening.cohort.records import read_folder
from screening.cohort.text import Layout, digest_of, gone_through, layout, recode
from screening.errors import RefusedError
from screening.formats.spreadsheets import WorkbookError, cell_text, first_sheet
from screening.protocol import Protocol
from screening.wording import refused

_MOST_BROKEN = 100_000
"""Lines with another number of cells than the header: with more of them it is no such table."""
_BROKEN = {
    "MISSING COLUMNS": "cells_few",
    "TOO MANY COLUMNS": "cells_many",
    "INVALID ENCODING": "encoding",
    "UNQUOTED VALUE": "quotes",
    "LINE SIZE OVER MAXIMUM": "line_long",
}
_NAMELESS = "."
_MOST_CELLS = 50_000_000
"""Of a workbook, empty ones between others included: all its rows with some fifty columns."""


class Broken(NamedTuple):
    """A line that could not be parted into cells, or a record that could not be read; `row` counts from 1.

    `file` is named where it is not the source's own.
    """

    row: int
    code: str
    file: str = ""

    @property
    def counts(self) -> bool:
        """Say whether it is one of the rows: a line of records is none, since nobody knows whose it is."""
        return self.code != "line"


class Source(NamedTuple):
    """A file ready to be read: its relation in SQL, its columns, how many rows, and the lines that are none.

    `digest` is its SHA-256, which may be reckoned beside what is done with it.
    """

    file: Path
    relation: str
    columns: Mapping[str, Raw]
    parsed: int
    broken: Sequence[Broken]
    digest: "Future[str]"

    @property
    def rows(self) -> int:
        """Count the rows that the file has."""
        return self.parsed + len(self.broken)


def opened(file: Path, known: Collection[str], database: Database, folder: Path) -> Source:
    """Open a file of a cohort; RefusedError where it can't be used at all."""
    try:
        with file.open("rb") as content:
            first = content.read(8)
        size = max(file.stat().st_size, 1)
        if first.startswith(b"PAR1"):
            return _parquet(file, database, folder)
        if first.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return _workbook(file, database, folder, size)
        if not first.strip():
            raise refused("cohort.empty", file=file.name)
        return _text(file, known, database, folder, size)
    except OSError as error:
        raise refused("cohort.unread", file=file.name, detail=error.strerror or "") from None


def opened_folder(
    folder: Path, protocol: Protocol, on: date, database: Database, aside: Path, only: str | None = None
) -> tuple[Source, Source]:
    """Open a folder of FHIR records, as known on a day, as patients and results; `only` one patient, by identifier."""
    with database.part(0, 0.8):
        found = read_folder(folder, protocol, on, database, aside, only)
    made = []
    for place, (path, unread, code) in enumerate(
        ((found.patients, found.unread, "record"), (found.results, found.bad_lines, "line"))
    ):
        with database.part(0.8 + place / 10, 0.9 + place / 10):
            header = layout(path, "utf-8", (SUBJECT,))
            source = _as_parquet(folder, path, header._replace(delimiter=","), database, aside, found.sha256)
        made.append(source._replace(broken=tuple(Broken(one.row, code, one.file) for one in unread)))
    return made[0], made[1]


def _watch(database: Database, size: int) -> Callable[[int], None]:
    return lambda done: database.tell(done / size)


def _parquet(file: Path, database: Database, folder: Path) -> Source:
    path = plain_path(file, folder)
    digest = database.beside(lambda: digest_of(file, lambda done: database.go_on()))
    relation = parquet(path)
    try:
        columns = described(database, relation)
        (counted,) = database.run(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(str(path))})")
    except RefusedError:
        raise refused("cohort.not_parquet", file=file.name) from None
    return Source(file, relation, columns, int(counted[0] or 0), (), digest)


def described(database: Database, relation: str) -> dict[str, Raw]:
    """Give the columns of a relation."""
    return {str(name): Raw(str(name), str(kind)) for name, kind, *_ in database.run(f"DESCRIBE FROM {relation}")}


# Text


def _text(file: Path, known: Collection[str], database: Database, folder: Path, size: int) -> Source:
    with database.part(0, 0.3):
        read = gone_through(file, _watch(database, size))
    path = plain_path(file, folder)
    encoding = read.encoding
    if encoding not in ("utf-8", "utf-8-sig"):
        path, encoding = folder / f"{len(list(folder.iterdir()))}.csv", "utf-8"
        with database.part(0.3, 0.5):
            recode(file, read.encoding, path, _watch(database, size))
    found = layout(path, encoding, known)
    _refuse_repeated(file, found.header)
    with database.part(0.5, 1):
        return _as_parquet(file, path, found, database, folder, read.sha256)


def _refuse_repeated(file: Path, header: Sequence[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1 and name})
    if twice:
        raise refused("cohort.column_twice", file=file.name, columns=", ".join(twice))


def _as_parquet(file: Path, path: Path, found: Layout, database: Database, folder: Path, sha256: str) -> Source:
    names = [name or f"{_NAMELESS}{place}" for place, name in enumerate(found.header)]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    mark = len(list(folder.iterdir()))
    made = folder / f"{mark}.parquet"
    options = (
        f"delim = {literal(found.delimiter)}, quote = '\"', escape = '\"', header = true, skip = {found.skipped}, "
        f"auto_detect = false, columns = {{{types}}}, strict_mode = true, nullstr = '', "
        f"store_rejects = true, rejects_table = 'broken{mark}', rejects_scan = 'scan{mark}', "
        f"rejects_limit = {_MOST_BROKEN}"
    )
    cells = ", ".join(f"{trimmed(name)} AS {quoted(name)}" for name in names)
    read = f"SELECT {cells} FROM read_csv({literal(str(path))}, {options})"
    (written,) = database.run(f"COPY ({read}) TO {literal(str(made))} (FORMAT parquet)")
    lines = database.run(f"SELECT DISTINCT line, error_type FROM broken{mark} ORDER BY line")
    broken = [Broken(int(line) - 1 - found.skipped, _BROKEN.get(str(kind), "cells_many")) for line, kind in lines]
    if len(broken) >= _MOST_BROKEN:
        raise refused("cohort.no_table", file=file.name, lines=_MOST_BROKEN)
    relation = parquet(made)
    columns = {name: Raw(name, "VARCHAR") for name in names if not name.startswith(_NAMELESS)}
    return Source(file, relation, columns, int(written[0]), _each_once(broken), database.beside(lambda: sha256))


def _each_once(broken: Iterable[Broken]) -> tuple[Broken, ...]:
    return tuple({one.row: one for one in broken}.values())


# Workbooks


def _workbook(file: Path, database: Database, folder: Path, size: int) -> Source:
    with database.part(0, 0.1):
        sha256 = digest_of(file, _watch(database, size))
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    rows = _sheet(file)
    header = next(rows, ())
    names = [str(cell).strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused("cohort.no_header", file=file.name)
    _refuse_repeated(file, names)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for number, row in enumerate(rows):
            if number % 1_000 == 0:
                database.tell(0.5)
            writer.writerow([cell_text(one) for one in [*row, *[""] * len(names)][: len(names)]])
    with database.part(0.6, 1):
        return _as_parquet(file, path, Layout("utf-8", ",", tuple(names), 0), database, folder, sha256)


def _sheet(file: Path) -> Iterator[Sequence[Any]]:
    """Give the rows of a workbook's first sheet."""
    try:
        yield from first_sheet(file, most_cells=_MOST_CELLS)
    except WorkbookError as error:
        raise refused(f"cohort.workbook_{error.why}", file=file.name, most=_MOST_CELLS) from None
