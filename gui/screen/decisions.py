"""Where a doctor must decide: a small panel a criterion, shown only when the engine asks for it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.cards import INDENT, Card, EdgeToEdge
from gui.kit.dates import DateEntry
from gui.kit.entries import TextEntry
from gui.kit.form_row import FormRow
from gui.kit.labels import Words as Label
from gui.kit.segmented import SegmentedChoice
from gui.screen.answers import decision_kept
from gui.screen.telling import asks_doctor
from gui.screen.texts import date_texts, options
from screening.engine import Assessment
from screening.protocol import Criterion, Protocol
from screening.wording import Words

_PARTS = ("outcome", "by", "on", "why")


class DecisionPanel(EdgeToEdge):
    """One criterion: what was decided, by whom, when and why; it counts once all four are there."""

    changed = Signal()

    def __init__(self, criterion: Criterion, words: Words, today: date, sign: QWidget | None = None) -> None:
        super().__init__()
        name = f"decisions.{criterion.id}"
        self.setObjectName(name)
        self._criterion = criterion
        self._title = Label(role="strong")
        self._title.setContentsMargins(INDENT, 0, 0, 0)
        labels = {part: words.text(f"screen.decision.{part}") for part in _PARTS}
        self._outcome = SegmentedChoice(self._outcomes(words), name=f"{name}.outcome", label=labels["outcome"])
        self._by = TextEntry(name=f"{name}.by", label=labels["by"])
        self._on = DateEntry(date_texts(words, labels["on"]), name=f"{name}.on", today=today)
        self._why = TextEntry(name=f"{name}.why", label=labels["why"])
        controls: dict[str, Any] = {"outcome": self._outcome, "by": self._by, "on": self._on, "why": self._why}
        blank = words.text("screen.not_answered")
        self._rows = {
            part: FormRow(labels[part], control, name=f"{name}.{part}.row", not_answered=blank)
            for part, control in controls.items()
        }
        self._clear = Button("", name=f"{name}.clear", weight=Weight.LINK)
        self._lay_out(sign)
        self.retext(words)
        self._mark()
        for control in controls.values():
            control.answered.connect(self._answered)
        self._clear.clicked.connect(self._cleared)

    def parts(self) -> dict[str, str | None]:
        """Give what was entered, finished or not."""
        return {
            "outcome": self._outcome.value(),
            "by": self._by.value(),
            "on": self._on.value(),
            "why": self._why.value(),
        }

    def show_parts(self, parts: Mapping[str, Any]) -> None:
        """Show a decision without emitting it."""
        outcome = parts.get("outcome")
        self._outcome.set_value(outcome if outcome in self._outcome.ids() else None)
        self._by.set_value(parts.get("by"))
        self._on.set_value(parts.get("on"))
        self._why.set_value(parts.get("why"))
        self._mark()

    def retext(self, words: Words) -> None:
        """Give the panel its words in another language."""
        criterion = self._criterion
        text = criterion.text.in_(words.language)
        self._title.setText(words.text("screen.decision.title", criterion=criterion.id, text=text))
        labels = {part: words.text(f"screen.decision.{part}") for part in _PARTS}
        self._outcome.retext(self._outcomes(words), labels["outcome"])
        self._by.retext(labels["by"])
        self._on.retext(date_texts(words, labels["on"]))
        self._why.retext(labels["why"])
        for part, row in self._rows.items():
            row.retext(labels[part], words.text("screen.not_answered"))
        self._clear.setText(words.text("screen.decision.clear"))

    def focus(self) -> QWidget:
        """Put the cursor into the first part that is missing."""
        missing = next((part for part, one in self.parts().items() if not one), "outcome")
        self._rows[missing].control.setFocus()
        return self

    def _lay_out(self, sign: QWidget | None) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        if sign is not None:
            head.addWidget(sign)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addLayout(head)
        for row in self._rows.values():
            box.addWidget(row)
        line = QHBoxLayout()
        line.setContentsMargins(INDENT - theme.GRID, 0, 0, 0)
        line.addWidget(self._clear)
        line.addStretch(1)
        box.addLayout(line)

    def _outcomes(self, words: Words) -> Any:
        return options(words, "outcome", (self._criterion.good, self._criterion.bad))

    def _mark(self) -> None:
        parts = self.parts()
        for part, row in self._rows.items():
            row.set_answered(bool(parts[part]))
        self._clear.setVisible(any(parts.values()))

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self._mark()
        self.changed.emit()

    @Slot()
    def _cleared(self) -> None:
        self.show_parts({})
        self.changed.emit()


class DecisionCard(Card):
    """The criteria that wait for a doctor's decision, or have one; hidden while there are none."""

    changed = Signal()

    def __init__(
        self, protocol: Protocol, words: Words, today: date, sign: Callable[[str], QWidget] | None = None
    ) -> None:
        super().__init__(words.text("screen.decision.card"), name="decisions")
        self._criteria = {one.id: one for one in protocol.criterion}
        self._words = words
        self._today = today
        self._sign = sign
        self._panels: dict[str, DecisionPanel] = {}
        self.setVisible(False)

    def decisions(self) -> dict[str, dict[str, str]]:
        """Give the whole decisions, as the history holds them."""
        kept = {one: decision_kept(panel.parts()) for one, panel in self._panels.items()}
        return {one: decision for one, decision in kept.items() if decision is not None}

    def unfinished(self) -> dict[str, dict[str, str | None]]:
        """Give the decisions that were begun."""
        begun = {one: panel.parts() for one, panel in self._panels.items()}
        return {one: parts for one, parts in begun.items() if any(parts.values()) and decision_kept(parts) is None}

    def show_decisions(self, decisions: Mapping[str, Mapping[str, Any]]) -> None:
        """Show these decisions and no others, without emitting them."""
        for one in decisions:
            if one in self._criteria:
                self._panel(one)
        for one, panel in self._panels.items():
            panel.show_parts(decisions.get(one) or {})
        self.ask(())

    def follow(self, assessment: Assessment) -> None:
        """Ask where the engine does."""
        self.ask(tuple(one.id for one in assessment.criteria if asks_doctor(one)))

    def ask(self, criteria: tuple[str, ...]) -> None:
        """Show the panels of these criteria, and of those that hold something."""
        for one in criteria:
            self._panel(one)
        shown = [one for one, panel in self._panels.items() if one in criteria or any(panel.parts().values())]
        for one, panel in self._panels.items():
            panel.setVisible(one in shown)
        self.setVisible(bool(shown))

    def retext_all(self, words: Words) -> None:
        """Give card and panels their words in another language."""
        self._words = words
        self.retext(words.text("screen.decision.card"))
        for panel in self._panels.values():
            panel.retext(words)

    def focus(self, criterion: str) -> QWidget:
        """Put the cursor into a criterion's panel."""
        return self._panel(criterion).focus()

    def _panel(self, criterion: str) -> DecisionPanel:
        if criterion not in self._panels:
            sign = self._sign(f"decisions.{criterion}") if self._sign is not None else None
            panel = DecisionPanel(self._criteria[criterion], self._words, self._today, sign)
            panel.changed.connect(self.changed)
            self._panels[criterion] = panel
            self.add(panel)
        return self._panels[criterion]
