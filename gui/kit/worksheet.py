"""A list of items, each answered by the same few options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button
from gui.kit.cards import EdgeToEdge
from gui.kit.details import AnswerDetails, DetailsTexts
from gui.kit.form_row import FormRow
from gui.kit.segmented import Option, SegmentedChoice


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a worksheet."""

    id: str
    label: str


class Worksheet(EdgeToEdge):
    """Items by options; the button for the rest only asks (the page confirms and then sets the answers)."""

    answered = Signal(object)  # every answered item as {id: option id}
    rest_asked = Signal(object)  # the ids not answered yet, as a tuple

    def __init__(
        self,
        items: Sequence[Item],
        options: Sequence[Option],
        *,
        name: str,
        label: str,
        rest: str,
        not_answered: str,
        details: DetailsTexts | None = None,
        today: date = date.min,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._details: dict[str, AnswerDetails] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.GRID * 2)
        self._rows: dict[str, FormRow] = {}
        self._choices: dict[str, SegmentedChoice] = {}
        for item in items:
            if details is not None:
                self._details[item.id] = AnswerDetails(details, name=f"{name}.{item.id}", today=today, parent=self)
            self._add(item, options, not_answered)
        self._rest = Button(rest, name=f"{name}.rest")
        self._rest.clicked.connect(self._ask_for_rest)
        self._box.addWidget(self._rest, 0, Qt.AlignmentFlag.AlignRight)
        self.retext(items, options, label, rest, not_answered)

    def retext(
        self, items: Sequence[Item], options: Sequence[Option], label: str, rest: str, not_answered: str
    ) -> None:
        """Give the same items and options their words in another language."""
        self.setAccessibleName(label)
        for item in items:
            self._rows[item.id].retext(item.label, not_answered)
            self._choices[item.id].retext(options, item.label)
        self._rest.setText(rest)

    def value(self) -> dict[str, str]:
        """Return the answered items as {id: option id}."""
        values = {item_id: choice.value() for item_id, choice in self._choices.items()}
        return {item_id: value for item_id, value in values.items() if value is not None}

    def set_value(self, value: Mapping[str, str | None]) -> None:
        """Show answers without emitting them; items not mentioned are not answered.

        Raises ValueError for an option that there is not.
        """
        for item_id, choice in self._choices.items():
            choice.set_value(value.get(item_id))
        self._mark()

    def choice(self, item_id: str) -> SegmentedChoice:
        """Return the choice of an item.

        Raises KeyError for an unknown item.
        """
        return self._choices[item_id]

    def row(self, item_id: str) -> FormRow:
        """Return the row of an item, to say a hint or a problem there.

        Raises KeyError for an unknown item.
        """
        return self._rows[item_id]

    def details(self, item_id: str) -> AnswerDetails:
        """Return where an item's answer came from; the words of its panel are set there too.

        Raises KeyError for an unknown item, and where the worksheet was made without details.
        """
        return self._details[item_id]

    def unanswered(self) -> tuple[str, ...]:
        """Return the ids of the items not answered yet."""
        return tuple(item_id for item_id, choice in self._choices.items() if choice.value() is None)

    def _add(self, item: Item, options: Sequence[Option], not_answered: str) -> None:
        name = f"{self.objectName()}.{item.id}"
        choice = SegmentedChoice(options, name=name, label=item.label)
        choice.answered.connect(self._answered)
        details = self._details.get(item.id)
        row = FormRow(
            item.label,
            choice,
            name=f"{name}.row",
            not_answered=not_answered,
            beside=details.beside if details else None,
            below=details.panel if details else None,
        )
        self._choices[item.id] = choice
        self._rows[item.id] = row
        self._box.addWidget(row)

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self._mark()
        self.answered.emit(self.value())

    @Slot()
    def _ask_for_rest(self) -> None:
        self.rest_asked.emit(self.unanswered())

    def _mark(self) -> None:
        for item_id, choice in self._choices.items():
            self._rows[item_id].set_answered(choice.value() is not None)
        self._rest.setEnabled(bool(self.unanswered()))
