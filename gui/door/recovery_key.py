"""The recovery key, shown once: nobody goes on before it is put away."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot

from gui.door.page import DoorPage
from gui.door.paper import Paper
from gui.kit.ticks import Tick
from screening.wording import Words


class RecoveryKeyPage(DoorPage):
    """The key large and readable, ways to keep it, and a tick that it is kept."""

    put_away = Signal()

    def __init__(self, key: str, site: str, folder: Path, words: Words) -> None:
        super().__init__(words, name="recoverykey", key="door.recoverykey", main="go_on")
        self._paper = recovery_paper(key, site, folder, words)
        self._tick = Tick(name="recoverykey.safe")
        self._end(self._paper, self._tick)
        self._tick.toggled.connect(self._main.setEnabled)
        self._main.setEnabled(False)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language."""
        super().retext(words)
        self._paper.retext(words)
        self._tick.setText(self._text("safe"))

    @Slot()
    def focus_first(self) -> None:
        """Put the cursor on the tick: the way on leads over it."""
        self._tick.setFocus()

    def _hand_over(self) -> None:
        self.put_away.emit()


def recovery_paper(key: str, site: str, folder: Path, words: Words) -> Paper:
    """Make the paper that the recovery key goes on."""

    def title(words: Words) -> str:
        return words.text("door.recoverykey.paper", site=site)

    def lines(words: Words) -> Sequence[str]:
        return [words.text(f"door.recoverykey.{part}") for part in ("what_for", "where_to")]

    return Paper(key, words, name="recoverykey.paper", title=title, lines=lines, folder=folder)
