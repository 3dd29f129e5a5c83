"""Buttons: with a word, with an icon alone, and as a link in running text."""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint

_GAP = 6
_SIDE = 14
LINK_SIDE = 4
_TEXT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic


class Weight(StrEnum):
    """How loudly a button speaks; a page has at most one primary."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    LINK = "link"
    DANGER = "danger"


class Button(QPushButton):
    """A button with a word and perhaps an icon; `name` becomes its objectName."""

    def __init__(
        self,
        text: str,
        *,
        name: str,
        weight: Weight = Weight.PLAIN,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._weight = weight
        self._icon = icon
        self._measured: tuple[tuple[str, theme.Theme] | None, int] = (None, 0)

    def show_icon(self, icon: str | None) -> None:
        """Change the icon, or take it away with None."""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def show_folded(self, *, folded: bool) -> None:
        """Tell a screen reader whether the part that this button folds is in sight: then it is the pressed one."""
        self.setCheckable(True)
        self.setChecked(not folded)
        self.setProperty("folded", folded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space: it presses the button that has the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        look = theme.current()
        width = 2 * self._side() + self._text_width()
        if self._icon:
            width += look.px(16) + (_GAP if self.text() else 0)
        return QSize(width, self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._paint_ground(painter)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        rect = self._content_rect()
        if self._icon:
            size = theme.current().px(16)
            place = QRectF(rect.left(), rect.top() + (rect.height() - size) / 2, size, size)
            icons.draw(painter, self._icon, place, ink)
            rect.setLeft(rect.left() + size + _GAP)
        painter.setFont(self._font())
        painter.setPen(QColor(ink))
        painter.drawText(rect, int(_TEXT), self.text())

    def _side(self) -> int:
        return {Weight.LINK: LINK_SIDE, Weight.QUIET: 8}.get(self._weight, _SIDE) if self.text() else 8

    def _height(self) -> int:
        look = theme.current()
        return look.px(20) + 4 if self._weight is Weight.LINK else look.control_height

    def _font(self) -> QFont:
        return theme.current().font("strong" if self._weight is Weight.PRIMARY else "body")

    def _text_width(self) -> int:
        """Return the width of the word, measured once: layouts ask for it again and again."""
        key = (self.text(), theme.current())
        if key != self._measured[0]:
            size = QFontMetrics(self._font()).size(Qt.TextFlag.TextShowMnemonic, self.text())
            self._measured = key, size.width() + 1 if self.text() else 0
        return self._measured[1]

    def _content_rect(self) -> QRectF:
        wanted = self.sizeHint().width()
        left = max((self.width() - wanted) / 2, 0) + self._side()
        return QRectF(left, 0, self.width() - left, self.height())

    def _paint_ground(self, painter: QPainter) -> str:
        """Paint what lies under the word and return the colour of the word."""
        tokens = theme.current().tokens
        danger = tokens.failed
        inside = self.isEnabled() and (self.underMouse() or self.isDown())
        fill, edge, ink = {
            Weight.PRIMARY: (tokens.accent_hover if inside else tokens.accent, None, tokens.on_accent),
            Weight.PLAIN: (tokens.hover if inside else tokens.surface, tokens.outline, tokens.text),
            Weight.QUIET: (tokens.hover if inside else None, None, tokens.muted),
            Weight.LINK: (tokens.accent_soft if inside else None, None, tokens.accent),
            Weight.DANGER: (danger.ground if inside else tokens.surface, danger.edge, danger.ink),
        }[self._weight]
        if self.isChecked() and self.property("folded") is None:  # what is open shows that by itself
            fill, ink = tokens.accent_soft, tokens.accent
        paint.rounded(painter, self.rect(), theme.RADIUS, fill, edge)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS, filled=self._weight is Weight.PRIMARY)
        return ink


class IconButton(Button):
    """A square button with an icon alone; its words are its accessible name and its tooltip."""

    def __init__(
        self,
        icon: str,
        label: str,
        *,
        name: str,
        weight: Weight = Weight.QUIET,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", name=name, weight=weight, icon=icon, parent=parent)
        self.retext(label)

    def retext(self, label: str) -> None:
        """Give the button its words in another language."""
        self.setAccessibleName(label)
        self.setToolTip(label)

    def sizeHint(self) -> QSize:
        side = self._height()
        return QSize(side, side)

    def _content_rect(self) -> QRectF:
        size = theme.current().px(16)
        return QRectF((self.width() - size) / 2, 0, size, self.height())
