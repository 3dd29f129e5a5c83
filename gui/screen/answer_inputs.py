"""Choices, days and numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Slot

from gui.kit.cards import Card
from gui.kit.dates import DateEntry
from gui.kit.details import Provenance
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import NumberEntry
from gui.kit.segmented import Option, SegmentedChoice
from gui.screen.answers import Given, answer_kept, answer_shown, earlier_answers
from gui.screen.inputs import RowInput
from gui.screen.texts import Mnemonics, date_texts
from screening.protocol import ChoiceField, DateField, NumberField
from screening.wording import Words, pretty_unit

_IN_SIGHT = 5
"""A choice of at most so many answers shows them all; a longer one folds into a list."""

_Asked = ChoiceField | DateField | NumberField
_Control = SegmentedChoice | DropChoice | DateEntry | NumberEntry


class AnswerInput(RowInput):
    """A choice, a day or a number."""

    def __init__(self, name: str, field: _Asked, card: Card, words: Words, today: date) -> None:
        self._control = _control(name, field, words, today)
        self._asked = field
        self._words = words
        super().__init__(name, field, self._control, card, words, today)
        self._control.answered.connect(self._value_answered)

    def data(self) -> Any:
        origin = self._details.value()
        return answer_kept(self._former, Given(self._control.value(), origin.source, origin.on, origin.by))

    def show_data(self, data: Any) -> None:
        given = answer_shown(data)
        # What the protocol at hand does not offer is no answer to it.
        known = given.value if self._offers(given.value) else None
        self._control.set_value(known)
        self.show_row(data, known is not None, Provenance(given.source, given.on, given.by))
        self._row.say_hint(self._hint())

    def is_answered(self) -> bool:
        return self._control.value() is not None

    def unfinished(self) -> Any:
        control = self._control
        return control.edit.text() if isinstance(control, DateEntry | NumberEntry) and control.invalid else None

    def show_unfinished(self, data: Any) -> None:
        if isinstance(data, str) and isinstance(self._control, DateEntry | NumberEntry):
            self._control.set_value(data)

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        self._words = words
        self.retext_row(words, mnemonics, self._hint())
        _retext(self._control, self._asked, words)

    def set_today(self, today: date) -> None:
        if isinstance(self._control, DateEntry):
            self._control.set_today(today)

    @Slot(object)
    def _value_answered(self, value: object) -> None:
        """Take an answer; where the former one came from is not said of the new one."""
        given = answer_shown(self._former)
        origin = Provenance(given.source, given.on, given.by)
        if value != given.value and self._details.value() == origin:
            self._details.set_value(Provenance())
        elif value == given.value and self._details.value() == Provenance():
            self._details.set_value(origin)
        self._answered(value)

    def _offers(self, value: str | None) -> bool:
        return value is None or not isinstance(self._asked, ChoiceField) or value in self._asked.options

    def _hint(self) -> str:
        earlier = [self._earlier(one) for one in earlier_answers(self._former)]
        told = self._words.text("screen.earlier", answers=self._words.listed(earlier)) if earlier else ""
        return " ".join(filter(None, (self.help_text(self._words), told)))

    def _earlier(self, given: Given) -> str:
        labels = {option.id: option.label for option in _choices(self._asked, self._words)}
        label = labels.get(given.value or "", given.value or "")
        return f"{label} ({given.on})" if given.on else label


def _control(name: str, field: _Asked, words: Words, today: date) -> _Control:
    label = field.ask.in_(words.language)
    if isinstance(field, DateField):
        extras = _choices(field, words)
        return DateEntry(date_texts(words, label), name=name, today=today, extras=extras)
    if isinstance(field, NumberField):
        return NumberEntry(name=name, label=label, not_a_number=words.text("screen.number.not_a_number"))
    choices = _choices(field, words)
    if len(choices) <= _IN_SIGHT:
        return SegmentedChoice(choices, name=name, label=label)
    return DropChoice(choices, name=name, label=label, unanswered=words.text("screen.not_answered"))


def _retext(control: _Control, field: _Asked, words: Words) -> None:
    label = field.ask.in_(words.language)
    if isinstance(control, SegmentedChoice):
        control.retext(_choices(field, words), label)
    elif isinstance(control, DropChoice):
        control.retext(_choices(field, words), label, words.text("screen.not_answered"))
    elif isinstance(control, DateEntry):
        control.retext(date_texts(words, label), _choices(field, words))
    elif isinstance(field, NumberField):
        unit = pretty_unit(field.unit) if field.unit else ""
        control.retext(label, words.text("screen.number.not_a_number"), unit)


def _choices(field: _Asked, words: Words) -> Sequence[Option]:
    if isinstance(field, NumberField):
        return ()
    if isinstance(field, DateField):
        return [Option(one, option.label.in_(words.language)) for one, option in field.options.items()]
    decides = words.text("screen.investigator_decides")
    found = []
    for one, option in field.options.items():
        hint = option.help.in_(words.language) if option.help else decides if option.investigator else ""
        found.append(Option(one, option.label.in_(words.language), hint))
    return found
