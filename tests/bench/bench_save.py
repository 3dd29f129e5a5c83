"""How long does it take to save a history, from the answers to the disk?

    python -m tests.bench.bench_save [saves]      beside bare inserts of the same rows
    python -m tests.bench.bench_save --stages     where the time of one save goes

`Site.save` reads the history, judges it, draws a number, writes two entries (who it is, what was found) and every
view, durably, in a transaction of its own. `Site.save_all` does all that for a batch in one transaction. Beside
them, in the same run and as many times: the rows of one such save written to the bare database, with the same tables,
indexes and pragmas and all values at hand, once with a commit each and once with a commit a batch; and the judging
alone, without any writing. Times are by the clock and by the processor: the first hold the disk's, and whatever else
the computer does.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from itertools import count, islice
from operator import itemgetter
from pathlib import Path
from secrets import token_hex
from sqlite3 import Connection
from time import perf_counter, process_time
from typing import Any, NamedTuple
from unittest.mock import patch

from screening.ledger import Ledger, identity, projections, read_key_file, store
from screening.ledger.schema import INDEXES, TABLES
from screening.service import KEY, Case, Site, beginning, book, judging, saving, writing
from screening.service.beginning import BOOK
from tests.bench.bench_ledger import bare_store
from tests.store.service_samples import ON, begun, someone

SAVES, BATCH = 10_000, 500
_LEFT_OUT = ("kind_seen", "person_key", "projection", "draft", "checkpoint")


class Row(NamedTuple):
    """A row that a save added; its key is left to the database, so that it can be added again."""

    table: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]

    def insert(self, connection: Connection, person: str) -> None:
        values = [person if name == "person" else value for name, value in zip(self.columns, self.values, strict=True)]
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES ({marks})", values)


def rows_of_a_save(site: Site) -> list[Row]:
    """Save somebody, and give the rows that this added to the entries and the views."""
    with Ledger.open(site.folder / BOOK, read_key_file(site.folder / KEY)) as ledger:
        return _rows_of_a_save(site, ledger)


def _rows_of_a_save(site: Site, ledger: Ledger) -> list[Row]:
    site.save(someone("sample"), ON)  # the words that every case shares stand in the index from now on
    tables = [name for (name,) in ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in tables if name not in _LEFT_OUT and not name.startswith("sqlite_")]
    before = {name: _rows(ledger, name) for name in kept}
    site.save(someone("sample again"), ON)
    return [row for name in kept for row in _rows(ledger, name) - before[name]]


def _rows(ledger: Ledger, table: str) -> set[Row]:
    """Give a table's rows, without a column that counts them."""
    told = ledger.rows("SELECT name, pk, type FROM pragma_table_info(?)", (table,))
    columns = tuple(name for name, key, kind in told if not (key and kind == "INTEGER"))
    return {Row(table, columns, values) for values in ledger.rows(f"SELECT {', '.join(columns)} FROM {table}")}


People = list[dict[str, Any]]
"""The histories of a batch, of people whom nobody knows yet."""


class Sides:
    """What is compared; each saves a batch."""

    def __init__(self, site: Site, bare: Connection, rows: list[Row]) -> None:
        self._site, self._bare, self._rows = site, bare, rows

    def judging(self, people: People) -> None:
        for one in people:
            self._site.assess(one, ON)

    def bare_each(self, people: People) -> None:
        for _ in people:
            self._bare.execute("BEGIN IMMEDIATE")
            self._write_rows()
            self._bare.execute("COMMIT")

    def bare_batch(self, people: People) -> None:
        self._bare.execute("BEGIN IMMEDIATE")
        for _ in people:
            self._write_rows()
        self._bare.execute("COMMIT")

    def save_each(self, people: People) -> None:
        for one in people:
            self._site.save(one, ON)

    def save_batch(self, people: People) -> None:
        self._site.save_all([Case(one, ON) for one in people])

    def _write_rows(self) -> None:
        person = f"P{token_hex(8)}"
        for row in self._rows:
            row.insert(self._bare, person)


class Spent(NamedTuple):
    """What one save took (us), by the clock and by the processor."""

    clock: float
    processor: float


def take_turns(sides: Mapping[str, Callable[[People], None]], turns: int) -> dict[str, Spent]:
    """Let every side save a batch in each turn; give what one save took on average of all."""
    spent = {name: [0.0, 0.0] for name in sides}
    numbers = count(1)
    for turn in range(turns):
        for name in sides if turn % 2 else reversed(list(sides)):
            people = [someone(str(number)) for number in islice(numbers, BATCH)]
            clock, processor = perf_counter(), process_time()
            sides[name](people)
            spent[name][0] += perf_counter() - clock
            spent[name][1] += process_time() - processor
    return {name: Spent(*(one / turns / BATCH * 1e6 for one in both)) for name, both in spent.items()}


