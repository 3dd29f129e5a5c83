"""First start: three answers, what is wrong beside its field, and a look around with sample patients."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.labels import Remark
from gui.kit.segmented import SegmentedChoice
from gui.setup import Answers, SetupPage
from gui.trouble import TroublePage
from screening.protocol.catalogue import catalogue
from screening.service import KEY, PRACTICE, Site, exists
from screening.wording import Words
from tests.gui.desk import Desk, click, find

STUDY = "NCT03976882@2024-published"


@pytest.fixture
def page(qtbot: QtBot, look: None) -> SetupPage:
    usable = [one for one in catalogue().listed if one.unusable is None]
    made = SetupPage(usable, Words("en", "long"), folder="/somewhere")
    qtbot.addWidget(made)
    made.show()
    return made


def problem(page: QWidget, name: str) -> str:
    return find(page, Remark, f"setup.{name}.row.problem").text()


def fill(page: QWidget, code: str, name: str) -> None:
    QTest.keyClicks(find(page, QLineEdit, "setup.code"), code)
    QTest.keyClicks(find(page, QLineEdit, "setup.name"), name)
    click(find(page, SegmentedChoice, "setup.study").segment(STUDY))


def test_only_usable_studies_are_offered_with_their_status(page: SetupPage) -> None:
    """The incomplete registered design is not among them."""
    offered = find(page, SegmentedChoice, "setup.study")
    assert STUDY in offered.ids() and "NCT03976882@2019-registered" not in offered.ids()
    assert "unverified" in offered.segment(STUDY).text()


def test_nothing_is_chosen_for_the_person(page: SetupPage) -> None:
    """All three answers are blank at first."""
    assert Answers("", "", "") == page.answers()


def test_all_problems_are_said_at_once_beside_their_fields(page: SetupPage, qtbot: QtBot) -> None:
    """Nobody has to press the button three times; the cursor goes to the first."""
    with qtbot.assertNotEmitted(page.begun):
        click(find(page, QWidget, "setup.begin"))
    assert all(problem(page, name) for name in ("code", "study", "name"))
    QTest.keyClicks(find(page, QLineEdit, "setup.code"), "S")
    assert problem(page, "code") == "" and problem(page, "name")


def test_the_answers_are_handed_over(page: SetupPage, qtbot: QtBot) -> None:
    """Enter in the last field is as good as the button."""
    fill(page, "SH04", "Li Wei")
    with qtbot.waitSignal(page.begun) as begun:
        QTest.keyClick(find(page, QLineEdit, "setup.name"), Qt.Key.Key_Return)
    assert [Answers("SH04", STUDY, "Li Wei")] == begun.args


def test_what_was_typed_stays_in_another_language(page: SetupPage) -> None:
    """Problems are told anew, answers are kept."""
    fill(page, "SH04", "")
    click(find(page, QWidget, "setup.begin"))
    page.retext(Words("zh_CN", "long"))
    assert Answers("SH04", STUDY, "") == page.answers()
    assert problem(page, "name") == "请填写操作者姓名。"


def test_first_start_makes_the_book_and_opens_it(desk: Desk) -> None:
    """Site code, study and name are enough."""
    desk.start()
    page = desk.window.content
    assert isinstance(page, SetupPage)
    fill(page, "SH04", "Li Wei")
    desk.press("setup.begin")
    site = desk.program.site
    assert site is not None and (site.code, site.actor.name, site.practice) == ("SH04", "Li Wei", False)
    assert desk.window.windowTitle() == "SH04 – Eligo"
    assert desk.workplace.current == "screen"


def test_a_code_that_the_service_refuses_is_said_at_its_field(desk: Desk) -> None:
    """The page stays, with what was typed."""
    desk.start()
    page = desk.window.content
    assert isinstance(page, SetupPage)
    fill(page, "SH 04/x", "Li Wei")
    desk.press("setup.begin")
    assert page is desk.window.content
    assert problem(page, "code") and not problem(page, "name")
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
