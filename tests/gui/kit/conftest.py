"""Every test of the kit runs in the light theme at 100 % unless it asks for another."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import theme

Shown = Callable[..., None]
Kind = TypeVar("Kind", bound=QWidget)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Give the program its plain look, and take another one away again."""
    if theme.current().dark or theme.current().text_scale != 1 or app_font(qapp) != "Inter":
        theme.apply(qapp, theme.Theme())
    yield
    if theme.current().dark or theme.current().text_scale != 1:
        theme.apply(qapp, theme.Theme())


def app_font(app: QApplication) -> str:
    """Return the family the program writes in."""
    return app.font().families()[0]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Return a function that shows a widget, at a width if one is given, and waits until it is there."""

    def show(widget: QWidget, width: int = 0) -> None:
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, max(widget.heightForWidth(width), widget.sizeHint().height()))
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()

    return show


def write(widget: QWidget, text: str) -> None:
    """Enter text as an input method does, which is how Chinese is typed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def child(parent: QWidget, kind: type[Kind], name: str | None = None) -> Kind:
    """Return the widget inside another by its kind and, if given, its objectName."""
    found = parent.findChildren(kind, name) if name else parent.findChildren(kind)
    assert found, f"no {kind.__name__} named {name}"
    return found[0]