JUDGING, BARE, BARE_BATCH, SAVE, SAVE_BATCH = (
    *("judging alone", "bare rows, a commit each", f"bare rows, a commit every {BATCH}"),
    *("save, a commit each", f"save_all, a commit every {BATCH}"),
)


def compare(site: Site, folder: Path, saves: int) -> None:
    views = [statement for one in beginning.projections() for statement in one.schema.split(";") if statement.strip()]
    rows = rows_of_a_save(site)
    with bare_store(folder / "bare.db", TABLES["entry"], *INDEXES.values(), *views) as bare:
        sides = Sides(site, bare, rows)
        known = {
            JUDGING: sides.judging,
            BARE: sides.bare_each,
            BARE_BATCH: sides.bare_batch,
            SAVE: sides.save_each,
            SAVE_BATCH: sides.save_batch,
        }
        spent = take_turns(known, max(saves // BATCH, 1))
    written = sum(len(value) for row in rows for value in row.values if isinstance(value, bytes))
    print(f"{saves} saves of {len(rows)} rows each ({', '.join(row.table for row in rows)}), {written} bytes")
    for name, (clock, processor) in spent.items():
        print(f"  {name:<32}{clock:9.0f} us by the clock {processor:9.0f} us of the processor")
    print("the rate of saving, as a share of the rate of the bare rows")
    for own, other in ((SAVE, BARE), (SAVE_BATCH, BARE), (SAVE_BATCH, BARE_BATCH)):
        clock, processor = (bare / mine for bare, mine in zip(spent[other], spent[own], strict=True))
        print(f"  {own:<32} of {other:<32}{clock:6.0%} by the clock {processor:6.0%} of the processor")


# Where the time of one save goes

_STAGES: tuple[tuple[str, Any, str], ...] = (
    ("reading and checking the history", judging, "read_history"),
    ("judging it", judging, "assess"),
    ("origins at each answer, coded and private apart", judging, "unwrapped"),
    ("origins at each answer, coded and private apart", judging, "taken_apart"),
    ("the event, checked by its model", judging.Judgement, "_event"),
    ("from events to drafts", book, "draft"),
    ("how the study stands", saving, "refuse_when_closed"),
    ("place and number", saving, "place_anew"),
    ("the clock held against the last entry", writing, "_gone_back"),
    ("canonical JSON and the commitment", store, "_prepare"),
    ("the entry's bytes", store, "body_of"),
    ("sealing, with the person's key", identity.Ciphers, "seal"),
    ("sealing, with the person's key", identity.Keys, "of"),
    ("views", projections.Projections, "apply"),
)


class Stopwatch:
    """Tells how long each stage took without those within it (s)."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._within = [0.0]

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            begun = perf_counter()
            self._within.append(0.0)
            try:
                return function(*given, **named)
            finally:
                took = perf_counter() - begun
                self.spent[stage] += took - self._within.pop()
                self._within[-1] += took

        return timed


class TimedConnection:
    """A connection whose statements of the ledger itself are stages."""

    def __init__(self, connection: Any, watch: Stopwatch) -> None:
        self._connection = connection
        stages = {
            "COMMIT": "COMMIT",
            "BEGIN IMMEDIATE": "BEGIN, and whether others wrote",
            "PRAGMA data_version": "BEGIN, and whether others wrote",
            store._INSERT: "two rows of the chain",
        }
        self._timed = {statement: watch.timed(stage, connection.execute) for statement, stage in stages.items()}

    def execute(self, statement: str, *values: Any) -> Any:
        return self._timed.get(statement, self._connection.execute)(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def tell_stages(site: Site, saves: int) -> None:
    """Save with a stopwatch at each stage, and print where the time went."""
    people = [someone(str(number)) for number in range(BATCH + saves)]
    for one in people[:BATCH]:
        site.save(one, ON)
    watch, database = Stopwatch(), site._book.ledger._database
    with ExitStack() as stack:
        for stage, owner, name in _STAGES:
            stack.enter_context(patch.object(owner, name, watch.timed(stage, getattr(owner, name))))
        stack.enter_context(patch.object(database, "connection", TimedConnection(database.connection, watch)))
        save = watch.timed("all else", site.save)
        for one in people[BATCH:]:
            save(one, ON)
    whole = sum(watch.spent.values())
    print(f"one save of {saves}: {whole / saves * 1e6:.0f} us by the clock, each stage without those within it")
    for stage, spent in sorted(watch.spent.items(), key=itemgetter(1), reverse=True):
        print(f"  {stage:<48}{spent / saves * 1e6:7.0f} us {spent / whole:5.0%}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("saves", type=int, nargs="?", default=SAVES)
    parser.add_argument("--stages", action="store_true", help="tell where the time of one save goes")
    parser.add_argument("--in", type=Path, dest="folder", help="the folder in which to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-save-", dir=options.folder) as name:
        folder = Path(name)
        with begun(folder / "site") as site:
            if options.stages:
                tell_stages(site, options.saves)
            else:
                compare(site, folder, options.saves)


if __name__ == "__main__":
    main()
