"""The cards beside the table: the chosen person, one's own password, the site's rules, the recovery key."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.people import forms
from gui.people.lines import delegation_text, moment_text, roles_text, state_text
from gui.people.reading import Someone, Staffing
from screening.wording import Words


class PersonCard(Card):
    """Everything that is known of one account, and what can be done with it."""

    act_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(name="people.person")
        self._inner = QWidget()
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self._holder)
        self._holder.addWidget(self._inner)
        self.add(holder)

    def show_person(self, one: Someone | None, staffing: Staffing, day: date, words: Words) -> None:
        """Show an account, built anew."""
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 3)
        if one is None:
            self.retext(words.text("people.nobody"))
        else:
            self.retext(one.account.name)
            box.addWidget(Facts(_facts(one, day, words), name="people.facts"))
            box.addWidget(labels.Words(words.text("people.history"), role="small"))
            box.addWidget(Facts(_history(one, words), name="people.history"))
            box.addLayout(self._buttons(one, staffing, day, words))
        self._holder.replaceWidget(self._inner, inner)
        self._inner.setParent(None)
        self._inner.deleteLater()
        self._inner = inner

    def _buttons(self, one: Someone, staffing: Staffing, day: date, words: Words) -> FlowLayout:
        line = FlowLayout(gap=theme.GRID * 2)
        for act in _offered(one, staffing, day):
            weight = Weight.DANGER if act == forms.CLOSE else Weight.PLAIN
            button = Button(words.text(f"people.act.{act}.begin"), name=f"people.{act}.begin", weight=weight)
            button.setProperty("act", act)
            button.clicked.connect(self._press)
            line.addWidget(button)
        return line

    @Slot()
    def _press(self) -> None:
        self.act_wanted.emit(str(self.sender().property("act")))


class ActCard(Card):
    """One sentence and one button."""

    act_wanted = Signal(str)

    def __init__(self, act: str) -> None:
        super().__init__(name=f"people.{act}.card")
        self._act = act
        self._text = labels.Words(role="muted")
        self._button = Button("", name=f"people.{act}.begin")
        self.add(self._text)
        self.add(at_left(self._button))
        self._button.clicked.connect(self._press)

    def show_words(self, words: Words) -> None:
        """Show the card in a language."""
        key = f"people.act.{self._act}"
        self.retext(words.text(f"{key}.card"))
        self._text.setText(words.text(f"{key}.about"))
        self._button.setText(words.text(f"{key}.begin"))

    @Slot()
    def _press(self) -> None:
        self.act_wanted.emit(self._act)


def at_left(button: Button) -> QWidget:
    """Hold a button at the left of a card."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(button)
    line.addStretch(1)
    return holder


def _offered(one: Someone, staffing: Staffing, day: date) -> list[str]:
    """Name what whoever is at work may do with an account."""
    acts: list[str] = []
    if staffing.administers:
        acts += [forms.ROLES, forms.RESET, forms.CLOSE] if one.account.active else [forms.REOPEN]
    if one.delegation_on(day) is not None:
        acts += [forms.END] if staffing.ends else []
    elif staffing.delegates and one.account.active and "investigator" in one.account.roles:
        acts.append(forms.DELEGATE)
    if one.account.id == staffing.me:
        # One's own password is changed, not given anew, and nobody shuts themselves out by mistake.
        acts = [act for act in acts if act not in (forms.RESET, forms.CLOSE)]
    return acts


def _facts(one: Someone, day: date, words: Words) -> list[Fact]:
    text = words.text
    facts = [
        Fact(text("people.fact.roles"), roles_text(one.account.roles, words)),
        Fact(text("people.fact.state"), state_text(one, words)),
        Fact(text("people.fact.since"), moment_text(one.since, words)),
        Fact(text("people.fact.last"), moment_text(one.attendance.last, words), quiet=one.attendance.last is None),
        Fact(text("people.fact.failed"), str(one.attendance.failed), quiet=not one.attendance.failed),
    ]
    if "investigator" in one.account.roles or one.delegations:
        facts.append(Fact(text("people.fact.study"), delegation_text(one, day, words)))
    if one.account.alone:
        facts.append(Fact(text("people.fact.alone"), text("people.alone")))
    return facts


def _history(one: Someone, words: Words) -> Sequence[Fact]:
    """Tell which roles somebody had from when on, and by whom they were given."""
    return [
        Fact(moment_text(grant.at, words), roles_text(grant.roles, words), words.text("people.by", name=grant.by))
        for grant in one.grants
    ]
