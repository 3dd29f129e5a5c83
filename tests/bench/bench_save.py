"""How long does it take to save a history, from the answers to the disk? Run: python -m tests.bench.bench_save [saves]

`Site.save` reads the history, judges it, draws a number, writes two entries (who it is, what was found) and every
view, durably. Beside it, in the same run: the rows of one such save written to the bare database, with the same tables,
indexes and pragmas and all values at hand; and the judging alone, without any writing.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from secrets import token_hex
from sqlite3 import Connection
from typing import Any, NamedTuple

from screening.ledger import Ledger, read_key_file
from screening.ledger.schema import INDEXES, TABLES
from screening.service import KEY, Site
from screening.service.beginning import BOOK, projections
from tests.bench.bench_ledger import TURN, bare_store, report, take_turns, void
from tests.store.service_samples import ON, begun, someone

SAVES = 3_000
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


def bare_save(connection: Connection, rows: list[Row]) -> Callable[[], None]:
    """Write the rows of one save, of another person each time."""

    def save() -> None:
        person = f"P{token_hex(8)}"
        connection.execute("BEGIN IMMEDIATE")
        for row in rows:
            row.insert(connection, person)
        connection.execute("COMMIT")

    return save


def main() -> None:
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else SAVES
    with tempfile.TemporaryDirectory(prefix="bench-save-") as name, ExitStack() as stack:
        folder = Path(name)
        site = stack.enter_context(begun(folder / "site"))
        views = [statement for one in projections() for statement in one.schema.split(";") if statement.strip()]
        rows = rows_of_a_save(site)
        tables = (TABLES["entry"], *INDEXES.values(), *views)
        bare = stack.enter_context(bare_store(folder / "bare.db", *tables))
        people = (someone(str(number)) for number in count(1))
        sample = someone("judged")
        sides = {
            "judging alone": lambda: void(site.assess(sample, ON)),
            "bare, same rows": bare_save(bare, rows),
            "save": lambda: void(site.save(next(people), ON)),
        }
        times = take_turns(sides, saves // TURN, TURN)
        written = sum(len(value) for row in rows for value in row.values if isinstance(value, bytes))
        print(f"{saves} saves of {len(rows)} rows each ({', '.join(row.table for row in rows)}), {written} bytes")
        report(times, "save")


if __name__ == "__main__":
    main()
