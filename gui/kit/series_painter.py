"""The parts of the chart of results, each painted by one function."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from gui import theme
from gui.kit import paint
from gui.kit.chart_scale import Plot, day_ticks
from gui.kit.series import ChartPoint, PlacedMark, PointMark, Series
from gui.kit.tokens import colour


def empty(painter: QPainter, rect: QRectF, words: str) -> None:
    """Say in the middle that there is nothing to draw yet."""
    look = theme.current()
    painter.setFont(look.font("body"))
    painter.setPen(QColor(look.tokens.muted))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def ground(painter: QPainter, plot: Plot, series: Series) -> None:
    """Shade the days on which the person could qualify."""
    tint = theme.current().tokens.met
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for first, last in series.possible:
        left = plot.x(first)
        right = plot.right if last is None else min(plot.x(last + timedelta(days=1)), plot.right)
        painter.fillRect(QRectF(left, plot.top, right - left, plot.bottom - plot.top), colour(tint.edge, 0.18))


def axes(painter: QPainter, plot: Plot, day_label: Callable[[date], str]) -> None:
    """Draw the values at the left with faint lines, and the days below."""
    look = theme.current()
    font = look.font("small")
    metrics = QFontMetricsF(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for tick in plot.ticks:
        y = round(plot.y(tick))
        painter.setPen(paint.pen(look.tokens.outline if tick == 0 else look.tokens.line))
        painter.drawLine(QPointF(plot.left, y), QPointF(plot.right, y))
        label = f"{tick:g}"
        at = QPointF(plot.left - 8 - metrics.horizontalAdvance(label), y + metrics.capHeight() / 2)
        paint.line_of_text(painter, font, look.tokens.muted, at, label)
    widest = metrics.horizontalAdvance(day_label(date(2026, 12, 28))) + look.px(20)
    for day in day_ticks(plot.first, plot.last, max(int((plot.right - plot.left) / widest), 1)):
        x = plot.x(day)
        half = metrics.horizontalAdvance(day_label(day)) / 2
        if plot.left <= x - half and x + half <= plot.right + 8:
            painter.setPen(paint.pen(look.tokens.outline))
            painter.drawLine(QPointF(round(x), plot.bottom), QPointF(round(x), plot.bottom + 4))
            base = plot.bottom + 6 + metrics.ascent()
            paint.line_of_text(painter, font, look.tokens.muted, QPointF(x - half, base), day_label(day))


def days(painter: QPainter, plot: Plot, marks: Sequence[PlacedMark], on: date | None) -> None:
    """Draw the named days and the day assessed as upright lines."""
    look = theme.current()
    # Upright lines on whole pixels are sharper, and faster, without smoothing.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if on is not None:
        _upright(painter, plot, on, paint.pen(look.tokens.text, 2))
    for placed in marks:
        pen = paint.pen(look.tokens.muted if placed.mark.planned else look.tokens.outline)
        if placed.mark.planned:
            pen.setDashPattern([2, 3])
        _upright(painter, plot, placed.mark.day, pen)
        if placed.label_at is not None:
            font, label = look.font("small"), placed.mark.label
            paint.line_of_text(painter, font, look.tokens.muted, placed.label_at, label)


def _upright(painter: QPainter, plot: Plot, day: date, pen: QPen) -> None:
    x = round(plot.x(day))
    painter.setPen(pen)
    painter.drawLine(QPointF(x, plot.top), QPointF(x, plot.bottom))


def limits(painter: QPainter, plot: Plot, series: Series, shown: Sequence[ChartPoint]) -> None:
    """Draw each limit dashed, with its label at the end where fewer results are near."""
    for value, label in series.limits:
        _limit(painter, plot, value, label, shown)


def _limit(painter: QPainter, plot: Plot, value: float, label: str, shown: Sequence[ChartPoint]) -> None:
    look = theme.current()
    tint = look.tokens.failed
    y = round(plot.y(value))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(paint.pen(tint.edge, 2, dashed=True))
    painter.drawLine(QPointF(plot.left, y), QPointF(plot.right, y))
    font = look.font("small")
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(label)
    left, right = plot.left + 8, plot.right - width - 8
    crowds = [_crowd(plot, shown, QRectF(x, y - metrics.height(), width, metrics.height())) for x in (left, right)]
    x = left if crowds[0] <= crowds[1] else right
    paint.line_of_text(painter, font, tint.ink, QPointF(x, y - metrics.descent() - 2), label)


def _crowd(plot: Plot, shown: Sequence[ChartPoint], label: QRectF) -> int:
    near = label.adjusted(-24, -16, 24, 16)
    return sum(near.contains(QPointF(plot.x(point.at), plot.y(point.value))) for point in shown)


def points(painter: QPainter, plot: Plot, shown: Sequence[ChartPoint], chosen: int | None) -> None:
    """Draw the results: a line through all that are not clumped, and each with its own mark."""
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    places = [QPointF(plot.x(point.at), plot.y(point.value)) for point in shown]
    line = QPen(QColor(look.tokens.accent), 1.75)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(
        QPolygonF([at for at, p in zip(places, shown, strict=True) if p.mark is not PointMark.CLUMPED])
    )
    crowded = len(shown) > 1 and (plot.right - plot.left) / len(shown) < look.px(10)
    for index, (at, point) in enumerate(zip(places, shown, strict=True)):
        _point(painter, at, point.mark, look.px(3 if crowded else 4) + (2 if index == chosen else 0))


def _point(painter: QPainter, at: QPointF, mark: PointMark, radius: float) -> None:
    tokens = theme.current().tokens
    ink = QColor(tokens.unknown.ink if mark is PointMark.CLUMPED else tokens.accent)
    if mark is PointMark.CLUMPED:
        painter.setPen(QPen(ink, 2))
        arm = radius * 0.9
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))
        return
    hollow = mark is PointMark.EXPIRED
    painter.setPen(QPen(ink if hollow else QColor(tokens.surface), 1.5))
    painter.setBrush(QColor(tokens.surface) if hollow else ink)
    painter.drawEllipse(at, radius, radius)


def read_out(painter: QPainter, plot: Plot, point: ChartPoint) -> None:
    """Show beside a result what it is."""
    room = QRectF(plot.left, 0, plot.right - plot.left, plot.bottom)
    say(painter, room, QRectF(plot.x(point.at), plot.y(point.value), 0, 0), point.spoken)


def say(painter: QPainter, room: QRectF, of: QRectF, words: str) -> None:
    """Say something of a place in a chart: in a box above it, or below where there is no room, on one line or more."""
    look = theme.current()
    font = look.font("small")
    inner = QRectF(0, 0, max(room.width() - 18, 20), 10_000)
    needed = QFontMetricsF(font).boundingRect(inner, int(Qt.TextFlag.TextWordWrap), words)
    width, height = needed.width() + 18, needed.height() + 8
    left = min(max(of.center().x() - width / 2, room.left()), max(room.right() - width, room.left()))
    above = of.top() - height - 10
    box = QRectF(left, above if above >= 0 else of.bottom() + 10, width, height)
    paint.rounded(painter, box, 4, look.tokens.surface, look.tokens.outline)
    painter.setFont(font)
    painter.setPen(QColor(look.tokens.text))
    inside = box.adjusted(8, 4, -8, -4)
    painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), words)


def focus(painter: QPainter, rect: QRectF) -> None:
    """Show that the arrow keys walk through the results."""
    paint.focus_ring(painter, rect, theme.RADIUS)
