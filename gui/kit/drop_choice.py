"""A choice of one among many, folded into a list; no answer is a state of its own."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.segmented import Option

_SIDE = 10
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class DropChoice(QComboBox):
    """Options in a list that opens; Delete takes the answer back, and `unanswered` is shown meanwhile."""

    answered = Signal(object)  # the option's id, or None when the answer was taken back

    def __init__(
        self,
        options: Sequence[Option],
        *,
        name: str,
        label: str,
        unanswered: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.retext(options, label, unanswered)
        self.setCurrentIndex(-1)
        self.activated.connect(self._activated)

    def retext(self, options: Sequence[Option], label: str, unanswered: str) -> None:
        """Give the options their words in another language; the answer stays."""
        chosen = self.value()
        self.clear()
        for option in options:
            self.addItem(option.label, option.id)
        self.setAccessibleName(label)
        self.setAccessibleDescription(label)
        self.setPlaceholderText(unanswered)
        self.set_value(chosen)

    def value(self) -> str | None:
        """Return the chosen option's id, or None for not answered."""
        data = self.currentData()
        return data if isinstance(data, str) else None

    def set_value(self, value: str | None) -> None:
        """Show an answer without emitting it.

        Raises ValueError for an id that is not among the options.
        """
        index = -1 if value is None else self.findData(value)
        if value is not None and index < 0:
            raise ValueError(f"{value!r} is not one of the options")
        self.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        look = theme.current()
        metrics = QFontMetrics(look.font())
        labels = [self.itemText(i) for i in range(self.count())] + [self.placeholderText()]
        widest = max(metrics.horizontalAdvance(label) for label in labels)
        return QSize(widest + 2 * _SIDE + look.px(16) + 8, look.control_height)

    def minimumSizeHint(self) -> QSize:
        look = theme.current()
        return QSize(min(look.px(96), self.sizeHint().width()), look.control_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.value() is not None:
                self.setCurrentIndex(-1)
                self.answered.emit(None)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: an answer must not change because somebody scrolls past."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        tokens = look.tokens
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        unanswered = self.value() is None
        paint.rounded(painter, self.rect(), theme.RADIUS, tokens.field, tokens.outline, dashed=unanswered)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS)
        size = look.px(16)
        arrow = QRectF(self.width() - size - 8, (self.height() - size) / 2, size, size)
        icons.draw(painter, "chevron-down", arrow, tokens.muted)
        room = QRectF(_SIDE, 0, arrow.left() - _SIDE - 4, self.height())
        painter.setFont(look.font())
        painter.setPen(QColor(tokens.muted if unanswered else tokens.text))
        text = self.placeholderText() if unanswered else self.currentText()
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _LINE, shown)

    @Slot(int)
    def _activated(self, _index: int) -> None:
        self.answered.emit(self.value())
