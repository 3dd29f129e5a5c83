"""When the record can't be opened: what is wrong, what to do, and a way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.main_window import Content
from screening.wording import Words


class TroublePage(Content):
    """Tells it calmly; the record is not touched."""

    again_wanted = Signal()
    practice_wanted = Signal()

    def __init__(self, trouble: str, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trouble")
        self._card = Card(name="trouble.card")
        self._text = labels.Words(trouble)
        self._text.setObjectName("trouble.text")
        self._again = Button("", name="trouble.again", weight=Weight.PRIMARY)
        self._practice = Button("", name="trouble.practice")
        self._card.add(self._text)
        self._card.setMaximumWidth(theme.current().px(620))
        line = QHBoxLayout()
        line.addWidget(self._again)
        line.addWidget(self._practice)
        line.addStretch(1)
        holder = QWidget()
        holder.setLayout(line)
        line.setContentsMargins(0, 8, 0, 0)
        self._card.add(holder)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self._again.clicked.connect(self.again_wanted)
        self._practice.clicked.connect(self.practice_wanted)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what is wrong stays as it was told."""
        self._card.retext(words.text("trouble.title"))
        self._again.setText(words.text("trouble.again"))
        self._practice.setText(words.text("setup.practice"))
