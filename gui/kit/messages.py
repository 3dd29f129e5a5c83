"""Quiet messages: a bar that comes and goes, and dialogs that never block."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import aloud, icons, paint
from gui.kit.buttons import Button, IconButton, Weight
from gui.kit.labels import Words
from gui.kit.tokens import Status

_FRAME = 40  # what the desktop draws around a window, about


class MessageBar(QWidget):
    """One message at a time, with perhaps something to do about it; it takes no room while it is silent."""

    acted = Signal()

    def __init__(self, *, name: str, close: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._status = Status.NEUTRAL
        self._words = Words()
        self._action = Button("", name=f"{name}.action", weight=Weight.LINK)
        self._close = IconButton("cross", close, name=f"{name}.close")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        box = QHBoxLayout(self)
        self._box = box
        box.setSpacing(theme.GRID * 2)
        box.addWidget(self._words, 1)
        box.addWidget(self._action)
        box.addWidget(self._close)
        self.setVisible(False)
        self._timer.timeout.connect(self.hide)
        self._close.clicked.connect(self.hide)
        self._action.clicked.connect(self._act)

    def retext(self, close: str) -> None:
        """Give the button that closes its words in another language."""
        self._close.retext(close)

    def say(self, status: Status, text: str, *, action: str = "", seconds: float = 0) -> None:
        """Show a message, for some seconds or (0) until it is closed."""
        self._status = status
        # The icon stands in the margin, which grows with the text.
        self._box.setContentsMargins(22 + theme.current().px(18), theme.GRID, theme.GRID * 2, theme.GRID)
        self._words.setText(text)
        self.setAccessibleName(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setVisible(True)
        self.update()
        aloud.say(self, text)
        self._timer.stop()
        if seconds:
            self._timer.start(round(seconds * 1000))

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        tint = look.tokens.tint(self._status)
        painter = QPainter(self)
        paint.rounded(painter, self.rect(), theme.CARD_RADIUS, tint.ground, tint.edge)
        size = look.px(18)
        name = "info" if self._status is Status.NEUTRAL else icons.OF_STATUS[self._status]
        name = "warning" if self._status is Status.FAILED else name
        icons.draw(painter, name, QRectF(14, (self.height() - size) / 2, size, size), tint.ink)

    @Slot()
    def _act(self) -> None:
        self.hide()
        self.acted.emit()


class CalmDialog(QDialog):
    """A question or a form in a window of its own; it opens without blocking what runs."""

    chosen = Signal(str)  # the id of a button; nothing when the dialog is closed with Escape

    def __init__(
        self,
        title: str,
        text: str,
        answers: Sequence[tuple[str, str, Weight]],
        *,
        name: str,
        content: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answers = tuple(answer_id for answer_id, _, _ in answers)
        self._group = QButtonGroup(self)
        self._title = Words(title, role="page")
        self._text = Words(text)
        self._text.setVisible(bool(text))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(theme.GRID * 3)
        box.addWidget(self._title)
        box.addWidget(self._text)
        if content is not None:
            box.addWidget(content)
        box.addSpacing(theme.GRID)
        box.addLayout(self._buttons(answers))
        self.setMinimumWidth(theme.current().px(420))
        self._group.idClicked.connect(self._clicked)

    @classmethod
    def ask(
        cls,
        parent: QWidget,
        title: str,
        text: str,
        answers: Sequence[tuple[str, str, Weight]],
        *,
        name: str,
        content: QWidget | None = None,
    ) -> "CalmDialog":
        """Open a question over `parent` and return it; answers are (id, words, weight)."""
        dialog = cls(title, text, answers, name=name, content=content, parent=parent)
        dialog.open()
        return dialog

    def answer(self, answer_id: str) -> Button:
        """Return the button of an answer, to enable it or put the cursor on it.

        Raises ValueError for an id that is not among the answers.
        """
        button = self._group.button(self._answers.index(answer_id))
        assert isinstance(button, Button)
        return button

    def _buttons(self, answers: Sequence[tuple[str, str, Weight]]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 2)
        line.addStretch(1)
        for place, (answer_id, words, weight) in enumerate(answers):
            button = Button(words, name=f"{self.objectName()}.{answer_id}", weight=weight)
            button.setDefault(weight is Weight.PRIMARY)
            self._group.addButton(button, place)
            line.addWidget(button)
        return line

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the room that the texts need.

        Qt measures them narrower, stops at two thirds, and takes our least width for that of all there is inside.
        """
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = max(self.width(), layout.minimumSize().width())
        needed = layout.totalHeightForWidth(width)
        self.resize(width, min(needed, self.screen().availableGeometry().height() - _FRAME))

    @Slot(int)
    def _clicked(self, place: int) -> None:
        self.accept()
        self.chosen.emit(self._answers[place])
