"""Why the last changes are not kept, and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.told import told
from screening.errors import EligoError, RefusedError
from screening.wording import Words


class Trouble(QWidget):
    """Nothing, until something can't be kept; then why, and the ways on."""

    again_wanted = Signal()
    apart_wanted = Signal()
    theirs_wanted = Signal()
    leaving_wanted = Signal()  # without what is not kept

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._why = Remark(Status.FAILED, name="drafting.unkept")
        ways = FlowLayout(line := QWidget(), gap=theme.GRID * 2)
        self._ways = {
            name: Button(words.text(f"drafting.{name}"), name=f"drafting.{name}", weight=Weight.LINK)
            for name in ("again", "apart", "theirs", "leave")
        }
        signals = (self.again_wanted, self.apart_wanted, self.theirs_wanted, self.leaving_wanted)
        for button, signal in zip(self._ways.values(), signals, strict=True):
            button.clicked.connect(signal)
            ways.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self._why)
        box.addWidget(line)
        self.tell(None)

    def tell(self, error: EligoError | None, *, leaving: bool = False) -> None:
        """Say why, where something can't be kept; `leaving` offers to go without it."""
        self.setVisible(error is not None)
        self._why.say("" if error is None else self._words.text("drafting.unkept", why=told(error, self._words)))
        others = isinstance(error, RefusedError)  # somebody else wrote there: to try again is of no use
        for name, shown in {"again": not others, "apart": others, "theirs": others, "leave": leaving}.items():
            self._ways[name].setVisible(shown)
