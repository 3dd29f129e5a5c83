"""Asking why a case was entered in error; without a reason nothing is struck through."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from screening.wording import Words


class StrikeDialog(CalmDialog):
    """Tells what striking means and asks the reason."""

    struck = Signal(int, str)  # the entry and the reason

    def __init__(self, seq: int, number: str, words: Words, parent: QWidget | None = None) -> None:
        answers = [
            ("keep", words.text("logpage.strike_not"), Weight.PLAIN),
            ("strike", words.text("logpage.strike_now"), Weight.DANGER),
        ]
        self._reason = QPlainTextEdit()
        title = words.text("logpage.strike_title", number=number or words.text("logpage.entry", seq=seq))
        content = self._asking(words.text("logpage.strike_reason"))
        text = words.text("logpage.strike_text")
        super().__init__(title, text, answers, name="strike", content=content, parent=parent)
        self._seq = seq
        self._reason.textChanged.connect(self._typed)
        self.chosen.connect(self._decide)
        self._typed()
        self._reason.setFocus()

    def _asking(self, label: str) -> QWidget:
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        self._reason.setObjectName("strike.reason")
        self._reason.setAccessibleName(label)
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(theme.current().px(76))
        box.addWidget(labels.Words(label, role="small"))
        box.addWidget(self._reason)
        return content

    @Slot()
    def _typed(self) -> None:
        self.answer("strike").setEnabled(bool(self._reason.toPlainText().strip()))

    @Slot(str)
    def _decide(self, answer: str) -> None:
        reason = self._reason.toPlainText().strip()
        if answer == "strike" and reason:
            self.struck.emit(self._seq, reason)
