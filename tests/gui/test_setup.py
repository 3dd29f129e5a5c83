"""First start: the site and its first person, what is wrong beside its field, a look around with sample patients."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.door.paper import Paper
from gui.door.person import FirstPerson
from gui.door.recovery_key import RecoveryKeyPage
from gui.door.setup import Answers, SetupPage
from gui.kit.labels import Remark
from gui.kit.segmented import SegmentedChoice
from gui.trouble import TroublePage
from screening.protocol.catalogue import catalogue
from screening.service import KEY, PRACTICE, Actor, Site, exists, has_accounts, recover
from screening.wording import Words
from tests.gui.desk import Desk, click, find
from tests.unit.protocol_text import SMALL

STUDY = "NCT03976882@2024-published"
PASSWORD = "a quiet river in spring"
WANG = FirstPerson("Wang Li", "coordinator", PASSWORD)


@pytest.fixture
def page(qtbot: QtBot, look: None) -> SetupPage:
    usable = [one for one in catalogue().listed if one.unusable is None]
    made = SetupPage(usable, Words("en", "long"), folder="/somewhere")
    qtbot.addWidget(made)
    made.show()
    return made


def problem(page: QWidget, name: str) -> str:
    return find(page, Remark, f"setup.{name}.row.problem").text()


def fill(page: QWidget, code: str, name: str, password: str = PASSWORD) -> None:
    texts = {"code": code, "name": name, "password": password, "again": password}
    for field, text in texts.items():
        QTest.keyClicks(find(page, QLineEdit, f"setup.{field}"), text)
    click(find(page, SegmentedChoice, "setup.study").segment(STUDY))
    click(find(page, SegmentedChoice, "setup.role").segment("coordinator"))


def test_only_usable_studies_are_offered_with_their_status(page: SetupPage) -> None:
    """The incomplete registered design is not among them."""
    offered = find(page, SegmentedChoice, "setup.study")
    assert STUDY in offered.ids() and "NCT03976882@2019-registered" not in offered.ids()
    assert "unverified" in offered.segment(STUDY).text()


def test_a_protocol_of_the_sites_own_is_offered(desk: Desk, tmp_path: Path) -> None:
    """What lies in the folder of the log to be; the log begins with it, and with nothing else."""
    own = tmp_path / "book" / "protocols"
    own.mkdir(parents=True)
    (own / "small.toml").write_text(SMALL, "utf-8")
    desk.start()
    page = desk.window.content
    assert isinstance(page, SetupPage)
    fill(page, "SH04", "Wang Li")
    click(find(page, SegmentedChoice, "setup.study").segment("TEST-1@1"))
    desk.press("setup.begin")
    desk.press("recoverykey.safe")
    desk.press("recoverykey.go_on")
    assert desk.site.protocol.id == "TEST-1"


def test_nothing_is_chosen_for_the_person(page: SetupPage) -> None:
    """Every answer is blank at first."""
    assert Answers("", "", FirstPerson()) == page.answers()


def test_all_problems_are_said_at_once_beside_their_fields(page: SetupPage, qtbot: QtBot) -> None:
    """Nobody has to press the button three times; the cursor goes to the first."""
    with qtbot.assertNotEmitted(page.begun):
        click(find(page, QWidget, "setup.begin"))
    assert all(problem(page, name) for name in ("code", "study", "name", "role", "password", "again"))
    QTest.keyClicks(find(page, QLineEdit, "setup.code"), "S")
    assert problem(page, "code") == "" and problem(page, "name")


def test_the_answers_are_handed_over(page: SetupPage, qtbot: QtBot) -> None:
    """Enter in the last field is as good as the button."""
    fill(page, "SH04", "Wang Li")
    with qtbot.waitSignal(page.begun) as begun:
        QTest.keyClick(find(page, QLineEdit, "setup.again"), Qt.Key.Key_Return)
    assert [Answers("SH04", STUDY, WANG)] == begun.args
    assert PASSWORD not in repr(begun.args)


def test_a_password_is_typed_the_same_way_twice(page: SetupPage, qtbot: QtBot) -> None:
    """A slip of the fingers is noticed before anything is made."""
    fill(page, "SH04", "Wang Li")
    QTest.keyClicks(find(page, QLineEdit, "setup.again"), "x")
    with qtbot.assertNotEmitted(page.begun):
        click(find(page, QWidget, "setup.begin"))
    assert problem(page, "again") == "The two passwords differ."


def test_what_was_typed_stays_in_another_language(page: SetupPage) -> None:
    """Problems are told anew, answers are kept."""
    fill(page, "SH04", "")
    click(find(page, QWidget, "setup.begin"))
    page.retext(Words("zh_CN", "long"))
    assert Answers("SH04", STUDY, FirstPerson("", "coordinator", PASSWORD)) == page.answers()
    assert problem(page, "name") == "请填写操作者姓名。"


def test_first_start_makes_the_book_shows_the_recovery_key_and_opens(desk: Desk, tmp_path: Path) -> None:
    """The key is shown this once; nobody goes on before it is said to be put away."""
    desk.start()
    page = desk.window.content
    assert isinstance(page, SetupPage)
    fill(page, "SH04", "Wang Li")
    desk.press("setup.begin")
    assert isinstance(desk.window.content, RecoveryKeyPage)
    key = find(desk.window, Paper, "recoverykey.paper").secret
    go_on = find(desk.window, QWidget, "recoverykey.go_on")
    assert not go_on.isEnabled()
    desk.press("recoverykey.safe")
    desk.press("recoverykey.go_on")
    site = desk.program.site
    assert site is not None and site.actor == Actor("Wang Li", "coordinator", "A1") and not site.practice
    assert desk.window.windowTitle() == "SH04 – Eligo"
    assert desk.workplace.current == "screen"
    assert has_accounts(tmp_path / "book") and not (tmp_path / "book" / KEY).exists()
    desk.opening.close()
    recover(tmp_path / "book", key, "Wang Li", "seven grey herons at dusk").close()


def test_what_the_service_refuses_is_said_at_its_field(desk: Desk) -> None:
    """The page stays, with what was typed: a code that can't be, a password that everybody tries first."""
    desk.start()
    page = desk.window.content
    assert isinstance(page, SetupPage)
    fill(page, "SH 04/x", "Wang Li")
    desk.press("setup.begin")
    assert page is desk.window.content
    assert problem(page, "code") and not problem(page, "name")
    find(page, QLineEdit, "setup.code").clear()
    for field in ("password", "again"):
        find(page, QLineEdit, f"setup.{field}").clear()
    fill(page, "SH04", "", "password123")
    click(find(page, SegmentedChoice, "setup.study").segment(STUDY))
    click(find(page, SegmentedChoice, "setup.role").segment("coordinator"))
    desk.press("setup.begin")
    assert problem(page, "password") == "This is one of the passwords that everybody tries first. Choose another."
    assert find(page, QWidget, "setup.begin").isEnabled()


