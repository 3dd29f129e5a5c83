"""Text at 200 % in a window of 1280 x 800: nothing is cut off on any page, in English and Chinese (WCAG 1.4.4)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from gui import theme
from gui.kit.labels import Words
from gui.navigation import Navigation, Place
from screening.service import Site
from screening.settings import Preferences
from tests.gui.desk import Desk, find, visible

ROUNDING = 1


@pytest.fixture(params=["en", "zh_CN"])
def large(
    request: pytest.FixtureRequest, qapp: QApplication, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """The program at 200 %, over a book with cases."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, site.folder, Preferences(language=request.param, theme="light", text_scale=200))
    desk.window.resize(1280, 800)
    desk.start()
    yield desk
    desk.close()
    theme.apply(qapp, theme.Theme())


def cut_off(top: QWidget) -> list[str]:
    """Name the texts that have less room than they need, and the widgets that stick out of what holds them."""
    short = [widget for widget in visible(top) if isinstance(widget, Words | QPushButton) and lacks_room(widget)]
    out = [one for one in visible(top) if sticks_out(one) or is_wider_than_its_view(one)]
    return [name_of(widget) for widget in (*short, *out)]


def lacks_room(widget: Words | QPushButton) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() + ROUNDING < widget.heightForWidth(widget.width())
    need = widget.sizeHint() if isinstance(widget, QLabel) else widget.minimumSizeHint()
    return bool(widget.text()) and (
        widget.width() + ROUNDING < need.width() or widget.height() + ROUNDING < need.height()
    )


def sticks_out(widget: QWidget) -> bool:
    """Answer whether a part of a widget can be seen nowhere; what scrolls, and what lies in a pile, is let be."""
    holder = widget.parentWidget()
    if holder is None or widget.isWindow() or isinstance(holder, QAbstractScrollArea | QStackedWidget):
        return False
    scrolls = isinstance(holder.parentWidget(), QAbstractScrollArea)
    return not scrolls and not holder.rect().contains(widget.geometry())


def is_wider_than_its_view(widget: QWidget) -> bool:
    """Answer whether a scroll area that can't be moved sideways holds more than it shows."""
    content = widget.widget() if isinstance(widget, QScrollArea) else None
    if content is None or not isinstance(widget, QScrollArea):
        return False
    fixed = widget.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return fixed and content.width() > widget.viewport().width()


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {getattr(widget, 'text', str)()!r}"


def test_nothing_is_cut_off(large: Desk) -> None:
    """Every page has room for its texts, and the window grows no further than it was asked to."""
    found = {}
    for page in large.workplace.keys:
        large.workplace.show_page(page)
        large.settle()
        found[page] = cut_off(large.window)
    assert {page: names for page, names in found.items() if names} == {}
    assert (large.window.width(), large.window.height()) == (1280, 800)


def test_the_test_sees_what_is_cut_off(qapp: QApplication) -> None:
    """A label that is too narrow, and one that sticks out, are named."""
    holder = QWidget()
    holder.resize(100, 100)
    narrow, outside = Words("Thrombocytopenia", wrap=False, parent=holder), Words("", parent=holder)
    narrow.setGeometry(0, 0, 20, 40)
    outside.setGeometry(90, 0, 20, 20)
    holder.show()
    assert len(cut_off(holder)) == 2
    holder.close()


@pytest.mark.parametrize("height", [742, 400])
def test_ten_pages_can_be_reached_in_a_low_window(qapp: QApplication, height: int) -> None:
    """The navigation moves together, then scrolls; the cursor and the page chosen come into sight."""
    theme.apply(qapp, theme.Theme(text_scale=2))
    places = [Place(f"p{number}", "log", "Pre-screen", f"Ctrl+{number}") for number in range(10)]
    navigation = Navigation(places, label="Pages")
    navigation.resize(navigation.sizeHint().width(), height)
    navigation.show()
    for place in (places[-1], places[0]):
        navigation.show_chosen(place.id)
        button = find(navigation, QWidget, f"navigation.{place.id}")
        assert navigation.viewport().rect().contains(button.mapTo(navigation.viewport(), button.rect().center()))
    find(navigation, QWidget, "navigation.p9").setFocus(Qt.FocusReason.TabFocusReason)
    assert cut_off(navigation) == []
    assert find(navigation, QWidget, "navigation.p0").height() >= theme.current().px(36)
    navigation.close()
    theme.apply(qapp, theme.Theme())
