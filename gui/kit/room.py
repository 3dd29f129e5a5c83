"""Room for what is not there yet, and room on the screen."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from gui import theme

_BESIDE = 40  # what the desktop draws around a window, about


def keep_room(widget: QWidget) -> None:
    """Hide a widget that will come later, and keep its room, so that nothing moves then."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
    widget.setVisible(False)


def measure(widget: QWidget) -> None:
    """Measure a hidden widget anew: Qt does so only for what is in sight, and a style sheet makes things larger."""
    layout = widget.layout()
    if layout is not None:
        layout.activate()


def fitting(window: QWidget, wanted: QSize) -> QSize:
    """Give a window the size wanted (pixels at 100 %), where the screen has room for it."""
    look, room = theme.current(), window.screen().availableGeometry()
    large = QSize(look.px(wanted.width()), look.px(wanted.height()))
    return large.boundedTo(QSize(room.width() - _BESIDE, room.height() - _BESIDE))
