"""The funnel: from the rows that were read to those who may qualify, a line a step; each leads to its people."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, labels, paint
from gui.kit.choice_group import ChoiceGroup
from gui.kit.tokens import Status

_SIDE, _ABOVE, _GAP, _BAR = 10, 6, 8, 6
_LABEL = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_NUMBER = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
_NARROWEST = 2  # pixels of a bar that stands for somebody


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what it counts, how many, which share of all that is, and what to add.

    `within` the step above it; a `heading` stands over the first of several.
    """

    id: str
    label: str
    number: str
    share: float
    status: Status
    note: str = ""
    within: bool = False
    heading: str = ""

    @property
    def spoken(self) -> str:
        """Give it as one line."""
        return ", ".join(filter(None, (f"{self.label}: {self.number}", self.note)))


class Funnel(QWidget):
    """One step under the other; the one whose people are shown is the chosen one."""

    chosen = Signal(str)  # the id of a step

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prescreen.funnel")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(4, 0, 4, 0)
        self._box.setSpacing(1)
        self._group = ChoiceGroup(self, exclusive=False)
        self._group.picked.connect(self._picked)
        self._lines: dict[str, _StepLine] = {}
        self._headings: dict[str, labels.Words] = {}

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these; the same steps in another language keep the cursor where it is."""
        if [step.id for step in steps] != list(self._lines):
            self._build(steps)
        for step in steps:
            self._lines[step.id].show_step(step)
            if step.heading:
                self._headings[step.id].setText(step.heading)

    def choose(self, id: str) -> None:
        """Mark the step whose people are shown, or none, without emitting it."""
        self._group.show_chosen(list(self._lines).index(id) if id in self._lines else None)

    def _build(self, steps: Sequence[Step]) -> None:
        for line in self._lines.values():
            self._group.removeButton(line)
        for widget in (*self._lines.values(), *self._headings.values()):
            self._box.removeWidget(widget)
            widget.deleteLater()
        self._lines = {step.id: _StepLine(step) for step in steps}
        self._headings = {step.id: labels.Words(role="small") for step in steps if step.heading}
        for place, (id, line) in enumerate(self._lines.items()):
            if id in self._headings:
                self._headings[id].setContentsMargins(_SIDE, theme.GRID * 2, 0, theme.GRID)
                self._box.addWidget(self._headings[id])
            self._group.addButton(line, place)
            self._box.addWidget(line)

    @Slot(int)
    def _picked(self, place: int) -> None:
        id = list(self._lines)[place]
        self.choose(id)
        self.chosen.emit(id)


class _StepLine(QPushButton):
    """One step, a button to every assistive technology."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.setObjectName(f"prescreen.step.{step.id}")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._step = step

    def show_step(self, step: Step) -> None:
        self._step = step
        self.setAccessibleName(step.spoken)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        look = theme.current()
        text = self._label_room(width).height()
        note = QFontMetrics(look.font("small")).height() if self._step.note else 0
        return 2 * _ABOVE + text + 4 + look.px(_BAR) + (note + 2 if note else 0)

    def sizeHint(self) -> QSize:
        width = theme.current().px(280)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(180), theme.current().control_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens = theme.current(), theme.current().tokens
        painter = QPainter(self)
        if self.isChecked() or self.underMouse():
            ground = tokens.accent_soft if self.isChecked() else tokens.hover
            paint.rounded(painter, self.rect(), theme.RADIUS, ground)
        room = self._label_room(self.width())
        self._paint_icon(painter)
        painter.setFont(self._font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(room, _LABEL, self._step.label)
        painter.drawText(QRect(0, _ABOVE, self.width() - _SIDE, room.height()), _NUMBER, self._step.number)
        bar = QRectF(room.left(), room.bottom() + 5, self.width() - _SIDE - room.left(), look.px(_BAR))
        self._paint_bar(painter, bar)
        if self._step.note:
            painter.setFont(look.font("small"))
            painter.setPen(QColor(tokens.muted if not self.isChecked() else tokens.text))
            below = QRect(room.left(), int(bar.bottom()) + 2, int(bar.width()), self.height())
            painter.drawText(below, _LABEL, self._step.note)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS)

    def _paint_icon(self, painter: QPainter) -> None:
        if not self._step.within:
            size = theme.current().px(16)
            line = QFontMetrics(self._font()).height()
            place = QRectF(_SIDE, _ABOVE + (line - size) / 2, size, size)
            icons.draw(painter, icons.OF_STATUS[self._step.status], place, paint.ink_of(self._step.status))

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        tokens, radius = theme.current().tokens, bar.height() / 2
        tint = tokens.tint(self._step.status)
        paint.rounded(painter, bar, radius, tokens.line)
        if self._step.share > 0:
            width = max(bar.width() * min(self._step.share, 1.0), _NARROWEST)
            part = QRectF(bar.left(), bar.top(), width, bar.height())
            paint.rounded(painter, part, min(radius, width / 2), tint.edge)

    def _label_room(self, width: int) -> QRect:
        """Give where the label stands: as high as it is when it wraps beside its number."""
        metrics = QFontMetrics(self._font())
        number = metrics.horizontalAdvance(self._step.number)
        left = _SIDE + theme.current().px(16) + _GAP
        room = QRect(left, _ABOVE, max(width - left - _SIDE - number - _GAP, 40), 10_000)
        room.setHeight(metrics.boundingRect(room, _LABEL, self._step.label).height())
        return room

    def _font(self) -> QFont:
        return theme.current().font("body" if self._step.within else "strong")
