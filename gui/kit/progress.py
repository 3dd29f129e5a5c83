"""How far long work has come, as a bar."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from gui import theme
from gui.kit import paint

_HEIGHT, _GAP = 8, 8
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class Progress(QProgressBar):
    """A quiet bar, full and pale where nobody knows how long it takes.

    What it counts is said in words beside it, or, with `percent`, as a share of 100 at its end.
    """

    def __init__(self, *, name: str, label: str = "", percent: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTextVisible(False)
        self.setRange(0, 100)
        self.setValue(0)
        self._percent = percent
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, done: int, of: int) -> None:
        """Show how much is done; `of` is 0 where that is not known."""
        self.setMaximum(of)
        self.setValue(min(done, of))

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(200), look.px(20 if self._percent else _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(96 if self._percent else 60), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        tokens, height, known = look.tokens, look.px(_HEIGHT), self.maximum() > 0
        beside = paint.text_width(look.font("small"), "100 %") + _GAP if self._percent else 0
        bar = QRectF(0, (self.height() - height) / 2, self.width() - beside, height)
        paint.rounded(painter, bar, height / 2, tokens.hover if known else tokens.accent_soft, tokens.outline)
        width = bar.width() * self.value() / self.maximum() if known else 0.0
        if width >= height:
            paint.rounded(painter, QRectF(bar.left(), bar.top(), width, height), height / 2, tokens.accent)
        if self._percent:
            painter.setFont(look.font("small"))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(self.rect(), _RIGHT, f"{self.value()} %")
