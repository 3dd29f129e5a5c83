"""Text at 200 % in a window of 1280 x 800: nothing is cut off on any page, in English and Chinese (WCAG 1.4.4)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from gui import theme
from gui.kit.labels import Words
from gui.navigation import Navigation, Place
from gui.prescreen.picking import Pick
from gui.screen.page import ScreenPage
from screening.protocol import Protocol
from screening.service import begin_with_accounts, today
from screening.service.practice import samples
from screening.settings import Preferences
from tests.amended import VERSION, amended
from tests.e2e.week.files import choose_files, write_list
from tests.gui.desk import Desk, find, visible, wait_for
from tests.gui.prescreen.patients import population, write

ROUNDING = 1
SCREEN = 1280, 800


NAME, PASSWORD = "Wu Ke", "seven grey herons at dusk"


@pytest.fixture
def book(tmp_path: Path, protocol: Protocol) -> Path:
    """A log with cases, opened by the password of an investigator who is alone."""
    folder = tmp_path / "book"
    site, _ = begin_with_accounts(
        folder, code="SH04", name=NAME, role="investigator", password=PASSWORD, protocol=protocol
    )
    with site:
        for sample in samples()[:3]:
            site.save(sample.seen_on(today()), today())
    return folder


@pytest.fixture(params=["en", "zh_CN"])
def large(
    request: pytest.FixtureRequest, qapp: QApplication, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """The program at 200 %, over a book with cases."""
    monkeypatch.setenv("ELIGO_CONFIG", str(tmp_path / "config"))
    desk = Desk(qapp, book, Preferences(language=request.param, theme="light", text_scale=200))
    desk.window.resize(*SCREEN)
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
    holder = widget.parentWidget()
    room = "" if holder is None else f" in {holder.width()} x {holder.height()}"
    return f"{type(widget).__name__} {widget.objectName()} {getattr(widget, 'text', str)()!r} {widget.geometry()}{room}"


DIALOGS = {
    "screen": ("assumptions", "second_look.more", "save"),
    "log": ("log.export", "log.act.confirms", "log.act.no_other_cause", "log.strike"),
    "people": ("people.add.begin",),
    "study": (f"study.sign.{VERSION}",),
}
"""What opens a dialog on each page."""


def test_nothing_is_cut_off(large: Desk, tmp_path: Path) -> None:
    """Every page and dialog has room for its texts, and the window grows no further than it was asked to."""
    found = {"signin": cut_off(large.window)}
    large.sign_in(NAME, PASSWORD)
    for page in large.workplace.keys:
        large.workplace.show_page(page)
        large.settle()
        fill_in(large, page, tmp_path)
        found[page] = cut_off(large.window)
        for opens in DIALOGS.get(page, ()):
            large.press(opens)
            found[opens] = in_dialog(large)
    large.keys(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    found["keys"] = in_dialog(large)
    assert {where: names for where, names in found.items() if names} == {}
    assert (large.window.width(), large.window.height()) == SCREEN


def test_nothing_of_the_practice_is_cut_off(large: Desk) -> None:
    """Nor is anything of an exercise, before and after it was compared, nor of the preferences that lead there."""
    large.sign_in(NAME, PASSWORD)
    large.press("foot.preferences")
    found = {"preferences": in_dialog(large)}
    large.program.sites.practise()
    large.settle()
    large.workplace.show_page("exercise")
    large.settle()
    found["exercise"] = cut_off(large.window)
    for one in large.site.protocol.criterion:
        large.press(f"exercise.{one.id}.unknown")
    large.press("exercise.conclusion.undetermined")
    large.press("exercise.compare")
    found["compared"] = cut_off(large.window)
    assert {where: names for where, names in found.items() if names} == {}


def fill_in(desk: Desk, page: str, folder: Path) -> None:
    """Bring to a page what it shows once somebody worked there: a case, an amendment, a result."""
    if page == "screen":
        desk.find("screen", ScreenPage).open_case(desk.site.log()[0].seq)
        choose_files(desk, write_list(folder / "ward.csv", (64, 3)))
        assert in_dialog(desk) == []  # a list's columns
        desk.press("brain_metastases.none")
        wait_for(lambda: desk.find("second_look.more").isEnabled())
    elif page == "study":
        (folder / "amended.toml").write_text(amended().to_toml(), "utf-8")
        desk.press("study.version_file")
        desk.save_file_as("study.version_file.dialog", folder / "amended.toml")
    elif page == "prescreen":
        desk.find("prescreen.cohort", Pick).take(str(write(folder / "clinic.csv", population())))
        desk.settle()
        assert cut_off(desk.window) == []
        desk.press("prescreen.begin")
        desk.save_file_as("prescreen.result.file", folder / "result.xlsx")
    desk.settle()


def in_dialog(desk: Desk) -> list[str]:
    """Name what is cut off in the dialog that opened, and in what sticks out of the screen; then close it."""
    wait_for(lambda: bool(opened()), "no dialog opened")
    desk.settle()
    dialog = opened()[-1]
    found = cut_off(dialog)
    if dialog.width() > SCREEN[0] or dialog.height() > SCREEN[1]:
        found.append(f"{name_of(dialog)} is larger than the screen")
    dialog.reject()
    desk.settle()
    return found


def opened() -> list[QDialog]:
    """List the dialogs in sight."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


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
