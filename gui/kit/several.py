"""A list that asks first whether there was any at all, then for each one: none, these, or nobody has said yet."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.dates import DateTexts
from gui.kit.segmented import Option, SegmentedChoice

_NONE, _SOME = "none", "some"


@dataclass(frozen=True, slots=True)
class SeveralTexts:
    """The words of a list of what happened on days."""

    label: str
    none: str
    some: str
    add: str
    remove: str
    day: DateTexts


_T = TypeVar("_T", bound=SeveralTexts)


class SeveralLine(QWidget, Generic[_T]):
    """One of them, with a button to take it out; its first control takes the focus."""

    changed = Signal()
    remove: IconButton

    @abstractmethod
    def value(self) -> Any:
        """Return what it says; None where it says nothing that counts."""

    @abstractmethod
    def set_value(self, value: Any) -> None:
        """Show an answer without emitting it."""

    @abstractmethod
    def retext(self, texts: _T) -> None:
        """Give the line its words in another language."""

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self.changed.emit()


class SeveralList(QWidget, Generic[_T]):
    """Asks whether there was any, then for each; `spacing` is what lies between them, in grid steps."""

    answered = Signal(object)  # a tuple of what the lines say, () for none, None for not answered

    def __init__(self, texts: _T, *, name: str, today: date, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._texts, self._today = name, texts, today
        self._said: tuple[Any, ...] | None = None
        self._any = SegmentedChoice(_options(texts), name=name, label=texts.label)
        self._removers = QButtonGroup(self)
        self._lines: list[SeveralLine[_T]] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.GRID * spacing)
        self._add = Button(texts.add, name=f"{name}.add", weight=Weight.QUIET, icon="plus")
        self._lay_out(spacing)
        self._any.answered.connect(self._any_chosen)
        self._add.clicked.connect(self._add_asked)
        self._removers.idClicked.connect(self._removed)

    @abstractmethod
    def _line(self, texts: _T, name: str) -> SeveralLine[_T]:
        """Make a line that says nothing yet."""

    def retext(self, texts: _T) -> None:
        """Give the list its words in another language."""
        self._texts = texts
        self.setAccessibleName(texts.label)
        self._any.retext(_options(texts), texts.label)
        self._add.setText(texts.add)
        for line in self._lines:
            line.retext(texts)

    def value(self) -> tuple[Any, ...] | None:
        """Return what the lines say as they stand, () for none, or None while not answered."""
        if self._any.value() == _NONE:
            return ()
        said = tuple(value for line in self._lines if (value := line.value()) is not None)
        return said if self._any.value() == _SOME and said else None

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show an answer without emitting it."""
        self._any.set_value(None if value is None else _SOME if value else _NONE)
        while self._lines:
            self._drop(0)
        for one in value or ():
            self._add_line().set_value(one)
        self._said = self.value()
        self._show()

    def _lay_out(self, spacing: int) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * spacing)
        box.addWidget(self._any)
        box.addLayout(self._box)
        box.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._any)
        self.setAccessibleName(self._texts.label)
        self._show()

    def _add_line(self) -> SeveralLine[_T]:
        line = self._line(self._texts, f"{self._name}.{len(self._lines)}")
        self._removers.addButton(line.remove, len(self._lines))
        self._lines.append(line)
        self._box.addWidget(line)
        line.changed.connect(self._say)
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
            self._lines[0].setFocus()
        self._say()

    @Slot()
    def _add_asked(self) -> None:
        self._add_line().setFocus()
        self._say()

    @Slot(int)
    def _removed(self, index: int) -> None:
        self._drop(index)
        self._say()

    def _show(self) -> None:
        some = self._any.value() == _SOME
        self._add.setVisible(some)
        for line in self._lines:
            line.setVisible(some)

    @Slot()
    def _say(self) -> None:
        if self.value() != self._said:
            self._said = self.value()
            self.answered.emit(self._said)


def _options(texts: SeveralTexts) -> tuple[Option, Option]:
    return Option(_NONE, texts.none), Option(_SOME, texts.some)
