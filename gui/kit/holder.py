"""A place for one widget at a time, and a widget for a line of buttons."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


class Holder(QWidget):
    """Holds one widget in place of the one before."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._inner: QWidget | None = None

    def hold(self, inner: QWidget) -> None:
        """Show this."""
        if self._inner is not None:
            self._box.removeWidget(self._inner)
            self._inner.setVisible(False)
            self._inner.deleteLater()
        self._inner = inner
        self._box.addWidget(inner)


def line_of(layout: QLayout) -> QWidget:
    """Give a widget that holds a line."""
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    return holder
