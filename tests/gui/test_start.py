"""Starting with a book that has no passwords: the first card takes keys before anything else is there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.kit.cards import Card
from gui.screen.drafts import Draft
from gui.screen.page import ScreenPage
from gui.trouble import TroublePage
from screening.service import Site
from screening.settings import BOOK, Preferences
from tests.gui.conftest import ON
from tests.gui.desk import Desk, find, history, visible, wait_for

NAME = "Zhang Sanfeng"


class Early:
    """The window as it first stands: painted, and nothing read of the book yet."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.painted: list[bool] = []
        self.ready: list[bool] = []
        desk.window.painted.connect(lambda: self.painted.append(True))
        desk.opening.ready.connect(lambda: self.ready.append(True))
        desk.window.show()
        desk.window.activateWindow()
        # Whatever goes on does so from the event loop, which is not entered once the first card was painted.
        wait_for(lambda: bool(self.painted))
        assert not self.ready and desk.opening.program is None

    @property
    def name(self) -> QLineEdit:
        """Give the first field, which is the same from the first to the last."""
        return find(self.desk.window, QLineEdit, "subject.name")

    def wait(self) -> None:
        """Wait until everything is there."""
        wait_for(lambda: bool(self.ready))
        self.desk.settle()


@pytest.fixture
def make(qapp: QApplication, folder: Path) -> Iterator[Callable[..., Early]]:
    """Start the program on the folder's book, by these preferences."""
    desks: list[Desk] = []

    def start(**preferences: object) -> Early:
        desks.append(Desk(qapp, folder, Preferences(**preferences)))  # type: ignore[arg-type]  # by name
        return Early(desks[-1])

    yield start
    for desk in desks:
        desk.close()


@pytest.fixture
def early(make: Callable[..., Early]) -> Early:
    return make()


def is_hidden(early: Early) -> bool:
    return early.desk.window.hidden


def card_of(early: Early) -> tuple[QRect, QImage]:
    """Give where the first card stands in the window, and how it looks without a cursor that blinks."""
    early.name.clearFocus()
    card = find(early.desk.window, Card, "subject")
    place = QRect(card.mapTo(early.desk.window, QPoint()), card.size())
    return place, early.desk.window.grab(place).toImage()


def test_the_first_card_takes_keys_at_once(early: Early) -> None:
    """The cursor stands in it; nothing else is in sight yet."""
    wait_for(early.name.hasFocus)
    QTest.keyClicks(early.name, NAME)
    assert early.name.text() == NAME
    seen = {one.objectName() for one in visible(early.desk.window)}
    assert seen.isdisjoint({"header", "verdict", "navigation", "foot", "section.0"})


def test_what_is_typed_early_is_kept(early: Early) -> None:
    """Letter by letter until everything is there, in the very field that was typed into; and it becomes a draft."""
    typed = ""
    field = early.name
    while not early.ready:
        QTest.keyClicks(field, "x")
        typed += "x"
        QApplication.processEvents()
    early.desk.settle()
    assert early.name is field and field.text() == typed and field.hasFocus()
    screen = find(early.desk.window, ScreenPage, "screen")
    assert screen.has_unsaved()
    screen.case.keep()
    early.desk.settle()
    site = early.desk.program.site
    assert site is not None and [typed in one.content for one in site.unsaved.list()] == [True]


def test_the_first_card_stays_where_it_is(make: Callable[..., Early]) -> None:
    """Not a point of it moves or changes when the rest comes into sight."""
    for scale in (100, 125, 150):
        early = make(text_scale=scale, language="en")
        before = card_of(early)
        early.wait()
        assert card_of(early) == before, scale


def test_a_word_being_composed_is_finished_where_it_was_begun(early: Early) -> None:
    """An input method at work is not disturbed when the rest comes into sight."""
    early.name.setFocus()
    compose(early.name, preedit="zhang san")
    early.wait()
    assert early.name.hasFocus() and early.name.text() == ""
    compose(early.name, "张三")
    assert early.name.text() == "张三"


def test_somebody_typed_early_is_recognised(folder: Path, make: Callable[..., Early]) -> None:
    """Whoever was screened already is said to be, as if typed later."""
    with Site.open(folder) as site:
        site.save(history("张三丰", hospital_number="0042187"), ON)
    early = make()
    QTest.keyClicks(find(early.desk.window, QLineEdit, "subject.hospital_number"), "0042187")
    early.wait()
    wait_for(find(early.desk.window, QWidget, "matches").isVisible)


def test_one_key_hides_what_was_typed_early(early: Early) -> None:
    """And it stays hidden when the rest is there."""
    QTest.keyClicks(early.name, NAME)
    QApplication.processEvents()  # the first turn of the loop gives the window its keys
    QTest.keyClick(early.desk.window, Qt.Key.Key_F12)
    assert is_hidden(early) and not early.ready
    early.wait()
    assert is_hidden(early) and not early.name.isVisible()
    QTest.keyClick(early.desk.window, Qt.Key.Key_F12)
    assert early.name.isVisible() and early.name.text() == NAME


def test_closing_early_asks_about_what_was_typed(early: Early) -> None:
    """Parking it leaves a draft, which waits for the book."""
    QTest.keyClicks(early.name, NAME)
    QApplication.processEvents()
    assert not early.desk.window.close()
    assert not early.ready
    early.wait()
    early.desk.press("unsaved.park")
    wait_for(lambda: not early.desk.window.isVisible())
    site = early.desk.program.site
    assert site is not None and [NAME in one.content for one in site.unsaved.list()] == [True]


def test_closing_early_with_nothing_typed_asks_nothing(early: Early) -> None:
    QApplication.processEvents()
    assert early.desk.window.close()


def test_a_form_interrupted_is_offered_again(folder: Path, make: Callable[..., Early]) -> None:
    """Beside what was typed early, which is parked when the other is taken up."""
    with Site.open(folder) as site:
        site.unsaved.put("b", site.study, Draft(history={"subject": {"name": "Li Si"}}).content())
    early = make()
    QTest.keyClicks(early.name, NAME)
    early.wait()
    early.desk.press("message.action")
    assert early.name.text() == "Li Si"
    screen = find(early.desk.window, ScreenPage, "screen")
    assert [one.name for one in screen.case.waiting] == [NAME]


def test_a_book_that_cannot_be_opened_says_why(folder: Path, make: Callable[..., Early]) -> None:
    (folder / BOOK).write_bytes(b"not a book at all" * 400)
    early = make()
    early.wait()
    assert early.desk.window.content is find(early.desk.window, TroublePage, "trouble")
    assert early.desk.window.close()


def test_nothing_becomes_a_window_of_its_own_for_a_moment(early: Early, qapp: QApplication) -> None:
    """It would take the cursor, and flash."""
    watch = Windows()
    qapp.installEventFilter(watch)
    early.wait()
    qapp.removeEventFilter(watch)
    assert watch.shown == []


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName())
        return False


def compose(field: QLineEdit, text: str = "", *, preedit: str = "") -> None:
    """Bring text as an input method does; `preedit` is what is still being composed."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
