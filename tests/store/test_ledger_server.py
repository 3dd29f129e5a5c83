"""What is a server's own: what it can't see, what it refuses, that it goes away and comes back, and many at once."""

import multiprocessing
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import psycopg
import pytest

from screening.errors import InputError
from screening.ledger import Draft, Ledger, LedgerError, Reader, Server, Signer
from screening.ledger.moving import transfer
from screening.ledger.opening import create_database, open_database
from screening.ledger.postgres.schema import TRIGGERS
from tests.store.ledger_samples import KEY, OTHER_KEY, PRIVATE, Kinds, Ticking, draft, filled, person_draft
from tests.store.servers import PrivateServer, private_server, programs

SIGNER = Signer(bytes(range(50, 82)))
WRITERS, EACH = 16, 6


@pytest.fixture
def room(postgres: PrivateServer) -> Server:
    return postgres.room()


@pytest.fixture(scope="module")
def mortal() -> Iterator[PrivateServer]:
    """A server that may be killed, and keeps what it acknowledged."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here: a store on a server is not tried")
    with private_server(fsync="on") as server:
        yield server


def all_there_is(postgres: PrivateServer, room: Server) -> str:
    """Give every table of a room as its administrator sees it."""
    with postgres.connect(room) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables]
    return repr(rows)


def test_the_server_never_sees_who_somebody_is(postgres: PrivateServer, room: Server) -> None:
    """R14: neither names, nor keys of persons, nor the book's key, nor unsaved forms; the coded entries it does."""
    with filled(room, projections=[Kinds()]) as ledger:
        ledger.unsaved.put("f1", "S1", '{"name": "张三丰"}')
        keys = [ledger._database.unwrapped(key) for (key,) in ledger.rows("SELECT key FROM person_key")]
        there = all_there_is(postgres, room)
        assert ledger.unsaved.list()[0].content == '{"name": "张三丰"}'
    assert len(keys) > 8
    for secret in (*keys, KEY, *(str(value).encode() for value in PRIVATE.values()), "张三丰".encode()):
        assert repr(secret)[2:-1] not in there
        assert secret.hex() not in there
    assert "张三" not in there
    assert "eligible" in there and "coordinator" in there


def test_another_key_opens_nothing(room: Server) -> None:
    filled(room).close()
    with pytest.raises(LedgerError) as refused:
        Ledger.open(room, OTHER_KEY)
    assert refused.value.code == "wrong_key"


def test_what_is_not_there_or_there_already_is_said(postgres: PrivateServer, room: Server) -> None:
    for act, code in ((Ledger.open, "missing"), (Ledger.create, ""), (Ledger.create, "exists")):
        try:
            act(room, KEY).close()
        except LedgerError as fault:
            assert fault.code == code
        else:
            assert not code
    nobody = Server.read(postgres.url().replace("/postgres?", "/elsewhere?"))
    with pytest.raises(LedgerError) as refused:
        Ledger.open(nobody, KEY)
    assert refused.value.code == "shut_out"
    away = Server.read(f"postgresql://eligo@/postgres?host={postgres.folder}/nowhere")
    with pytest.raises(LedgerError) as refused:
        Ledger.open(away, KEY)
    assert refused.value.code == "away"


INSERTED = "INSERT INTO entry (seq, at, kind, hash, body) SELECT 9, at, kind, hash, body FROM entry WHERE seq = 1"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'struck' WHERE seq = 3",
        "DELETE FROM entry WHERE seq = 8",
        "TRUNCATE entry",
        "TRUNCATE person_key",
        "TRUNCATE checkpoint",
        INSERTED.replace("9", "11"),
        INSERTED.replace("9", "NULL"),
        f"{INSERTED.replace('9', '8')} ON CONFLICT (seq) DO UPDATE SET kind = 'struck'",
        "UPDATE person_key SET key = '' WHERE since = 3",
        "UPDATE person_key SET since = 1000, key = NULL WHERE since = 3",
        "DELETE FROM person_key WHERE since = 3",
        "INSERT INTO person_key VALUES (3, NULL)",
        "UPDATE checkpoint SET length = 13",
        "DELETE FROM checkpoint",
        "INSERT INTO checkpoint VALUES (1, '', '')",
        "SET session_replication_role TO replica; DELETE FROM entry WHERE seq = 8",
    ],
)
def test_triggers_refuse_what_would_change_the_record(
    postgres: PrivateServer, statement: str, signed_room: Server
) -> None:
    """A6: not even whoever keeps the server changes, replaces or deletes by mistake what is written."""
    with postgres.connect(signed_room) as connection, pytest.raises(psycopg.Error, match=r"never|follows|destroyed"):
        connection.execute(statement.encode())
    with Ledger.open(signed_room, KEY) as ledger:
        assert ledger.verify().ok


