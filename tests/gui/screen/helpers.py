"""How the tests find what is on the page, and use it as a person does."""

from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QWidget

from gui.kit.messages import CalmDialog
from gui.kit.open_questions import OpenQuestions
from gui.kit.verdict import Verdict, VerdictBanner
from gui.screen.drafts import Worker
from gui.screen.page import ScreenPage
from screening.service import Site, today
from screening.wording import Words

Kind = TypeVar("Kind", bound=QWidget)


def opened(site: Site, words: Words, worker: Worker) -> ScreenPage:
    """Make the page with a book open on it."""
    page = ScreenPage(words, today())
    for _ in page.opening(site, worker):
        pass
    return page


def child(parent: QWidget, kind: type[Kind], name: str) -> Kind:
    """Find a widget by its kind and its objectName."""
    found = parent.findChild(kind, name)
    assert found is not None, f"no {kind.__name__} named {name}"
    return found


def write(page: QWidget, name: str, text: str) -> None:
    """Put a text into a line, in place of what stands there; Chinese comes as an input method brings it."""
    line = child(page, QLineEdit, name)
    line.setFocus()
    line.clear()
    if text.isascii():
        QTest.keyClicks(line, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(line, event)


def leave(page: QWidget, name: str) -> None:
    """Leave a line with the Tab key."""
    QTest.keyClick(child(page, QLineEdit, name), Qt.Key.Key_Tab)


def choose(page: QWidget, name: str) -> None:
    """Choose an answer with the space bar, or take it back."""
    segment = child(page, QRadioButton, name)
    segment.setFocus()
    QTest.keyClick(segment, Qt.Key.Key_Space)


def press(page: QWidget, name: str) -> None:
    """Press a button."""
    button = child(page, QPushButton, name)
    assert button.isEnabled(), f"{name} is off"
    button.click()
    QApplication.processEvents()


def verdict(page: ScreenPage) -> Verdict:
    """Give what the banner says."""
    return child(page, VerdictBanner, "verdict").verdict()


def questions(page: ScreenPage) -> list[str]:
    """Give the open questions, in their order."""
    return [name for name, _ in child(page, OpenQuestions, "questions").questions()]


def dialog(page: ScreenPage, name: str) -> CalmDialog:
    """Give an open dialog."""
    QApplication.processEvents()
    return child(page, CalmDialog, name)


def has_dialog(page: ScreenPage, name: str) -> bool:
    """Say whether a dialog is open."""
    QApplication.processEvents()
    found = page.findChild(CalmDialog, name)
    return found is not None and found.isVisible()


def answer(page: ScreenPage, name: str, choice: str) -> None:
    """Answer a dialog."""
    dialog(page, name).answer(choice).click()
    QApplication.processEvents()


def message(page: ScreenPage) -> str:
    """Give the message in sight, or nothing."""
    bar = child(page, QWidget, "message")
    return bar.accessibleName() if bar.isVisible() else ""


def fill(page: ScreenPage, history: dict[str, Any]) -> None:
    """Enter a whole history at once, as if it had been typed."""
    page._form.show_history(history)
    page._form.changed.emit()
    QApplication.processEvents()


def save(page: ScreenPage, why: str = "") -> None:
    """Save the case at hand, saying what a further entry is."""
    press(page, "save")
    if why:
        choose(dialog(page, "saving"), f"saving.why.{why}")
    answer(page, "saving", "save")
