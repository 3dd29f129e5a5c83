"""Apache Spark for one run: on this computer, or on a cluster whose workers see the files under the same paths.

It reads Parquet where that lies (whatever else was made Parquet in the run's folder before), judges, and writes parts,
which DuckDB joins in the order of the rows. What has to be known of a file before (spellings, faults, who stands there
twice) DuckDB finds here: it reads single columns, and the file is read here for its digest anyway. What Spark spills
lies in the run's folder, and it says nothing on its own: in its messages a patient's value may stand.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4
from warnings import catch_warnings, simplefilter

from screening.cohort.cells import literal
from screening.cohort.columns import ROW, Silent
from screening.cohort.database import Database, parquet
from screening.cohort.source import Source
from screening.cohort.statements import Asked, Embedded, ascending
from screening.wording import refused, unusable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
"""Spark in this computer, with all its cores."""
_MEMORY = "2g"
COMPILED = "-XX:-DontCompileHugeMethods"
"""Lets Java compile the long method that Spark makes of a statement; else it interprets it, several times as slowly."""
_LOOK = 0.1  # seconds between two looks at how far a statement is
_QUIET = "rootLogger.level = off\n"
_T = TypeVar("_T")


@contextmanager
def session(folder: Path, master: str | None) -> "Iterator[SparkSession]":
    """Give a session: one of its own that ends with the run, or one beside whatever this process has already.

    StoreError where there is no Spark or no Java, or the cluster can't be reached.
    """
    try:
        with catch_warnings():
            simplefilter("ignore")  # about the versions of others
            from pyspark import SparkContext
            from pyspark.sql import SparkSession
    except ImportError:
        raise unusable("cohort.no_spark") from None
    from screening.cohort.sql.spark import SETTINGS

    running = SparkSession.getActiveSession()
    if running is not None:
        made = running.newSession()
        for name, value in SETTINGS.items():
            made.conf.set(name, value)
        yield made
        return
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise unusable("cohort.no_java")
    builder = SparkSession.builder.appName("Eligo").master(master or LOCAL)
    for name, value in {**SETTINGS, **_settings(folder, master or LOCAL)}.items():
        builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except Exception:  # noqa: BLE001  (of Java, of Python, of the network: there are many)
        _ended(SparkContext)
        raise unusable("cohort.spark_not_started", master=master or LOCAL) from None
    try:
        yield made
    finally:
        made.stop()
        _ended(SparkContext)


def _settings(folder: Path, master: str) -> Mapping[str, str]:
    """Keep quiet, keep to the folder, and, on this computer, to its own network and to some memory."""
    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET, "utf-8")
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
        "spark.driver.extraJavaOptions": (
            f"{COMPILED} -Dlog4j2.configurationFile={quiet.as_uri()} -Djava.io.tmpdir={folder}"
        ),
        "spark.executor.extraJavaOptions": COMPILED,
    }
    if master.startswith("local"):
        found["spark.local.dir"] = str(folder / "spill")
        found |= dict.fromkeys(("spark.driver.host", "spark.driver.bindAddress"), "127.0.0.1")
        found["spark.driver.memory"] = _MEMORY
    return found


def _ended(context: Any) -> None:
    """End Spark's own process: its folder goes with the run."""
    gateway, context._gateway, context._jvm = context._gateway, None, None
    if gateway is not None:
        with suppress(Exception):
            gateway.shutdown()
        with suppress(Exception):
            gateway.proc.stdin.close()
            gateway.proc.wait(10)


