"""Periods of taking something: none, these (each with its first and last day, or still going on), or not said yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import IconButton
from gui.kit.dates import DateEntry, DateTexts
from gui.kit.labels import Remark
from gui.kit.segmented import Option
from gui.kit.several import SeveralLine, SeveralList, SeveralTexts
from gui.kit.tokens import Status

_UNKNOWN = "/"


@dataclass(frozen=True, slots=True)
class PeriodTexts(SeveralTexts):
    """The words of a list of periods; `day` asks for a first one, `last` for a last one or `ongoing` in its place."""

    last: DateTexts
    ongoing: Option
    reversed: str


class PeriodList(SeveralList[PeriodTexts]):
    """Asks for each period as a history holds it, `first/last`; a line that says no day yet is one nobody knows."""

    def __init__(self, texts: PeriodTexts, *, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(texts, name=name, today=today, spacing=2, parent=parent)
        self.setObjectName(f"{name}.periods")

    def value(self) -> tuple[Any, ...] | None:
        """Return what the lines say as they stand, () for none, or None while not answered."""
        said = super().value()
        return None if said and set(said) == {_UNKNOWN} else said

    def _line(self, texts: PeriodTexts, name: str) -> "_Line":
        return _Line(texts, name, self._today)


class _Line(SeveralLine[PeriodTexts]):
    """One period: its first day, its last one, and a button to take it out."""

    def __init__(self, texts: PeriodTexts, name: str, today: date) -> None:
        super().__init__()
        self._reversed = texts.reversed
        self._first = DateEntry(texts.day, name=name, today=today)
        self._last = DateEntry(texts.last, name=f"{name}.last", today=today, extras=(texts.ongoing,))
        self.remove = IconButton("trash", texts.remove, name=f"{name}.remove")
        self._remark = Remark(Status.FAILED, name=f"{name}.reversed")
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self._first, 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._last, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addLayout(row)
        box.addWidget(self._remark)
        self.setFocusProxy(self._first)
        for entry in (self._first, self._last):
            entry.answered.connect(self._day_answered)

    def value(self) -> str:
        first, last = self._first.value() or "", self._last.value() or ""
        return _UNKNOWN if self._is_reversed() else f"{first}/{last}"

    def set_value(self, value: str) -> None:
        first, _, last = value.partition("/")
        self._first.set_value(first or None)
        self._last.set_value(last or None)
        self._check()

    def retext(self, texts: PeriodTexts) -> None:
        self._reversed = texts.reversed
        self._first.retext(texts.day)
        self._last.retext(texts.last, (texts.ongoing,))
        self.remove.retext(texts.remove)
        self._check()

    @Slot(object)
    def _day_answered(self, value: object) -> None:
        self._check()
        self._answered(value)

    def _is_reversed(self) -> bool:
        first, last = self._first.value(), self._last.value()
        return bool(first and last) and str(last) < str(first)

    def _check(self) -> None:
        self._remark.say(self._reversed if self._is_reversed() else "")
