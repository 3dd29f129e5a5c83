"""A long list inside a dialog: it scrolls, by keyboard too."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from gui import theme

_BESIDE = 80  # a dialog's margins, and the frame that the desktop draws around it


def reading_area(page: QWidget, *, name: str, label: str) -> QScrollArea:
    """Put a page of text into an area that scrolls up and down."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(label)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    look = theme.current()
    # No wider than the screen with large text: what a dialog cuts off at its right nobody can read.
    widest = area.screen().availableGeometry().width() - _BESIDE
    area.setMinimumSize(min(look.px(520), widest), look.px(260))
    return area
