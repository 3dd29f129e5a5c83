"""Where an answer came from: source, day and author, folded behind a quiet button."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import IconButton
from gui.kit.dates import DateEntry, DateTexts
from gui.kit.entries import TextEntry


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer came from; each part may be missing; `on` is ISO text."""

    source: str | None = None
    on: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class DetailsTexts:
    """The words of the button and of its three fields."""

    open: str
    source: str
    day: DateTexts
    by: str


class AnswerDetails(QObject):
    """A button to stand `beside` a control, and the panel it opens below; built on first use."""

    changed = Signal(object)  # Provenance

    def __init__(self, texts: DetailsTexts, *, name: str, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._texts = texts
        self._today = today
        self._value = Provenance()
        self._fields: _Fields | None = None
        self.button = IconButton("note", texts.open, name=f"{name}.details", parent=parent)
        self.button.setCheckable(True)
        self.beside = QWidget(parent)
        self._line = QHBoxLayout(self.beside)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self.button)
        self.panel = QWidget(parent)
        self.panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._box = QVBoxLayout(self.panel)
        self._box.setContentsMargins(0, 0, 0, theme.GRID)
        self.panel.setVisible(False)
        self.button.toggled.connect(self._toggled)

    def put_before(self, widget: QWidget) -> None:
        """Let a widget stand between the control and the button."""
        self._line.insertWidget(0, widget)

    def retext(self, texts: DetailsTexts) -> None:
        """Give button and fields their words in another language."""
        self._texts = texts
        self.button.retext(texts.open)
        if self._fields is not None:
            self._fields.retext(texts)

    def value(self) -> Provenance:
        """Return what is known of the answer's origin."""
        return self._value

    def set_value(self, value: Provenance) -> None:
        """Show an origin without emitting it."""
        self._value = value
        if self._fields is not None:
            self._fields.show_value(value)
        self._mark()

    @Slot(bool)
    def _toggled(self, opened: bool) -> None:
        if opened and self._fields is None:
            self._fields = _Fields(self._texts, self._name, self._today)
            self._box.addWidget(self._fields)
            self._fields.show_value(self._value)
            self._fields.changed.connect(self._changed)
        self.panel.setVisible(opened)
        if opened and self._fields is not None:
            self._fields.source.setFocus()

    @Slot()
    def _changed(self) -> None:
        if self._fields is not None:
            self._value = self._fields.value()
            self._mark()
            self.changed.emit(self._value)

    def _mark(self) -> None:
        """Let the button say that there is something behind it."""
        known = " · ".join(filter(None, (self._value.source, self._value.on, self._value.by)))
        self.button.setToolTip(known or self._texts.open)
        self.button.setAccessibleDescription(known)
        self.button.show_icon("note-filled" if known else "note")


class _Fields(QWidget):
    """The three fields."""

    changed = Signal()

    def __init__(self, texts: DetailsTexts, name: str, today: date) -> None:
        super().__init__()
        self.source = TextEntry(name=f"{name}.source", label=texts.source, placeholder=texts.source)
        self._day = DateEntry(texts.day, name=f"{name}.on", today=today)
        self._by = TextEntry(name=f"{name}.by", label=texts.by, placeholder=texts.by)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for field in (self.source, self._day, self._by):
            box.addWidget(field)
            field.answered.connect(self._answered)

    def retext(self, texts: DetailsTexts) -> None:
        self.source.retext(texts.source, texts.source)
        self._day.retext(texts.day)
        self._by.retext(texts.by, texts.by)

    def value(self) -> Provenance:
        return Provenance(self.source.value(), self._day.value(), self._by.value())

    def show_value(self, value: Provenance) -> None:
        self.source.set_value(value.source)
        self._day.set_value(value.on)
        self._by.set_value(value.by)

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self.changed.emit()
