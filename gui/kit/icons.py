"""The program's icons: line drawings in any colour, sharp at every scale."""

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.kit.tokens import Status

OF_STATUS = {
    Status.MET: "check",
    Status.NOT_YET: "clock",
    Status.UNKNOWN: "question",
    Status.FAILED: "cross",
    Status.NEUTRAL: "minus",
}


@cache
def _drawing(name: str) -> str:
    return (files("resources.icons") / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def draw(painter: QPainter, name: str, where: QRectF, colour: str) -> None:
    """Draw an icon into a square; `colour` is #rrggbb.

    Raises FileNotFoundError for an unknown name.
    """
    ratio = painter.device().devicePixelRatio()
    if ratio == int(ratio) and where.width() == int(where.width()):
        painter.drawPixmap(where.topLeft().toPoint(), pixmap(name, int(where.width()), colour, ratio))
    else:
        _renderer(name, colour).render(painter, where)


@lru_cache(maxsize=512)
def pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    """Return an icon of `size` x `size` logical pixels for a screen of this device pixel ratio.

    Raises FileNotFoundError for an unknown name.
    """
    drawing = _renderer(name, colour)
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, size: int, colour: str) -> QIcon:
    """Return an icon for Qt's own buttons and menus, drawn for each scale of the screens there are."""
    made = QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0, 2.0}:
        made.addPixmap(pixmap(name, size, colour, ratio))
    return made


def app_icon() -> QIcon:
    """Return the program's own icon in the sizes desktops ask for."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", size, "#2156c8", 1.0))
    return made
