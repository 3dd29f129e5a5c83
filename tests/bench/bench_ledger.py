"""How fast is the ledger, beside the bare database doing the same?

    python -m tests.bench.bench_ledger [--appends N]     appends, and verifying what they wrote
    python -m tests.bench.bench_ledger --entries 1000000 [--in FOLDER]     a long book: opening and verifying it

Durable appends, one transaction each, beside bare SQLCipher inserts of the same bytes under the same
pragmas: `one row` puts all bytes into a single row of a single table, the least that could be asked; `same
rows` fills the same tables and indexes, without validation, chain, sealing or triggers. Reading: `verify`
beside reading the same rows and hashing their bytes. All sides take turns within one run, since a disk's
mood changes by the minute. A long book is built by `long_book`, unless the folder holds one already; the memory
that verifying it takes is that of a process of its own.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from sqlite3 import Connection, Cursor
from statistics import median

from screening.ledger import Draft, Entry, Ledger, read_key_file
from screening.ledger.database import Database
from screening.ledger.schema import INDEXES, TABLES, TRIGGERS

APPENDS = 10_000
TURN = 200
READS = 9
LONG_READS = 3
KEY = bytes(range(32))
VIEW = "CREATE TABLE screening (seq INTEGER PRIMARY KEY, number TEXT, outcome TEXT, day TEXT) STRICT"
VIEW_ROW = "INSERT INTO screening (seq, number, outcome, day) VALUES (?, ?, ?, ?)"
ENTRY_ROW = (
    "INSERT INTO entry (seq, at, kind, study, person, attempt, hash, body, key, sealed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CRITERIA = [
    {
        "id": f"I{n}",
        "kind": "inclusion",
        "outcome": "met",
        "reason": {"code": "below", "limit": "75", "value": "68"},
    }
    for n in range(1, 14)
]
PAYLOAD: Mapping[str, object] = {
    "answers": {"tumour_type": "solid", "disease_extent": "advanced", "delay_reason": "thrombocytopenia"},
    "causes": {f"cause_{n}": "ruled_out" for n in range(10)},
    "criteria": CRITERIA,
    "engine": "1.0.0",
    "on": "2026-11-24",
    "protocol": {"id": "NCT03976882", "version": "2024-published", "fingerprint": "ab" * 32},
    "verdict": "eligible",
}
PRIVATE: Mapping[str, object] = {
    "birth_date": "1964-05-17",
    "name": "张三",
    "number": "0012345678",
    "remark": "Seen on the ward; the family asks to be told by telephone before the next visit. " * 3,
}


class ScreeningView:
    """A projection of one row an entry."""

    name = "screening"
    version = 1
    schema = f"{VIEW};"

    def apply(self, cursor: Cursor, entry: Entry, private: Mapping[str, object] | None) -> None:
        cursor.execute(VIEW_ROW, view_row(entry.seq))


def view_row(seq: int) -> tuple[object, ...]:
    return seq, f"SH04-{seq:06}", "pending", "2026-11-24"


def draft(number: int) -> Draft:
    """Make a draft of about 2 KB; every person has three entries."""
    return Draft(
        kind="assessed",
        actor="li.wei",
        role="coordinator",
        zone="Asia/Shanghai",
        payload=PAYLOAD,
        study="SH04:NCT03976882",
        person=person(number),
        attempt=1,
        private=PRIVATE,
    )


def person(number: int) -> str:
    return sha256(b"%d" % (number // 3)).hexdigest()[:16]


@contextmanager
def bare_store(path: Path, *tables: str) -> Iterator[Connection]:
    """Give a connection with the ledger's pragmas to a store that holds other tables."""
    Database.create(path, KEY)
    database = Database.open(path, KEY)
    for name in (*TRIGGERS, *INDEXES):
        database.connection.execute(f"DROP {'TRIGGER' if name in TRIGGERS else 'INDEX'} {name}")
    database.connection.execute("DROP TABLE entry")
    for statement in tables:
        database.connection.execute(statement)
    yield database.connection
    database.close()


def one_row(connection: Connection, body: bytes, sealed: bytes) -> Callable[[], None]:
    """Insert all the bytes of one append as one row."""
    numbers = count(1)

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO bare (body, sealed, number, outcome, day) VALUES (?, ?, ?, ?, ?)",
            (body, sealed, *view_row(next(numbers))[1:]),
        )
        connection.execute("COMMIT")

    return insert


def same_rows(connection: Connection, body: bytes, sealed: bytes) -> Callable[[], None]:
    """Insert the rows that one append makes, all values at hand."""
    numbers = count(1)
    at, digest = "2026-11-24T08:30:00.000000Z", sha256(body).hexdigest()

    def insert() -> None:
        seq = next(numbers)
        row = (seq, at, "assessed", "SH04:NCT03976882", person(seq), 1, digest, body, seq, sealed)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(ENTRY_ROW, row)
        connection.execute(VIEW_ROW, view_row(seq))
        connection.execute("COMMIT")

    return insert