def test_practice_fills_a_folder_apart_and_is_marked(desk: Desk, tmp_path: Path) -> None:
    """A dozen fictitious patients, the mark on the foot of every page, and a way back."""
    desk.start()
    desk.press("setup.practice")
    site = desk.program.site
    assert site is not None and site.practice
    assert exists(tmp_path / "book" / PRACTICE) and not exists(tmp_path / "book")
    assert len(site.log()) >= 12
    for name in ("screen", "log", "study"):
        desk.workplace.show_page(name)
        assert find(desk.window, QLabel, "foot.practice").isVisible()
    desk.settle()
    desk.press("foot.leave")
    assert isinstance(desk.window.content, SetupPage)
    desk.press("setup.practice")
    assert site is not desk.program.site and desk.program.site is not None and desk.program.site.practice


def test_a_book_that_cant_be_opened_is_told_and_can_be_tried_again(desk: Desk, folder: Path) -> None:
    """A missing key is named with its place; once it is back, the same button opens the book."""
    key = folder / KEY
    kept = key.read_bytes()
    key.unlink()
    desk.start()
    assert isinstance(desk.window.content, TroublePage)
    assert str(key) in find(desk.window, QLabel, "trouble.text").text()
    key.write_bytes(kept)
    key.chmod(0o600)
    desk.press("trouble.again")
    assert isinstance(desk.program.site, Site)
