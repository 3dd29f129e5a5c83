"""The surfaces of the log page: one around the table, one around the details."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels, paint
from gui.kit.buttons import Button, Weight


class Panel(QWidget):
    """A surface with an edge around one widget."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 4)
        box.addWidget(inner)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        paint.rounded(QPainter(self), self.rect(), theme.CARD_RADIUS, tokens.surface, tokens.line)


class TablePanel(Panel):
    """The table, or one helpful sentence where there is nothing to show, with a button that leads on."""

    def __init__(self, table: QWidget, parent: QWidget | None = None) -> None:
        holder = QWidget()
        super().__init__(holder, parent)
        self._then: Callable[[], object] | None = None
        self._text = labels.Words(role="muted")
        self._text.setObjectName("log.nothing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = Button("", name="log.nothing.button", weight=Weight.PLAIN)
        self._button.clicked.connect(self._press)
        self._nothing = QWidget()
        box = QVBoxLayout(self._nothing)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(theme.GRID * 3)
        box.addStretch(2)
        box.addWidget(self._text)
        box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        self._table = table
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(table)
        self._stack.addWidget(self._nothing)

    def show_table(self) -> None:
        """Show the table."""
        self._stack.setCurrentWidget(self._table)

    def show_nothing(self, text: str, button: str, then: Callable[[], object]) -> None:
        """Show a sentence in place of the table; the button does `then`."""
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._then = then
        self._stack.setCurrentWidget(self._nothing)

    @Slot()
    def _press(self) -> None:
        if self._then is not None:
            self._then()