@pytest.fixture(scope="module")
def signed_room(postgres: PrivateServer) -> Server:
    """A room with a signed book of 8 entries, which nobody manages to change."""
    room = postgres.room()
    with filled(room) as ledger:
        ledger.checkpoint(SIGNER)
    return room


def test_touched_safeguards_are_named(postgres: PrivateServer, room: Server) -> None:
    """A6: a trigger that is gone, asleep, changed or foreign, and a table with another column."""
    filled(room).close()
    body = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $${}$$"
    swallowing = (
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;"
        " CREATE TRIGGER swallow BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION swallow()"
    )
    touches = {
        "entry_whole": ("ALTER TABLE entry DISABLE TRIGGER entry_whole", "ENABLE ALWAYS"),
        "entry_stays": (
            body.format("entry_stays", "BEGIN RETURN NEW; END"),
            body.format("entry_stays", TRIGGERS["entry_stays"].body),
        ),
        "swallow": (swallowing, "DROP TRIGGER swallow ON entry"),
        "entry": ("ALTER TABLE entry ADD COLUMN more TEXT", "ALTER TABLE entry DROP COLUMN more"),
    }
    with postgres.connect(room) as connection, Ledger.open(room, KEY) as open_already:
        for name, (touch, mend) in touches.items():
            connection.execute(touch.encode())
            with pytest.raises(LedgerError, match=rf"\({name}\)"):
                Ledger.open(room, KEY)
            assert open_already.verify().why == "safeguards"
            mended = f"ALTER TABLE entry ENABLE ALWAYS TRIGGER {name}" if mend == "ENABLE ALWAYS" else mend
            connection.execute(mended.encode())
        assert open_already.verify().ok
        connection.execute(b"DROP TRIGGER entry_remains ON entry")
        with pytest.raises(LedgerError, match=r"\(entry_remains\)"):
            Ledger.open(room, KEY)


def numbered(reader: Reader) -> Draft:
    """Draw the next number from the projection and use it."""
    (number,) = reader.rows("SELECT count(*) + 1 FROM kind_order")[0]
    return person_draft(f"p{number % 5}", payload={"number": number})


def append_some(room: Server) -> int:
    with Ledger.open(room, KEY, projections=[Kinds()], patience=60) as ledger:
        for _ in range(EACH):
            ledger.append_with(numbered)
    return EACH


def test_sixteen_writers_never_fork_the_chain(room: Server) -> None:
    """Sixteen connections at once, in two programs: one chain, and no number drawn twice."""
    Ledger.create(room, KEY, projections=[Kinds()]).close()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert sum(pool.map(eight_writers, [room] * 2, chunksize=1)) == WRITERS * EACH
    with Ledger.open(room, KEY, projections=[Kinds()]) as ledger:
        assert ledger.verify().ok
        assert [entry.payload["number"] for entry in ledger.entries()] == list(range(1, WRITERS * EACH + 1))


def eight_writers(room: Server) -> int:
    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(append_some, [room] * 8))


def test_a_server_killed_in_the_middle_loses_nothing_acknowledged(mortal: PrivateServer) -> None:
    """A hundred appends go on over the death of the server; each that was acknowledged is there once."""
    room = mortal.room()
    told: list[int] = []
    with Ledger.create(room, KEY, projections=[Kinds()]) as ledger:

        def append_hundred() -> None:
            while len(told) < 100:
                try:
                    ledger.append(person_draft(payload={"n": len(told)}))
                except LedgerError as fault:
                    assert fault.code == "away"
                    time.sleep(0.02)
                else:
                    told.append(len(told))

        worker = threading.Thread(target=append_hundred)
        worker.start()
        while len(told) < 40:
            time.sleep(0.001)
        mortal.kill()
        mortal.start()
        worker.join(60)
        assert [entry.payload["n"] for entry in ledger.entries()] == list(range(100))
        assert ledger.verify().ok


@pytest.mark.parametrize("written", [True, False])
def test_an_append_whose_answer_was_lost_is_asked_after(postgres: PrivateServer, room: Server, written: bool) -> None:
    """Where the connection breaks before anybody said that it is written, what was written counts, once; else not."""
    with Ledger.create(room, KEY) as ledger:
        database = ledger._database
        commit = database.commit

        def lost() -> None:
            database.commit = commit  # type: ignore[method-assign]
            if written:
                database.connection.execute("COMMIT")
            postgres.cut()
            commit()

        database.commit = lost  # type: ignore[method-assign]
        with nullcontext() if written else pytest.raises(LedgerError, match="can't be reached now"):
            ledger.append(draft())
        assert ledger.count() == written
        assert ledger.append(draft()).seq == written + 1 and ledger.verify().ok


