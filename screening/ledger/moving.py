"""All of a store, entry by entry, into an empty one of either kind: the same chain, keys, checkpoints and forms."""

from collections.abc import Iterator, Sequence
from sqlite3 import Connection
from typing import Any

from screening.ledger.dialect import Dialect

_TOGETHER = 500
_ENTRY = "seq, at, kind, study, person, attempt, hash, body, key, sealed"


def transfer(source: Dialect, target: Dialect) -> None:
    """Copy what there is at one moment into an empty store, whole or not at all; views are built anew where it opens.

    The keys of persons are wrapped as the target keeps them. Nothing is checked here: whoever goes on from the target
    verifies it first.
    """
    with source.snapshot() as given, target.writing() as taken:
        for rows in _batches(given, "person_key", "since, key", "since"):
            _put(taken, "person_key", "since, key", [(since, _rewrapped(key, source, target)) for since, key in rows])
        for rows in _batches(given, "entry", _ENTRY, "seq"):
            _put(taken, "entry", _ENTRY, rows)
        for rows in _batches(given, "checkpoint", "length, said, signature", "length"):
            _put(taken, "checkpoint", "length, said, signature", rows)
        forms = given.execute("SELECT id, study, updated_at, blob FROM draft").fetchall()
        moved = [(*form[:3], target.concealed(source.revealed(form[3]))) for form in forms]
        _put(taken, "draft", "id, study, updated_at, blob", moved)


def _rewrapped(key: bytes | None, source: Dialect, target: Dialect) -> bytes | None:
    return None if key is None else target.wrapped(source.unwrapped(key))


def _batches(given: Connection, table: str, columns: str, by: str) -> Iterator[list[tuple[Any, ...]]]:
    """Read a table in order, some rows at a time; `by` is its first column."""
    after: int = -1
    statement = f"SELECT {columns} FROM {table} WHERE {by} > ? ORDER BY {by} LIMIT {_TOGETHER}"
    while rows := given.execute(statement, (after,)).fetchall():
        yield rows
        after = rows[-1][0]


def _put(taken: Connection, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        taken.cursor().executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
