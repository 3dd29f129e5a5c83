"""Dated events: none has happened, these have, or nobody has said yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.dates import DateEntry, DateTexts
from gui.kit.segmented import Option, SegmentedChoice

_NONE, _SOME = "none", "some"


@dataclass(frozen=True, slots=True)
class EventTexts:
    """The words of a list of events."""

    label: str
    none: str
    some: str
    add: str
    remove: str
    day: DateTexts


class EventList(QWidget):
    """Asks first whether there was any event, then for the day of each."""

    answered = Signal(object)  # a tuple of ISO days, () for none has happened, None for not answered

    def __init__(self, texts: EventTexts, *, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.events")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name = name
        self._texts = texts
        self._today = today
        self._said: tuple[str, ...] | None = None
        self._any = SegmentedChoice(_options(texts), name=name, label=texts.label)
        self._removers = QButtonGroup(self)
        self._lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.GRID)
        self._add = Button(texts.add, name=f"{name}.add", weight=Weight.QUIET, icon="plus")
        self._lay_out()
        self._any.answered.connect(self._any_chosen)
        self._add.clicked.connect(self._add_asked)
        self._removers.idClicked.connect(self._removed)

    def retext(self, texts: EventTexts) -> None:
        """Give the list its words in another language."""
        self._texts = texts
        self.setAccessibleName(texts.label)
        self._any.retext(_options(texts), texts.label)
        self._add.setText(texts.add)
        for line in self._lines:
            line.entry.retext(texts.day)
            line.remove.retext(texts.remove)

    def value(self) -> tuple[str, ...] | None:
        """Return the days newest last as typed, () for none, or None while not answered."""
        if self._any.value() == _NONE:
            return ()
        days = tuple(day for line in self._lines if (day := line.entry.value()) is not None)
        return days if self._any.value() == _SOME and days else None

    @property
    def invalid(self) -> bool:
        """Whether a day stands there that is none."""
        return any(line.entry.invalid for line in self._lines)

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show an answer without emitting it."""
        self._any.set_value(None if value is None else _SOME if value else _NONE)
        while self._lines:
            self._drop(0)
        for day in value or ():
            self._add_line().entry.set_value(day)
        self._said = self.value()
        self._show()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self._any)
        box.addLayout(self._box)
        box.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._any)
        self.setAccessibleName(self._texts.label)
        self._show()

    def _add_line(self) -> "_Line":
        line = _Line(self._texts, f"{self._name}.{len(self._lines)}", self._today)
        self._removers.addButton(line.remove, len(self._lines))
        self._lines.append(line)
        self._box.addWidget(line)
        line.entry.answered.connect(self._day_typed)
        return line

    def _drop(self, index: int) -> None:
        line = self._lines.pop(index)
        self._removers.removeButton(line.remove)
        self._box.removeWidget(line)
        line.setVisible(False)
        line.deleteLater()
        for place, rest in enumerate(self._lines):
            self._removers.setId(rest.remove, place)

    @Slot(object)
    def _any_chosen(self, chosen: object) -> None:
        if chosen == _SOME and not self._lines:
            self._add_line()
        self._show()
        if chosen == _SOME:
            self._lines[0].entry.setFocus()
        self._say()

    @Slot()
    def _add_asked(self) -> None:
        self._add_line().entry.setFocus()

    @Slot(int)
    def _removed(self, index: int) -> None:
        self._drop(index)
        self._say()

    @Slot(object)
    def _day_typed(self, _value: object) -> None:
        self._say()

    def _show(self) -> None:
        some = self._any.value() == _SOME
        self._add.setVisible(some)
        for line in self._lines:
            line.setVisible(some)

    def _say(self) -> None:
        if self.value() != self._said:
            self._said = self.value()
            self.answered.emit(self._said)


class _Line(QWidget):
    """One event: its day, and a button to take it out."""

    def __init__(self, texts: EventTexts, name: str, today: date) -> None:
        super().__init__()
        self.entry = DateEntry(texts.day, name=name, today=today)
        self.remove = IconButton("trash", texts.remove, name=f"{name}.remove")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self.entry, 1)
        box.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)


def _options(texts: EventTexts) -> tuple[Option, Option]:
    return Option(_NONE, texts.none), Option(_SOME, texts.some)
