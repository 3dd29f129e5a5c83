"""How far something long is: a quiet bar with its percent beside it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from gui import theme
from gui.kit import paint

_GAP = 8
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class Progress(QProgressBar):
    """From 0 to 100; its name says of what."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setRange(0, 100)
        self.setValue(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(200), look.px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(96), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = paint.text_width(look.font("small"), "100 %")
        height = look.px(6)
        groove = QRectF(0, (self.height() - height) / 2, self.width() - room - _GAP, height)
        filled = QRectF(groove.left(), groove.top(), groove.width() * self.value() / 100, height)
        paint.rounded(painter, groove, height / 2, look.tokens.line)
        if filled.width() >= height:
            paint.rounded(painter, filled, height / 2, look.tokens.accent)
        painter.setFont(look.font("small"))
        painter.setPen(QColor(look.tokens.muted))
        painter.drawText(self.rect(), _RIGHT, f"{self.value()} %")
