"""What a screen reader says at once, though the cursor is elsewhere; and what it may ask of a scroll area."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QScrollArea, QWidget


def say(widget: QWidget, text: str) -> None:
    """Have a text read out when the reader has finished its sentence; silent where nobody listens."""
    if text and widget.isVisible() and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


@cache
def keep_scroll_areas_readable() -> None:
    """Tell a screen reader of a scroll area as of any other widget.

    Qt's own way counts the bars that are in sight and does not look whether one asked for is still there. A reader that
    counted before a bar went, and asks for it after, would end the program.
    """
    QAccessible.installFactory(_of_scroll_area)


def _of_scroll_area(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    return QAccessibleWidget(thing, QAccessible.Role.Client) if isinstance(thing, QScrollArea) else None
