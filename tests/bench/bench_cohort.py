"""How fast is a whole run over a population? Run: python -m tests.bench.bench_cohort [PATIENTS] [MANY]

A run reads Parquet, looks for every fault, judges, writes Parquet, counts, and reckons the digests of what was read and
made. Beside it, in turns within one run, a query by hand that reads the same file and writes the same columns, and
trusts its file. Both say the same of everybody, which is checked. Their own CPU counts: others may be at work here.

Then the same criteria in HL7's reference engine for CQL in JavaScript, over the first 10,000 of these patients: where
`CQL_EXECUTION` names a folder in which `npm install cql-execution` was done. Last, the peak of memory with MANY
patients, each in a process of its own.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from screening.protocol.catalogue import find
from screening.service.prescreening import prescreen
from tests.bench import cohort_by_hand as by_hand
from tests.bench.cohort_elm import library
from tests.bench.cohort_population import ON, write_long, write_wide

TURNS, LEAST, LEAST_CQL = 7, 0.8, 100
FEW = 10_000
MOST = {"wide": 1024, "long": 4096}
"""Megabytes that a run may take."""

Taken = tuple[float, float]


def main(patients: int = 1_000_000, many: int = 10_000_000) -> int:
    """Print the figures; 1 where one of them is not good enough."""
    good = True
    with TemporaryDirectory(prefix="bench-cohort-") as name, duckdb.connect() as connection:
        folder = Path(name)
        wide, people, counts = (folder / f"{one}.parquet" for one in ("wide", "people", "counts"))
        write_wide(connection, wide, patients)
        write_long(connection, people, counts, patients)
        seconds, ratio = compared(connection, "wide", by_hand.wide(wide), folder, wide)
        good &= ratio >= LEAST
        good &= against_cql(connection, wide, folder, patients / seconds)
        _, ratio = compared(connection, "long", by_hand.long(people, counts), folder, people, counts)
        good &= ratio >= LEAST
    for form in ("wide", "long") if many else ():
        good &= peak(form, many) <= MOST[form]
    return 0 if good else 1


def run(folder: Path, cohort: Path, labs: Path | None) -> None:
    """Make one run."""
    protocol = find("NCT03976882").load()
    prescreen(None, protocol, cohort, date.fromisoformat(ON), folder / "ours.parquet", labs=labs)


def timed(work: Callable[[], object]) -> Taken:
    """Give the seconds on the clock, and those of the processor."""
    clock, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - own


def compared(connection: Any, form: str, hand: str, folder: Path, *files: Path) -> tuple[float, float]:
    """Let a run and a query by hand take turns; give a run's seconds, and its speed of the other's."""
    written = f"COPY ({hand}) TO '{folder}/hand.parquet' (FORMAT parquet)"
    sides: dict[str, Callable[[], object]] = {
        "by hand": lambda: connection.execute(written).fetchall(),
        "run": lambda: run(folder, files[0], files[1] if len(files) > 1 else None),
    }
    for work in sides.values():
        work()
    same(connection, folder)
    taken: dict[str, list[Taken]] = {name: [] for name in sides}
    for _ in range(TURNS):
        for name, work in sides.items():
            taken[name].append(timed(work))
    clock = {name: median(one for one, _ in times) for name, times in taken.items()}
    own = {name: median(one for _, one in times) for name, times in taken.items()}
    ratio, of_own = clock["by hand"] / clock["run"], own["by hand"] / own["run"]
    figures = "".join(f"  {name} {clock[name]:6.3f} s ({own[name]:6.3f} s of CPU)" for name in sides)
    print(f"{form}{figures}  a run is {ratio:4.2f} x as fast, by CPU {of_own:4.2f} x (at least {LEAST})", flush=True)
    return clock["run"], of_own


def same(connection: Any, folder: Path) -> None:
    """Make sure that both say the same of everybody."""
    hand, ours = (f"read_parquet('{folder}/{name}.parquet')" for name in ("hand", "ours"))
    for one, other in ((hand, ours), (ours, hand)):
        ((different,),) = connection.execute(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchall()
        assert different == 0, f"{different} patients are told otherwise"


def against_cql(connection: Any, wide: Path, folder: Path, speed: float) -> bool:
    """Run the criteria in CQL's reference engine, and say how much faster a run is, patient for patient."""
    where, node = os.environ.get("CQL_EXECUTION", ""), shutil.which("node")
    if node is None or not (Path(where) / "node_modules" / "cql-execution").is_dir():
        print("cql-execution: left out; CQL_EXECUTION has to name a folder with it, and node has to be there")
        return True
    elm, rows, result = (folder / f"{name}.json" for name in ("elm", "rows", "result"))
    elm.write_text(json.dumps(library()), "utf-8")
    connection.execute(f"COPY (FROM read_parquet('{wide}') LIMIT {FEW}) TO '{rows}' (FORMAT json, ARRAY true)")
    runner = Path(__file__).with_name("cohort_cql.cjs")
    subprocess.run([node, runner, where, elm, rows, result], check=True)
    said = json.loads(result.read_text("utf-8"))
    same_as_cql(connection, folder, said["rows"])
    others = len(said["rows"]) / float(said["seconds"])
    ratio = speed / others
    print(f"cql-execution {others:9,.0f} patients/s  a run {speed:9,.0f}: {ratio:4.0f} x (at least {LEAST_CQL})")
    return ratio >= LEAST_CQL


def same_as_cql(connection: Any, folder: Path, rows: list[dict[str, Any]]) -> None:
    """Make sure that CQL says the same of the patients whom it judged."""
    first = f"(FROM read_parquet('{folder}/ours.parquet') LIMIT {FEW})"
    names = ", ".join(f"CAST({name} AS VARCHAR)" for name in rows[0])
    ours = set(connection.execute(f"SELECT {names} FROM {first}").fetchall())
    others = {tuple(one.values()) for one in rows}
    assert ours == others, f"{len(ours - others)} patients are told otherwise"


def peak(form: str, patients: int) -> int:
    """Print the megabytes that a run over many patients takes at most, in a process of its own."""
    with TemporaryDirectory(prefix="bench-cohort-") as name, duckdb.connect() as connection:
        folder = Path(name)
        files = [folder / "people.parquet", folder / "counts.parquet"] if form == "long" else [folder / "wide.parquet"]
        if form == "long":
            write_long(connection, files[0], files[1], patients)
        else:
            write_wide(connection, files[0], patients)
        command = [sys.executable, "-m", "tests.bench.bench_cohort", "peak", str(folder), *map(str, files)]
        seconds, megabytes = map(float, subprocess.check_output(command, text=True).split())
    print(f"{form}, {patients:,} patients: {seconds:.1f} s, {megabytes:.0f} MB of memory (at most {MOST[form]})")
    return round(megabytes)


def alone(folder: str, cohort: str, labs: str | None = None) -> None:
    """Make one run, and print its seconds and its peak."""
    seconds, _ = timed(lambda: run(Path(folder), Path(cohort), Path(labs) if labs else None))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        alone(*sys.argv[2:])
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
