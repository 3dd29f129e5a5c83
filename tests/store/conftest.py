"""Where the stores of the tests lie: in a file, and in a room on a server where PostgreSQL is installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.ledger import Server, Where
from tests.store.servers import PrivateServer, private_server, programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivateServer]:
    """A server of these tests' own; they are skipped where PostgreSQL is not installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here: a store on a server is not tried")
    with private_server() as server:
        yield server


@pytest.fixture(params=["file", "server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """Where a store can be made, of either kind."""
    if request.param == "file":
        return tmp_path / "log.db"
    server: PrivateServer = request.getfixturevalue("postgres")
    return server.room()


@pytest.fixture(params=["file", "server"])
def server(request: pytest.FixtureRequest) -> Server | None:
    """The server on which a site's book is begun, or None for one in its folder."""
    if request.param == "file":
        return None
    shared: PrivateServer = request.getfixturevalue("postgres")
    return shared.room()
