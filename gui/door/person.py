"""The first person of a book: name, role, and a password typed twice."""

from dataclasses import dataclass, field

from gui.door.page import DoorPage
from gui.kit import labels
from gui.kit.segmented import Option, SegmentedChoice
from screening.wording import Words

ROLES = ("coordinator", "investigator", "administrator")


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who begins, as what, with which password."""

    name: str = ""
    role: str = ""
    password: str = field(default="", repr=False)


class PersonPage(DoorPage):
    """Asks who begins; the roles say in a sentence each what they may do."""

    def __init__(self, words: Words, *, name: str, key: str, main: str) -> None:
        super().__init__(words, name=name, key=key, main=main)
        self._rules = labels.Words(role="small")

    def person(self) -> FirstPerson:
        """Give what is filled in, blank where nothing is."""
        return FirstPerson(self._name.value() or "", self._role.value() or "", self._password.value())

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        self._role.retext(_roles(words), self._text("role"))
        self._rules.setText(words.text("door.rules"))

    def _ask_person(self, name: str = "") -> None:
        self._name = self._ask_text("name")
        self._name.set_value(name)
        self._role = SegmentedChoice(_roles(self._words), name=f"{self.objectName()}.role", label="")
        self._ask("role", self._role)
        self._password = self._ask_password("password")
        self._ask_password("again")


def _roles(words: Words) -> list[Option]:
    return [Option(role, words.text(f"door.role.{role}")) for role in ROLES]