def take_turns(sides: dict[str, Callable[[], None]], turns: int, length: int) -> dict[str, list[float]]:
    """Run every side `length` times in each turn; give the seconds for one, turn by turn."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(turns):
        names = list(sides) if turn % 2 else list(reversed(sides))
        for name in names:
            run = sides[name]
            begun = time.perf_counter()
            for _ in range(length):
                run()
            times[name].append((time.perf_counter() - begun) / length)
    return times


def report(times: Mapping[str, list[float]], own: str) -> None:
    """Print each side's median, and how the rate of the one that is measured compares."""
    for name, values in times.items():
        ratio = median(value / mine for value, mine in zip(values, times[own], strict=True))
        total = sum(values) / sum(times[own])
        print(
            f"  {name:<34}{median(values) * 1e6:9.0f} us"
            f"   {own}'s rate: {ratio:6.0%} (median of turns), {total:6.0%} (whole run)"
        )


def bench_appends(folder: Path, ledger: Ledger, appends: int) -> None:
    sample = ledger.append(draft(0))
    body, sealed = ledger.rows("SELECT body, sealed FROM entry WHERE seq = ?", (sample.seq,))[0]
    drafts = (draft(number) for number in count(1))
    with ExitStack() as stack:
        single = stack.enter_context(
            bare_store(
                folder / "single.db",
                "CREATE TABLE bare (seq INTEGER PRIMARY KEY, body BLOB, sealed BLOB,"
                " number TEXT, outcome TEXT, day TEXT) STRICT",
            )
        )
        same = stack.enter_context(bare_store(folder / "same.db", TABLES["entry"], *INDEXES.values(), VIEW))
        times = take_turns(
            {
                "bare, one row": one_row(single, body, sealed),
                "bare, same rows": same_rows(same, body, sealed),
                "ledger": lambda: void(ledger.append(next(drafts))),
            },
            appends // TURN,
            TURN,
        )
    print(f"{appends} durable appends, {len(body)} bytes hashed and {len(sealed)} sealed in each")
    report(times, "ledger")


def bench_verify(path: Path, key: bytes, length: int, turns: int) -> None:
    def reading() -> None:
        database = Database.open(path, key)
        for row in database.connection.execute("SELECT * FROM entry ORDER BY seq"):
            sha256(row[7]).digest()
            sha256(row[9] or b"").digest()
        database.close()

    def verifying() -> None:
        with Ledger.open(path, key) as ledger:
            assert ledger.verify().ok

    times = take_turns({"reading and hashing the same rows": reading, "verify": verifying}, turns, 1)
    print(f"verify {length} entries, {path.stat().st_size / length:.0f} bytes of the file each")
    report(times, "verify")
    print(f"  verify takes {1 / median_ratio(times):.2f} x the time of reading and hashing")


def median_ratio(times: Mapping[str, list[float]]) -> float:
    reading, verifying = times.values()
    return median(mine / other for mine, other in zip(reading, verifying, strict=True))


def void(_: object) -> None:
    """Drop a result."""


def bench_long_book(folder: Path, entries: int) -> None:
    """Open and verify a long book, as a start does, and tell what that takes."""
    from screening.service import KEY as KEY_FILE
    from screening.service import Site
    from screening.service.beginning import BOOK
    from tests.bench.long_book import build

    begun = time.perf_counter()
    if not (folder / BOOK).exists():
        build(folder, entries)
        print(f"{entries} entries written in {time.perf_counter() - begun:.0f} s")
    opening = []
    for _ in range(READS):
        begun = time.perf_counter()
        site = Site.open(folder)
        opening.append(time.perf_counter() - begun)
        length = site.head().length
        site.close()
    print(f"opening it, its projections up to date{median(opening) * 1e3:9.1f} ms")
    path = folder / BOOK
    print(f"the file holds{path.stat().st_size / 2**20:9.0f} MiB")
    for name, verifies in (("opening", False), ("opening and verifying", True)):
        print(f"most memory of {name}{most_memory(folder, verifies):9.0f} MiB")
    bench_verify(path, read_key_file(folder / KEY_FILE), length, LONG_READS)


def most_memory(folder: Path, verifies: bool) -> float:
    """Give the most memory (MiB) that a process of its own needs to open a book, and to verify it."""
    check = "assert site.verify().ok" if verifies else "pass"
    code = f"""if True:
        import resource, sys
        from pathlib import Path
        from screening.service import Site
        with Site.open(Path(sys.argv[1])) as site:
            {check}
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """
    told = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True)
    return int(told.stdout) / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--appends", type=int, default=APPENDS)
    parser.add_argument("--entries", type=int, help="build a book this long and verify it")
    parser.add_argument("--in", type=Path, dest="folder", help="where the long book is, or shall be kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-ledger-") as name:
        folder = Path(name)
        if options.entries:
            bench_long_book(options.folder or folder / "book", options.entries)
            return
        with Ledger.create(folder / "log.db", KEY, projections=[ScreeningView()]) as ledger:
            bench_appends(folder, ledger, options.appends)
            length = ledger.head().length
        bench_verify(folder / "log.db", KEY, length, READS)


if __name__ == "__main__":
    main()
