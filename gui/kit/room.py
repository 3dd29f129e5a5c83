"""Room for what is not there yet."""

from PySide6.QtWidgets import QWidget


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
