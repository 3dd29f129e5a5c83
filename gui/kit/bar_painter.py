"""The parts of a chart of bars, each painted by one function; a part is told by its pattern as well as its colour."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter

from gui import theme
from gui.kit import paint
from gui.kit.bars import Line, Place
from gui.kit.tokens import colour

_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.CrossPattern,
)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ABOVE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def swatch_width() -> int:
    """Return the width of the pattern before a name, with the gap behind it."""
    return theme.current().px(14) + 8


def legend(painter: QPainter, names: Sequence[str], rooms: Sequence[QRect]) -> None:
    """Say which pattern is what."""
    look = theme.current()
    painter.setFont(look.font("small"))
    size = look.px(10)
    for place, (name, room) in enumerate(zip(names, rooms, strict=True)):
        _filled(painter, QRectF(room.left(), room.top() + 2, look.px(14), size), place)
        painter.setPen(QColor(look.tokens.text))
        painter.drawText(room.adjusted(swatch_width(), 0, 0, 0), _ABOVE, name)


def words(painter: QPainter, line: Line, label: QRectF, end: QRectF) -> None:
    """Write what a bar is at its left, and what it comes to at its right."""
    look = theme.current()
    painter.setFont(look.font("body"))
    painter.setPen(QColor(look.tokens.text))
    painter.drawText(label, _LEFT, line.label)
    painter.setFont(look.font("small"))
    painter.setPen(QColor(look.tokens.muted))
    painter.drawText(end.adjusted(0, 0, -6, 0), _RIGHT, line.end)


def bar(painter: QPainter, line: Line, room: QRectF, places: Sequence[Place]) -> None:
    """Draw the parts of a bar on the ground of the longest one, each with its number where it has room."""
    look = theme.current()
    paint.fill(painter, room.toRect(), look.tokens.hover)
    metrics = QFontMetricsF(look.font("small_strong"))
    for place in places:
        if not line.parts[place.part]:
            continue
        _filled(painter, place.rect, place.part)
        number = str(line.parts[place.part])
        wide = metrics.horizontalAdvance(number) + 8
        if wide + 4 <= place.rect.width():
            chip = QRectF(place.rect.center().x() - wide / 2, place.rect.top() + 2, wide, place.rect.height() - 4)
            paint.rounded(painter, chip, 3, look.tokens.surface)
            painter.setFont(look.font("small_strong"))
            painter.setPen(QColor(look.tokens.text))
            painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), number)


def pointed(painter: QPainter, rect: QRectF) -> None:
    """Show which part is pointed at."""
    paint.rounded(painter, rect.adjusted(-2, -2, 2, 2), 2, None, theme.current().tokens.text, width=2)


def _filled(painter: QPainter, rect: QRectF, place: int) -> None:
    tokens = theme.current().tokens
    inks = (
        tokens.accent,
        tokens.unknown.edge,
        tokens.neutral.edge,
        tokens.met.edge,
        tokens.failed.edge,
        tokens.muted,
    )
    ink = inks[place % len(inks)]
    style = _PATTERNS[place % len(_PATTERNS)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if style is not Qt.BrushStyle.SolidPattern:
        painter.fillRect(rect, colour(ink, 0.22))
    painter.fillRect(rect, QBrush(QColor(ink), style))
    painter.setPen(QColor(ink))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
