"""The whole kit together: every sheet of the gallery is built, drawn and switched to another look."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.kit.labels import Words
from tests.gui import gallery

SHEETS = [name for name in gallery.SHEETS if name != "calendar"]


def open_sheet(qtbot: QtBot, app: QApplication, name: str) -> QWidget:
    build, width = gallery.SHEETS[name]
    sheet = build()
    qtbot.addWidget(sheet)
    fit(sheet, width)
    sheet.show()
    app.processEvents()
    return sheet


def fit(sheet: QWidget, width: int) -> None:
    """Make a sheet as high as it needs to be at a width, as a scroll area would."""
    if width:
        sheet.resize(width, max(sheet.heightForWidth(width), 1))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_drawn(qtbot: QtBot, qapp: QApplication, name: str, dark: bool) -> None:
    """Nothing warns and nothing fails, in either theme."""
    theme.apply(qapp, theme.Theme(dark=dark))
    assert not open_sheet(qtbot, qapp, name).grab().isNull()


@pytest.mark.parametrize("name", ["screen", "pieces", "chinese"])
def test_no_words_are_cut_at_200_percent(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    """Windows already open follow to twice the text size, and every text keeps the room it needs."""
    sheet = open_sheet(qtbot, qapp, name)
    theme.apply(qapp, theme.Theme(dark=True, text_scale=2))
    qapp.processEvents()
    fit(sheet, round(gallery.SHEETS[name][1] * 1.4))
    qapp.processEvents()
    cut = [words.text() for words in sheet.findChildren(Words) if words.isVisible() and is_cut(words)]
    assert cut == []


def is_cut(words: Words) -> bool:
    return words.height() < words.heightForWidth(words.width())


def test_every_control_has_a_name(qtbot: QtBot, qapp: QApplication) -> None:
    """Buttons of the kit can be found by objectName and are called something."""
    sheet = open_sheet(qtbot, qapp, "screen")
    buttons = [b for b in sheet.findChildren(QAbstractButton) if type(b).__module__.startswith("gui.")]
    assert buttons
    assert [b for b in buttons if not b.objectName() or not (b.accessibleName() or b.text())] == []
