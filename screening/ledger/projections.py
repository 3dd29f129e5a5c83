"""Views kept beside the chain that can be thrown away: tables that a projection fills entry by entry."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from sqlite3 import Connection, Cursor, complete_statement
from typing import Protocol

from screening.ledger.dialect import Dialect
from screening.ledger.entry import Entry

Past = Callable[[int], Iterator[tuple[Entry, Mapping[str, object] | None]]]
"""Gives every entry after a sequence number, in order, with its private values while they can be opened."""


class Projection(Protocol):
    """A view over the entries, made of nothing but what it is given; it keeps no private values.

    `schema` is SQL that makes its tables, indexes and views, under names of its own. `version` rises whenever
    the schema or the meaning of its rows changes; the view is then built anew.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def schema(self) -> str: ...

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        """Bring one more entry into the tables; `private` is None where nothing can be opened."""
        ...


class Projections:
    """The registered projections of one open ledger; changes run in the caller's transaction."""

    def __init__(self, registered: Sequence[Projection]) -> None:
        self._registered = {projection.name: projection for projection in registered}
        if len(self._registered) != len(registered):
            raise ValueError("two projections bear the same name")

    def are_behind(self, connection: Connection) -> bool:
        """Answer whether any of them is missing, of another version, or doesn't know the last entry."""
        states = _states(connection)
        return any(states.get(name) != (known.version, None) for name, known in self._registered.items())

    def apply(self, connection: Connection, entry: Entry, private: Mapping[str, object] | None) -> None:
        """Bring an entry just written into all of them."""
        cursor = connection.cursor()
        for projection in self._registered.values():
            projection.apply(cursor, entry, private)

    def bring_up(self, database: Dialect, length: int, past: Past) -> None:
        """Make the missing ones, make those of another version anew, and read what each has missed.

        Those that are not registered here will miss what is written next, which is noted.
        """
        connection = database.connection
        states = _states(connection)
        behind: dict[str, int] = {}
        for name, projection in self._registered.items():
            version, knows = states.pop(name, (None, None))
            if version != projection.version:
                _make(database, projection)
                knows = 0
            if knows is not None:
                behind[name] = knows
        for name, (_, knows) in states.items():
            if knows is None:
                connection.execute("UPDATE projection SET knows = ? WHERE name = ?", (length, name))
        if behind:
            self._catch_up(database, behind, past)

    def _catch_up(self, database: Dialect, behind: Mapping[str, int], past: Past) -> None:
        cursor = database.connection.cursor()
        with database.much_at_hand():
            for entry, private in past(min(behind.values())):
                for name, knows in behind.items():
                    if entry.seq > knows:
                        self._registered[name].apply(cursor, entry, private)
        for name in behind:
            cursor.execute("UPDATE projection SET knows = NULL WHERE name = ?", (name,))

    def discard(self, connection: Connection) -> None:
        """Drop the tables of all of them."""
        for name in self._registered:
            _drop(connection, name)


def _states(connection: Connection) -> dict[str, tuple[int | None, int | None]]:
    """Give the version of every projection in the store, and the last entry it knows, None for the last."""
    found = connection.execute("SELECT name, version, knows FROM projection").fetchall()
    return {name: (version, knows) for name, version, knows in found}


def _make(database: Dialect, projection: Projection) -> None:
    """Make a projection's tables, empty, in place of older ones, and note which they are."""
    _drop(database.connection, projection.name)
    before = database.objects()
    for statement in _statements(projection.schema):
        database.define(statement)
    made = [found for found in database.objects() if found not in before]
    database.connection.execute(
        "INSERT INTO projection (name, version, knows, objects) VALUES (?, ?, 0, ?)",
        (projection.name, projection.version, json.dumps(made)),
    )


def _drop(connection: Connection, name: str) -> None:
    """Drop the tables and views that were noted under a name; their indexes go with them."""
    found = connection.execute("SELECT objects FROM projection WHERE name = ?", (name,)).fetchone()
    for kind, made in json.loads(found[0]) if found else ():
        quoted = made.replace('"', '""')
        connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')
    connection.execute("DELETE FROM projection WHERE name = ?", (name,))


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; one that is left open counts as one too."""
    statement = ""
    for piece in script.split(";"):
        statement += piece
        if complete_statement(f"{statement};"):
            if statement.strip():
                yield statement
            statement = ""
        else:
            statement += ";"
    if statement.strip("; \n\t"):
        yield statement
