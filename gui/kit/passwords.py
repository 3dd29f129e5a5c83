"""A line for a password: dots, and a button that shows what was typed."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.kit.entries import InnerButton

_HINTS = Qt.InputMethodHint


class PasswordEntry(QLineEdit):
    """What was typed stays hidden until it is asked for; empty is not answered."""

    answered = Signal(object)  # the password as typed, or None when it is empty
    caps_lock = Signal(bool)  # what the last letter tells of the Caps Lock key

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setInputMethodHints(_HINTS.ImhSensitiveData | _HINTS.ImhNoAutoUppercase | _HINTS.ImhNoPredictiveText)
        self._words = ("", "")
        self._show = InnerButton("show", "", name=f"{name}.show", line=self)
        self._show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show.clicked.connect(self._toggle)
        self.hide_text()
        self.textEdited.connect(self._edited)

    def retext(self, label: str, show: str, hide: str) -> None:
        """Give the field its words in another language."""
        self.setAccessibleName(label)
        self._words = (show, hide)
        self._name_button()

    def value(self) -> str:
        """Return the password, every space of it."""
        return self.text()

    @property
    def shown(self) -> bool:
        """Whether what was typed can be read."""
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def hide_text(self) -> None:
        """Show dots again."""
        self._set_shown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Caps Lock: Qt doesn't, but a capital without Shift does."""
        letter = event.text()
        if len(letter) == 1 and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(letter.isupper() is not shift)
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show.place()

    @Slot()
    def _toggle(self) -> None:
        self._set_shown(not self.shown)

    def _set_shown(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.show_icon("hide" if shown else "show")
        self._name_button()

    def _name_button(self) -> None:
        show, hide = self._words
        self._show.retext(hide if self.shown else show)

    @Slot(str)
    def _edited(self, text: str) -> None:
        self.answered.emit(text or None)
