"""The band above every page of a practice book: it says that nobody there is real."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, labels, paint
from gui.kit.tokens import Status
from screening.wording import Words


class PracticeBanner(QWidget):
    """Stands there all the time; it can't be closed."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setObjectName("practice.banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._said = labels.Words(role="strong")
        box = QHBoxLayout(self)
        box.setContentsMargins(22 + theme.current().px(18), theme.GRID, theme.GRID * 2, theme.GRID)
        box.addWidget(self._said)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Say it in another language."""
        self._said.setText(words.text("exercise.banner"))
        self.setAccessibleName(words.text("exercise.banner"))

    def refresh(self) -> None:
        """Nothing in the record changes it."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        tint = theme.current().tokens.tint(Status.UNKNOWN)
        painter = QPainter(self)
        paint.fill(painter, self.rect(), tint.ground)
        paint.fill(painter, self.rect().adjusted(0, self.height() - 1, 0, 0), tint.edge)
        size = theme.current().px(16)
        place = QRectF(14, (self.height() - size) / 2, size, size)
        icons.draw(painter, icons.OF_STATUS[Status.UNKNOWN], place, tint.ink)
