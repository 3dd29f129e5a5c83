"""How far long work has come, as a bar."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from gui import theme
from gui.kit import paint

_HEIGHT = 8


class Progress(QProgressBar):
    """A quiet bar; what it counts is said in words beside it. Full and pale where nobody knows how long it takes."""

    def __init__(self, *, name: str, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, done: int, of: int) -> None:
        """Show how much is done; `of` is 0 where that is not known."""
        self.setMaximum(of)
        self.setValue(min(done, of))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(160), theme.current().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(60), theme.current().px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = theme.current().tokens, QPainter(self)
        radius = self.height() / 2
        known = self.maximum() > 0
        paint.rounded(painter, self.rect(), radius, tokens.hover if known else tokens.accent_soft, tokens.outline)
        width = self.width() * self.value() / self.maximum() if known else 0.0
        if width >= self.height():
            paint.rounded(painter, QRectF(0, 0, width, self.height()), radius, tokens.accent)
