"""The sheets of a workbook (XLSX, XLS, ODS): opened in a process of its own, so that no file can take ours along."""

import json
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import IO, Any, Literal, TypeAlias, cast

from screening.formats import spreadsheet_process

Why = Literal["locked", "large", "broken"]
Cell: TypeAlias = str | bool | int | float | datetime | date | time | timedelta
"""What a cell is: of a formula its value, blank where it is empty or at fault."""

_EXACT_DIGITS = 15
"""A spreadsheet's numbers are binary; it shows, and means, no more digits than these."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class WorkbookError(Exception):
    """A workbook that can't be read: locked by a password, larger than wanted, or broken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with all its rows, from row 1 and column A on.

    `merged` are the rectangles that are one cell, as (row, column) of their first and their last, counted from 0; the
    first has the value.
    """

    name: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()


def first_sheet(file: Path, *, most_cells: int) -> Generator[Sequence[Cell], None, None]:
    """Yield the rows of a workbook's first sheet, as they come.

    WorkbookError where it can't be read, or reaches over more cells; then what came before is to be thrown away.
    """
    lines = _lines(str(file), b"", 1, most_cells)
    next(lines, None)
    yield from (_row(line) for line in lines)


def all_sheets(raw: bytes, *, most_cells: int, most_sheets: int = 100) -> list[Sheet]:
    """Read a workbook's first sheets, each with its rows; WorkbookError where it can't be read."""
    sheets: list[Sheet] = []
    rows: list[Sequence[Cell]] = []
    for line in _lines("-", raw, most_sheets, most_cells):
        if isinstance(line, Mapping):
            rows = []
            merged = [((top, left), (bottom, right)) for (top, left), (bottom, right) in line["merged"]]
            sheets.append(Sheet(str(line["sheet"]), rows, merged))
        else:
            rows.append(_row(line))
    return sheets


def _lines(path: str, raw: bytes, most_sheets: int, most_cells: int) -> Iterator[Any]:
    """Yield what the other process says; WorkbookError where it says why there is no more, or comes to its end."""
    # Nothing of the program, nor of where it was called, is looked for there.
    command = [sys.executable, "-I", spreadsheet_process.__file__, path, str(most_sheets), str(most_cells)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        giving = Thread(target=_give, args=(process.stdin, raw), daemon=True)
        giving.start()
        try:
            yield from _said(process.stdout)
        finally:
            process.kill()
            giving.join()


def _give(pipe: IO[bytes], raw: bytes) -> None:
    try:
        with pipe:
            pipe.write(raw)
    except OSError:
        pass  # it came to its end before it had read all, which its silence tells


def _said(lines: IO[bytes]) -> Iterator[Any]:
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            break
        if isinstance(said, Mapping) and "why" in said:
            if said["why"]:
                raise WorkbookError(cast(Why, said["why"]))
            return
        yield said
    raise WorkbookError("broken")


def _row(line: Any) -> list[Cell]:
    return [_cell(cell) if isinstance(cell, Mapping) else cell for cell in line]


def _cell(told: Mapping[str, Any]) -> Cell:
    ((kind, value),) = told.items()
    if kind == "seconds":
        return timedelta(seconds=value)
    kinds: Mapping[str, type[datetime | date | time]] = {"moment": datetime, "day": date, "time": time}
    return kinds[kind].fromisoformat(value)


def cell_text(value: Cell) -> str:
    """Write a cell as a history writes it: a day without a time, a whole number without a point, 68.1 as 68.1."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        minutes = value // timedelta(minutes=1)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    number = Decimal(f"{value:.{_EXACT_DIGITS}g}")
    return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 2 * _EXACT_DIGITS else repr(value)
