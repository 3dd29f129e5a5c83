"""What stands in place of everything while somebody looks over a shoulder."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, labels
from gui.kit.buttons import Button, Weight
from screening.wording import Words


class Curtain(QWidget):
    """An empty page with a lock and one button; it knows nothing of what it hides."""

    opened = Signal()

    def __init__(self, words: Words, *, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curtain")
        self._keys = keys
        self._lock = _Lock()
        self._title = labels.Words(role="page")
        self._text = labels.Words(role="muted")
        self._button = Button("", name="curtain.show", weight=Weight.PLAIN, icon="show")
        self._button.clicked.connect(self.opened)
        box = QVBoxLayout(self)
        box.setSpacing(theme.GRID * 3)
        box.addStretch(2)
        for widget in (self._lock, self._title, self._text, self._button):
            box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)
        for label in (self._title, self._text):
            label.setWordWrap(False)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language."""
        self._title.setText(words.text("shell.hidden"))
        self._text.setText(words.text("shell.hidden_how", keys=self._keys))
        self._button.setText(words.text("shell.show"))
        self.setAccessibleName(self._title.text())

    def take_focus(self) -> None:
        """Put the cursor on the one button there is."""
        self._button.setFocus()


class _Lock(QWidget):
    """A lock on a disc."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(72, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawEllipse(self.rect())
        icons.draw(painter, "lock", QRectF(20, 20, 32, 32), tokens.accent)
