"""Small pieces of painting that several widgets share."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from gui import theme
from gui.kit import icons
from gui.kit.tokens import Status, Tokens

FOCUS_WIDTH = 2
# Shapes up to this many square pixels are kept as pictures.
_KEPT_AREA = 16_000


def fill(painter: QPainter, rect: QRect, colour: str) -> None:
    """Fill a rectangle. Before its first call `fillRect` builds the names of two hundred gradients; this does not."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(rect)


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: str | None = None,
    edge: str | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Paint a rounded rectangle whose edge lies wholly inside `rect`, so that it is sharp."""
    shape = _Shape(rect.width(), rect.height(), radius, fill, edge, width, dashed)
    ratio = painter.device().devicePixelRatio()
    if shape.width * shape.height > _KEPT_AREA or ratio != int(ratio):
        painter.save()
        painter.translate(QPointF(rect.topLeft()))
        shape.paint(painter)
        painter.restore()
    else:
        painter.drawPixmap(QPointF(rect.topLeft()), _picture(shape, int(ratio)))


class _Shape(NamedTuple):
    """A rounded rectangle wherever it stands."""

    width: float
    height: float
    radius: float
    fill: str | None
    edge: str | None
    line: float
    dashed: bool

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.fill:
            painter.setBrush(QColor(self.fill))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(self.edge, self.line, dashed=self.dashed) if self.edge else Qt.PenStyle.NoPen)
        inset = self.line / 2 if self.edge else 0.0
        place = QRectF(0, 0, self.width, self.height).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(place, self.radius, self.radius)


@lru_cache(maxsize=256)
def _picture(shape: _Shape, ratio: int) -> QPixmap:
    """Return a small shape as a picture: copying one is many times faster than drawing it smoothly."""
    picture = QPixmap(ceil(shape.width * ratio), ceil(shape.height * ratio))
    picture.fill(QColor(Qt.GlobalColor.transparent))
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    shape.paint(painter)
    painter.end()
    return picture


def pen(colour: str, width: float = 1.0, *, dashed: bool = False) -> QPen:
    """Return a pen; dashes are 4 on, 3 off in its own width."""
    made = QPen(QColor(colour), width)
    if dashed:
        made.setDashPattern([4, 3])
    return made


def focus_ring(painter: QPainter, rect: QRect | QRectF, radius: float, *, filled: bool = False) -> None:
    """Paint where the keyboard is: a ring at the edge, or inside a control filled with the accent."""
    tokens = theme.current().tokens
    if not filled:
        rounded(painter, rect, radius, None, tokens.accent, width=FOCUS_WIDTH)
        return
    inner = QRectF(rect).adjusted(2, 2, -2, -2)
    rounded(painter, inner, max(radius - 2, 1), None, tokens.on_accent, width=FOCUS_WIDTH)


def disc(painter: QPainter, status: Status, rect: QRectF) -> None:
    """Paint a status as a filled disc with its icon, for places without a chip."""
    tokens = theme.current().tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.tint(status).ink))
    painter.drawEllipse(rect)
    inset = rect.width() * 0.2
    icons.draw(painter, disc_icon(status), rect.adjusted(inset, inset, -inset, -inset), tokens.surface)


def disc_icon(status: Status) -> str:
    """Return the icon inside a filled disc: a clock's own circle would double the disc."""
    return "hands" if status is Status.NOT_YET else icons.OF_STATUS[status]


def text_width(font: QFont, text: str) -> int:
    """Return the whole pixels a line of text needs."""
    return int(_advance(font, text)) + 1


# The font is kept beside the width, so that its id stays its own.
_advances: dict[tuple[int, str], tuple[QFont, float]] = {}


def _advance(font: QFont, text: str) -> float:
    kept = _advances.get((id(font), text))
    if kept is None:
        if len(_advances) > 4096:
            _advances.clear()
        kept = _advances[id(font), text] = font, QFontMetricsF(font).horizontalAdvance(text)
    return kept[1]


def baseline(font: QFont, top: float, height: float) -> float:
    """Return where the baseline of a line lies that is centred by its capitals in a height."""
    return top + (height + QFontMetricsF(font).capHeight()) / 2


def line_of_text(painter: QPainter, font: QFont, colour: str, at: QPointF, text: str) -> None:
    """Draw one line from its baseline."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(at, text)


def ink_of(status: Status, tokens: Tokens | None = None) -> str:
    """Return the colour of a status's text."""
    return (tokens or theme.current().tokens).tint(status).ink


def centred(painter: QPainter, font: QFont, colour: str, middle: float, base: float, text: str) -> None:
    """Draw one line whose middle lies at `middle` and whose baseline at `base`."""
    line_of_text(painter, font, colour, QPointF(middle - _advance(font, text) / 2, base), text)
