"""A choice of one among a few that each need a sentence: all of them in sight, one of them always chosen."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.choice_group import ChoiceGroup
from gui.kit.segmented import Option

_SIDE, _ABOVE, _GAP, _BETWEEN = 10, 7, 8, 2
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class TileChoice(QWidget):
    """Options one under the other, each with its hint as a sentence below it; arrows move and choose."""

    answered = Signal(str)

    def __init__(self, options: Sequence[Option], *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._ids = tuple(option.id for option in options)
        self._group = ChoiceGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for place, option in enumerate(options):
            tile = _Tile(option, f"{name}.{option.id}", label)
            self._group.addButton(tile, place)
            box.addWidget(tile)
        self.set_value(self._ids[0])
        self._group.picked.connect(self._picked)

    def value(self) -> str:
        """Return the chosen option's id."""
        return self._ids[self._group.checkedId()]

    def set_value(self, value: str) -> None:
        """Show a choice without emitting it.

        Raises ValueError for an id that is not among the options.
        """
        self._group.show_chosen(self._ids.index(value))

    def tile(self, option_id: str) -> QRadioButton:
        """Return the button of an option.

        Raises ValueError for an id that is not among the options.
        """
        found = self._group.button(self._ids.index(option_id))
        assert isinstance(found, QRadioButton)
        return found

    def show_only(self, ids: Collection[str]) -> None:
        """Offer some of the options alone."""
        for one in self._ids:
            self.tile(one).setVisible(one in ids)

    @Slot(int)
    def _picked(self, place: int) -> None:
        self.answered.emit(self._ids[place])


class _Tile(QRadioButton):
    """One option; a radio button to every assistive technology."""

    def __init__(self, option: Option, name: str, group: str) -> None:
        super().__init__(option.label)
        self._hint = option.hint
        self.setObjectName(name)
        self.setAccessibleName(option.label)
        self.setAccessibleDescription(", ".join(filter(None, (group, option.hint))))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title = QFontMetrics(self._title_font()).height()
        return title + self._hint_height(width) + 2 * _ABOVE

    def sizeHint(self) -> QSize:
        width = theme.current().px(280)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = theme.current().px(160)
        return QSize(width, theme.current().control_height)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens, on = theme.current(), theme.current().tokens, self.isChecked()
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        fill = tokens.accent_soft if on else tokens.hover if self.underMouse() else tokens.field
        paint.rounded(painter, self.rect(), theme.RADIUS, fill, tokens.accent if on else tokens.outline)
        title = QFontMetrics(self._title_font()).height()
        self._paint_mark(painter, QRectF(_SIDE, _ABOVE + (title - self._mark()) / 2, self._mark(), self._mark()))
        room = self.rect().adjusted(self._left(), _ABOVE, -_SIDE, 0)
        painter.setFont(self._title_font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(room, _WRAPPED, self.text())
        painter.setFont(look.font("small"))
        painter.setPen(QColor(tokens.text if on else tokens.muted))
        painter.drawText(room.adjusted(0, title + _BETWEEN, 0, 0), _WRAPPED, self._hint)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS)

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        tokens = theme.current().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(paint.pen(tokens.accent if self.isChecked() else tokens.outline, 1.5))
        painter.setBrush(QColor(tokens.field))
        painter.drawEllipse(place.adjusted(1, 1, -1, -1))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            inset = place.width() * 0.3
            painter.drawEllipse(place.adjusted(inset, inset, -inset, -inset))

    def _hint_height(self, width: int) -> int:
        if not self._hint:
            return 0
        room = QRect(0, 0, max(width - self._left() - _SIDE, 1), 10_000)
        return _BETWEEN + QFontMetrics(theme.current().font("small")).boundingRect(room, _WRAPPED, self._hint).height()

    def _title_font(self) -> QFont:
        return theme.current().font("strong" if self.isChecked() else "body")

    def _mark(self) -> int:
        return theme.current().px(16)

    def _left(self) -> int:
        return _SIDE + self._mark() + _GAP
