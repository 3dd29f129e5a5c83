"""A process of its own that opens a workbook, and writes what its cells hold to its output, a line of JSON a row.

The library that reads workbooks ends its process where a broken file asks for more memory than there is, which nothing
in that process can catch. So it is not ours. Run as a file, with nothing of the program imported:
`spreadsheet_process.py PATH MOST_SHEETS MOST_CELLS`, where PATH may be `-` for its input.
"""

import io
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

_MOST_MEMORY = 3 << 30


def main(path: str, most_sheets: int, most_cells: int) -> None:
    """Answer with the sheets and their rows, and at the end with why there are no more of them, blank where all are."""
    _hold_back()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    why = _tell(raw, most_sheets, most_cells)
    _say({"why": why})


def _hold_back() -> None:
    """Take no more memory than a desktop has, where the system lets a process say so."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _tell(raw: bytes, most_sheets: int, most_cells: int) -> str:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            known = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            for name in known[:most_sheets]:
                sheet = book.get_sheet_by_name(name)
                if _reach(sheet) > most_cells:
                    return "large"
                _say({"sheet": name, "merged": sheet.merged_cell_ranges or []})
                for row in _rows(sheet):
                    _say(row)
    except PasswordError:
        return "locked"
    except MemoryError:
        return "large"
    except (CalamineError, OSError, ValueError, OverflowError):
        return "broken"
    return ""


def _reach(sheet: Any) -> int:
    """Count the cells from the sheet's first one to its last."""
    return (sheet.end[0] + 1) * (sheet.end[1] + 1) if sheet.end else 0


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Give every row and every cell from the sheet's first ones on, so that they keep their numbers."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*left, *map(_told, row)]


def _told(cell: Any) -> Any:
    """Write a cell as JSON; what JSON has no kind for as an object of one."""
    if isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else ""
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return str(cell)


def _say(line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
