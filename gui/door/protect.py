"""A book that knew no passwords gets its first person."""

from PySide6.QtCore import Signal

from gui.door.person import PersonPage
from screening.wording import Words


class ProtectPage(PersonPage):
    """Asks for name, role and password; until they are given, everything is as before."""

    given = Signal(object)  # FirstPerson

    def __init__(self, name: str, words: Words) -> None:
        super().__init__(words, name="protect", key="door.protect", main="begin")
        self._ask_person(name)
        self._end(self._rules)
        self._offer_back()
        self.retext(words)
        self._answered()

    def _hand_over(self) -> None:
        self.given.emit(self.person())
