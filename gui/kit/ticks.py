"""A box to tick, with a sentence beside it that wraps."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint

_GAP = 8
_AROUND = 4
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class Tick(QCheckBox):
    """A yes that has to be given; nothing is ticked at first."""

    def __init__(self, text: str = "", *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text = self._metrics().boundingRect(QRect(0, 0, max(width - self._left(), 1), 10_000), _WRAPPED, self.text())
        return max(text.height(), self._box()) + 2 * _AROUND

    def sizeHint(self) -> QSize:
        width = self._left() + self._metrics().horizontalAdvance(self.text()) + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = min(theme.current().px(160), self.sizeHint().width())
        return QSize(width, self._box() + 2 * _AROUND)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens = theme.current(), theme.current().tokens
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        line = self._metrics().height()
        box = QRect(0, _AROUND + max((line - self._box()) // 2, 0), self._box(), self._box())
        on = self.isChecked()
        paint.rounded(painter, box, 4, tokens.accent if on else tokens.field, tokens.accent if on else tokens.outline)
        if on:
            icons.draw(painter, "check", QRectF(box), tokens.on_accent)
        painter.setFont(look.font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(self.rect().adjusted(self._left(), _AROUND, 0, 0), _WRAPPED, self.text())
        if self.hasFocus():
            paint.focus_ring(painter, box, 4, filled=on)

    def _box(self) -> int:
        return theme.current().px(18)

    def _left(self) -> int:
        return self._box() + _GAP

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.current().font())
