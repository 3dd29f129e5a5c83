"""Whom a computer trusts: a server that proves itself by its certificate, and no other; and what its role may do."""

import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from screening.ledger import Ledger, LedgerError, Server
from screening.service.where import server_of
from screening.settings import STORE
from tests.store.ledger_samples import KEY
from tests.store.servers import OWNER, PrivateServer, private_server, programs
from tests.store.service_samples import ON, history
from tests.store.staffed import DOCTOR, as_doctor, begin_staffed

HOST = "db.example"


class Authority:
    """Signs certificates of servers, by its own."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        always = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = _pem(self._signed(self._name, self._key, always))

    def issue(self, host: str) -> tuple[bytes, bytes]:
        """Give a server of this name its certificate and key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._signed(name, key, x509.SubjectAlternativeName([x509.DNSName(host)]))
        private = serialization.PrivateFormat.PKCS8
        return _pem(made), key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())

    def _signed(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, says: x509.ExtensionType) -> x509.Certificate:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        return made.add_extension(says, critical=False).sign(self._key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


OURS, THEIRS = Authority("Our hospital"), Authority("Somebody else")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server listens that proves itself."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here: no certificate is tried")
    found = _free_port()
    with private_server(listen_addresses="127.0.0.1", port=str(found), fsync="off") as server:
        bare = Server.read(f"postgresql://{OWNER}@{HOST}:{found}/postgres?hostaddr=127.0.0.1")
        with pytest.raises(LedgerError) as refused:
            Ledger.open(bare, KEY)
        assert refused.value.code == "no_tls"
        server.prove(*OURS.issue(HOST))
        until = time.monotonic() + 30
        while time.monotonic() < until:  # it takes up its settings when it likes
            with pytest.raises(LedgerError) as refused:
                Ledger.open(bare, KEY)
            if refused.value.code != "no_tls":
                break
        assert refused.value.code == "missing"
        yield found


def reached(port: int, trusted: bytes, tmp_path: Path, host: str = HOST) -> Server:
    root = tmp_path / "root.crt"
    root.write_bytes(trusted)
    asked = f"hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={root}&schema=room{port}"
    return Server.read(f"postgresql://{OWNER}@{host}:{port}/postgres?{asked}")


def test_a_server_that_proves_itself_is_talked_to(port: int, tmp_path: Path) -> None:
    Ledger.create(reached(port, OURS.certificate, tmp_path), KEY).close()
    with Ledger.open(reached(port, OURS.certificate, tmp_path), KEY) as ledger:
        assert ledger.verify().ok


@pytest.mark.parametrize(
    ("host", "trusted", "told"),
    [
        ("other.example", OURS, "does not match host name"),
        (HOST, THEIRS, "certificate verify failed"),
        (HOST, None, "root certificate"),
    ],
)
def test_one_that_does_not_is_not(port: int, tmp_path: Path, host: str, trusted: Authority | None, told: str) -> None:
    """Under another's name, by an authority that nobody here trusts, or with nothing to hold it against."""
    server = reached(port, trusted.certificate if trusted else b"", tmp_path, host)
    if trusted is None:
        (tmp_path / "root.crt").unlink()
    with pytest.raises(LedgerError, match="does not prove that it is the one") as refused:
        Ledger.open(server, KEY)
    assert refused.value.code == "unproven"
    assert told in str(refused.value)


ROLE = Path(__file__).parents[2] / "resources" / "docs" / "postgresql-role.sql"
WORKER = "eligo_work"


@pytest.fixture(scope="module")
def least(postgres: PrivateServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a computer whose book on a server another role owns."""
    folder = tmp_path_factory.mktemp("least") / "here"
    owned = postgres.room()
    begin_staffed(folder, owned)
    with postgres.connect(owned) as connection:
        connection.execute(f"CREATE ROLE {WORKER} LOGIN")
    where = programs()
    assert where is not None
    given = ["-v", f"room={owned.room}", "-v", f"worker={WORKER}", "-f", str(ROLE)]
    subprocess.run([where / "psql", "-q", "-d", postgres.url(), *given], check=True, capture_output=True, cwd=folder)
    working = Server.read(f"{postgres.url(WORKER)}&schema={owned.room}")
    (folder / STORE).write_text(f"{working}\n", "utf-8")
    return folder


def test_a_role_that_owns_nothing_recorded_is_enough(least: Path, postgres: PrivateServer) -> None:
    """To come in, save, correct, sign and forget; and a newer version makes its views anew."""
    with as_doctor(least) as site:
        first = site.save(history(), ON)
        site.save(history(), ON, former=first.seq, corrects=True, reason="seen again")
        site.signatures.sign(site.log()[0].seq, "confirms", DOCTOR[1])
        site.unsaved.put("f1", site.study, "{}")
        assert [form.id for form in site.unsaved.list()] == ["f1"]
    working = server_of(least)
    assert working is not None
    with postgres.connect(working) as connection:
        connection.execute(f"UPDATE {working.room}.projection SET version = 0")
    with as_doctor(least) as site:
        (row,) = site.log()
        assert row.signed == "confirmed"
        site.forgetting.forget(row.person, "asked")
        assert site.verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'struck' WHERE seq = 3",
        "DELETE FROM entry WHERE seq = 3",
        "TRUNCATE entry",
        "ALTER TABLE entry DISABLE TRIGGER entry_stays",
        "DROP TRIGGER entry_stays ON entry",
        "CREATE OR REPLACE FUNCTION entry_stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP TABLE entry",
        "UPDATE store SET mark = ''",
        "DELETE FROM person_key",
        "UPDATE person_key SET since = since + 100",
        "UPDATE checkpoint SET said = ''",
        "SET session_replication_role TO replica",
    ],
)
def test_that_role_can_change_nothing_recorded(least: Path, statement: str) -> None:
    """The server refuses it before any trigger does, and the triggers are out of its reach."""
    working = server_of(least)
    assert working is not None
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)
    with (
        psycopg.connect(working.url, options=f"-csearch_path={working.room}") as connection,
        pytest.raises(refusals),
    ):
        connection.execute(statement.encode())
