"""The narrow column at the left: one button a page, an icon over its word."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QRadioButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.choice_group import ChoiceGroup

_CENTRED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Place:
    """A page as the navigation shows it; `keys` is its shortcut as people read it."""

    id: str
    icon: str
    word: str
    keys: str


class Navigation(QScrollArea):
    """The pages, one of them chosen; arrows move, Ctrl with a number goes there from anywhere.

    Where the window is low for its text the buttons move together, and then scroll.
    """

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], *, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._places = tuple(places)
        self._group = ChoiceGroup(self)
        self._column = _Column()
        self.setWidget(self._column)
        box = QVBoxLayout(self._column)
        box.setContentsMargins(6, 10, 7, 10)
        box.setSpacing(theme.GRID)
        for number, place in enumerate(places):
            button = _PlaceButton(place.icon, name=f"navigation.{place.id}")
            button.reached.connect(self._bring_into_sight)
            self._group.addButton(button, number)
            box.addWidget(button)
        box.addStretch(1)
        self.retext(places, label)
        self._group.picked.connect(self._picked)

    def retext(self, places: Sequence[Place], label: str) -> None:
        """Give the pages their words in another language."""
        self._places = tuple(places)
        self.setAccessibleName(label)
        for button, place in zip(self._group.buttons(), places, strict=True):
            button.setText(place.word)
            button.setAccessibleName(place.word)
            button.setToolTip(f"{place.word} ({place.keys})")
            button.updateGeometry()

    def show_chosen(self, page: str) -> None:
        """Mark a page as the one in sight, without emitting it."""
        number = next(i for i, place in enumerate(self._places) if place.id == page)
        self._group.show_chosen(number)
        self.ensureWidgetVisible(self._group.button(number))

    def sizeHint(self) -> QSize:
        least = self._column.minimumSizeHint()
        bar = self.verticalScrollBar().sizeHint().width() if least.height() > self.height() else 0
        return QSize(least.width() + bar, self._column.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), theme.current().control_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.sizeHint().width() != self.width():
            self.updateGeometry()

    @Slot()
    def _bring_into_sight(self) -> None:
        button = self.sender()
        assert isinstance(button, QWidget)
        self.ensureWidgetVisible(button)

    @Slot(int)
    def _picked(self, number: int) -> None:
        self.chosen.emit(self._places[number].id)


class _Column(QWidget):
    """The ground under the buttons."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        painter = QPainter(self)
        paint.fill(painter, self.rect(), tokens.surface)
        paint.fill(painter, QRect(self.width() - 1, 0, 1, self.height()), tokens.line)


class _PlaceButton(QRadioButton):
    """One page; one of several choices to every assistive technology."""

    reached = Signal()  # the cursor came

    def __init__(self, icon: str, *, name: str) -> None:
        super().__init__()
        self._icon = icon
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        look = theme.current()
        word = paint.text_width(look.font("small_strong"), self.text())
        return QSize(max(look.px(68), word + 14), look.px(20) + look.px(16) + 20)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() - QSize(0, 16)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        tokens = look.tokens
        painter = QPainter(self)
        ink = tokens.accent if self.isChecked() else tokens.muted
        if self.isChecked():
            paint.rounded(painter, self.rect(), theme.RADIUS, tokens.accent_soft)
        elif self.underMouse():
            paint.rounded(painter, self.rect(), theme.RADIUS, tokens.hover)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS)
        size = look.px(20)
        top = (self.height() - size - look.px(16) - 3) // 2
        icons.draw(painter, self._icon, QRectF((self.width() - size) / 2, top, size, size), ink)
        painter.setFont(look.font("small_strong" if self.isChecked() else "small"))
        painter.setPen(QColor(ink))
        below = QRect(0, top + size + 3, self.width(), self.height() - top - size - 3)
        painter.drawText(below, _CENTRED, self.text())
