"""What the page says in passing: one message at a time, with perhaps something to do about it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.messages import MessageBar
from gui.kit.tokens import Status
from screening.wording import Words


class Notice(MessageBar):
    """A message bar that knows what its action was about."""

    wanted = Signal(str)  # the id of the action

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(name="message", close=words.text("screen.close_message"), parent=parent)
        self._told_in = words
        self._action_id = ""
        self.acted.connect(self._passed_on)

    def tell(self, status: Status, text: str, action: str = "", seconds: float = 0) -> None:
        """Show a message; `action` is the id of what can be done about it."""
        self._action_id = action
        label = self._told_in.text(f"screen.action.{action}") if action else ""
        self.say(status, text, action=label, seconds=seconds)

    def tell_saved(self, number: str | None) -> None:
        """Say under which screening number a case was saved, or that it stands in the pre-screening list."""
        key = "screen.saved" if number else "screen.saved_prescreening"
        self.tell(Status.MET, self._told_in.text(key, number=number or ""), seconds=10)

    def tell_standing(self, state: str) -> None:
        """Say that recruitment is paused, or the study closed."""
        self.tell(Status.UNKNOWN, self._told_in.text(f"refused.conduct.{state}"))

    def retext_all(self, words: Words) -> None:
        """Give what comes next its words in another language."""
        self._told_in = words
        self.retext(words.text("screen.close_message"))

    @Slot()
    def _passed_on(self) -> None:
        self.wanted.emit(self._action_id)
