"""The site's own rules, as a small form."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot

from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.cards import Card
from gui.kit.entries import NumberEntry
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.people.cards import at_left
from screening.service import RULES
from screening.wording import Words

UNITS = {
    "idle_minutes": "minute",
    "session_hours": "hour",
    "backup_days": "day",
    "password_days": "day",
    "review_days": "day",
}


class RulesCard(Card):
    """Whole numbers; who does not administer reads them."""

    changed = Signal(object)  # the rules that have another value now, by name, as text

    def __init__(self) -> None:
        super().__init__(name="people.rules.card")
        self._rules: Mapping[str, int] = {}
        self._about = labels.Words(role="muted")
        self.add(self._about)
        self._entries: dict[str, NumberEntry] = {}
        self._rows: dict[str, FormRow] = {}
        for name in RULES:
            entry = NumberEntry(name=f"people.rules.{name}", label="", not_a_number="")
            row = FormRow("", entry, name=f"people.rules.{name}.row", not_answered="", label_share=0.5)
            row.set_answered(True)
            self._entries[name], self._rows[name] = entry, row
            self.add(row)
        self._wrong = Remark(Status.FAILED, name="people.rules.wrong")
        self._save = Button("", name="people.rules.save")
        self.add(self._wrong)
        self.add(at_left(self._save))
        self._save.clicked.connect(self._press)

    def show_words(self, words: Words) -> None:
        """Show the card in a language; what was typed stays."""
        self._words = words
        text = words.text
        self.retext(text("people.rules.title"))
        self._about.setText(text("people.rules.about"))
        self._save.setText(text("people.rules.save"))
        for name, row in self._rows.items():
            label, rule = text(f"people.rules.{name}"), RULES[name]
            hint = text(f"people.rules.{'hint_never' if rule.least == 0 else 'hint'}", least=rule.least, most=rule.most)
            row.retext(label, "", hint)
            unit = text(f"people.rules.unit.{UNITS[name]}")
            self._entries[name].retext(label, text("people.rules.not_a_number"), unit)

    def show_rules(self, rules: Mapping[str, int], *, administers: bool) -> None:
        """Show the rules as they are."""
        self._rules = dict(rules)
        for name, entry in self._entries.items():
            entry.set_value(str(rules[name]))
            entry.edit.setReadOnly(not administers)
        self._save.setVisible(administers)

    @Slot()
    def _press(self) -> None:
        given = {name: entry.value() or "" for name, entry in self._entries.items()}
        wrong = [name for name, value in given.items() if not _fits(name, value)]
        named = self._words.listed([self._words.text(f"people.rules.{one}") for one in wrong])
        self._wrong.say(self._words.text("people.rules.wrong", rules=named) if wrong else "")
        changed = {name: value for name, value in given.items() if not wrong and int(value) != self._rules[name]}
        if changed:
            self.changed.emit(changed)


def _fits(name: str, value: str) -> bool:
    return value.isascii() and value.isdigit() and RULES[name].least <= int(value) <= RULES[name].most
