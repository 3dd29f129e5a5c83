"""Text and numbers as they are typed."""

import re
import unicodedata

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, paint
from gui.kit.buttons import IconButton
from gui.kit.labels import Remark
from gui.kit.tokens import Status

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_CENSORED = re.compile(r"[<>]=? *\d+(\.\d+)?")


class TextEntry(QLineEdit):
    """A line of text; empty is not answered."""

    answered = Signal(object)  # the text as typed, or None when it is empty

    def __init__(self, *, name: str, label: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.retext(label, placeholder)
        self.textEdited.connect(self._edited)

    def retext(self, label: str, placeholder: str = "") -> None:
        """Give the field its words in another language."""
        self.setAccessibleName(label)
        self.setPlaceholderText(placeholder)

    def value(self) -> str | None:
        """Return the text without the spaces around it, or None for not answered."""
        return self.text().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show an answer without emitting it; what is typed already stays, so that the cursor does."""
        if (value or "") != (self.value() or ""):
            self.setText(value or "")

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self.answered.emit(self.value())


class SearchField(QLineEdit):
    """A line to search with: a magnifying glass, a button to clear, and Escape."""

    searched = Signal(str)

    def __init__(self, *, name: str, label: str, clear: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._clear = InnerButton("cross", clear, name=f"{name}.clear", line=self)
        self._clear.setVisible(False)
        self.retext(label, clear)
        self._clear.clicked.connect(self.clear)
        self.textChanged.connect(self._changed)

    def retext(self, label: str, clear: str) -> None:
        """Give the field its words in another language."""
        self.setAccessibleName(label)
        self.setPlaceholderText(label)
        self._clear.retext(clear)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._clear.place(left=theme.current().px(16) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        size = look.px(16)
        glass = QRectF(8, (self.height() - size) / 2, size, size)
        icons.draw(QPainter(self), "search", glass, look.tokens.muted)

    @Slot(str)
    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.searched.emit(text.strip())


class InnerButton(IconButton):
    """A small button inside the right end of a line; the line has keys for what it does."""

    def __init__(self, icon: str, label: str, *, name: str, line: QLineEdit) -> None:
        super().__init__(icon, label, name=name, parent=line)
        self._line = line
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def place(self, *, left: int = 0) -> None:
        """Take the line's right end and keep its text away; `left` is kept free at its other end."""
        side = self._line.height() - 8
        self.setGeometry(self._line.width() - side - 4, 4, side, side)
        self._line.setTextMargins(left, 0, side - 4, 0)


class NumberEntry(QWidget):
    """An exact number with its unit; `censored` also takes <5 and >1000."""

    answered = Signal(object)  # the number as exact text, or None while there is none or it cannot be read

    def __init__(
        self,
        *,
        name: str,
        label: str,
        not_a_number: str,
        unit: str = "",
        placeholder: str = "",
        censored: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.entry")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.edit = _WithUnit(self)
        self.edit.setObjectName(name)
        self._censored = censored
        self._said: str | None = None
        self._remark = Remark(Status.FAILED, name=f"{name}.problem", parent=self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        box.addWidget(self.edit)
        box.addWidget(self._remark)
        self.setFocusProxy(self.edit)
        self.retext(label, not_a_number, unit, placeholder)
        self.edit.textEdited.connect(self._edited)
        self.edit.editingFinished.connect(self.finish)

    def retext(self, label: str, not_a_number: str, unit: str = "", placeholder: str = "") -> None:
        """Give the field its words in another language."""
        self.setAccessibleName(label)
        self.edit.setAccessibleName(f"{label}, {unit}" if unit else label)
        self.edit.setPlaceholderText(placeholder)
        self.edit.show_unit(unit)
        self._not_a_number = not_a_number

    @property
    def invalid(self) -> bool:
        """Whether something stands there that is no number."""
        return bool(self.edit.text().strip()) and self.value() is None

    def value(self) -> str | None:
        """Return the number as exact decimal text, or None for not answered or not a number."""
        text = unicodedata.normalize("NFKC", self.edit.text()).strip()
        if _NUMBER.fullmatch(text):
            return text.rstrip(".")
        if self._censored and _CENSORED.fullmatch(text):
            return text.replace(" ", "")
        return None

    def set_value(self, value: str | None) -> None:
        """Show an answer without emitting it; a text that is no number is shown as it is."""
        if value != self.value() or value is None:
            self.edit.setText(value or "")
        self._said = self.value()
        self.finish()

    @Slot()
    def finish(self) -> None:
        """Say what is wrong, now that typing is over."""
        self._mark(self.invalid)

    @Slot(str)
    def _edited(self, _text: str) -> None:
        if not self.invalid:
            self._mark(False)
        if self.value() != self._said:
            self._said = self.value()
            self.answered.emit(self._said)

    def _mark(self, wrong: bool) -> None:
        mark_invalid(self.edit, wrong)
        self._remark.say(self._not_a_number if wrong else "")


class _WithUnit(QLineEdit):
    """A line with a unit at its right end."""

    _unit = ""

    def show_unit(self, unit: str) -> None:
        self._unit = unit
        width = paint.text_width(theme.current().font("small"), unit) + 8 if unit else 0
        self.setTextMargins(0, 0, width, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        painter = QPainter(self)
        painter.setFont(look.font("small"))
        painter.setPen(QColor(look.tokens.muted))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -10, 0), int(side), self._unit)


def mark_invalid(edit: QLineEdit, wrong: bool) -> None:
    """Give a line the red edge of a text that cannot be read, or take it away."""
    if bool(edit.property("invalid")) != wrong:
        edit.setProperty("invalid", wrong)
        edit.style().unpolish(edit)
        edit.style().polish(edit)
