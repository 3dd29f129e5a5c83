"""The first page of a book with accounts: who you are, and your password. It knows nothing heavier than words."""

from PySide6.QtCore import Signal, Slot

from gui.door.page import DoorPage
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from screening.errors import EligoError
from screening.wording import Words


class SignInPage(DoorPage):
    """Takes a name and a password; both stay until they are right."""

    given = Signal(str, str)  # name, password
    recovery_wanted = Signal(str)  # the name as far as it is typed

    def __init__(self, words: Words, *, name: str = "", folder: str = "", why: str = "") -> None:
        super().__init__(words, name="signin", key="door.signin", main="enter")
        self._folder, self._why = folder, why
        self._name = self._ask_text("name", ring=False)
        self._password = self._ask_password("password", ring=False)
        self._where = labels.Words(role="small")
        self._end(self._where)
        self._forgotten = Button("", name="signin.forgotten", weight=Weight.QUIET)
        self._left.addWidget(self._forgotten)
        self._name.set_value(name)
        self._forgotten.clicked.connect(self._forgot)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        self._forgotten.setText(self._text("forgotten"))
        self._where.setText(words.text("setup.where", folder=self._folder))

    def refuse(self, error: EligoError) -> None:
        """Say in one sentence why nobody comes in, and let the password be typed anew."""
        super().refuse(error)
        self._password.selectAll()
        self._password.setFocus()

    def _introduction(self) -> str:
        return self._text(f"intro_{self._why}" if self._why else "intro")

    def _hand_over(self) -> None:
        self.given.emit(self._name.value() or "", self._password.value())

    @Slot()
    def _forgot(self) -> None:
        self.recovery_wanted.emit(self._name.value() or "")
