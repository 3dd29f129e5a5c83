"""How fast do sixteen writers share a book on a server, beside the same inserts under the same lock by hand?

    python -m tests.bench.bench_postgres [--appends N] [--turns N]

Sixteen writers, in as many connections of four processes, append N entries each. By hand: psycopg alone, each append
`BEGIN`, the same advisory lock, the head, the rows of one append with all values at hand, `COMMIT`; into tables of the
same columns without triggers, chain, sealing or validation. Both sides take turns within one run, on a private server
that is durable (`fsync` and all), reached through a socket.
"""

import argparse
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from typing import Any

import psycopg

from screening.ledger import Ledger, Server
from screening.ledger.postgres.schema import translated
from screening.ledger.schema import APPLICATION_ID, TABLES
from tests.bench.bench_ledger import KEY, draft, void
from tests.store.servers import private_server

PROCESSES, THREADS = 16, 1
START: list[Any] = []
"""The barrier at which the writers of this process wait for one another."""
WANTED = 0.7
_KEYS = "INSERT INTO person_key (since, key) VALUES (%s, %s)"
_ENTRY = (
    "INSERT INTO entry (seq, at, kind, study, person, attempt, hash, body, key, sealed)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_KEY_OF = "SELECT key FROM entry WHERE person = %s AND key IS NOT NULL LIMIT 1"


def by_hand(url: str, room: str, row: tuple[Any, ...], appends: int) -> tuple[float, float]:
    """Insert the rows of so many appends, one transaction each; gives when that began and ended."""
    with psycopg.connect(url, autocommit=True, options=f"-csearch_path={room}") as connection:
        return timed(lambda number: insert(connection, row, number), appends)


def insert(connection: psycopg.Connection[Any], row: tuple[Any, ...], number: int) -> None:
    """Insert the rows that one append makes, all values at hand."""
    at, kind, study, attempt, digest, body, sealed = row
    with connection.transaction():
        connection.execute(f"SELECT pg_advisory_xact_lock({APPLICATION_ID}, 'entry'::regclass::oid::int)")
        found = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        seq = found[0] + 1 if found else 1
        person = f"{os.getpid()}-{threading.get_ident()}-{number // 3}"
        key = connection.execute(_KEY_OF, (person,)).fetchone()
        if key is None and seq % 64 == 1:
            connection.cursor().executemany(_KEYS, [(seq + place, bytes(60)) for place in range(64)])
        connection.execute(_ENTRY, (seq, at, kind, study, person, attempt, digest, body, seq, sealed))


def with_ledger(server: Server, appends: int) -> tuple[float, float]:
    """Append so many entries; gives when that began and ended."""
    first = (os.getpid() * 1_000 + threading.get_ident() % 1_000) * 1_000_000
    with Ledger.open(server, KEY, patience=60) as ledger:
        ledger.append(draft(first))
        return timed(lambda number: void(ledger.append(draft(first + 3 + number))), appends)


def timed(append: Callable[[int], None], appends: int) -> tuple[float, float]:
    """Append when all sixteen are ready."""
    START[0].wait()
    begun = time.perf_counter()
    for number in range(appends):
        append(number)
    return begun, time.perf_counter()


def remember(barrier: Any) -> None:
    """Let a process know what its writers wait for."""
    START.append(barrier)


def threads(write: Callable[[], tuple[float, float]]) -> list[tuple[float, float]]:
    """Let the writers of one process write at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        return [one.result() for one in [pool.submit(write) for _ in range(THREADS)]]


def seconds(pool: Any, write: Callable[[], tuple[float, float]]) -> float:
    """Take the time from the first append of all writers to the last one's end."""
    times = [one for some in pool.map(threads, [write] * PROCESSES, chunksize=1) for one in some]
    begun, ended = zip(*times, strict=True)
    return float(max(ended) - min(begun))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--appends", type=int, default=50)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    spawning = multiprocessing.get_context("spawn")
    barrier = spawning.Barrier(PROCESSES * THREADS)
    with private_server(fsync="on") as private, spawning.Pool(PROCESSES, remember, (barrier,)) as pool:
        server, bare = private.room(), private.room()
        with Ledger.create(server, KEY) as ledger:
            ledger.append(draft(0))
            row = ledger.rows("SELECT at, kind, study, attempt, hash, body, sealed FROM entry")[0]
        with psycopg.connect(private.url(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {bare.room}; SET search_path TO {bare.room}".encode())
            for name in ("entry", "person_key"):
                connection.execute(translated(TABLES[name]).encode())
            connection.execute(b"CREATE INDEX entry_person ON entry (person)")
        sides = {
            "by hand": partial(by_hand, private.url(), bare.room, row, options.appends),
            "ledger": partial(with_ledger, server, options.appends),
        }
        for write in sides.values():  # what is done once
            seconds(pool, write)
        times: dict[str, list[float]] = {name: [] for name in sides}
        for turn in range(options.turns):
            for name in sides if turn % 2 else reversed(sides):
                times[name].append(seconds(pool, sides[name]))
    appends = PROCESSES * THREADS * options.appends
    for name, values in times.items():
        print(f"  {name:<10}{appends / median(values):9.0f} appends a second, {PROCESSES * THREADS} writers together")
    ratio = median(hand / own for hand, own in zip(times["by hand"], times["ledger"], strict=True))
    print(f"  the ledger's rate is {ratio:.2f} x that of the same inserts by hand (wanted: at least {WANTED})")


if __name__ == "__main__":
    main()
