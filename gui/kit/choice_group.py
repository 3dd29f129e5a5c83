"""Buttons of which some are chosen, told apart by who chose: a person, by whatever means, or the program."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup


class ChoiceGroup(QButtonGroup):
    """Tells what a person chose; a screen reader turns a button over without the click that Qt tells of."""

    picked = Signal(int)  # the button turned over; where one alone can be chosen, that one

    def __init__(self, parent: QObject, *, exclusive: bool = True) -> None:
        super().__init__(parent)
        self.setExclusive(exclusive)
        self._showing = False
        self.idToggled.connect(self._toggled)

    def show_chosen(self, chosen: int | None) -> None:
        """Show one as chosen, or none, without telling it."""
        self._showing = True
        try:
            for button in self.buttons():
                button.setChecked(self.id(button) == chosen)
        finally:
            self._showing = False

    @Slot(int, bool)
    def _toggled(self, number: int, on: bool) -> None:
        if not self._showing and (on or not self.exclusive()):
            self.picked.emit(number)
