"""Periods of taking something: none, these (each with its first and last day, or still going on), or not said yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from gui import theme
from gui.kit.buttons import IconButton
from gui.kit.dates import DateEntry, DateTexts
from gui.kit.labels import Remark, Words
from gui.kit.segmented import Option
from gui.kit.several import SeveralLine, SeveralList, SeveralTexts
from gui.kit.tokens import Status

_UNKNOWN = "/"


@dataclass(frozen=True, slots=True)
class PeriodTexts(SeveralTexts):
    """The words of a list of periods; `day` asks for a first one, `last` for a last one or `ongoing` in its place.

    `captions` stand before the two.
    """

    captions: tuple[str, str]
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
        self._texts = texts
        self._captions = tuple(Words(role="muted", wrap=False) for _ in texts.captions)
        self._first = DateEntry(texts.day, name=name, today=today)
        self._last = DateEntry(texts.last, name=f"{name}.last", today=today, extras=(texts.ongoing,))
        self.remove = IconButton("trash", texts.remove, name=f"{name}.remove")
        self._remark = Remark(Status.FAILED, name=f"{name}.reversed")
        self._lay_out()
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
        self._texts = texts
        self._caption()
        self._first.retext(texts.day)
        self._last.retext(texts.last, (texts.ongoing,))
        self.remove.retext(texts.remove)
        self._check()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        grid.setColumnStretch(2, 1)
        for row, (caption, entry) in enumerate(zip(self._captions, (self._first, self._last), strict=True)):
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(entry, row, 1, 1, 1 if entry is self._first else 3)
        grid.addWidget(self.remove, 0, 3, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._remark, 2, 0, 1, 4)
        self._caption()

    def _caption(self) -> None:
        """Let the captions be as high as a line, so that they stand on it."""
        for caption, text in zip(self._captions, self._texts.captions, strict=True):
            caption.setText(text)
            caption.setMinimumHeight(self._first.edit.sizeHint().height())

    @Slot(object)
    def _day_answered(self, value: object) -> None:
        self._check()
        self._answered(value)

    def _is_reversed(self) -> bool:
        first, last = self._first.value(), self._last.value()
        return bool(first and last) and str(last) < str(first)

    def _check(self) -> None:
        self._remark.say(self._texts.reversed if self._is_reversed() else "")
