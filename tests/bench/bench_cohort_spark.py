"""A run on Spark beside the same criteria typed by hand for Spark: the same answers, and how long each takes.

    python -m tests.bench.bench_cohort_spark [PATIENTS]

Both write Parquet, in one session of two cores that is running before, with Java as a run starts it. What Java has not
yet compiled takes several times as long, so the first turns don't count. Left out where there is no Spark.
"""

import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb

from screening.cohort.spark import COMPILED
from screening.cohort.sql.spark import SETTINGS, in_spark
from screening.protocol.catalogue import find
from screening.service.prescreening import prescreen
from tests.bench import cohort_by_hand as by_hand
from tests.bench.cohort_population import ON, write_wide
from tests.spark import MISSING

MOST = 1.3
TURNS, WARM = 3, 3


def main(patients: int = 1_000_000) -> int:
    """Let a run and the query take turns; 0 where a run takes no more than `MOST` times as long."""
    if MISSING:
        print(f"left out: {MISSING}")
        return 0
    from pyspark.sql import SparkSession

    master = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    master = master.config("spark.driver.memory", "2g").config("spark.log.level", "OFF")
    session = master.config("spark.driver.extraJavaOptions", COMPILED).getOrCreate()
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    with TemporaryDirectory(prefix="bench-spark-") as name, duckdb.connect() as connection:
        folder = Path(name)
        cohort, ours, hand = (folder / one for one in ("wide.parquet", "ours.parquet", "hand"))
        write_wide(connection, cohort, patients)
        session.read.parquet(str(cohort)).createOrReplaceTempView("people")
        query = in_spark(by_hand.wide(cohort), lambda path: "people")
        protocol, on = find("NCT03976882").load(), date.fromisoformat(ON)

        def typed() -> None:
            shutil.rmtree(hand, ignore_errors=True)
            session.sql(query).write.parquet(str(hand))

        sides: dict[str, Callable[[], object]] = {
            "by hand": typed,
            "run": lambda: prescreen(None, protocol, cohort, on, ours, engine="spark"),
        }
        taken: dict[str, list[float]] = {side: [] for side in sides}
        for turn in range(WARM + TURNS):
            for side, work in sides.items():
                begun = time.perf_counter()
                work()
                if turn >= WARM:
                    taken[side].append(time.perf_counter() - begun)
        same = f"FROM (FROM '{hand}/*.parquet' EXCEPT ALL FROM '{ours}')"
        ((different,),) = connection.execute(f"SELECT count(*) {same}").fetchall()
    session.stop()
    assert different == 0, f"{different} patients are told otherwise"
    seconds = {side: median(times) for side, times in taken.items()}
    ratio = seconds["run"] / seconds["by hand"]
    told = "  ".join(f"{side} {one:.1f} s" for side, one in seconds.items())
    print(f"{patients:,} patients: {told}  a run takes {ratio:.2f} x as long (at most {MOST})")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