def test_a_connection_that_broke_is_made_anew(postgres: PrivateServer, room: Server) -> None:
    """Nobody is told of it where nothing hung on it; in the middle of writing, nothing is written."""
    with filled(room) as ledger:
        postgres.cut()
        assert ledger.count() == 8
        postgres.cut()
        assert ledger.append(draft()).seq == 9

        def cut_off(reader: Reader) -> Draft:
            postgres.cut()
            return draft(payload={"length": reader.head().length, "count": reader.count()})

        with pytest.raises(LedgerError, match="can't be reached now"):
            ledger.append_with(cut_off)
        assert ledger.append(draft()).seq == 10 and ledger.verify().ok


def test_a_book_moves_to_a_server_and_back(room: Server, tmp_path: Path) -> None:
    """The chain, what is sealed, who was forgotten, checkpoints and forms are the same; the keys are wrapped anew."""
    with filled(tmp_path / "log.db", projections=[Kinds()]) as ledger:
        ledger.forget("p3", draft("forgot"))
        signed = ledger.checkpoint(SIGNER)
        ledger.unsaved.put("f1", "S1", '{"name": "张三"}')
        bodies, privates = list(ledger.bodies(9)), list(ledger.privates())
        create_database(room, KEY)
        with_server = open_database(room, KEY)
        transfer(ledger._database, with_server)
        with_server.close()
    with Ledger.open(room, KEY, projections=[Kinds()]) as there:
        found = there.verify(outside=[signed] if signed else [])
        assert (found.ok, found.length, found.checkpoint) == (True, 9, signed)
        assert (list(there.bodies(9)), list(there.privates())) == (bodies, privates)
        assert there.unsaved.list()[0].content == '{"name": "张三"}'
        there.append(person_draft("p5"))
        assert there.copy_to(tmp_path / "back.db", KEY).ok
    with Ledger.open(tmp_path / "back.db", KEY, projections=[Kinds()], clock=Ticking()) as back:
        assert back.verify(outside=[signed] if signed else []).length == 10
        assert list(back.bodies(9)) == bodies and back.private_of(back.entry(10)) == PRIVATE
        assert back.private_of(back.entry(3)) is None


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgresql://db.example/eligo", "postgresql://db.example/eligo?sslmode=require"),
        (
            "postgres://lin:s3cret@db.example:5433/eligo?sslmode=verify-full",
            "postgresql://lin@db.example:5433/eligo?sslmode=verify-full",
        ),
        ("postgresql://localhost/eligo?password=s3cret", "postgresql://localhost/eligo"),
        ("postgresql:///eligo?host=/run/postgresql&schema=sh04", "postgresql:///eligo?host=/run/postgresql"),
        (
            "postgresql:///eligo?host=localhost,db.example",
            "postgresql:///eligo?host=localhost,db.example&sslmode=require",
        ),
        ("postgresql://?service=site", "postgresql://?service=site"),
    ],
)
def test_an_address_asks_for_tls_and_never_shows_a_password(given: str, url: str) -> None:
    server = Server.read(given)
    assert server.url == url
    assert "s3cret" not in f"{server} {server!r}"
    assert server.room == ("sh04" if "sh04" in given else "eligo")
    assert Server.read(str(server)) == Server(server.url, server.room)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://db.example/eligo?sslmode=disable",
        "postgresql://db.example/eligo?sslmode=prefer",
        "postgresql:///eligo?hostaddr=10.0.0.7&sslmode=allow",
        "mysql://db.example/eligo",
        "/srv/eligo",
        "postgresql://db.example/eligo?schema=",
    ],
)
def test_an_address_without_tls_or_sense_is_refused(given: str) -> None:
    with pytest.raises(InputError):
        Server.read(given)


def test_statements_are_numbered_for_the_server() -> None:
    from screening.ledger.postgres.connection import numbered

    assert numbered("SELECT ? WHERE a IN () AND b = ?") == "SELECT $1 WHERE a IN (NULL) AND b = $2"
    assert numbered("SELECT ?1, ?2, ?1") == "SELECT $1, $2, $1"
    assert not re.search(r"\?", numbered("VALUES (?, ?)"))
