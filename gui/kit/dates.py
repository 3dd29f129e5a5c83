"""A day, or a day and time, typed or picked; beside it the answers that are no day ("still waiting")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.days import is_whole, parse_day, parse_moment
from gui.kit.entries import InnerButton, mark_invalid
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.tokens import Status

if TYPE_CHECKING:
    from gui.kit.calendar_popup import CalendarPopup


@dataclass(frozen=True, slots=True)
class DateTexts:
    """The words of a date field: what it asks, what is shown while empty, and what to say of a wrong text."""

    label: str
    placeholder: str
    not_a_date: str
    open_calendar: str


class DateEntry(QWidget):
    """A day as text with a calendar; `extras` are answers that are no day; `timed` takes a time of day too.

    + and - (or the arrow keys) move a whole day on and back, F4 or Alt+Down opens the calendar.
    """

    answered = Signal(object)  # ISO text, the id of an extra answer, or None: none yet or not a date

    def __init__(
        self,
        texts: DateTexts,
        *,
        name: str,
        today: date,
        extras: Sequence[Option] = (),
        timed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.entry")
        self.setSizePolicy(_growing(wraps=bool(extras)))
        self.edit = _DayLine(self, name, timed=timed)
        self.extras: SegmentedChoice | None = None
        if extras:
            self.extras = SegmentedChoice(extras, name=f"{name}.other", label=texts.label, parent=self)
        self._remark = Remark(Status.FAILED, name=f"{name}.problem", parent=self)
        self._said: str | None = None
        self._lay_out()
        self.setFocusProxy(self.edit)
        self.set_today(today)
        self.retext(texts, extras)
        self._connect()

    def retext(self, texts: DateTexts, extras: Sequence[Option] = ()) -> None:
        """Give the field its words in another language."""
        self.setAccessibleName(texts.label)
        self.edit.retext(texts)
        self._not_a_date = texts.not_a_date
        if self.extras is not None:
            self.extras.retext(extras, texts.label)

    def set_today(self, today: date) -> None:
        """Tell the field which day "today" means."""
        self.edit.today = today

    @property
    def invalid(self) -> bool:
        """Whether something stands there that is no date."""
        return bool(self.edit.text().strip()) and self.edit.moment() is None

    def value(self) -> str | None:
        """Return ISO text, the id of an extra answer, or None."""
        if self.extras is not None and self.extras.value() is not None:
            return self.extras.value()
        return self.edit.moment()

    def set_value(self, value: str | None) -> None:
        """Show an answer without emitting it; a text that is no date is shown as it is."""
        chosen = value if self.extras is not None and value in self.extras.ids() else None
        if self.extras is not None:
            self.extras.set_value(chosen)
        self.edit.show_moment(None if chosen else value)
        self._said = self.value()
        self._mark(self.invalid)

    @Slot()
    def finish(self) -> None:
        """Write the day the one way it is kept, or say that it is none."""
        moment = self.edit.moment()
        if moment is not None:
            self.edit.show_moment(moment)
        self._mark(self.invalid)
        self._say(self.value())

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        if self.extras is None:
            box.addWidget(self.edit)
        else:
            flow = FlowLayout(gap=theme.GRID * 2)
            flow.addWidget(self.edit)
            flow.addWidget(self.extras)
            box.addLayout(flow)
        box.addWidget(self._remark)

    def _connect(self) -> None:
        self.edit.textEdited.connect(self._edited)
        self.edit.editingFinished.connect(self.finish)
        self.edit.stepped.connect(self._stepped)
        if self.extras is not None:
            self.extras.answered.connect(self._extra_chosen)

    @Slot(str)
    def _edited(self, text: str) -> None:
        if self.extras is not None and text.strip():
            self.extras.set_value(None)
        if not self.invalid:
            self._mark(False)
        # What may still become another day is none yet.
        self._say(self.value() if is_whole(text) else None)

    @Slot()
    def _stepped(self) -> None:
        if self.extras is not None:
            self.extras.set_value(None)
        self._mark(False)
        self._say(self.value())

    @Slot(object)
    def _extra_chosen(self, chosen: object) -> None:
        if chosen is not None:
            self.edit.show_moment(None)
            self._mark(False)
        self._say(self.value())

    def _say(self, value: str | None) -> None:
        if value != self._said:
            self._said = value
            self.answered.emit(value)

    def _mark(self, wrong: bool) -> None:
        mark_invalid(self.edit, wrong)
        self._remark.say(self._not_a_date if wrong else "")


class _DayLine(QLineEdit):
    """The line itself: steps by keys, and opens the calendar."""

    stepped = Signal()

    def __init__(self, owner: QWidget, name: str, *, timed: bool) -> None:
        super().__init__(owner)
        self.setObjectName(name)
        self.today = date.min
        self._timed = timed
        self._calendar: CalendarPopup | None = None
        self._button = InnerButton("calendar", "", name=f"{name}.calendar", line=self)
        self._button.clicked.connect(self.open_calendar)

    def retext(self, texts: DateTexts) -> None:
        self.setAccessibleName(texts.label)
        self.setPlaceholderText(texts.placeholder)
        self._button.retext(texts.open_calendar)

    def moment(self) -> str | None:
        text = self.text()
        if self._timed:
            return parse_moment(text, self.today)
        day = parse_day(text, self.today)
        return day.isoformat() if day else None

    def show_moment(self, moment: str | None) -> None:
        shown = (moment or "").replace("T", " ")
        if shown != self.text():
            self.setText(shown)

    def day(self) -> date | None:
        moment = parse_moment(self.text(), self.today)
        return date.fromisoformat(moment[:10]) if moment else None

    def sizeHint(self) -> QSize:
        sample = "0000-00-00 00:00" if self._timed else "0000-00-00"
        longest = max((sample, self.placeholderText()), key=self.fontMetrics().horizontalAdvance)
        room = self.fontMetrics().horizontalAdvance(longest)
        return QSize(room + theme.current().px(24) + 32, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.current().px(96), self.sizeHint().width()), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._step(event)
        if step:
            self._move(step)
        elif event.key() == Qt.Key.Key_F4 or _alt_down(event):
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._button.place()

    @Slot()
    def open_calendar(self) -> None:
        """Open the calendar below the line, at the day that stands there or today."""
        from gui.kit.calendar_popup import CalendarPopup

        if self._calendar is None:
            name, label = f"{self.objectName()}.popup", self._button.accessibleName()
            self._calendar = CalendarPopup(name=name, label=label, parent=self)
            self._calendar.picked.connect(self._picked)
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        self._calendar.open_at(corner, self.day() or self.today, self.today)

    def _step(self, event: QKeyEvent) -> int:
        """Return the days a key moves; a minus belongs to the text until a whole day stands there."""
        if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
            return 0
        step = _STEPS.get(event.text()) or _ARROWS.get(Qt.Key(event.key()), 0)
        whole = self.day() is not None and is_whole(self.text())
        return step if whole or not self.text().strip() else 0

    def _move(self, step: int) -> None:
        day = self.day()
        self._picked(day + timedelta(days=step) if day else self.today)

    @Slot(object)
    def _picked(self, day: date) -> None:
        time = self.text().strip()[10:] if self.day() else ""
        self.setText(day.isoformat() + time)
        self.stepped.emit()


_STEPS = {"+": 1, "=": 1, "-": -1}
_ARROWS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


def _alt_down(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _growing(*, wraps: bool) -> QSizePolicy:
    """Be no higher than a line, unless the other answers may go below it."""
    height = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Maximum
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, height)
    policy.setHeightForWidth(True)
    return policy
