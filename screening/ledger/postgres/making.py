"""Making a store in a room of a server, and taking away one that did not come to be."""

import json
from typing import Any, cast

import psycopg

from screening.ledger import schema
from screening.ledger.address import Server
from screening.ledger.dialect import PATIENCE
from screening.ledger.faults import LedgerError
from screening.ledger.postgres.connection import connect
from screening.ledger.postgres.faults import plainly
from screening.ledger.postgres.schema import SHARED, TRIGGERS, statements
from screening.ledger.postgres.secrets import Secrets


def create(server: Server, key: bytes) -> None:
    """Make an empty store, whole or not at all; LedgerError when there is one already."""
    raw = connect(server, PATIENCE)
    try:
        with plainly(server), raw.transaction():
            make_room(raw, server)
            if said(raw) is not None:
                raise LedgerError("exists", server)
            raw.execute("; ".join(statements()), prepare=False)
            values = (schema.APPLICATION_ID, schema.SCHEMA_VERSION, Secrets(key).mark())
            raw.execute("INSERT INTO store (application, version, mark) VALUES (?, ?, ?)", values)
    except LedgerError as fault:
        if isinstance(fault.__cause__, psycopg.errors.UniqueViolation):  # another was quicker
            raise LedgerError("exists", server) from None
        raise
    finally:
        raw.close()


def discard(server: Server) -> None:
    """Remove a store that did not come to be, and nothing else from its room."""
    raw = connect(server, PATIENCE)
    try:
        with plainly(server), raw.transaction():
            if said(raw) is not None:
                for kind, name in _made_by_views(raw):
                    raw.execute(f'DROP {kind} IF EXISTS "{name}" CASCADE')
                for name in (*SHARED, *schema.TABLES):
                    raw.execute(f"DROP TABLE IF EXISTS {name} CASCADE")
                for name in TRIGGERS:
                    raw.execute(f"DROP FUNCTION IF EXISTS {name}()")
    finally:
        raw.close()


def is_there(server: Server) -> bool:
    """Say whether there is a store."""
    raw = connect(server, PATIENCE)
    try:
        with plainly(server):
            return said(raw) is not None
    finally:
        raw.close()


def make_room(raw: psycopg.Connection[Any], server: Server) -> None:
    """Make the room that a book lies in, where it is not there yet: whoever may not needs it made for them."""
    if not raw.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (server.room,)).fetchone():
        raw.execute(f"""CREATE SCHEMA "{server.room.replace('"', '""')}" """)


def said(raw: psycopg.Connection[Any]) -> tuple[int, int, bytes] | None:
    """Give what the store says it is: application, version, and the mark of its key; None where there is none."""
    if raw.execute("SELECT to_regclass('store')").fetchone() == (None,):
        return None
    return cast(tuple[int, int, bytes] | None, raw.execute("SELECT application, version, mark FROM store").fetchone())


def _made_by_views(raw: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """List what the projections of a store have made, as kind and name."""
    found = raw.execute("SELECT objects FROM projection").fetchall()
    return [(kind, name) for (objects,) in found for kind, name in json.loads(objects)]
