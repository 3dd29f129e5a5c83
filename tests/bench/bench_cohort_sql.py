"""How fast is the compiled SQL, beside a query by hand? Run: python -m tests.bench.bench_cohort_sql [PATIENTS]

Both read the same Parquet and write the same columns, which are compared; a plain view types the columns for the
compiled one, which trusts its file as the other does. They take turns within one run, in one thread, and their own CPU
is counted. What a whole run costs, checks and digests included, is for `bench_cohort`.
"""

import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from screening.cohort.columns import PATIENTS, RESULTS, StagedColumn, staged_columns, staged_result_columns
from screening.cohort.sql import duckdb_sql
from screening.protocol.catalogue import find
from tests.bench import cohort_by_hand as by_hand
from tests.bench.cohort_population import ON, write_long, write_wide

TURNS = 5
LEAST = 0.8
WAITING = "cycle_resumed_date"


def main(patients: int = 1_000_000) -> int:
    """Print the figures; 1 where the compiled SQL is too slow or says something else."""
    protocol, on = find("NCT03976882").load(), date.fromisoformat(ON)
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        wide, people, counts = (Path(folder, f"{name}.parquet") for name in ("wide", "people", "counts"))
        write_wide(connection, wide, patients)
        write_long(connection, people, counts, patients)
        view(connection, PATIENTS, wide, staged_columns(protocol))
        ratios = [compared(connection, "wide", by_hand.wide(wide), duckdb_sql(protocol, on))]
        view(connection, PATIENTS, people, staged_columns(protocol, "long"))
        view(connection, RESULTS, counts, staged_result_columns(protocol), "value IS NOT NULL")
        ratios.append(compared(connection, "long", by_hand.long(people, counts), duckdb_sql(protocol, on, "long")))
    return 0 if min(ratios) >= LEAST else 1


def view(connection: Any, name: str, file: Path, columns: list[StagedColumn], where: str = "TRUE") -> None:
    """Type a file's columns as the statement reads them; those that it lacks say nothing."""
    given = {str(row[0]) for row in connection.execute(f"DESCRIBE FROM '{file}'").fetchall()}
    made = ", ".join(f'CAST({read(one, given)} AS {one.type}) AS "{one.name}"' for one in columns)
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT {made} FROM '{file}' WHERE {where}")


def read(one: StagedColumn, given: set[str]) -> str:
    own: Mapping[str, str] = {
        WAITING: f"try_cast({WAITING} AS DATE)",
        f"{WAITING}.word": f"CASE WHEN {WAITING} = 'waiting' THEN {WAITING} END",
        "settling": "anticoagulant = 'citrate'",
    }
    if one.name in own:
        return own[one.name]
    if one.name not in given:
        return "NULL"
    states = f"CASE \"{one.name}\" WHEN 'present' THEN TRUE WHEN 'ruled_out' THEN FALSE END"
    return states if one.name.startswith("other_causes.") else f'"{one.name}"'


def compared(connection: Any, form: str, hand: str, compiled: str) -> float:
    """Let both take turns; print their times and give how fast the compiled one is, of the other's speed."""
    sides = {"hand": hand, "compiled": compiled}
    for name, query in sides.items():
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")
    ((others,),) = connection.execute("SELECT count(*) FROM (FROM hand EXCEPT ALL FROM compiled)").fetchall()
    assert others == 0, f"{others} patients are told otherwise"
    taken: dict[str, list[float]] = {name: [] for name in sides}
    with TemporaryDirectory() as folder:
        for _ in range(TURNS):
            for name, query in sides.items():
                start = time.process_time()
                connection.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
                taken[name].append(time.process_time() - start)
    ratio = median(taken["hand"]) / median(taken["compiled"])
    figures = "".join(f"  {name} {median(times):6.2f} s" for name, times in taken.items())
    print(f"{form}{figures}  compiled is {ratio:4.2f} x as fast (at least {LEAST})")
    return ratio


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
