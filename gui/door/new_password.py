"""Pages that end with a new password: one's own in place of an old one, or one set with the recovery key."""

from PySide6.QtCore import Signal

from gui.door.page import DoorPage
from gui.kit import labels
from screening.wording import Words


class NewPasswordPage(DoorPage):
    """Asks for a new password twice, with the rules in words, and for whatever gives the right to it."""

    def __init__(self, words: Words, *, name: str) -> None:
        super().__init__(words, name=name, key=f"door.{name}", main="enter")
        self._rules = labels.Words(role="small")
        self._offer_back()

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        self._rules.setText(words.text("door.rules"))

    def _ask_new(self) -> None:
        self._password = self._ask_password("password")
        self._ask_password("again")
        self._end(self._rules)


class ChoosePasswordPage(NewPasswordPage):
    """Somebody chooses a password in place of the one they were given, or of one that grew old."""

    given = Signal(str, str, str)  # name, old, new

    def __init__(self, name: str, old: str, words: Words) -> None:
        super().__init__(words, name="choose")
        self._name = name
        self._old = self._ask_password("old")
        self._ask_new()
        self._old.setText(old)
        self.retext(words)
        self._answered()

    def _introduction(self) -> str:
        return self._text("intro", name=self._name)

    def _hand_over(self) -> None:
        self.given.emit(self._name, self._old.value(), self._password.value())


class RecoverPage(NewPasswordPage):
    """The administrator sets a new password with the recovery key."""

    given = Signal(str, str, str)  # recovery key, name, new

    def __init__(self, name: str, words: Words) -> None:
        super().__init__(words, name="recover")
        self._recovery, self._name = self._ask_text("key"), self._ask_text("name")
        self._ask_new()
        self._name.set_value(name)
        self.retext(words)
        self._answered()

    def _hand_over(self) -> None:
        name = self._name.value() or ""
        self.given.emit(self._recovery.value() or "", name, self._password.value())
