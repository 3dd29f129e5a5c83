"""A site's book on a server: two computers at it, the server away, and the way there and back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.access import LEAST, Keyring
from screening.cli import main
from screening.errors import AccessError, InputError, StoreError
from screening.ledger import Ledger, LedgerError
from screening.log import LogQuery, MovedAway, MovedIn
from screening.service import (
    Server,
    Wanted,
    archive,
    back_up,
    begin_accounts,
    enter,
    export,
    export_figure,
    export_trail,
    has_accounts,
    join,
    move,
    restoring,
)
from screening.service.where import server_of
from screening.settings import BOOK, KEYS, STORE, asks_for_passwords
from screening.wording import Words
from tests.amended import amended
from tests.store.servers import PrivateServer
from tests.store.service_samples import NAME, ON, SECRETS, begun, history, someone
from tests.store.staffed import COORDINATOR, DOCTOR, as_coordinator, as_doctor, begin_staffed

EN = Words("en", "iso")


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is tried elsewhere; here many are typed."""
    for made in (Keyring.create, Keyring.read):
        monkeypatch.setitem(made.__func__.__kwdefaults__, "cost", LEAST)  # type: ignore[union-attr]


@pytest.fixture
def shared(postgres: PrivateServer) -> Server:
    return postgres.room()


@pytest.fixture
def here(tmp_path: Path, shared: Server) -> Path:
    """The folder of the computer on which the shared book was begun."""
    begin_staffed(tmp_path / "here", shared)
    return tmp_path / "here"


@pytest.fixture
def there(here: Path, shared: Server, tmp_path: Path) -> Path:
    """Another computer's folder, which names the same server and holds nothing else."""
    join(tmp_path / "there", shared)
    return tmp_path / "there"


def test_two_computers_work_with_one_book(here: Path, there: Path) -> None:
    """Each sees what the other saved, numbers go on, and a correction of what was corrected meanwhile is refused."""
    assert [one.name for one in there.iterdir()] == [STORE]
    assert has_accounts(there) and asks_for_passwords(there)
    with as_coordinator(here) as wang, as_doctor(there) as xu:
        first = wang.save(history(), ON)
        assert xu.save(someone("B"), ON).number == "SH04-0002"
        assert [row.number for row in wang.log()] == [row.number for row in xu.log()] == ["SH04-0001", "SH04-0002"]
        assert xu.find_people("Veryrare")[0].name == NAME
        wang.save(history(), ON, former=first.seq, corrects=True, reason="seen again")
        with pytest.raises(InputError):
            xu.save(history(), ON, former=first.seq, corrects=True, reason="me too")
        xu.signatures.sign(wang.log()[0].seq, "confirms", DOCTOR[1])
        wang.unsaved.put("f1", wang.study, "{}")
        assert [form.id for form in xu.unsaved.list()] == ["f1"]
    with as_coordinator(there) as site:
        assert site.verify().ok
        assert site.log()[0].signed == "confirmed"


def test_the_server_holds_no_word_of_who_they_are(here: Path, shared: Server, postgres: PrivateServer) -> None:
    """R14: no name, number, birth date or free text; also not of a form that is not saved yet."""
    from tests.store.test_ledger_server import all_there_is

    with as_coordinator(here) as site:
        site.save(history(), ON)
        site.unsaved.put("f1", site.study, NAME)
        key = site.key
    there_is = all_there_is(postgres, shared)
    assert not any(secret in there_is for secret in SECRETS)
    assert repr(key)[2:-1] not in there_is and key.hex() not in there_is
    assert "SH04-0001" in there_is


def test_wrong_passwords_count_wherever_they_are_tried(here: Path, there: Path) -> None:
    for folder in (here, there, here, there, here):
        with pytest.raises(AccessError, match="not right"):
            enter(folder, COORDINATOR[0], "a guess")
    with pytest.raises(AccessError) as locked:
        enter(there, *COORDINATOR)
    assert locked.value.code == "locked"


def test_a_folder_goes_to_no_other_server(here: Path, postgres: PrivateServer, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="already"):
        join(here, postgres.room())
    with pytest.raises(LedgerError) as missing:
        join(tmp_path / "new", postgres.room())
    assert missing.value.code == "missing" and not (tmp_path / "new").exists()
    (here / STORE).write_text("somewhere")
    with pytest.raises(StoreError, match="name a server"):
        has_accounts(here) and enter(here, *COORDINATOR)


