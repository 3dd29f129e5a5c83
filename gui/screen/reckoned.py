"""The value of a formula below the fields that it is reckoned from: nobody types it, it follows every keystroke."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from gui.kit.buttons import IconButton
from gui.kit.cards import Card
from gui.kit.form_row import FormRow
from gui.kit.labels import Words as Text
from screening.engine import Formula, Reckoned
from screening.protocol import Protocol
from screening.wording import Words
from screening.wording.reckoned import reckoned_from, reckoned_text
from screening.wording.verdicts import formula_name


class ReckonedRow(QObject):
    """One formula: its value, or what it lacks; how it is reckoned unfolds."""

    def __init__(self, one: Formula, protocol: Protocol, card: Card, words: Words) -> None:
        super().__init__(card)
        self.formula, self._protocol, self._words = one, protocol, words
        self._shown: Reckoned | None = None
        name = f"reckoned.{one.formula}"
        self._value = Text()
        self._value.setObjectName(name)
        self._how = Text(role="small")
        self._how.setObjectName(f"{name}.how")
        self._how.setVisible(False)
        self._more = IconButton("info", "", name=f"{name}.more")
        self._more.setCheckable(True)
        self._row = FormRow(
            "", self._value, name=f"{name}.row", not_answered="", beside=self._more, below=self._how, parent=card
        )
        self._row.set_answered(True)
        card.add(self._row)
        self._more.toggled.connect(self._unfold)
        self.retext(words)

    def show_value(self, values: Sequence[Reckoned]) -> None:
        """Show its value among those of the protocol's formulas."""
        found = next((one for one in values if one.formula == self.formula), None)
        if found != self._shown:
            self._shown = found
            self._tell()

    def retext(self, words: Words) -> None:
        """Speak another language."""
        self._words = words
        named = formula_name(self.formula.formula, words)
        self._row.retext(named, "")
        self._more.retext(words.text("formula.value.how", formula=named))
        self._tell()

    @Slot(bool)
    def _unfold(self, opened: bool) -> None:
        self._how.setVisible(opened)

    def _tell(self) -> None:
        value = reckoned_text(self._shown, self._protocol, self._words) if self._shown is not None else ""
        self._value.setText(value)
        self._value.setAccessibleName(f"{formula_name(self.formula.formula, self._words)}: {value}")
        self._how.setText(reckoned_from(self.formula, self._shown, self._protocol, self._words))
