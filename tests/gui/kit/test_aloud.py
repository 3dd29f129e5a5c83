"""What a screen reader may ask."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from gui.kit import aloud


def test_a_scroll_area_is_asked_for_a_bar_that_has_gone(qtbot: QtBot) -> None:
    """Counted while both were there; Qt by itself would look past the end of its list, and end the program."""
    aloud.keep_scroll_areas_readable()
    area, content = QScrollArea(), QLabel("a line\n" * 100)
    qtbot.addWidget(area)
    area.setAccessibleName("Notes")
    area.setWidgetResizable(True)
    area.setWidget(content)
    area.resize(80, 80)
    area.show()
    told = QAccessible.queryAccessibleInterface(area)
    assert told.text(QAccessible.Text.Name) == "Notes"
    there = told.childCount()
    content.setText("")
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())
    assert [told.child(place) is not None for place in range(there)] == [True] * there
    assert told.child(there) is None
