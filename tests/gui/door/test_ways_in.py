"""Ways to a book with passwords: one that knew none is protected, one that was lost is restored from its backup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from gui.door.paper import Paper
from gui.door.protect import ProtectPage
from gui.door.restore import LastNumberPage, RestorePage
from gui.door.setup import SetupPage
from gui.door.sign_in import SignInPage
from screening.protocol import Protocol
from screening.service import KEY, PRACTICE, Site, back_up, begin_with_accounts, enter, has_accounts, recover
from screening.service.practice import samples
from screening.settings import Preferences
from tests.gui.desk import Desk, find
from tests.gui.door.conftest import OTHER, PASSWORD
from tests.gui.door.test_sign_in import fill, sign_in


@pytest.fixture
def lost(tmp_path: Path, protocol: Protocol) -> Path:
    """The backup of a book with one case, whose computer is gone."""
    site, _ = begin_with_accounts(
        tmp_path / "old", code="SH04", name="Wang Li", role="coordinator", password=PASSWORD, protocol=protocol
    )
    sample = next(one for one in samples() if one.name == "01-eligible")
    with site:
        site.save(sample.history, sample.as_of)
        (tmp_path / "stick").mkdir()
        back_up(site, tmp_path / "stick" / "SH04.eligo-backup")
    return tmp_path / "stick" / "SH04.eligo-backup"


@pytest.fixture
def fresh(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The program on a new computer."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path / "new", Preferences(language="en", theme="light"))
    desk.start()
    yield desk
    desk.close()


def problem(desk: Desk, page: str, field: str) -> str:
    return find(desk.window, QLabel, f"{page}.{field}.row.problem").text()


def test_a_book_without_passwords_gets_its_first_person(desk: Desk, folder: Path) -> None:
    """From the foot; what was typed is parked first, the key that lay open is gone, and the work goes on."""
    desk.start()
    desk.press("foot.protect")
    page = desk.window.content
    assert isinstance(page, ProtectPage)
    assert find(page, QLineEdit, "protect.name").text() == "Li Wei"
    desk.press("protect.begin")
    assert all(problem(desk, "protect", field) for field in ("role", "password", "again"))
    find(page, QPushButton, "protect.back").click()
    desk.settle()
    assert desk.workplace.current == "screen"
    desk.press("foot.protect")
    fill(desk, password=PASSWORD, again=PASSWORD)
    desk.press("protect.role.coordinator")
    desk.press("protect.begin")
    desk.settle()
    key = find(desk.window, Paper, "recoverykey.paper").secret
    desk.press("recoverykey.safe")
    desk.press("recoverykey.go_on")
    site = desk.program.site
    assert site is not None and site.actor.account == "A1" and len(site.log()) == 0
    assert has_accounts(folder) and not (folder / KEY).exists()
    assert "foot.sign_out" in {one.objectName() for one in desk.window.findChildren(QPushButton)}
    desk.opening.close()
    recover(folder, key, "Li Wei", OTHER).close()


def test_closing_at_the_recovery_key_loses_nothing(fresh: Desk, tmp_path: Path) -> None:
    """The book is there, and whoever signs in can make a new key."""
    fill(fresh, code="SH04", name="Wang Li", password=PASSWORD, again=PASSWORD)
    fresh.press("setup.study.NCT03976882@2024-published")
    fresh.press("setup.role.investigator")
    fresh.press("setup.begin")
    fresh.settle()
    fresh.opening.close()
    with enter(tmp_path / "new", "Wang Li", PASSWORD) as site:
        assert site.staff.new_recovery_key()
        assert site.staff.all()[0].alone


def test_a_book_is_restored_on_a_new_computer(fresh: Desk, lost: Path, tmp_path: Path) -> None:
    """By one of its people; numbers given out since are never given again; the practice was tried before."""
    fresh.press("setup.practice")
    fresh.press("foot.leave")
    assert isinstance(fresh.window.content, SetupPage)
    assert (tmp_path / "new" / PRACTICE).exists()
    fresh.press("setup.restore")
    page = fresh.window.content
    assert isinstance(page, RestorePage)
    assert not find(page, QLineEdit, "restore.password").isVisible()
    fill(fresh, backup=str(lost))
    fill(fresh, name="Wang Li", password="a wrong one")
    fresh.press("restore.try")
    fresh.settle()
    assert find(page, QLabel, "restore.refusal").text() == "The name or the password is not right."
    fill(fresh, password=PASSWORD)
    fresh.press("restore.try")
    fresh.settle()
    assert isinstance(fresh.window.content, LastNumberPage)
    fill(fresh, last="SH05-0009")
    fresh.press("lastnumber.finish")
    fresh.settle()
    assert problem(fresh, "lastnumber", "last")
    fill(fresh, last="SH04-0004")
    fresh.press("lastnumber.finish")
    fresh.settle()
    assert isinstance(fresh.window.content, SignInPage)
    sign_in(fresh, "Wang Li", PASSWORD)
    site = fresh.program.site
    assert site is not None and site.next_number() == "SH04-0005" and len(site.log()) == 1


def test_turning_back_from_a_backup_leaves_nothing(fresh: Desk, lost: Path, tmp_path: Path) -> None:
    """Also after it was tried."""
    fresh.press("setup.restore")
    fill(fresh, backup=str(lost))
    fill(fresh, name="Wang Li", password=PASSWORD)
    fresh.press("restore.try")
    fresh.settle()
    fresh.press("lastnumber.back")
    fresh.settle()
    assert isinstance(fresh.window.content, SetupPage)
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".new")]


def test_a_backup_without_passwords_asks_for_its_key_file(fresh: Desk, tmp_path: Path, folder: Path) -> None:
    """The file lies beside it, or somewhere else."""
    (tmp_path / "stick").mkdir()
    with Site.open(folder) as site:
        back_up(site, tmp_path / "stick" / "a.eligo-backup")
    fresh.press("setup.restore")
    fill(fresh, backup=str(tmp_path / "stick" / "a.eligo-backup"))
    assert find(fresh.window, QLineEdit, "restore.keyfile").isVisible()
    assert not find(fresh.window, QLineEdit, "restore.name").isVisible()
    fill(fresh, keyfile=str(folder / KEY))
    fresh.press("restore.try")
    fresh.settle()
    fresh.press("lastnumber.finish")
    fresh.settle()
    assert fresh.program.site is not None and fresh.program.site.code == "SH04"


def test_a_file_is_chosen_in_the_systems_dialog(fresh: Desk, lost: Path) -> None:
    fresh.press("setup.restore")
    fresh.press("restore.backup.choose")
    dialog = find(fresh.window, QFileDialog, "restore.backup.file")
    dialog.fileSelected.emit(str(lost))
    dialog.reject()
    fresh.settle()
    assert find(fresh.window, QLineEdit, "restore.backup").text() == str(lost)
    assert find(fresh.window, QWidget, "restore.password").isVisible()


def test_enter_in_a_field_presses_the_button(fresh: Desk, lost: Path) -> None:
    fresh.press("setup.restore")
    QTest.keyClicks(find(fresh.window, QLineEdit, "restore.backup"), "/nowhere/at/all")
    find(fresh.window, QLineEdit, "restore.backup").returnPressed.emit()
    fresh.settle()
    assert find(fresh.window, QLabel, "restore.refusal").text()
