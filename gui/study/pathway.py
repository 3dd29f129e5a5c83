"""The drawn pathway: from the receptor in its membrane to the platelets, in the colours of the theme."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.tokens import Tint

_WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_WIDEST = 620
# Heights at 100 %: outside the cell, the membrane, inside it, then the boxes below with their arrows.
_OUTSIDE, _MEMBRANE, _INSIDE, _ARROW, _BOX = 74, 52, 56, 26, 46


class Pathway(QLabel):
    """One picture; whoever cannot see it hears it as its accessible description."""

    def __init__(self, texts: Mapping[str, str], *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self._texts = dict(texts)
        self.setAccessibleName(texts["title"])
        self.setAccessibleDescription(texts["spoken"])

    def sizeHint(self) -> QSize:
        look = theme.current()
        height = _OUTSIDE + _MEMBRANE + _INSIDE + 3 * _ARROW + 2.6 * _BOX + 6
        return QSize(look.px(420), look.px(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(300), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(self.width(), theme.current().px(_WIDEST))
        painter.translate((self.width() - width) / 2, 0)
        _Drawing(painter, self._texts, width).draw()


class _Drawing:
    """One drawing of the pathway, `width` pixels wide, from the top down."""

    def __init__(self, painter: QPainter, texts: Mapping[str, str], width: float) -> None:
        self._painter = painter
        self._texts = texts
        self._width = width
        self._look = theme.current()
        self._middle = width / 2

    def draw(self) -> None:
        top = self._px(_OUTSIDE)
        self._draw_cell(top)
        self._draw_receptor(top)
        self._draw_ligands(top)
        below = top + self._px(_MEMBRANE + _INSIDE)
        below = self._draw_ways(below)
        tokens = self._look.tokens
        below = self._draw_step(below, "progenitors", tokens.neutral)
        self._draw_step(below, "platelets", tokens.met)

    def _px(self, size: float) -> float:
        return size * self._look.text_scale

    def _draw_cell(self, top: float) -> None:
        """Draw the membrane as a band of two rows of heads, and say what is outside and inside."""
        tokens, height = self._look.tokens, self._px(_MEMBRANE)
        band = QRectF(0, top, self._width, height)
        paint.rounded(self._painter, band, theme.RADIUS, tokens.unknown.ground)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(tokens.unknown.edge))
        radius = self._px(3)
        count = int(self._width // (radius * 3))
        for i in range(count):
            x = (i + 0.5) * self._width / count
            for y in (top + radius, top + height - radius):
                self._painter.drawEllipse(QPointF(x, y), radius, radius)
        muted = tokens.muted
        side = self._width * 0.3
        self._write(QRectF(0, top - self._px(20), side, self._px(18)), "outside", muted, _LEFT)
        self._write(QRectF(self._px(8), top, side, height), "membrane", tokens.text, _LEFT)
        self._write(QRectF(0, top + height + self._px(2), side, self._px(18)), "inside", muted, _LEFT)

    def _draw_receptor(self, top: float) -> None:
        """Draw the two chains of the receptor through the membrane."""
        tokens = self._look.tokens
        bottom = top + self._px(_MEMBRANE + 20)
        for side in (-1, 1):
            x = self._middle + side * self._px(13)
            chain = QRectF(x - self._px(6), top - self._px(40), self._px(12), bottom - top + self._px(40))
            paint.rounded(self._painter, chain, self._px(6), tokens.accent, tokens.surface, width=1.5)
        box = QRectF(0, bottom + self._px(2), self._width, self._px(34))
        self._write(box.adjusted(0, 0, 0, -box.height() / 2), "receptor", tokens.text, _WRAPPED, "small_strong")
        self._write(box.adjusted(0, box.height() / 2, 0, 0), "pairing", tokens.muted, _WRAPPED)

    def _draw_ligands(self, top: float) -> None:
        """Draw what binds where: thrombopoietin on the outer part, hetrombopag within the membrane."""
        tokens = self._look.tokens
        outer = QPointF(self._middle, top - self._px(46))
        inner = QPointF(self._middle + self._px(30), top + self._px(_MEMBRANE) / 2)
        self._painter.setPen(paint.pen(tokens.surface, 1.5))
        self._painter.setBrush(QColor(tokens.met.edge))
        self._painter.drawEllipse(outer, self._px(16), self._px(11))
        self._painter.setBrush(QColor(tokens.failed.edge))
        self._painter.drawPolygon([inner + QPointF(self._px(x), self._px(y)) for x, y in _HEXAGON])
        self._label(outer + QPointF(self._px(24), 0), "ligand", "ligand_site", tokens.met)
        self._label(inner + QPointF(self._px(18), 0), "drug", "drug_site", tokens.failed)

    def _label(self, at: QPointF, name: str, site: str, tint: Tint) -> None:
        height, room = self._px(18), self._width - at.x() - 4
        self._write(QRectF(at.x(), at.y() - height, room, height), name, tint.ink, _LEFT, "small_strong")
        self._write(QRectF(at.x(), at.y(), room, height), site, self._look.tokens.text, _LEFT)

    def _draw_ways(self, top: float) -> float:
        """Draw the three signalling ways side by side; returns where they end."""
        gap = self._px(12)
        width = (self._width - 2 * gap) / 3
        height, under = self._px(_BOX) * 0.8, top + self._px(_ARROW)
        for place, name in enumerate(("jak_stat", "pi3k", "erk")):
            box = QRectF(place * (width + gap), under, width, height)
            self._arrow(QPointF(self._middle, top), QPointF(box.center().x(), under))
            self._box(box, name, self._look.tokens.not_yet)
        return under + height

    def _draw_step(self, top: float, name: str, tint: Tint) -> float:
        under = top + self._px(_ARROW)
        box = QRectF(0, under, self._width, self._px(_BOX) * 0.9)
        starts = [self._width / 6, self._middle, self._width * 5 / 6] if name == "progenitors" else [self._middle]
        for x in starts:
            self._arrow(QPointF(x, top), QPointF(x if len(starts) == 1 else (x + self._middle) / 2, under))
        self._box(box, name, tint)
        return box.bottom()

    def _box(self, box: QRectF, name: str, tint: Tint) -> None:
        paint.rounded(self._painter, box, theme.RADIUS, tint.ground, tint.edge)
        self._write(box.adjusted(8, 0, -8, 0), name, tint.ink, _WRAPPED, "strong")

    def _arrow(self, start: QPointF, end: QPointF) -> None:
        colour, head = self._look.tokens.outline, self._px(5)
        gap = QPointF(0, self._px(4))
        start, end = start + gap, end - gap
        self._painter.setPen(paint.pen(colour, 1.5))
        path = QPainterPath(start)
        half = (start.y() + end.y()) / 2
        path.cubicTo(QPointF(start.x(), half), QPointF(end.x(), half), end)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPath(path)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        tip = end + QPointF(0, self._px(2))
        self._painter.drawPolygon([tip, tip + QPointF(-head, -head * 1.3), tip + QPointF(head, -head * 1.3)])

    def _write(self, box: QRectF, name: str, ink: str, flags: int, role: str = "small") -> None:
        """Write a text into a box, one size smaller where it would not fit."""
        text = self._texts[name]
        font = self._look.font(role)
        needed = QFontMetrics(font).boundingRect(box.toRect(), flags, text)
        if needed.height() > box.height() + 2 or needed.width() > box.width() + 2:
            font = self._look.font("small")
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        self._painter.drawText(box, flags, text)


_HEXAGON = ((0, -11), (10, -5.5), (10, 5.5), (0, 11), (-10, 5.5), (-10, -5.5))
