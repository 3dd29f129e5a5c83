"""Lists of what happened on days, and of periods of taking something."""

from abc import abstractmethod
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Slot

from gui.kit.cards import Card
from gui.kit.details import Provenance
from gui.kit.event_list import EventList
from gui.kit.period_list import PeriodList
from gui.kit.several import SeveralList
from gui.screen.answers import GivenList, list_kept, list_shown
from gui.screen.field_texts import event_texts, period_texts
from gui.screen.inputs import RowInput
from gui.screen.texts import Mnemonics
from screening.patient import ONGOING
from screening.protocol import EventsField, PeriodsField
from screening.wording import Words


class _ListInput(RowInput):
    """A list that is complete once it is there."""

    def __init__(
        self,
        name: str,
        field: EventsField | PeriodsField,
        card: Card,
        words: Words,
        today: date,
        control: SeveralList[Any],
    ) -> None:
        self._control = control
        super().__init__(name, field, self._control, card, words, today)
        self._control.answered.connect(self._answered)

    def data(self) -> Any:
        origin = self._details.value()
        return list_kept(self._former, GivenList(self._control.value(), origin.source, origin.on, origin.by))

    def show_data(self, data: Any) -> None:
        given = list_shown(data)
        self._control.set_value(given.entries)
        self.show_row(data, given.entries is not None, Provenance(given.source, given.on, given.by))

    def is_answered(self) -> bool:
        return self._control.value() is not None

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        self.retext_row(words, mnemonics, self.help_text(words))
        self._retext_control(words, self._field.ask.in_(words.language))

    @abstractmethod
    def _retext_control(self, words: Words, label: str) -> None:
        """Give the list its words in another language."""


class EventsInput(_ListInput):
    """A list of dated events."""

    def __init__(self, name: str, field: EventsField, card: Card, words: Words, today: date) -> None:
        texts = event_texts(words, field.ask.in_(words.language))
        super().__init__(name, field, card, words, today, EventList(texts, name=name, today=today))

    def _retext_control(self, words: Words, label: str) -> None:
        self._control.retext(event_texts(words, label))


class PeriodsInput(_ListInput):
    """A list of periods; that something is still taken is said of the day assessed."""

    def __init__(self, name: str, field: PeriodsField, card: Card, words: Words, today: date) -> None:
        self._assessed = today
        texts = period_texts(words, field.ask.in_(words.language))
        super().__init__(name, field, card, words, today, PeriodList(texts, name=name, today=today))

    def set_day_assessed(self, on: date) -> None:
        self._assessed = on

    def _retext_control(self, words: Words, label: str) -> None:
        self._control.retext(period_texts(words, label))

    @Slot(object)
    def _answered(self, value: object) -> None:
        if isinstance(value, tuple) and any(str(one).endswith(f"/{ONGOING}") for one in value):
            self._details.set_value(replace(self._details.value(), on=self._assessed.isoformat()))
        super()._answered(value)
