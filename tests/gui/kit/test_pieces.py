import gc
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.cards import Card
from gui.kit.dates import DateEntry
from gui.kit.flow import FlowLayout
from gui.kit.lab_table import LabTable
from gui.kit.labels import Remark, Words
from gui.kit.messages import CalmDialog, MessageBar
from gui.kit.segmented import SegmentedChoice
from gui.kit.tokens import Status
from gui.kit.worksheet import Worksheet
from tests.gui.kit import samples
from tests.gui.kit.conftest import Shown, child


@pytest.mark.parametrize("weight", list(Weight))
def test_buttons_have_room_for_their_words(shown: Shown, weight: Weight) -> None:
    """A button is at least as wide as its text, with and without an icon, pressed by keyboard."""
    button = Button("&Save to log", name="save", weight=weight, icon="save")
    shown(button)
    assert button.width() > button.fontMetrics().horizontalAdvance("Save to log") + 16
    before = button.sizeHint().width()
    button.show_icon(None)
    assert button.sizeHint().width() < before
    button.setEnabled(False)
    assert not button.grab().isNull()


def test_a_button_is_pressed_by_space(qtbot: QtBot, shown: Shown) -> None:
    """Every button can be reached and pressed without a mouse."""
    button = IconButton("calendar", "Open the calendar", name="cal")
    shown(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert (button.accessibleName(), button.toolTip()) == ("Open the calendar",) * 2


def test_checked_button_is_drawn(shown: Shown) -> None:
    """A button that stays down looks different."""
    button = Button("Details", name="details")
    button.setCheckable(True)
    shown(button)
    before = button.grab().toImage()
    button.setChecked(True)
    assert button.grab().toImage() != before


def test_card_folds(qtbot: QtBot, shown: Shown) -> None:
    """The button hides and shows what is below the title, and says so."""
    card = Card("Platelet count", "× 10⁹/L", name="chart", fold_label="Fold the chart")
    body = QLabel("body")
    card.add(body)
    shown(card, 300)
    fold = child(card, IconButton)
    assert isinstance(fold, IconButton)
    with qtbot.waitSignal(card.folded) as signal:
        QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert signal.args == [True]
    assert not body.isVisible()
    with qtbot.assertNotEmitted(card.folded):
        card.set_folded(False)
    assert body.isVisible()
    card.say("")
    card.retext("血小板计数", "", "折叠")
    assert (card.accessibleName(), fold.accessibleName()) == ("血小板计数", "折叠")


def test_flow_breaks_lines(shown: Shown) -> None:
    """Widgets that don't fit go to the next line."""
    page = QWidget()
    flow = FlowLayout(page, gap=4)
    for name in ("one", "two", "three", "four"):
        flow.addWidget(Button(name, name=name))
    shown(page, 400)
    assert flow.heightForWidth(400) < flow.heightForWidth(90)
    assert flow.takeAt(3) is not None
    assert (flow.count(), flow.takeAt(9), flow.itemAt(9)) == (3, None, None)


def test_remark_is_silent_at_first(shown: Shown) -> None:
    """It takes no room until it has something to say."""
    page = QWidget()
    remark = Remark(Status.UNKNOWN, name="remark", parent=page)
    shown(page)
    assert not remark.isVisible()
    remark.say("Clumped: ask for citrate")
    assert remark.isVisible()
    assert not page.grab().isNull()
    remark.say("")
    assert not remark.isVisible()


def test_words_are_plain_text(shown: Shown) -> None:
    """ "< 5" is never taken for a tag."""
    words = Words("< 5 <b>not bold</b>")
    shown(words)
    assert words.textFormat() == Qt.TextFormat.PlainText


def test_message_bar(qtbot: QtBot, shown: Shown) -> None:
    """A message comes, offers something, and goes by itself, by its button or by what it offers."""
    page = QWidget()
    page.resize(400, 80)
    bar = MessageBar(name="message", close="Close", parent=page)
    shown(page)
    bar.say(Status.MET, "Saved as SH04-0042.", action="Open the log", seconds=0.01)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.say(Status.FAILED, "The log cannot be written.", action="Try again")
    assert bar.accessibleName() == "The log cannot be written."
    with qtbot.waitSignal(bar.acted):
        QTest.mouseClick(child(bar, Button, "message.action"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    bar.say(Status.NEUTRAL, "No connection is needed.")
    QTest.mouseClick(child(bar, IconButton), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


ANSWERS = [("no", "Cancel", Weight.PLAIN), ("yes", "Rule out 2 causes", Weight.PRIMARY)]


def test_dialog_emits_the_answer(qtbot: QtBot, shown: Shown) -> None:
    """It does not block; the chosen answer's id is emitted."""
    page = QWidget()
    shown(page)
    dialog = CalmDialog.ask(page, "Rule out the rest?", "Two causes.", ANSWERS, name="ask")
    with qtbot.waitSignal(dialog.chosen) as signal:
        QTest.mouseClick(dialog.answer("yes"), Qt.MouseButton.LeftButton)
    assert signal.args == ["yes"]


def test_dialog_closed_with_escape_says_nothing(qtbot: QtBot, shown: Shown) -> None:
    """Escape is no answer."""
    page = QWidget()
    shown(page)
    dialog = CalmDialog.ask(page, "Rule out the rest?", "Two causes.", ANSWERS, name="ask", content=QLabel("why"))
    with qtbot.waitSignal(dialog.rejected), qtbot.assertNotEmitted(dialog.chosen):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def make_date() -> QWidget:
    return DateEntry(samples.DAY, name="d", today=samples.TODAY, extras=samples.WAITING)


def make_choice() -> QWidget:
    return SegmentedChoice(samples.EXTENT, name="c", label="Extent")


def make_sheet() -> QWidget:
    return Worksheet(samples.CAUSES, samples.CAUSE, name="w", label="Causes", rest="Rest", not_answered="None")


def make_table() -> QWidget:
    return LabTable(samples.COLUMNS, samples.LAB, name="l", today=samples.TODAY, paste=samples.PASTE)


@pytest.mark.parametrize("make", [make_date, make_choice, make_sheet, make_table])
def test_nothing_leaks(qapp: QApplication, make: object) -> None:
    """A widget that nobody holds any more is gone."""
    assert callable(make)
    widget = make()
    gone = weakref.ref(widget)
    del widget
    gc.collect()
    qapp.processEvents()
    assert gone() is None
