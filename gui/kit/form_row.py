"""A row of a form: label, control, and below it a hint and what is wrong."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.cards import INDENT, EdgeToEdge
from gui.kit.item_layout import ItemLayout, height_of
from gui.kit.labels import Remark, Words
from gui.kit.tokens import Status

_GAP = 8
_UNDER = 4


class FormRow(EdgeToEdge):
    """A label beside its control, or above it in a narrow row; a ring in the margin says not answered.

    `beside` stands at the right end of the control (a button for details), `below` under it over its width. What is
    noted beside the question comes last.
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        name: str,
        not_answered: str,
        hint: str = "",
        beside: QWidget | None = None,
        below: QWidget | None = None,
        label_share: float = 0.33,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.control = control
        self._answered = False
        self._label = Words(label)
        self._label.setBuddy(control)
        self._hint = Words(role="small")
        self._problem = Remark(Status.FAILED, name=f"{name}.problem")
        self._noted: Remark | None = None  # few rows ever have one
        under = [w for w in (below, self._hint, self._problem) if w is not None]
        self._places = _RowLayout(self._label, control, beside, under, label_share)
        self.setLayout(self._places)
        self.retext(label, not_answered, hint)

    def retext(self, label: str, not_answered: str, hint: str = "") -> None:
        """Give the row its words in another language."""
        self._label.setText(label)
        self._not_answered = not_answered
        self.say_hint(hint)
        self._show_answered()

    def put_beside(self, widget: QWidget) -> None:
        """Let a widget stand at the right end of the control, where none does yet."""
        self._places.put_beside(widget)
        QWidget.setTabOrder(_last_for_keys(self.control), widget)

    def set_answered(self, answered: bool) -> None:
        """Show or hide the ring of an unanswered question."""
        if answered != self._answered:
            self._answered = answered
            self._show_answered()

    def _show_answered(self) -> None:
        words = "" if self._answered else self._not_answered
        self._label.setAccessibleDescription(words)
        self._label.setToolTip(words)
        self.update()

    def say_hint(self, hint: str) -> None:
        """Show a quiet line below the control, or none."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def say_problem(self, problem: str) -> None:
        """Show what is wrong with the answer, or nothing."""
        self._problem.say(problem)

    def say_noted(self, text: str) -> None:
        """Show what is noted elsewhere about the question, or nothing."""
        if self._noted is None and text:
            self._noted = Remark(Status.NEUTRAL, name=f"{self.objectName()}.noted", icon="info")
            self._places.addWidget(self._noted)
        if self._noted is not None:
            self._noted.say(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._answered:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(paint.pen(theme.current().tokens.unknown.edge, 1.5))
        line = self._label.fontMetrics().height()
        middle = self._label.y() + min(self._label.height(), line) / 2
        if self._label.height() <= theme.current().control_height:
            middle = self._label.y() + self._label.height() / 2
        radius = min(theme.current().px(3), INDENT / 4)
        painter.drawEllipse(QPointF(INDENT / 2, middle), radius, radius)


def _last_for_keys(control: QWidget) -> QWidget:
    """Give the part of a control that keys reach last; Qt puts nothing behind a control whose keys go to a part."""
    parts = [one for one in control.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
    return parts[-1] if parts else control


class _RowLayout(ItemLayout):
    """Places the four parts of a row."""

    def __init__(
        self, label: QWidget, control: QWidget, beside: QWidget | None, under: list[QWidget], share: float
    ) -> None:
        super().__init__()
        self._share = share
        self._heights: dict[tuple[int, theme.Theme], int] = {}
        self._has_beside = beside is not None
        for widget in (label, control, *([beside] if beside else []), *under):
            self.addWidget(widget)
        self.setContentsMargins(INDENT, 0, 0, 0)

    def put_beside(self, widget: QWidget) -> None:
        """Take a widget in between the control and what is under it."""
        self.addWidget(widget)
        self._items.insert(2, self._items.pop())
        self._has_beside = True
        self.invalidate()

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Answer from memory until a part asks for another size: a page asks every row at every keystroke."""
        key = (width, theme.current())
        if key not in self._heights:
            self._heights[key] = max(place.bottom() + 1 for place in self._places(QRect(0, 0, width, 0)))
        return self._heights[key]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        for item, place in zip(self._items, self._places(rect), strict=True):
            item.setGeometry(place)

    def sizeHint(self) -> QSize:
        width = theme.current().px(360) + INDENT
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        label, control = self._items[0].minimumSize(), self._items[1].minimumSize()
        beside = self._beside().width() + _UNDER
        width = INDENT + max(label.width(), control.width() + beside)
        return QSize(width, max(label.height(), control.height()))

    def _beside(self) -> QSize:
        """Give the size of what stands beside the control; nothing takes back the gap before it."""
        there = self._has_beside and not self._items[2].isEmpty()
        return self._items[2].sizeHint() if there else QSize(-_UNDER, 0)

    def _places(self, rect: QRect) -> list[QRect]:
        """Return where each part goes, in the order of the items."""
        left, top, width = rect.x() + INDENT, rect.y(), rect.width() - INDENT
        label, control = self._items[0], self._items[1]
        look = theme.current()
        stacked = width < look.px(300)
        label_width = width if stacked else min(max(round(width * self._share), look.px(96)), look.px(220))
        label_height = height_of(label, label_width)
        x = left if stacked else left + label_width + _GAP
        y = top + label_height + _UNDER if stacked else top
        beside = self._beside()
        control_width = max(rect.right() + 1 - x - beside.width() - _UNDER, 1)
        control_height = height_of(control, control_width)
        line = label_height if stacked else max(label_height, min(control_height, look.control_height))
        places = [QRect(left, top, label_width, line), QRect(x, y, control_width, control_height)]
        if self._has_beside:
            places.append(QRect(x + control_width + _UNDER, y, beside.width(), beside.height()))
        bottom = max(place.bottom() + 1 for place in places)
        for item in self._items[len(places) :]:
            if item.isEmpty():
                places.append(QRect(x, bottom, 0, 0))
                continue
            height = height_of(item, control_width)
            places.append(QRect(x, bottom + _UNDER, control_width, height))
            bottom += _UNDER + height
        return places
