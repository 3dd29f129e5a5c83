"""A connection to a server that takes the ledger's statements as a file does: `?` for values."""

from functools import lru_cache
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.conninfo import make_conninfo

from screening.ledger.address import Server, is_local
from screening.ledger.faults import LedgerError
from screening.ledger.postgres.faults import not_connected, plainly

_SETTINGS = {
    # An answer that comes no more is missed within seconds, not hours.
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "application_name": "eligo",
}


class MarkedCursor(psycopg.RawCursor[Any]):
    """A cursor for statements with `?`, or `?1` where a value is meant twice."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "MarkedCursor":
        super().execute(numbered(query), params or None, **options)
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        super().executemany(numbered(query), params_seq, **options)


@lru_cache(maxsize=512)
def numbered(statement: str) -> str:
    """Give a statement with the server's own marks, `$1`; a list of nothing holds nothing."""
    pieces = statement.replace("IN ()", "IN (NULL)").split("?")
    made, last = pieces[0], 0
    for piece in pieces[1:]:
        digits = len(piece) - len(piece.lstrip("0123456789"))
        last = last if digits else last + 1
        made += f"${piece}" if digits else f"${last}{piece}"
    return made


class _TruthDumper(Dumper):
    """Writes true and false as the numbers that a file keeps for them."""

    oid = psycopg.adapters.types["int4"].oid

    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


def connect(server: Server, patience: float) -> psycopg.Connection[Any]:
    """Connect to a server, and let writers wait for one another `patience` seconds; LedgerError where it can't be."""
    given = {**_SETTINGS, **({"password": server.password} if server.password else {})}
    try:
        raw = psycopg.connect(make_conninfo(server.url, **given), autocommit=True, cursor_factory=MarkedCursor)
    except psycopg.Error as error:
        raise not_connected(error, server) from None  # the cause may hold the whole address
    try:
        if not raw.pgconn.ssl_in_use and not is_local(raw.info.host):
            raise LedgerError("no_tls", server)
        raw.adapters.register_dumper(bool, _TruthDumper)
        with plainly(server):
            raw.execute(_begin_session(server, patience), prepare=False)
    except BaseException:
        raw.close()
        raise
    return raw


def _begin_session(server: Server, patience: float) -> str:
    room = server.room.replace('"', '""').replace("'", "''")
    return (
        f'SET search_path TO "{room}"; SET lock_timeout TO {round(patience * 1000)};'
        # What was acknowledged is on the disk, whatever the server's own settings are.
        " SET synchronous_commit TO on;"
        # A statement's parts are read in order.
        " SET max_parallel_workers_per_gather TO 0; SET client_min_messages TO error"
    )
