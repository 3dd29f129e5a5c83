"""A choice of one among a few, all of them in sight; no answer is a state of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.choice_group import ChoiceGroup

_SIDE = 8
_TRAY = 2
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
_CENTRED = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: what it is called, and a hint where it asks for more ("the investigator decides")."""

    id: str
    label: str
    hint: str = ""


class SegmentedChoice(QWidget):
    """Options side by side, or in columns or one under the other where the width ends.

    Arrows move, Space chooses, Delete or choosing the chosen one again takes the answer back.
    """

    answered = Signal(object)  # the option's id, or None when the answer was taken back

    def __init__(self, options: Sequence[Option], *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = ChoiceGroup(self, exclusive=False)
        self._options = tuple(options)
        self._segments = [_Segment(self, f"{name}.{option.id}") for option in options]
        for index, segment in enumerate(self._segments):
            self._group.addButton(segment, index)
        self._value: str | None = None
        self._told: tuple[tuple[Option, ...], str] | None = None
        self._columns = 1
        self._measured_for: theme.Theme | None = None
        self._arrangements: dict[int, tuple[int, list[QRect]]] = {}
        self.retext(options, label)
        self._give_tab_stop(0)
        self._group.picked.connect(self._picked)

    def retext(self, options: Sequence[Option], label: str) -> None:
        """Give the same options their words in another language; the same words cost nothing."""
        told = (tuple(options), label)
        if told == self._told:
            return
        self._told = told
        self._options = tuple(options)
        self.setAccessibleName(label)
        for segment, option in zip(self._segments, options, strict=True):
            segment.retext(option, label)
        self._measured_for = None
        self.updateGeometry()
        self._place()

    def value(self) -> str | None:
        """Return the chosen option's id, or None for not answered."""
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show an answer without emitting it.

        Raises ValueError for an id that is not among the options.
        """
        ids = self.ids()
        if value is not None and value not in ids:
            raise ValueError(f"{value!r} is not one of the options {ids}")
        self._value = value
        chosen = ids.index(value) if value is not None else None
        self._group.show_chosen(chosen)
        self._give_tab_stop(chosen or 0)
        self.update()

    def ids(self) -> list[str]:
        """Return the ids of the options in their order."""
        return [option.id for option in self._options]

    def segment(self, option_id: str) -> QRadioButton:
        """Return the button of an option.

        Raises StopIteration for an id that is not among the options.
        """
        return next(s for s, o in zip(self._segments, self._options, strict=True) if o.id == option_id)

    def clear(self) -> None:
        """Take the answer back, and say so if there was one."""
        if self._value is not None:
            self.set_value(None)
            self.answered.emit(None)

    def move_focus(self, segment: "_Segment", step: int) -> None:
        """Put the cursor on the next or previous option, without choosing it."""
        index = (self._segments.index(segment) + step) % len(self._segments)
        self._give_tab_stop(index)
        self._segments[index].setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def columns(self) -> int:
        """How many options stand side by side at the present width."""
        return self._columns

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arranged(width)[1][-1].bottom() + 1 + _TRAY

    def sizeHint(self) -> QSize:
        return QSize(self._cells().natural(len(self._segments)), theme.current().control_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.current().px(72), self.sizeHint().width()), theme.current().control_height)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tray: a dashed edge says that nothing is chosen yet."""
        tokens = theme.current().tokens
        painter = QPainter(self)
        unanswered = self._value is None
        paint.rounded(painter, self.rect(), theme.RADIUS, tokens.field, tokens.outline, dashed=unanswered)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(tokens.line))
        for index, segment in enumerate(self._segments):
            self._paint_divider(painter, index, segment.geometry())

    def _paint_divider(self, painter: QPainter, index: int, cell: QRect) -> None:
        if index % self._columns:
            painter.drawLine(cell.left() - 1, cell.top() + 4, cell.left() - 1, cell.bottom() - 4)
        if index >= self._columns:
            painter.drawLine(cell.left() + 4, cell.top() - 1, cell.right() - 4, cell.top() - 1)

    @Slot(int)
    def _picked(self, index: int) -> None:
        chosen = self._options[index].id
        self.set_value(None if chosen == self._value else chosen)
        self._give_tab_stop(index)
        self.answered.emit(self._value)

    def _give_tab_stop(self, index: int) -> None:
        for i, segment in enumerate(self._segments):
            stop = Qt.FocusPolicy.StrongFocus if i == index else Qt.FocusPolicy.ClickFocus
            segment.setFocusPolicy(stop)
        self.setFocusProxy(self._segments[index])

    def _cells(self) -> "_Cells":
        if self._measured_for is not theme.current():
            self._measured_for = theme.current()
            self._natural_cells = _Cells([segment.natural_width() for segment in self._segments])
            self._arrangements.clear()
        return self._natural_cells

    def _place(self) -> None:
        self._columns, cells = self._arranged(self.width())
        for segment, cell in zip(self._segments, cells, strict=True):
            segment.centred = self._columns == len(self._segments)
            segment.setGeometry(cell)
        self.update()

    def _arranged(self, width: int) -> tuple[int, list[QRect]]:
        """Return the columns and the cells for a width, reckoned once."""
        natural = self._cells()
        if width not in self._arrangements:
            self._arrangements[width] = self._arrange(natural, max(width - 2 * _TRAY, 1))
        return self._arrangements[width]

    def _arrange(self, natural: "_Cells", inner: int) -> tuple[int, list[QRect]]:
        columns = natural.columns_for(inner)
        widths = natural.shared(inner, columns)
        cells: list[QRect] = []
        top = _TRAY
        for start in range(0, len(self._segments), columns):
            line = self._segments[start : start + columns]
            height = max(s.height_for(w) for s, w in zip(line, widths, strict=False))
            left = _TRAY
            for cell_width in widths[: len(line)]:
                cells.append(QRect(left, top, cell_width, height))
                left += cell_width + 1
            top += height + 1
        return columns, cells


