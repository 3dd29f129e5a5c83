"""How long does a window wait for a page of a million candidates? Run: python -m tests.bench.bench_worklist

The yardstick is the same page asked of the same file by a plain DuckDB query that sorts and skips, in a connection that
stays open. `open` is what is paid once, `ask` another filter or order, `page` what is about to be painted.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb

from screening.cohort.run import Run, Which
from screening.service import today
from screening.service.prescreening import Listing
from tests.store.service_samples import published

PEOPLE, ROWS, PAGES = 1_000_000, 32, 40
LEAST_TIMES = 5
QUESTIONS = {
    "may qualify": (
        Which(hopeful=True),
        "verdict <> 'ineligible' OR possible_from IS NOT NULL",
        "missing, possible_until NULLS LAST, possible_from",
    ),
    "by patient": (Which(sort="subject"), "TRUE", "subject_id"),
    "by when": (Which(sort="when", descending=True), "TRUE", "possible_from DESC NULLS LAST"),
}
_T = TypeVar("_T")


def main() -> int:
    """Print times and ratios; fail where a page is not several times as fast as the plain query."""
    least = 1e9
    with TemporaryDirectory() as folder, duckdb.connect() as plain:
        run = result(Path(folder) / "result.parquet", plain)
        opened, listing = timed(lambda: Listing(run))
        print(f"open     {opened * 1e3:8.1f} ms  {PEOPLE:,} people")
        with listing:
            for name, (which, where, order) in QUESTIONS.items():
                asked, listed = timed(partial(listing.select, which))
                places = [Random(n).randrange(max(listed.total - ROWS, 1)) for n in range(PAGES)]
                mine = median(timed(partial(listing.rows, listed, at, ROWS))[0] for at in places)
                sql = f"FROM '{run.result}' WHERE {where} ORDER BY {order} LIMIT {ROWS} OFFSET "
                theirs = median(timed(partial(fetched, plain, f"{sql}{at}"))[0] for at in places[:5])
                least = min(least, theirs / mine)
                told = f"{name:12} {listed.total:9,} people  ask {asked * 1e3:6.1f} ms  page {mine * 1e3:5.1f} ms"
                print(f"{told}  plain query {theirs * 1e3:6.1f} ms  {theirs / mine:6.1f} x")
    return int(least < LEAST_TIMES)


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def fetched(plain: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return plain.execute(sql).fetchall()


def result(path: Path, plain: duckdb.DuckDBPyConnection) -> Run:
    """Make a result as a run leaves it."""
    protocol = published()
    outcomes = ", ".join(
        f"['{one.good}', '{one.bad}', 'unknown'][1 + (hash(i, {place}) % 3)::INT] AS \"{one.id}\""
        for place, one in enumerate(protocol.criterion)
    )
    plain.execute(
        "COPY (SELECT 'H-' || i AS subject_id, ['eligible', 'undetermined', 'ineligible'][1 + (hash(i) % 3)::INT] AS "
        f"verdict, {outcomes}, ['', 'platelets', 'platelets; brain_metastases'][1 + (hash(i, 9) % 3)::INT] AS missing, "
        f"CASE WHEN hash(i) % 5 < 4 THEN DATE '{today()}' + (hash(i, 8) % 30)::INT END AS possible_from, "
        f"CASE WHEN hash(i) % 5 < 3 THEN DATE '{today()}' + 30 + (hash(i, 9) % 30)::INT END AS possible_until "
        f"FROM range({PEOPLE}) t(i)) TO '{path}'"
    )
    return Run(
        *(protocol, today(), "", path, None, path, PEOPLE, PEOPLE, 0, 0, (), (), None, {}, 0, (), "", {}, 0.0),
    )


if __name__ == "__main__":
    sys.exit(main())
