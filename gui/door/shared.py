"""Opening a log that lies on a server: which one."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Signal

from gui.door.page import DoorPage
from screening.errors import InputError
from screening.service import Server
from screening.wording import Words


class SharedPage(DoorPage):
    """Asks for the server's address; user and password may stand in it, and are kept nowhere."""

    given = Signal(object)  # Server
    places: ClassVar[Mapping[str, str]] = {"store": "address"}

    def __init__(self, words: Words) -> None:
        super().__init__(words, name="shared", key="door.shared", main="open")
        self._address = self._ask_text("address")
        self._end()
        self._offer_back()
        self.retext(words)

    def _hand_over(self) -> None:
        try:
            server = Server.read((self._address.value() or "").strip())
        except InputError as error:
            self.refuse(error)
        else:
            self.given.emit(server)
