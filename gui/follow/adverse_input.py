"""The field of adverse events on the form of a follow-up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gui.kit.adverse_list import AdverseList, AdverseTexts
from gui.kit.cards import Card
from gui.kit.details import Provenance
from gui.kit.segmented import Option
from gui.screen.answers import with_origin
from gui.screen.inputs import RowInput
from gui.screen.texts import Mnemonics, date_texts
from screening.protocol import AdverseEventsField
from screening.wording import Words


class AdverseInput(RowInput):
    """A list of adverse events, as a history holds them."""

    def __init__(self, name: str, field: AdverseEventsField, card: Card, words: Words, today: date) -> None:
        self._asked = field
        self._control = AdverseList(_texts(field, words), name=name, today=today)
        super().__init__(name, field, self._control, card, words, today)  # type: ignore[arg-type]  # has what rows need
        self._control.answered.connect(self._answered)

    def data(self) -> Any:
        value = self._control.value()
        return None if value is None else with_origin([dict(one) for one in value], self._details.value())

    def show_data(self, data: Any) -> None:
        whole = data if isinstance(data, Mapping) else {"value": data}
        said = whole.get("value")
        self._control.set_value(said)
        self.show_row(data, said is not None, Provenance(*(whole.get(key) for key in ("source", "on", "by"))))

    def is_answered(self) -> bool:
        return self._control.value() is not None

    def retext(self, words: Words, mnemonics: Mnemonics) -> None:
        self.retext_row(words, mnemonics, self.help_text(words))
        self._control.retext(_texts(self._asked, words))


def _texts(field: AdverseEventsField, words: Words) -> AdverseTexts:
    label = field.ask.in_(words.language)
    keys = ("add", "remove", "term", "grade", "serious", "not_serious", "seriousness")
    return AdverseTexts(
        label=label,
        none=words.text("screen.events.none"),
        some=words.text("screen.events.some"),
        day=date_texts(words, words.text("follow.adverse.day")),
        terms=tuple(Option(one, item.label.in_(words.language)) for one, item in field.terms.items()),
        **{key: words.text(f"follow.adverse.{key}") for key in keys},
    )