class Spark(Embedded):
    """Spark at work on one run."""

    def __init__(self, made: "SparkSession", database: Database, asked: Asked, folder: Path) -> None:
        super().__init__(database, asked)
        self.name = f"Spark {made.version}"
        self._session, self._folder = made, folder
        self._relations: dict[str, str] = {}

    def prepare(self, sources: Iterable[Source]) -> None:
        """Refuse what Spark can't read."""
        for source in sources:
            _refuse_types(source)

    def keep(self, name: str, sql: str) -> None:
        """Put under a name what a query gives now; Spark reads it as a file."""
        super().keep(name, sql)
        path = self._folder / f"{name}.parquet"
        self._database.run(f"COPY {name} TO {literal(str(path))} (FORMAT parquet)")
        self._session.read.parquet(path.absolute().as_uri()).createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        """Name a query."""
        from screening.cohort.sql.spark import in_spark

        self._session.sql(in_spark(sql, self._relation)).createOrReplaceTempView(name)

    def judge(self, patients: Source, results: Source | None, silent: Silent, to: Path) -> int:
        """Judge everybody with one statement, and bring the parts into the order of the rows, where they are not."""
        from screening.cohort.sql import spark_sql

        made = self._folder / "judged"
        rows = self._session.sql(spark_sql(*self._asked, silent))
        self._watched(lambda: rows.write.parquet(made.absolute().as_uri()))
        parts = parquet(made / "*.parquet")
        ((in_order,),) = self._database.run(ascending(f'(SELECT "{ROW}" AS one FROM {parts})'))
        order = "" if in_order else f' ORDER BY "{ROW}"'
        joined = f'SELECT * EXCLUDE ("{ROW}") FROM {parts}{order}'
        ((count,),) = self._database.run(f"COPY ({joined}) TO {literal(str(to))} (FORMAT parquet)")
        shutil.rmtree(made)
        return int(count)

    def _relation(self, path: str) -> str:
        """Name the rows of a Parquet file, each with its number."""
        from screening.cohort.sql.spark import ROW_NUMBER

        if path not in self._relations:
            name = self._relations[path] = f"file_{len(self._relations) + 1}"
            rows = self._session.read.parquet(Path(path).absolute().as_uri())
            rows.selectExpr("*", f"_metadata.row_index AS {ROW_NUMBER}").createOrReplaceTempView(name)
        return self._relations[path]

    def _watched(self, work: Callable[[], _T]) -> _T:
        """Let a thread do it, and tell how far it is; end it where that is answered by an exception."""
        context, tag = self._session.sparkContext, f"eligo-{uuid4()}"

        def tagged() -> _T:
            context.setInterruptOnCancel(True)
            context.addJobTag(tag)
            try:
                return work()
            finally:
                context.removeJobTag(tag)

        with ThreadPoolExecutor(1, thread_name_prefix="spark") as worker:
            future = worker.submit(_in_our_words, tagged)
            try:
                while not wait((future,), _LOOK).done:
                    self._database.tell(self._share())
            except BaseException:
                while not wait((future,), _LOOK).done:
                    context.cancelJobsWithTag(tag)
                raise
            return future.result()

    def _share(self) -> float:
        """Say how much of what is known to be done is done."""
        tracker = self._session.sparkContext.statusTracker()
        stages = [one for id in tracker.getActiveStageIds() if (one := tracker.getStageInfo(id)) is not None]
        done = sum(int(one.numCompletedTasks) for one in stages)
        return done / max(sum(int(one.numTasks) for one in stages), 1)


def _refuse_types(source: Source) -> None:
    """Refuse a file with columns that Spark can't read."""
    odd = sorted(raw.name for raw in source.columns.values() if raw.type in ("UUID", "TIMESTAMP_NS"))
    if odd:
        raise refused("cohort.spark_types", file=source.file.name, columns=", ".join(odd))


def _in_our_words(work: Callable[[], _T]) -> _T:
    """Tell what Spark can't do without its own words, in which a patient's value may stand."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, ParseException, PySparkException

    try:
        return work()
    except (AnalysisException, ParseException):
        raise  # our own SQL is at fault
    except (Py4JError, PySparkException) as error:
        told = str(error)
        if "OutOfMemoryError" in told:
            raise unusable("cohort.memory") from None
        raise (unusable("cohort.disk") if "No space left" in told else refused("cohort.spark_failed")) from None
