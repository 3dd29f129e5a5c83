"""A log on a server in the window: opened by its address, followed while others write, and while it is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from gui.door.sign_in import SignInPage
from gui.kit.chips import Chip
from screening.protocol import Protocol
from screening.service import Server, begin_with_accounts, enter
from screening.service.practice import samples
from screening.settings import FORMS, Preferences
from tests.gui.desk import Desk, find, wait_for
from tests.gui.door.conftest import PASSWORD
from tests.gui.door.test_sign_in import fill, sign_in
from tests.store.servers import PrivateServer, private_server, programs


@pytest.fixture(scope="module")
def mortal() -> Iterator[PrivateServer]:
    """A server that may be killed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here: a log on a server is not tried")
    with private_server() as server:
        yield server


@pytest.fixture
def shared(mortal: PrivateServer, tmp_path: Path, protocol: Protocol) -> Server:
    """A book begun on another computer."""
    server = mortal.room()
    site, _ = begin_with_accounts(
        tmp_path / "other",
        code="SH04",
        name="Wang Li",
        role="coordinator",
        password=PASSWORD,
        protocol=protocol,
        server=server,
    )
    site.close()
    return server


@pytest.fixture
def fresh(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program on a new computer."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path / "new", Preferences(language="en", theme="light"))
    desk.start()
    yield desk
    desk.close()


def test_two_coordinators_and_a_server_that_goes_away(
    fresh: Desk, shared: Server, mortal: PrivateServer, tmp_path: Path
) -> None:
    """What another saves comes in sight by itself; while the server is away that is said, and what is typed is kept."""
    fresh.press("setup.shared")
    fill(fresh, address="somewhere")
    fresh.press("shared.open")
    assert "Not the address" in find(fresh.window, QLabel, "shared.address.row.problem").text()
    fill(fresh, address=str(shared))
    fresh.press("shared.open")
    assert isinstance(fresh.window.content, SignInPage)
    sign_in(fresh, "Wang Li", PASSWORD)
    fresh.workplace.show_page("log")
    fresh.settle()
    sample = next(one for one in samples() if one.name == "01-eligible")
    with enter(tmp_path / "other", "Wang Li", PASSWORD) as other:
        QTest.qWait(1100)
        other.save(sample.history, sample.as_of)
        wait_for(lambda: len(fresh.log_rows()) == 1)
    fresh.workplace.show_page("screen")
    mortal.kill()
    chip = fresh.window.findChild(Chip, "foot.practice")
    assert chip is not None
    wait_for(chip.isVisible)
    assert chip.text() == "The server is away; nothing is lost"
    fresh.type_in("subject.name", "Typed Meanwhile")
    wait_for((tmp_path / "new" / FORMS).exists)
    mortal.start()
    wait_for(lambda: not chip.isVisible())
    forms = fresh.site.unsaved.list()
    assert "Typed Meanwhile" in forms[0].content and not (tmp_path / "new" / FORMS).exists()
    assert find(fresh.window, QLineEdit, "subject.name").text() == "Typed Meanwhile"
