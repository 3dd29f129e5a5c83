"""How fast does a log of 100,000 entries leave, beside reading the same rows and writing them without us?

    python -m tests.bench.bench_export [--entries N] [--in FOLDER] [--turns N]

CSV is held against reading the same rows and Python's csv writer, XLSX against reading them and XlsxWriter in constant
memory. The leak test, which reads who everybody is and looks for them in what was written, is told apart: neither
yardstick has one. All sides take turns in one run; each is a process of its own, so that its memory can be told.
The book is built by `long_book`, unless the folder holds one already.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from screening.log.cases import _COLUMNS
from screening.service import Site, Wish, export
from screening.service.exporting.copies import identifiers
from screening.service.exporting.leaks import refuse_leaks
from screening.wording import Words
from tests.bench.long_book import build

_PAGE = 1000


def rows(site: Site) -> Iterator[tuple[Any, ...]]:
    """Read what an export reads."""
    last = (0, 0)
    statement = (
        f"SELECT {', '.join(_COLUMNS)} FROM log_case WHERE study = ? AND (serial, seq) > (?, ?)"
        f" AND superseded_by IS NULL ORDER BY serial, seq LIMIT {_PAGE}"
    )
    at = _COLUMNS.index("serial")
    while found := site.reader.rows(statement, (site.study, *last)):
        yield from found
        last = (found[-1][at], found[-1][0])


def bare_csv(site: Site, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(rows(site))


def bare_xlsx(site: Site, path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, _COLUMNS)
    for place, row in enumerate(rows(site), 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(place, column, value)
            elif value is not None:
                sheet.write_string(place, column, value)
    book.close()


def ours(format: str) -> Callable[[Site, Path], None]:
    def write(site: Site, path: Path) -> None:
        export(site, path, Words(), Wish(format=format, level="identified", reason="site_file"))  # type: ignore[arg-type]

    return write


def coded(site: Site, path: Path) -> None:
    export(site, path, Words(), Wish())


def leak_test(site: Site, path: Path) -> None:
    """Read everybody's identity, and look for it in a log that was written."""
    bare_csv(site, path)
    begun = time.perf_counter()
    refuse_leaks(path, path.name, identifiers(site, alone=False))
    print(json.dumps({"seconds": time.perf_counter() - begun, "memory": _memory()}))
    sys.exit()


SIDES: dict[str, Callable[[Site, Path], None]] = {
    "csv": ours("csv"),
    "bare csv": bare_csv,
    "xlsx": ours("xlsx"),
    "bare xlsx": bare_xlsx,
    "coded csv, looked through": coded,
    "leak test alone": leak_test,
}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def once(side: str, folder: Path) -> None:
    """Run one side, and say how long it took and how much memory the process ever had (MB)."""
    with Site.open(folder) as site, tempfile.TemporaryDirectory(dir=folder) as out:
        begun = time.perf_counter()
        SIDES[side](site, Path(out) / "log")
        print(json.dumps({"seconds": time.perf_counter() - begun, "memory": _memory()}))


def measured(side: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_export", "--once", side, "--in", str(folder)]
    said: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return said


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=212_000)
    parser.add_argument("--in", dest="folder", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--once")
    options = parser.parse_args()
    if options.once:
        once(options.once, options.folder)
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="eligo-bench-"))
    if not (folder / "eligo.db").exists():
        build(folder, options.entries, named=True)
    taken: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(options.turns):
        for side, found in taken.items():
            found.append(measured(side, folder))
    for side, found in taken.items():
        seconds, memory = (median(one[key] for one in found) for key in ("seconds", "memory"))
        print(f"{side:28} {seconds:7.2f} s {memory:7.0f} MB")
    for one, most in (("csv", 2.0), ("xlsx", 1.3)):
        ratio = median(a["seconds"] / b["seconds"] for a, b in zip(taken[one], taken[f"bare {one}"], strict=True))
        print(f"{one}: {ratio:.2f} x the bare one (aim {most} x)")


if __name__ == "__main__":
    main()
