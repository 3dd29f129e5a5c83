"""Adverse events: none has happened, these have (term, grade, day, serious), or nobody has said yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.dates import DateEntry, DateTexts
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import Option, SegmentedChoice

_NONE, _SOME, _YES, _NO = "none", "some", "yes", "no"
_GRADES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class AdverseTexts:
    """The words of a list of adverse events; `terms` are what can be chosen."""

    label: str
    none: str
    some: str
    add: str
    remove: str
    term: str
    grade: str
    serious: str
    not_serious: str
    seriousness: str
    day: DateTexts
    terms: tuple[Option, ...]


class AdverseList(QWidget):
    """Asks first whether there was any, then for each one."""

    answered = Signal(object)  # a tuple of events as a history holds them, () for none, None for not answered

    def __init__(self, texts: AdverseTexts, *, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.adverse")
        self._name, self._texts, self._today = name, texts, today
        self._any = SegmentedChoice(_options(texts), name=name, label=texts.label)
        self._removers = QButtonGroup(self)
        self._lines: list[_Line] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(theme.GRID * 2)
        self._add = Button(texts.add, name=f"{name}.add", weight=Weight.QUIET, icon="plus")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addWidget(self._any)
        box.addLayout(self._box)
        box.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._any)
        self._any.answered.connect(self._any_chosen)
        self._add.clicked.connect(self._add_asked)
        self._removers.idClicked.connect(self._removed)
        self._show()

    def value(self) -> tuple[Mapping[str, Any], ...] | None:
        """Return the events, () for none, None while not answered; one without a day is refused where it is read."""
        if self._any.value() == _NONE:
            return ()
        return tuple(line.value() for line in self._lines) if self._any.value() == _SOME and self._lines else None

    def set_value(self, value: Sequence[Mapping[str, Any]] | None) -> None:
        """Show an answer without emitting it."""
        self._any.set_value(None if value is None else _SOME if value else _NONE)
        while self._lines:
            self._drop(0)
        for event in value or ():
            self._add_line().show_event(event)
        self._show()

    def retext(self, texts: AdverseTexts) -> None:
        """Give the list its words in another language."""
        self._texts = texts
        self.setAccessibleName(texts.label)
        self._any.retext(_options(texts), texts.label)
        self._add.setText(texts.add)
        for line in self._lines:
            line.retext(texts)

    def _add_line(self) -> "_Line":
        line = _Line(self._texts, f"{self._name}.{len(self._lines)}", self._today)
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
        self.answered.emit(self.value())


class _Line(QWidget):
    """One event: its term, below it its day and grade, and whether it was serious."""

    changed = Signal()

    def __init__(self, texts: AdverseTexts, name: str, today: date) -> None:
        super().__init__()
        self._kept: Mapping[str, Any] = {}
        self._term = DropChoice(texts.terms, name=f"{name}.term", label=texts.term, unanswered=texts.term)
        self._grade = DropChoice(_grades(texts), name=f"{name}.grade", label=texts.grade, unanswered=texts.grade)
        self._day = DateEntry(texts.day, name=name, today=today)
        self._serious = SegmentedChoice(_seriousness(texts), name=f"{name}.serious", label=texts.seriousness)
        self.remove = IconButton("trash", texts.remove, name=f"{name}.remove")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for parts in ((self._term, self.remove), (self._day, self._grade), (self._serious,)):
            row = QHBoxLayout()
            row.setSpacing(theme.GRID * 2)
            for part in parts:
                row.addWidget(part, 0 if part is self.remove else 1)
            box.addLayout(row)
        self.setFocusProxy(self._term)
        for control in (self._term, self._grade, self._day, self._serious):
            control.answered.connect(self._answered)

    def value(self) -> dict[str, Any]:
        grade, serious = self._grade.value(), self._serious.value()
        said = {"on": self._day.value(), "term": self._term.value(), "grade": int(grade) if grade else None}
        said["serious"] = None if serious is None else serious == _YES
        kept = {key: self._kept[key] for key in ("what", "source", "by") if self._kept.get(key)}
        return {key: value for key, value in {**kept, **said}.items() if value is not None}

    def show_event(self, event: Mapping[str, Any]) -> None:
        self._kept = event
        grade, serious = self._kept.get("grade"), self._kept.get("serious")
        self._term.set_value(self._kept.get("term"))
        self._grade.set_value(None if grade is None else str(grade))
        self._day.set_value(self._kept.get("on"))
        self._serious.set_value(None if serious is None else _YES if serious else _NO)

    def retext(self, texts: AdverseTexts) -> None:
        self._term.retext(texts.terms, texts.term, texts.term)
        self._grade.retext(_grades(texts), texts.grade, texts.grade)
        self._day.retext(texts.day)
        self._serious.retext(_seriousness(texts), texts.seriousness)
        self.remove.retext(texts.remove)

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self.changed.emit()


def _options(texts: AdverseTexts) -> tuple[Option, Option]:
    return Option(_NONE, texts.none), Option(_SOME, texts.some)


def _seriousness(texts: AdverseTexts) -> tuple[Option, Option]:
    return Option(_NO, texts.not_serious), Option(_YES, texts.serious)


def _grades(texts: AdverseTexts) -> list[Option]:
    return [Option(one, f"{texts.grade} {one}") for one in _GRADES]
