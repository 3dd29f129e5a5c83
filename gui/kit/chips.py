"""A status as a chip: icon shape, word and colour together."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.tokens import Status

_SIDE = 8
_GAP = 4


def chip_size(word: str) -> QSize:
    """Return what a chip with this word needs."""
    look = theme.current()
    width = paint.text_width(look.font("small"), word) + 2 * _SIDE + 2 + look.px(14) + _GAP
    return QSize(width, look.px(16) + 8)


def paint_chip(painter: QPainter, rect: QRectF, status: Status, word: str, icon: str = "") -> None:
    """Paint a chip that fills `rect`; `icon` stands in place of the status's own."""
    look = theme.current()
    tint = look.tokens.tint(status)
    paint.rounded(painter, rect, rect.height() / 2, tint.ground, tint.edge)
    size = look.px(14)
    top = rect.top() + (rect.height() - size) / 2
    icons.draw(painter, icon or icons.OF_STATUS[status], QRectF(rect.left() + _SIDE, top, size, size), tint.ink)
    font = look.font("small")
    base = paint.baseline(font, rect.top(), rect.height())
    paint.line_of_text(painter, font, tint.ink, QPointF(rect.left() + _SIDE + size + _GAP, base), word)


class Chip(QLabel):
    """A status that stands by itself."""

    def __init__(self, status: Status, word: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._status, self._icon = status, ""

    def show_status(self, status: Status, word: str, icon: str = "") -> None:
        """Show another status; `icon` in place of its own."""
        self._status, self._icon = status, icon
        self.setText(word)
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_chip(QPainter(self), QRectF(self.rect()), self._status, self.text(), self._icon)
