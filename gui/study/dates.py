"""Whether dates may leave in coded copies: what it means, who said so, and since when."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.days import local
from gui.kit.ticks import Tick
from screening.service import Dates
from screening.wording import Words


class DatesSetting(QWidget):
    """Shows what was recorded; a click asks for the other, and changes nothing by itself."""

    wanted = Signal(str)  # the act: dates.on or dates.off

    def __init__(self, dates: Dates, words: Words, *, changeable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leave = dates.leave
        self._tick = Tick(words.text("conduct.dates.title"), name="study.dates")
        self._tick.setChecked(dates.leave)
        self._tick.setEnabled(changeable)
        self._tick.toggled.connect(self._ask)
        means = labels.Words(words.text("conduct.dates.means"), role="small")
        only = () if changeable else (words.text("conduct.dates.only"),)
        said = labels.Words(" ".join((_said(dates, words), *only)), role="small")
        said.setObjectName("study.dates.said")
        self._tick.setAccessibleDescription(f"{means.text()} {said.text()}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        box.setSpacing(2)
        box.addWidget(self._tick)
        for label in (means, said):
            label.setContentsMargins(theme.current().px(18) + 8, 0, 0, 0)
            box.addWidget(label)

    @Slot(bool)
    def _ask(self, on: bool) -> None:
        if on != self._leave:
            self._tick.setChecked(self._leave)
            self.wanted.emit("dates.off" if self._leave else "dates.on")


def _said(dates: Dates, words: Words) -> str:
    if dates.by is None or dates.since is None:
        return words.text("conduct.dates.never")
    return words.text("conduct.dates.said", name=dates.by, when=words.day(local(dates.since).date()))
