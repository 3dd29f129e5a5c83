"""A place for a widget that is made anew, and a widget for a line of buttons."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


class Holder(QWidget):
    """Holds one widget at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._held: QWidget | None = None

    def hold(self, widget: QWidget) -> None:
        """Show a widget in the place of the one before."""
        if self._held is not None:
            self._box.removeWidget(self._held)
            self._held.setVisible(False)
            self._held.deleteLater()
        self._held = widget
        self._box.addWidget(widget)


def line_of(layout: QLayout) -> QWidget:
    """Give a widget that holds a line."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    return holder
