"""Putting the case at hand aside and taking up another: what the Parked menu and its key do."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.screen.asking import Asking
from gui.screen.casework import Casework
from gui.screen.parked_menu import ParkedMenu, draft_line
from screening.wording import Words


class Parking(QObject):
    """Parks at once where something was entered; else it shows what waits."""

    parked = Signal()

    def __init__(self, case: Casework, asking: Asking, words: Words, window: QWidget, below: QWidget) -> None:
        super().__init__(window)
        self._case, self._asking, self._words, self._window, self._below = case, asking, words, window, below
        asking.discard_confirmed.connect(case.discard)

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    def interrupted(self) -> str:
        """Tell of the case that the program left open when it last ended; nothing where there is none."""
        draft = self._case.interrupted
        return self._words.text("screen.interrupted", draft=draft_line(draft, self._words)) if draft else ""

    @Slot()
    def park_or_list(self) -> None:
        """Park the case at hand where it holds something, or show what is parked."""
        if self._case.has_unsaved():
            self._case.park()
            self.parked.emit()
        else:
            self.list()

    @Slot()
    def list(self) -> None:
        """Show what is parked."""
        menu = ParkedMenu(self._case.waiting, self._words, self._window, unsaved=self._case.has_unsaved())
        menu.park_asked.connect(self.park_or_list)
        menu.discard_asked.connect(self._ask_discard)
        menu.draft_chosen.connect(self._case.take_up)
        menu.open_below(self._below)

    @Slot()
    def _ask_discard(self) -> None:
        self._asking.ask_discard(self._words)