class SettledChoice(SegmentedChoice):
    """A choice that is never unanswered: the first option holds until another one is chosen."""

    def __init__(self, options: Sequence[Option], *, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(options, name=name, label=label, parent=parent)
        self.set_value(self.ids()[0])

    def clear(self) -> None:
        """Keep what is chosen."""

    @Slot(int)
    def _picked(self, index: int) -> None:
        if self.ids()[index] == self.value():
            self.set_value(self.value())
        else:
            super()._picked(index)


class _Cells:
    """How many cells of these natural widths fit side by side, and how wide each becomes."""

    def __init__(self, naturals: list[int]) -> None:
        self._naturals = naturals

    def natural(self, columns: int) -> int:
        return sum(self._widest(columns)) + columns - 1 + 2 * _TRAY

    def columns_for(self, inner: int) -> int:
        for columns in range(len(self._naturals), 1, -1):
            if self.natural(columns) - 2 * _TRAY <= inner:
                return columns
        return 1

    def shared(self, inner: int, columns: int) -> list[int]:
        """Share the width out: equal cells where every label fits in one, otherwise each by its need."""
        room = inner - (columns - 1)
        needs = self._widest(columns)
        if max(needs) <= room // columns or columns == 1:
            needs = [0] * columns
        spare = room - sum(needs)
        return [need + spare // columns + (1 if i < spare % columns else 0) for i, need in enumerate(needs)]

    def _widest(self, columns: int) -> list[int]:
        return [max(self._naturals[column::columns]) for column in range(columns)]


class _Segment(QRadioButton):
    """One option; a radio button to every assistive technology."""

    centred = True

    def __init__(self, choice: SegmentedChoice, name: str) -> None:
        super().__init__(choice)
        self._choice = choice
        self._hint = ""
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def retext(self, option: Option, group: str) -> None:
        self.setText(option.label)
        self.setAccessibleName(option.label)
        self.setAccessibleDescription(", ".join(filter(None, (group, option.hint))))
        self.setToolTip(option.hint)
        self._hint = option.hint

    def natural_width(self) -> int:
        # Measured strong, so that nothing moves when an option is chosen.
        return paint.text_width(theme.current().font("strong"), self.text()) + 2 * _SIDE + self._mark_width()

    def height_for(self, width: int) -> int:
        look = theme.current()
        room = QRect(0, 0, max(width - 2 * _SIDE - self._mark_width(), 1), 10_000)
        text = QFontMetrics(look.font("strong")).boundingRect(room, _WRAPPED, self.text()).height()
        return max(look.control_height - 2 * _TRAY, text + 8)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = _STEPS.get(Qt.Key(key))
        if step is not None:
            self._choice.move_focus(self, step)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choice.clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.5)
        if self.isChecked():
            paint.rounded(painter, self.rect(), theme.RADIUS - 2, tokens.accent)
        elif self.underMouse():
            paint.rounded(painter, self.rect(), theme.RADIUS - 2, tokens.hover)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme.RADIUS - 2, filled=self.isChecked())
        self._paint_label(painter, tokens.on_accent if self.isChecked() else tokens.text)

    def _paint_label(self, painter: QPainter, ink: str) -> None:
        painter.setFont(theme.current().font("strong" if self.isChecked() else "body"))
        painter.setPen(QColor(ink))
        mark = self._mark_width()
        place = self.rect().adjusted(_SIDE, 0, -_SIDE - mark, 0)
        painter.drawText(place, _CENTRED if self.centred else _WRAPPED, self.text())
        if mark:
            size = mark - 4
            at = QRectF(self.width() - _SIDE - size, (self.height() - size) / 2, size, size)
            icons.draw(painter, "investigator", at, ink)

    def _mark_width(self) -> int:
        return theme.current().px(14) + 4 if self._hint else 0


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
