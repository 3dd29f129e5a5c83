"""All signs of a form: each stands beside its answer, and they are told together."""

from PySide6.QtCore import QObject, Signal

from gui.values.marks import NOTHING, Marks
from gui.values.sign import ValueSign
from screening.protocol import Protocol
from screening.wording import Words, place_name


class Signs(QObject):
    """Makes them, whenever an answer comes into being, and knows what there is to say."""

    wanted = Signal(str)  # the place of a value

    def __init__(self, protocol: Protocol, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._protocol, self._words, self._marks = protocol, words, NOTHING
        self._made: dict[str, ValueSign] = {}

    def make(self, place: str) -> ValueSign:
        """Make the sign of a value."""
        sign = self._made[place] = ValueSign(place, name=f"value.{place}")
        sign.wanted.connect(self.wanted)
        self._tell(place)
        return sign

    def show(self, marks: Marks, words: Words) -> None:
        """Say what there is of every value."""
        self._marks, self._words = marks, words
        for place in self._made:
            self._tell(place)

    def _tell(self, place: str) -> None:
        mark = self._marks.of(place)
        label = place_name(self._protocol, self._words, place) if mark.any else ""
        self._made[place].show_mark(mark, label, self._words)
