"""DuckDB for one run: within bounds of memory, in its private folder, to be watched and interrupted."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from screening.cohort.cells import literal
from screening.wording import refused, unusable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[int, int], None]
"""Told several times a second how much of how much is done; what it raises ends the run, and nothing is left of it."""

Row = tuple[Any, ...]
_T = TypeVar("_T")

MIB = 1 << 20
WIDE, LONG = 512 * MIB, 2_048 * MIB
"""What DuckDB may hold, in bytes: a row a patient is read as it comes, results are first brought together."""
_MOST_THREADS = 8
_LOOK = 0.05  # seconds between two looks at how far a statement is
_OF = 10_000


class Database:
    """A database in memory. Its statements run beside the caller, who is told how far they are."""

    def __init__(self, folder: Path, memory: int, progress: Progress | None = None) -> None:
        import duckdb

        self._folder, self._progress = folder, progress
        self._from, self._upto, self._told = 0.0, 1.0, 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="cohort")
        self._others = ThreadPoolExecutor(3, thread_name_prefix="beside")
        self._beside: list[tuple[Future[Any], DuckDBPyConnection | None]] = []
        self._given_up = False
        self._connection: DuckDBPyConnection = duckdb.connect(":memory:", config=_settings(folder, memory))
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._given_up = error is not None
        for future, made in self._beside:
            while self._given_up and made is not None and not wait((future,), _LOOK).done:
                made.interrupt()
        self._others.shutdown(wait=True)
        self._worker.shutdown(wait=True)
        self._connection.close()

    @contextmanager
    def part(self, start: float, end: float) -> Iterator[None]:
        """Count what a block does as this part, from 0 to 1, of the part at hand."""
        before = first, last = self._from, self._upto
        self._from, self._upto = (first + (last - first) * share for share in (start, end))
        self.tell(0)
        yield
        self.tell(1)
        self._from, self._upto = before

    def tell(self, share: float) -> None:
        """Tell which share of the part at hand is done; nobody is told less than before."""
        self._told = max(self._told, round(_OF * (self._from + (self._upto - self._from) * share)))
        if self._progress is not None:
            self._progress(self._told, _OF)

    def run(self, sql: str) -> list[Row]:
        """Run a statement and give its rows, which should be few."""
        made = self._connection
        return self._watched(made, lambda: made.execute(sql).fetchall())

    def rows(self, sql: str, together: int = 10_000) -> Iterator[list[Row]]:
        """Run a statement and give its rows some at a time; no more of them are held."""
        with self._connection.cursor() as cursor:
            self._watched(cursor, lambda: cursor.execute(sql))
            while some := self._watched(cursor, lambda: cursor.fetchmany(together)):
                yield some

    def beside(self, work: Callable[[], _T]) -> "Future[_T]":
        """Do something beside the statements; it should ask `go_on` now and then."""
        future = self._others.submit(work)
        self._beside.append((future, None))
        return future

    def asked(self, sql: str) -> "Future[list[Row]]":
        """Run a statement beside the others."""
        made = self._connection.cursor()
        future = self._others.submit(_in_our_words, lambda: made.execute(sql).fetchall())
        self._beside.append((future, made))
        return future

    def awaited(self, future: "Future[_T]") -> _T:
        """Give what was done beside, when it is; the part at hand is over by then."""
        while not wait((future,), _LOOK).done:
            self.tell(1)
        return future.result()

    def go_on(self) -> None:
        """End what is done beside where nobody wants it any more."""
        if self._given_up:
            raise InterruptedError

    def _watched(self, made: "DuckDBPyConnection", work: Callable[[], _T]) -> _T:
        """Let the worker do it, and tell how far it is; interrupt it where that is answered by an exception."""
        future = self._worker.submit(_in_our_words, work)
        try:
            while not wait((future,), _LOOK).done:
                self.tell(max(made.query_progress(), 0) / 100)
        except BaseException:
            # It may not have begun when it is first told.
            while not wait((future,), _LOOK).done:
                made.interrupt()
            raise
        return future.result()


def _settings(folder: Path, memory: int) -> dict[str, Any]:
    return {
        "memory_limit": f"{memory // MIB}MiB",
        "threads": min(os.cpu_count() or 1, _MOST_THREADS),
        "temp_directory": str(folder / "spill"),
        "allow_persistent_secrets": False,
        "autoinstall_known_extensions": False,
    }


def _in_our_words(work: Callable[[], _T]) -> _T:
    """Tell what DuckDB can't do without its own words, in which a patient's value may stand."""
    import duckdb

    try:
        return work()
    except duckdb.InterruptException:
        raise InterruptedError from None
    except duckdb.OutOfMemoryException as error:
        disk = "temp_directory" in str(error) or "max_temp_directory_size" in str(error)
        raise unusable("cohort.disk" if disk else "cohort.memory") from None
    except duckdb.IOException as error:
        full = os.strerror(errno.ENOSPC) in str(error)
        raise (unusable("cohort.disk") if full else refused("cohort.unreadable")) from None
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # our own SQL is at fault
    except (duckdb.Error, UnicodeDecodeError):
        raise refused("cohort.unreadable") from None


def plain_path(path: Path, folder: Path) -> Path:
    """Give a file under a name that DuckDB does not take for a pattern."""
    if not set(str(path)) & set("*?["):
        return path
    link = folder / f"linked-{len(list(folder.iterdir()))}{path.suffix}"
    try:
        link.symlink_to(path.absolute())
    except OSError:
        shutil.copyfile(path, link)
    return link


def parquet(path: Path) -> str:
    """Name a Parquet file in SQL."""
    return f"read_parquet({literal(str(path))}, binary_as_string = true, hive_partitioning = false)"
