"""Text broken into lines once and painted often."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption


class TextBlock:
    """A text laid out for a font and a width in pixels; `height` is what it needs."""

    __slots__ = ("_layout", "ascent", "height", "width")

    def __init__(self, text: str, font: QFont, width: float) -> None:
        self._layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self.ascent, self.height, self.width = self._broken(max(width, 1.0), QFontMetricsF(font).lineSpacing())

    def draw(self, painter: QPainter, at: QPointF, colour: str) -> None:
        """Paint the text with its top left corner at a point."""
        painter.setPen(QColor(colour))
        self._layout.draw(painter, at)

    def _broken(self, width: float, spacing: float) -> tuple[float, float, float]:
        """Place the lines; one with Chinese characters is higher than the font's own."""
        ascent = top = widest = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            ascent = ascent or line.ascent()
            top += max(spacing, line.height())
            widest = max(widest, line.naturalTextWidth())
        self._layout.endLayout()
        return ascent, max(top, spacing), widest


def elided(text: str, font: QFont, width: float) -> str:
    """Return the text shortened at its end to a width in pixels."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
