"""What the form knows of every field, whatever its kind, and the row that most kinds share."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.cards import Card
from gui.kit.details import AnswerDetails, Provenance
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.screen.field_texts import details_texts
from gui.screen.texts import Mnemonics
from screening.protocol import FormField
from screening.wording import Words


class FieldInput(QObject):
    """One field: it adds its widgets to a card, and answers with what the history holds of it."""

    changed = Signal(str)  # the field's name
    rest_asked = Signal(str, object)  # a worksheet's name, its items not answered yet

    def __init__(self, name: str, card: Card) -> None:
        super().__init__(card)
        self.name = name
        self._card = card
        self._noted: Remark | None = None

    def data(self) -> Any:
        """Give what the history holds for the field, None for not answered."""
        raise NotImplementedError

    def show_data(self, data: Any) -> None:
        """Show what a history holds, without emitting it."""
        raise NotImplementedError

    def unfinished(self) -> Any:
        """Give what was begun and counts for nothing yet, as JSON values; None where there is nothing."""
        return None

    def show_unfinished(self, data: Any) -> None:
        """Show again what `unfinished` gave."""

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        """Give the field its words in another language."""
        raise NotImplementedError

    def set_today(self, today: date) -> None:
        """Tell the field which day "today" means."""

    def set_day_assessed(self, on: date) -> None:
        """Tell the field for which day the history is assessed."""

    def rule_out(self, items: tuple[str, ...], by: str, on: date) -> None:
        """Rule items out in somebody's name and on a day, where the field is a worksheet of causes."""

    def focus(self, item: str) -> QWidget:
        """Put the cursor into the field, or into an item of it; give the widget to bring into sight."""
        raise NotImplementedError

    def say_problem(self, text: str) -> None:
        """Say what is wrong with the answer, or nothing."""
        raise NotImplementedError

    def put_signs(self, make: Callable[[str], QWidget]) -> None:
        """Put the sign of each value beside it; `make` makes the sign of a place."""
        raise NotImplementedError

    def say_noted(self, told: Mapping[str, str]) -> None:
        """Say what is noted elsewhere about the field, or (by its id) an item of it; nothing where it is not told."""
        text = "\n".join(filter(None, told.values()))
        if self._noted is None and text:
            self._noted = Remark(Status.NEUTRAL, name=f"{self.name}.noted", icon="info")
            self._card.add(self._noted)
        if self._noted is not None:
            self._noted.say(text)


class RowInput(FieldInput):
    """A control in a row, with where its answer came from behind a quiet button."""

    def __init__(self, name: str, field: FormField, control: QWidget, card: Card, words: Words, today: date) -> None:
        super().__init__(name, card)
        self._field = field
        self._former: Any = None
        label = field.ask.in_(words.language)
        self._details = AnswerDetails(details_texts(words, label), name=name, today=today, parent=card)
        self._row = FormRow(
            label,
            control,
            name=f"{name}.row",
            not_answered=words.text("screen.not_answered"),
            beside=self._details.beside,
            below=self._details.panel,
        )
        card.add(self._row)
        self._details.changed.connect(self._answered)

    def retext_row(self, words: Words, mnemonics: Mnemonics, hint: str) -> None:
        """Give the row its words in another language."""
        label = self._field.ask.in_(words.language)
        self._row.retext(mnemonics.mark(label), words.text("screen.not_answered"), hint)
        self._details.retext(details_texts(words, label))

    def show_row(self, data: Any, answered: bool, origin: Provenance) -> None:
        """Remember what was shown, and show its origin."""
        self._former = data
        self._details.set_value(origin)
        self._row.set_answered(answered)
        self._row.say_problem("")

    def help_text(self, words: Words) -> str:
        """Give the field's own help."""
        return self._field.help.in_(words.language) if self._field.help else ""

    def focus(self, item: str) -> QWidget:
        del item
        self._row.control.setFocus()
        return self._row

    def say_problem(self, text: str) -> None:
        self._row.say_problem(text)

    def put_signs(self, make: Callable[[str], QWidget]) -> None:
        self._details.put_before(make(f"answers.{self.name}"))

    def say_noted(self, told: Mapping[str, str]) -> None:
        self._row.say_noted("\n".join(filter(None, told.values())))

    def is_answered(self) -> bool:
        """Say whether there is an answer."""
        raise NotImplementedError

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self._row.set_answered(self.is_answered())
        self._row.say_problem("")
        self.changed.emit(self.name)
