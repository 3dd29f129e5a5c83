"""A private PostgreSQL server: in a folder of its own, reached through a socket alone, gone with the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from screening.ledger.address import Server

OWNER = "eligo"
_ROOMS = count(1)
_FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
_SMALL = {
    "shared_buffers": "32MB",
    "max_connections": "40",
    "max_wal_size": "256MB",
    "listen_addresses": "",
    "port": "5432",
}


@cache
def programs() -> Path | None:
    """Find the folder of PostgreSQL's own programs; None where it is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: float(one.parts[4]))
    found = shutil.which("initdb") or (debian[-1] if debian else None)
    return Path(found).resolve().parent if found and os.name == "posix" else None


def _owner() -> dict[str, Any]:
    """Say as whom the server runs: as root it refuses to."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


class PrivateServer:
    """The server in one folder; `settings` go beside those that keep it small."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._settings = {**_SMALL, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make an empty cluster."""
        if _owner():
            shutil.chown(self.folder, "nobody", "nogroup")
        trusting = ("--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", str(self.folder / "data"), *trusting)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        given = [
            f"-c{name}={value}"
            for name, value in {**self._settings, "unix_socket_directories": str(self.folder)}.items()
        ]
        where = programs()
        assert where is not None
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(where / "postgres"), "-D", str(self.folder / "data"), *given],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_owner(),
            )
        self._wait()

    def kill(self) -> None:
        """Let it die without a word to anybody, as in a power cut."""
        self._end(signal.SIGQUIT)

    def cut(self) -> None:
        """Break every connection, as when a cable is pulled."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def stop(self) -> None:
        """Let it go at once, tidily."""
        self._end(signal.SIGINT)

    def prove(self, certificate: bytes, key: bytes) -> None:
        """Let it prove itself by a certificate, and speak TLS."""
        for name, content in (("server.crt", certificate), ("server.key", key)):
            path = self.folder / "data" / name
            path.write_bytes(content)
            path.chmod(0o600)
            if _owner():
                shutil.chown(path, "nobody", "nogroup")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET ssl = on")
            connection.execute("SELECT pg_reload_conf()")

    def room(self) -> Server:
        """Name a room that nobody has used."""
        return Server.read(f"{self.url()}&schema=room{next(_ROOMS)}")

    def url(self, who: str = OWNER) -> str:
        return f"postgresql://{who}@/postgres?host={self.folder}&port={self._settings['port']}"

    def connect(self, server: Server) -> psycopg.Connection[Any]:
        """Connect to a room as its owner would with another program."""
        return psycopg.connect(server.url, autocommit=True, options=f"-csearch_path={server.room}")

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(30)

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url()).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _run(self, name: str, *arguments: str) -> None:
        where = programs()
        assert where is not None
        subprocess.run([str(where / name), *arguments], check=True, capture_output=True, cwd=self.folder, **_owner())


@contextmanager
def private_server(**settings: str) -> Iterator[PrivateServer]:
    """Give a server that nobody else uses; without settings it is fast, and what it says may be lost with the power."""
    folder = Path(tempfile.mkdtemp(prefix="eligo-pg-"))
    server = PrivateServer(folder, settings or _FAST)
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