def test_a_book_that_can_not_be_begun_leaves_nothing(
    shared: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Ledger, "append", fail)
        begin_staffed(tmp_path / "data", shared)
    assert list((tmp_path / "data").iterdir()) == []
    begin_staffed(tmp_path / "data", shared)
    with pytest.raises(StoreError, match="already"):
        begin_staffed(tmp_path / "data", shared)
    with pytest.raises(LedgerError, match="already"):
        begin_staffed(tmp_path / "more", shared)


def test_a_shared_book_without_passwords_begins_none(shared: Server, tmp_path: Path) -> None:
    with begun(tmp_path / "data", shared) as site, pytest.raises(InputError):
        begin_accounts(site, name="Wang Li", role="coordinator", password=COORDINATOR[1])


@pytest.fixture
def moved(tmp_path: Path, shared: Server) -> Iterator[Path]:
    """A folder whose book was begun in it, holds a signed case, and moved to a server."""
    folder = tmp_path / "data"
    begin_staffed(folder)
    with as_coordinator(folder) as site:
        saved = site.save(history(), ON)
    with as_doctor(folder) as site:
        site.signatures.sign(saved.seq, "confirms", DOCTOR[1])
    with as_coordinator(folder) as site:
        assert move(site, shared).ok
    yield folder


def kinds(folder: Path) -> list[str]:
    with as_coordinator(folder) as site:
        return [entry.kind for entry in site.reader.entries()]


def test_a_book_moves_to_a_server_and_back(moved: Path, shared: Server, tmp_path: Path) -> None:
    """R4: entries, keys, signatures and checkpoints are the same; what is left behind takes nothing more."""
    assert server_of(moved) == shared and (moved / BOOK).exists()
    with as_doctor(moved) as site:
        assert [row.signed for row in site.log()] == ["confirmed"]
        assert site.record(site.log()[0].seq).person.name == NAME
        site.save(someone("later"), ON)
        assert site.verify().ok
    with as_coordinator(moved) as site:
        before = [entry.hash for entry in site.reader.entries()]
        move(site, tmp_path / "back")
    assert server_of(tmp_path / "back") is None
    with as_coordinator(tmp_path / "back") as site:
        after = [entry.hash for entry in site.reader.entries()]
        assert after[: len(before)] == before and site.verify().ok
        assert [row.number for row in site.log()] == ["SH04-0001", "SH04-0002"]
    assert [kind for kind in kinds(tmp_path / "back") if kind.startswith("moved")] == [MovedAway.kind, MovedIn.kind] * 2
    with pytest.raises(StoreError, match="goes on elsewhere"):
        as_coordinator(moved)
    (moved / STORE).unlink()
    with pytest.raises(StoreError, match="goes on elsewhere"):
        as_coordinator(moved)


def test_a_move_that_fails_leaves_the_book_where_it_was(
    tmp_path: Path, shared: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    begin_staffed(folder)

    def fail(*_: object) -> None:
        raise LedgerError("away", shared)

    with as_coordinator(folder) as site:
        site.save(history(), ON)
        with monkeypatch.context() as patch, pytest.raises(LedgerError, match="can't be reached"):
            patch.setattr("screening.service.moving.put_keys", fail)
            move(site, shared)
        assert site.save(someone("B"), ON).number == "SH04-0002"
    assert not (folder / STORE).exists() and (folder / KEYS).exists()
    with as_coordinator(folder) as site:
        assert move(site, shared).ok
    assert len(kinds(folder)) > 10


def test_what_can_not_move_says_why(here: Path, shared: Server, postgres: PrivateServer, tmp_path: Path) -> None:
    with as_coordinator(here) as site:
        with pytest.raises(InputError):
            move(site, postgres.room())
        with pytest.raises(StoreError, match="already"):
            move(site, here)
    begin_staffed(tmp_path / "file")
    with as_coordinator(tmp_path / "file") as site:
        with pytest.raises(InputError):
            move(site, tmp_path / "elsewhere")
        with pytest.raises(LedgerError, match="already"):
            move(site, shared)
    with begun(tmp_path / "plain") as site, pytest.raises(InputError):
        move(site, postgres.room())


def test_a_backup_of_a_shared_book_is_a_file_that_goes_on_anywhere(here: Path, tmp_path: Path) -> None:
    """R4: whoever loses the server has the book, its keys and its passwords in the copy."""
    with as_coordinator(here) as site:
        site.save(history(), ON)
        back_up(site, tmp_path / "copy.backup")
    name, password = COORDINATOR
    with restoring(tmp_path / "copy.backup", tmp_path / "new", name=name, password=password) as found:
        found.finish("SH04-0001")
    with as_coordinator(tmp_path / "new") as site:
        assert [row.number for row in site.log()] == ["SH04-0001"] and site.verify().ok


def test_an_older_state_put_in_the_servers_place_is_noticed(
    here: Path, shared: Server, postgres: PrivateServer
) -> None:
    """A8: this computer keeps the newest checkpoint that it saw, which no administrator of the server can reach."""
    with as_coordinator(here) as site:
        site.save(history(), ON)
    with postgres.connect(shared) as connection:
        connection.execute("ALTER TABLE entry DISABLE TRIGGER USER; ALTER TABLE checkpoint DISABLE TRIGGER USER")
        connection.execute("DELETE FROM entry WHERE seq > 10; DELETE FROM checkpoint WHERE length > 10")
        for name, table in _triggers():
            connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}".encode())
    with as_coordinator(here) as site:
        assert site.verify().why in ("cut", "rewritten")


