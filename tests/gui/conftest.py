"""What the tests of pages and window stand on: a look, a worker, a book with a few cases."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.tasks import Tasks
from screening.protocol import Protocol
from screening.protocol.catalogue import find
from screening.service import Actor, Site
from screening.service.practice import samples
from screening.settings import Preferences
from tests.gui.desk import Desk, history

ON = date(2026, 11, 23)


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """The published design of NCT03976882."""
    return find("NCT03976882@2024-published").load()


@pytest.fixture
def look(qapp: QApplication) -> None:
    """Dress the program in the light look."""
    theme.apply(qapp, theme.Theme())


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A worker that goes when the test does."""
    worker = Tasks()
    yield worker
    worker.drop()


@pytest.fixture
def folder(tmp_path: Path, protocol: Protocol) -> Path:
    """The folder of a real, empty book of the site SH04."""
    Site.init(tmp_path / "book", code="SH04", actor=Actor("Li Wei"), protocol=protocol).close()
    return tmp_path / "book"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """That book, open, with three cases (one eligible, one not yet, one not), and one not consented."""
    with Site.open(folder) as opened:
        for name in ("01-eligible", "02-not-yet", "06-recovered"):
            sample = next(one for one in samples() if one.name == name)
            opened.save(sample.history, sample.as_of)
        opened.save(history("Not Consented", consent=None), ON)
        yield opened


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The whole program, started in an empty folder in English."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    opened = Desk(qapp, tmp_path / "book", Preferences(language="en", theme="light"))
    yield opened
    opened.close()
