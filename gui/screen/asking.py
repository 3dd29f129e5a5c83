"""The questions that the page asks before it does what is not lightly undone."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.screen.telling import place_name
from screening.protocol import Protocol
from screening.service import today
from screening.wording import Words


class Asking(QObject):
    """One question at a time; the dialogs block nothing."""

    discard_confirmed = Signal()
    rest_confirmed = Signal(str, object)  # a worksheet's name, the items to rule out

    def __init__(self, protocol: Protocol, window: QWidget) -> None:
        super().__init__(window)
        self._protocol, self._window = protocol, window
        self._rest: tuple[str, tuple[str, ...]] = ("", ())

    def ask_discard(self, words: Words) -> None:
        """Ask whether what was not saved is to go."""
        self._ask("discard", {}, Weight.DANGER, words).chosen.connect(self._discard_answered)

    def ask_rest(self, name: str, items: tuple[str, ...], by: str, words: Words, *, late: bool) -> None:
        """Ask whether the rest of a worksheet is to be ruled out, in whose name and on which day."""
        self._rest = name, items
        labels = [place_name(self._protocol, words, f"{name}.{item}") for item in items]
        values = {"items": words.listed(labels), "by": by, "count": len(items), "day": words.day(today(), "date_full")}
        values["late"] = words.text("screen.rest.late") if late else ""
        self._ask("rest", values, Weight.PRIMARY, words).chosen.connect(self._rest_answered)

    def _ask(self, what: str, values: Mapping[str, Any], weight: Weight, words: Words) -> CalmDialog:
        yes = words.text(f"screen.{what}.yes", **values)
        answers = (("cancel", words.text("screen.cancel"), Weight.PLAIN), ("yes", yes, weight))
        title, text = words.text(f"screen.{what}.title"), words.text(f"screen.{what}.text", **values)
        return CalmDialog.ask(self._window, title, text, answers, name=what)

    @Slot(str)
    def _discard_answered(self, answer: str) -> None:
        if answer == "yes":
            self.discard_confirmed.emit()

    @Slot(str)
    def _rest_answered(self, answer: str) -> None:
        if answer == "yes":
            self.rest_confirmed.emit(*self._rest)
