"""Adverse events: none has happened, these have (term, grade, day, serious), or nobody has said yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import IconButton
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.several import SeveralLine, SeveralList, SeveralTexts

_YES, _NO = "yes", "no"
_GRADES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class AdverseTexts(SeveralTexts):
    """The words of a list of adverse events; `terms` are what can be chosen."""

    term: str
    grade: str
    serious: str
    not_serious: str
    seriousness: str
    terms: tuple[Option, ...]


class AdverseList(SeveralList[AdverseTexts]):
    """Asks for each event as a history holds it; one without a day is refused where it is read."""

    def __init__(self, texts: AdverseTexts, *, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(texts, name=name, today=today, spacing=2, parent=parent)
        self.setObjectName(f"{name}.adverse")

    def _line(self, texts: AdverseTexts, name: str) -> "_Line":
        return _Line(texts, name, self._today)


class _Line(SeveralLine[AdverseTexts]):
    """One event: its term, below it its day and grade, and whether it was serious."""

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

    def set_value(self, value: Mapping[str, Any]) -> None:
        self._kept = value
        grade, serious = value.get("grade"), value.get("serious")
        self._term.set_value(value.get("term"))
        self._grade.set_value(None if grade is None else str(grade))
        self._day.set_value(value.get("on"))
        self._serious.set_value(None if serious is None else _YES if serious else _NO)

    def retext(self, texts: AdverseTexts) -> None:
        self._term.retext(texts.terms, texts.term, texts.term)
        self._grade.retext(_grades(texts), texts.grade, texts.grade)
        self._day.retext(texts.day)
        self._serious.retext(_seriousness(texts), texts.seriousness)
        self.remove.retext(texts.remove)


def _seriousness(texts: AdverseTexts) -> tuple[Option, Option]:
    return Option(_NO, texts.not_serious), Option(_YES, texts.serious)


def _grades(texts: AdverseTexts) -> list[Option]:
    return [Option(one, f"{texts.grade} {one}") for one in _GRADES]
