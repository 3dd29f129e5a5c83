"""Dated events: none has happened, these have, or nobody has said yet."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit.buttons import IconButton
from gui.kit.dates import DateEntry
from gui.kit.several import SeveralLine, SeveralList, SeveralTexts


class EventList(SeveralList[SeveralTexts]):
    """Asks for the day of each event; a day that is none yet does not count."""

    def __init__(self, texts: SeveralTexts, *, name: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(texts, name=name, today=today, spacing=1, parent=parent)
        self.setObjectName(f"{name}.events")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def invalid(self) -> bool:
        """Whether a day stands there that is none."""
        return any(isinstance(line, _Line) and line.entry.invalid for line in self._lines)

    def _line(self, texts: SeveralTexts, name: str) -> "_Line":
        return _Line(texts, name, self._today)


class _Line(SeveralLine[SeveralTexts]):
    """One event: its day, and a button to take it out."""

    def __init__(self, texts: SeveralTexts, name: str, today: date) -> None:
        super().__init__()
        self.entry = DateEntry(texts.day, name=name, today=today)
        self.remove = IconButton("trash", texts.remove, name=f"{name}.remove")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self.entry, 1)
        box.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.entry)
        self.entry.answered.connect(self._answered)

    def value(self) -> str | None:
        return self.entry.value()

    def set_value(self, value: str) -> None:
        self.entry.set_value(value)

    def retext(self, texts: SeveralTexts) -> None:
        self.entry.retext(texts.day)
        self.remove.retext(texts.remove)
