"""A ledger in a folder of its own, and the ways in which somebody with the key could spoil it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection, Cursor
from typing import Any

from sqlcipher3 import dbapi2

from screening.ledger import Draft, Entry, Ledger, Server, Where
from screening.ledger.schema import TRIGGERS

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
PRIVATE: Mapping[str, object] = {"name": "张三", "birth_date": "1964-05-17", "number": "0012345678"}


class Ticking:
    """A clock that goes forward a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Kinds:
    """A projection that counts the entries of each kind and keeps their order."""

    name = "kinds"
    schema = """
        CREATE TABLE kind_count (kind TEXT PRIMARY KEY, entries INTEGER NOT NULL);
        CREATE TABLE kind_order (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL); -- in order; of entry
        CREATE INDEX kind_order_kind ON kind_order (kind);
        CREATE VIEW kind_rare AS SELECT kind FROM kind_count WHERE entries = 1;
    """

    def __init__(self, version: int = 1) -> None:
        self.version = version
        self.applied: list[int] = []

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        self.applied.append(entry.seq)
        cursor.execute(
            "INSERT INTO kind_count VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET entries = kind_count.entries + 1",
            (entry.kind,),
        )
        cursor.execute("INSERT INTO kind_order VALUES (?, ?)", (entry.seq, entry.kind))


def draft(kind: str = "assessed", **changes: Any) -> Draft:
    """Make a draft that differs from an ordinary one in what is given."""
    given: dict[str, Any] = {
        "kind": kind,
        "actor": "li.wei",
        "role": "coordinator",
        "zone": "Asia/Shanghai",
        "payload": {"verdict": "eligible", "on": "2026-11-24"},
    }
    return Draft(**{**given, **changes})


def person_draft(person: str = "p1", **changes: Any) -> Draft:
    """Make a draft about a person, with private values."""
    return draft(**{"person": person, "study": "SH04:NCT03976882", "attempt": 1, "private": PRIVATE, **changes})


def filled(place: Where, entries: int = 8, **options: Any) -> Ledger:
    """Create a ledger with some entries, every second one about a person."""
    ledger = Ledger.create(place, KEY, clock=Ticking(), **options)
    ledger.append(
        [person_draft(f"p{n}") if n % 2 else draft("signed_in", payload={"n": n}) for n in range(1, entries + 1)]
    )
    return ledger


def connect(path: Path, key: bytes = KEY) -> Connection:
    """Open the file as any other program with the key would."""
    connection: Connection = dbapi2.connect(str(path), isolation_level=None, timeout=0.1)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


@contextmanager
def behind_the_back(place: Where, key: bytes = KEY) -> Iterator[Connection]:
    """Give a second connection with the triggers out of the way, and put them back afterwards."""
    if isinstance(place, Server):
        with _as_owner(place) as connection:
            yield connection
        return
    connection = connect(place, key)
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    try:
        yield connection
    finally:
        for statement in TRIGGERS.values():
            connection.execute(statement)
        connection.close()


@contextmanager
def _as_owner(server: Server) -> Iterator[Connection]:
    """The same on a server, as whoever owns the tables."""
    from screening.ledger.postgres.connection import connect as connect_to

    connection: Any = connect_to(server, 1)
    for table in ("entry", "person_key", "checkpoint"):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield connection
    finally:
        for name, table in server_triggers().items():
            connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        connection.close()


def server_triggers() -> dict[str, str]:
    """Give the triggers of a store on a server, each with its table."""
    from screening.ledger.postgres.schema import TRIGGERS as ON_SERVER

    return {name: trigger.table for name, trigger in ON_SERVER.items()}


@contextmanager
def reading(path: Path, key: bytes = KEY) -> Iterator[None]:
    """Let another program hold the log as it is now."""
    connection = connect(path, key)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM entry").fetchone()
    try:
        yield
    finally:
        connection.close()
