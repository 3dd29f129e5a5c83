"""The form of a follow-up: the sections of the protocol's chart as cards."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.follow.adverse_input import AdverseInput
from gui.kit.cards import Card
from gui.kit.page import Scrolled
from gui.screen.fields import input_of
from gui.screen.inputs import FieldInput
from gui.screen.texts import Mnemonics
from screening.protocol import AdverseEventsField
from screening.protocol.document import Chart
from screening.wording import Words


class FollowUpForm(QScrollArea):
    """What is known of somebody enrolled; no answer is chosen beforehand."""

    changed = Signal()

    def __init__(self, chart: Chart, words: Words, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow.form")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words.text("follow.form"))
        self._inputs: dict[str, FieldInput] = {}
        self._wanted: QWidget | None = None
        page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, theme.GRID * 2, 0)
        box.setSpacing(theme.GRID * 3)
        mnemonics = Mnemonics(words.text("screen.mnemonics"))
        for place, section in enumerate(chart.sections):
            card = Card(section.title.in_(words.language), name=f"follow.section.{place}", parent=page)
            for name in section.fields:
                one = self._make(chart, name, card, words, today, titled=len(section.fields) > 1)
                one.retext(words, mnemonics)
                one.changed.connect(self._changed)
                self._inputs[name] = one
            box.addWidget(card)
        box.addStretch(1)
        self.setWidget(page)

    def answers(self) -> dict[str, Any]:
        """Give what the form says; what is not answered is left out."""
        return {name: data for name, one in self._inputs.items() if (data := one.data()) is not None}

    def show_answers(self, answers: Mapping[str, Any]) -> None:
        """Show what is known without emitting it."""
        for name, one in self._inputs.items():
            one.show_data(answers.get(name))

    def unfinished(self) -> tuple[str, ...]:
        """Name the fields in which something was begun that counts for nothing yet."""
        return tuple(name for name, one in self._inputs.items() if one.unfinished() is not None)

    def say_refused(self, told: Mapping[str, str]) -> None:
        """Say beside each answer that can't be read what is wrong with it."""
        for name, one in self._inputs.items():
            one.say_problem(told.get(name, ""))

    def focus_on(self, question: str) -> None:
        """Put the cursor into the field of a question and bring it into sight."""
        head, _, rest = question.partition(".")
        if head in self._inputs:
            self._wanted = self._inputs[head].focus(rest)
            QTimer.singleShot(0, self, self._bring_into_sight)

    def _make(self, chart: Chart, name: str, card: Card, words: Words, today: date, *, titled: bool) -> FieldInput:
        field: object = chart.field[name]
        if isinstance(field, AdverseEventsField):
            return AdverseInput(name, field, card, words, today)
        return input_of(chart, name, card, words, today, titled=titled)

    @Slot()
    def _bring_into_sight(self) -> None:
        if self._wanted is not None:
            self.ensureWidgetVisible(self._wanted, 0, theme.GRID * 10)
            self._wanted = None

    @Slot(str)
    def _changed(self, _name: str) -> None:
        self.changed.emit()
