"""A worksheet of causes: each item with its origin, and the deliberate "rule out the rest"."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.kit.cards import Card
from gui.kit.details import Provenance
from gui.kit.labels import Remark
from gui.kit.labels import Words as Label
from gui.kit.tokens import Status
from gui.kit.worksheet import Item, Worksheet
from gui.screen.answers import Given, ruled_out_rest, worksheet_kept, worksheet_shown
from gui.screen.field_texts import details_texts
from gui.screen.inputs import FieldInput
from gui.screen.texts import Mnemonics, options
from screening.protocol import RULED_OUT, WORKSHEET_STATES, WorksheetField
from screening.wording import Words


class WorksheetInput(FieldInput):
    """Items to go through one by one; asking for the rest only asks, the page confirms."""

    def __init__(self, name: str, field: WorksheetField, card: Card, words: Words, today: date) -> None:
        super().__init__(name, card)
        self._field = field
        self._former: Any = None
        self._states: dict[str, str] = {}
        self._ask, self._help = Label(), Label(role="small")
        label = field.ask.in_(words.language)
        self._sheet = Worksheet(
            self._items(words),
            options(words, "worksheet", WORKSHEET_STATES),
            name=name,
            label=label,
            rest=words.text("screen.causes.rest"),
            not_answered=words.text("screen.not_answered"),
            details=details_texts(words, label),
            today=today,
        )
        self._problem = Remark(Status.FAILED, name=f"{name}.refused")
        for widget in (self._ask, self._help, self._sheet, self._problem):
            card.add(widget)
        self._sheet.answered.connect(self._item_answered)
        self._sheet.rest_asked.connect(self._rest_asked)
        for item in field.items:
            self._sheet.details(item).changed.connect(self._answered)

    def data(self) -> Any:
        return worksheet_kept(self._former, self._given())

    def show_data(self, data: Any) -> None:
        self._former = data
        shown = worksheet_shown(data)
        known = {item: one for item, one in shown.items() if item in self._field.items}
        self._sheet.set_value({item: one.value for item, one in known.items() if one.value in WORKSHEET_STATES})
        self._states = self._sheet.value()
        for item in self._field.items:
            one = known.get(item, Given())
            self._sheet.details(item).set_value(Provenance(one.source, one.on, one.by))
        self._problem.say("")

    def rule_out(self, items: tuple[str, ...], by: str, on: date) -> None:
        """Rule these items out, in somebody's name and on a day."""
        given = ruled_out_rest(self._given(), items, RULED_OUT, by, on.isoformat())
        self.show_data(worksheet_kept(self._former, given))
        self.changed.emit(self.name)

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        del mnemonics
        label = self._field.ask.in_(words.language)
        self._ask.setText(label)
        self._help.setText(self._field.help.in_(words.language) if self._field.help else "")
        self._help.setVisible(self._field.help is not None)
        states = options(words, "worksheet", WORKSHEET_STATES)
        rest, not_answered = words.text("screen.causes.rest"), words.text("screen.not_answered")
        self._sheet.retext(self._items(words), states, label, rest, not_answered)
        for item in self._items(words):
            self._sheet.details(item.id).retext(details_texts(words, item.label))

    def focus(self, item: str) -> QWidget:
        first = next(iter(self._sheet.unanswered()), next(iter(self._field.items)))
        self._sheet.choice(item or first).setFocus()
        return self._sheet.row(item or first)

    def say_problem(self, text: str) -> None:
        self._problem.say(text)

    def put_signs(self, make: Callable[[str], QWidget]) -> None:
        for item in self._field.items:
            self._sheet.details(item).put_before(make(f"answers.{self.name}.{item}"))

    def say_noted(self, told: Mapping[str, str]) -> None:
        for item in self._field.items:
            self._sheet.row(item).say_noted(told.get(item, ""))
        super().say_noted({"": told.get("", "")})

    def _given(self) -> dict[str, Given]:
        found = {}
        for item, state in self._sheet.value().items():
            origin = self._sheet.details(item).value()
            found[item] = Given(state, origin.source, origin.on, origin.by)
        return found

    def _items(self, words: Words) -> list[Item]:
        return [Item(one, item.label.in_(words.language)) for one, item in self._field.items.items()]

    @Slot(object)
    def _item_answered(self, _value: object) -> None:
        """Take an answer; whose the former one was is not said of the new one."""
        states = self._sheet.value()
        for item in self._field.items:
            if states.get(item) != self._states.get(item):
                self._sheet.details(item).set_value(Provenance())
        self._states = states
        self._answered(states)

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self._problem.say("")
        self.changed.emit(self.name)

    @Slot(object)
    def _rest_asked(self, items: object) -> None:
        self.rest_asked.emit(self.name, items)
