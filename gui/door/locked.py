"""What stands in place of everything while nobody was at work for a while: only a password brings it back."""

from PySide6.QtCore import Signal, Slot

from gui.door.page import DoorPage
from gui.kit.buttons import Button, Weight
from screening.errors import AccessError, EligoError
from screening.wording import Words


class LockedPage(DoorPage):
    """Knows who is at work, and nothing of what is hidden."""

    given = Signal(str)  # password
    other_wanted = Signal()

    def __init__(self, name: str, words: Words) -> None:
        super().__init__(words, name="locked", key="door.locked", main="unlock", mark="lock")
        self._name = name
        self._password = self._ask_password("password", ring=False)
        self._end()
        self._other = Button("", name="locked.other", weight=Weight.QUIET)
        self._left.addWidget(self._other)
        self._preferences.setVisible(False)  # no dialog opens while everything is hidden
        self._other.clicked.connect(self.other_wanted)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language."""
        super().retext(words)
        self._other.setText(self._text("other"))

    def refuse(self, error: EligoError) -> None:
        """Say why it stays locked, and let the password be typed anew."""
        super().refuse(error)
        if isinstance(error, AccessError) and error.code == "must_change":
            self.say_problems({"": "door.locked.must_change"})
        self._password.selectAll()
        self._password.setFocus()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:
        """Take no further answer while a password is tried."""
        super().set_busy(busy)
        self._other.setEnabled(not busy)

    def _introduction(self) -> str:
        return self._text("intro", name=self._name)

    def _hand_over(self) -> None:
        self.given.emit(self._password.value())