def _triggers() -> list[tuple[str, str]]:
    from screening.ledger.postgres.schema import TRIGGERS

    return [(name, one.table) for name, one in TRIGGERS.items()]


def test_an_append_goes_on_after_the_server_was_away(here: Path, postgres: PrivateServer) -> None:
    with as_coordinator(here) as site:
        site.save(history(), ON)
        postgres.cut()
        assert site.save(someone("B"), ON).number == "SH04-0002"
        postgres.cut()
        assert len(site.log()) == 2


def test_the_command_line_reaches_a_server(
    postgres: PrivateServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address is enough; the folder that names it is found again, and no password is kept or shown."""
    monkeypatch.setenv("ELIGO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ELIGO_PASSWORD", COORDINATOR[1])
    monkeypatch.setenv("PGPASSWORD", "")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    url = f"{postgres.room()}".replace("eligo@", "eligo:s3cret@")
    patient, data = tmp_path / "patient.json", ("--user", COORDINATOR[0])
    patient.write_text(json.dumps(history()), "utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        assert "s3cret" not in out + err
        return status, out + err

    assert run("site", "init", "--store", url, "--site", "SH04", *data)[0] == 0
    assert run("log", "add", str(patient), "--store", url, "--on", "2026-11-23", *data) == (0, "SH04-0001\n")
    assert "SH04-0001" in run("log", "list", "--store", url, "--data", str(tmp_path / "other"), *data)[1]
    assert "SH04-0001" in run("log", "list", "--data", str(tmp_path / "other"), *data)[1]
    assert run("log", "list", "--store", f"{url}x", *data)[0] == 4
    assert run("log", "list", "--store", "postgresql://db.example/x?sslmode=disable", *data)[0] == 3
    status, said = run("site", "move", "--store", url, "--to", str(tmp_path / "back"), *data)
    assert status == 0 and "moved to" in said
    assert "Whole" in run("log", "verify", "--data", str(tmp_path / "back"), *data)[1]
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert not any(b"s3cret" in one.read_bytes() for one in files)
    monkeypatch.delenv("ELIGO_PASSWORD")
    assert run("site", "init", "--store", f"{postgres.room()}", "--site", "SH04", *data)[0] == 3


def test_what_reads_a_file_reads_a_server_too(moved: Path, tmp_path: Path) -> None:
    """Every view over the log, and what leaves it, in the SQL that both understand."""
    with as_coordinator(moved) as site:
        second = site.save(someone("B"), ON)
        site.outcomes.record(second.seq, "declined", on="2026-11-23", primary="not_interested")
        site.save(someone("C", consent={"given": False}), ON)
        site.forgetting.forget(site.save(someone("D"), ON).person, "asked")
        assert site.verify().ok
        site.listing.read_names()
        found = site.listing.select(LogQuery(text="veryrare", sort="verdict"))
        assert [row.number for row, _ in site.listing.rows(found.entries(0, 9))] == ["SH04-0001"]
        assert site.outcomes.counts().begun == 4 and site.outcomes.endings() and site.outcomes.ways()
        assert site.outcomes.flow().steps and len(site.prescreening()) == 1
        assert list(site.trail.lines(Wanted())) and site.staff.failed_meanwhile() == []
        assert site.conduct.standing().state == "open" and site.amendments.rescreening_due() is not None
        waiting = site.today.cases(site.today.entries(), ON)
        assert [one.number for one in waiting] == ["SH04-0003", None, "SH04-0001"]  # not what the file left behind has
        assert site.amendments.replay(amended(), ON).after.version == amended().version
        export(site, tmp_path / "log.csv", EN)
        export_figure(site, tmp_path / "flow.svg", EN)
        export_trail(site, tmp_path / "trail.csv", EN)
        archive(site, tmp_path / "all.zip", EN)
        site.rebuild()
        assert [row.number for row in site.log()] == ["SH04-0001", "SH04-0002", "SH04-0003"]
