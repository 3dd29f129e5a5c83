"""The form that a protocol asks for: who it is, its sections as cards, and what a doctor must decide."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.cards import Card
from gui.kit.page import Scrolled
from gui.screen.answers import is_blank
from gui.screen.identity import IdentityCard
from gui.screen.texts import Mnemonics
from screening.wording import Words

# What knows a protocol is imported when there is one, since who it is can be typed before that.
if TYPE_CHECKING:
    from gui.screen.inputs import FieldInput
    from gui.screen.reckoned import ReckonedRow
    from screening.engine import Assessment, Reckoned
    from screening.protocol import Protocol, Section


class Form(QScrollArea):
    """All inputs; `history` is what they say, kept up to date input by input.

    Who it is can be typed at once; `asking` adds what a protocol asks for.
    """

    changed = Signal()
    identified = Signal()
    rest_asked = Signal(str, object)  # a worksheet's name, its items not answered yet

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self.setObjectName("form")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = words
        self._today = today
        self._answers: dict[str, Any] = {}
        self._wanted: QWidget | None = None
        self._refused: frozenset[str] = frozenset()
        self._mnemonics = _mnemonics(words)
        self.who = IdentityCard(words, self._mnemonics, today)
        self._cards: list[tuple[Section, Card]] = []
        self._inputs: dict[str, FieldInput] = {}
        self._reckoned: list[ReckonedRow] = []
        self.setAccessibleName(words.text("screen.form"))
        self._lay_out()
        self.who.changed.connect(self.changed)
        self.who.identified.connect(self.identified)

    def asking(self, protocol: "Protocol") -> Iterator[None]:
        """Add what a protocol asks for in small steps, unseen until `show_all`; who it is stays as it was typed."""
        from gui.screen.decisions import DecisionCard
        from gui.screen.matches import MatchNotice
        from gui.values.signs import Signs

        self.signs = Signs(protocol, self._words, self)
        self.who.put_signs(self.signs.make)
        self.matches = MatchNotice(self._words)
        self.who.add(self.matches)
        yield
        for section in protocol.sections:
            yield from self._add_section(protocol, section)
        self.decided = DecisionCard(protocol, self._words, self._today, self.signs.make)
        self.decided.changed.connect(self.changed)
        self._add_card(self.decided)
        yield

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that its cards need, so that in large text none is cut off at the right."""
        usual, content = super().minimumSizeHint(), self.widget()
        if content is None:
            return usual
        needed = content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return usual.expandedTo(QSize(needed, usual.height()))

    def show_all(self) -> None:
        """Bring what was added into sight."""
        for _, card in self._cards:
            card.setVisible(True)
        self.updateGeometry()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setViewportMargins(0, 0, 0, 0)

    def history(self) -> dict[str, Any]:
        """Give what the form says, as a history; parts without anything in them are left out."""
        whole = {"subject": self.who.subject(), "answers": self._answers, "decisions": self.decided.decisions()}
        return {part: dict(said) for part, said in whole.items() if said}

    def show_history(self, history: Mapping[str, Any]) -> None:
        """Show a history without emitting it."""
        self.show_subject(history.get("subject") or {})
        answers = history.get("answers") or {}
        for name, field_input in self._inputs.items():
            field_input.show_data(answers.get(name))
        self._answers = {name: data for name, one in self._inputs.items() if (data := one.data()) is not None}
        self.decided.show_decisions(history.get("decisions") or {})

    def show_subject(self, subject: Mapping[str, Any]) -> None:
        """Show who it is without emitting it; the answers stay."""
        self.who.show_subject(subject)
        self.matches.show_matches(())

    def unfinished(self) -> dict[str, Any]:
        """Give what was begun and counts for nothing yet, by field, as JSON values."""
        fields = {name: begun for name, one in self._inputs.items() if (begun := one.unfinished()) is not None}
        begun = {"answers": fields, "subject": self.who.unfinished(), "decisions": self.decided.unfinished()}
        return {part: one for part, one in begun.items() if one}

    def show_unfinished(self, begun: Mapping[str, Any]) -> None:
        """Show again what `unfinished` gave."""
        for name, data in (begun.get("answers") or {}).items():
            if name in self._inputs:
                self._inputs[name].show_unfinished(data)
        self.who.show_unfinished(begun.get("subject") or {})
        decisions = begun.get("decisions") or {}
        if decisions:
            self.decided.show_decisions({**self.decided.decisions(), **decisions})

    def is_blank(self) -> bool:
        """Say whether nothing was entered."""
        return is_blank(self.history())

    def follow(self, assessment: "Assessment", values: "Sequence[Reckoned]") -> None:
        """Ask the doctor where the engine does, say what results are worth on the day assessed, and show `values`."""
        self.decided.follow(assessment)
        for one in self._inputs.values():
            one.set_day_assessed(assessment.on)
        for row in self._reckoned:
            row.show_value(values)

    def set_locked(self, locked: bool) -> None:
        """Let everything be read and nothing be changed, or let it be changed again."""
        self._page.setEnabled(not locked)

    def rule_out(self, name: str, items: tuple[str, ...], by: str, on: date) -> None:
        """Rule the rest of a worksheet out, in somebody's name and on a day."""
        if name in self._inputs:
            self._inputs[name].rule_out(items, by, on)

    def set_today(self, today: date) -> None:
        """Tell every field which day "today" means."""
        if today != self._today:
            self._today = today
            self.who.set_today(today)
            for one in self._inputs.values():
                one.set_today(today)

    def focus_on(self, question: str) -> None:
        """Put the cursor into the field of a question and bring it into sight."""
        shown = self._focused(question)
        if shown is not None:
            self._wanted = shown
            # A card that was folded has no size yet.
            QTimer.singleShot(0, self, self._bring_into_sight)

    def say_refused(self, places: frozenset[str], words: Words) -> None:
        """Say beside each answer that can't be read that it counts for nothing."""
        if places == self._refused:
            return
        self._refused = places
        told = words.text("screen.refused")
        for name, one in self._inputs.items():
            one.say_problem(told if f"answers.{name}" in places else "")
        for part in ("name", "hospital_number", "birth_date", "sex", "consent"):
            self.who.say_problem(part, told if f"subject.{part}" in places else "")

    def say_noted(self, told: Mapping[str, str]) -> None:
        """Say beside each question what is noted elsewhere about it, by its path."""
        by_field: dict[str, dict[str, str]] = {}
        for path, text in told.items():
            head, _, rest = path.partition(".")
            by_field.setdefault(head, {})[rest] = text
        self.who.say_noted(by_field.get("subject", {}))
        for name, one in self._inputs.items():
            one.say_noted(by_field.get(name, {}))

    def unfinished_places(self) -> tuple[str, ...]:
        """Name what was begun and counts for nothing yet."""
        begun = self.unfinished()
        places = [*begun.get("answers", {})]
        return (*places, *(f"{part}.{name}" for part in ("subject", "decisions") for name in begun.get(part, {})))

    def retext(self, words: Words) -> None:
        """Give everything its words in another language; no answer is lost."""
        self._words = words
        mnemonics = self._mnemonics = _mnemonics(words)
        self.setAccessibleName(words.text("screen.form"))
        self.who.retext_all(words, mnemonics)
        self.matches.retext(words)
        for section, card in self._cards:
            card.retext(section.title.in_(words.language))
            for name in section.fields:
                self._inputs[name].retext(words, mnemonics)
        for row in self._reckoned:
            row.retext(words)
        self.decided.retext_all(words)

    def _add_section(self, protocol: "Protocol", section: "Section") -> Iterator[None]:
        from gui.screen.fields import input_of

        words = self._words
        card = Card(section.title.in_(words.language), name=f"section.{len(self._cards)}", parent=self._page)
        card.setVisible(False)
        self._cards.append((section, card))
        self._add_card(card)
        for name in section.fields:
            one = input_of(protocol, name, card, words, self._today, titled=len(section.fields) > 1)
            one.retext(words, self._mnemonics)
            one.put_signs(self.signs.make)
            one.changed.connect(self._changed)
            one.rest_asked.connect(self.rest_asked)
            self._inputs[name] = one
            self._add_reckoned(protocol, card)
            yield

    def _add_reckoned(self, protocol: "Protocol", card: Card) -> None:
        """Let the value of a formula stand below the last of the fields that it takes."""
        from gui.screen.reckoned import ReckonedRow
        from screening.engine import formulas_of

        there = [row.formula for row in self._reckoned]
        for one in formulas_of(protocol):
            if one not in there and self._inputs.keys() >= set(one.fields):
                self._reckoned.append(ReckonedRow(one, protocol, card, self._words))

    def _add_card(self, card: Card) -> None:
        self._rows.insertWidget(self._rows.count() - 1, card)

    def _lay_out(self) -> None:
        self._page = Scrolled()
        self._rows = QVBoxLayout(self._page)
        self._rows.setContentsMargins(theme.GRID * 4, theme.GRID, theme.GRID, theme.GRID * 4)
        self._rows.setSpacing(theme.GRID * 3)
        self._rows.addStretch(1)
        self._add_card(self.who)
        self.setWidget(self._page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def keep_room_for_bar(self) -> None:
        """Let the first card be as wide as it will be when the whole form scrolls."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportMargins(0, 0, self.verticalScrollBar().sizeHint().width(), 0)

    def _focused(self, question: str) -> QWidget | None:
        head, _, rest = question.partition(".")
        if head == "subject":
            return self.who.focus(rest)
        if head == "decisions":
            return self.decided.focus(rest)
        return self._inputs[head].focus(rest) if head in self._inputs else None

    @Slot()
    def _bring_into_sight(self) -> None:
        if self._wanted is not None:
            self.ensureWidgetVisible(self._wanted, 0, theme.GRID * 10)
            self._wanted = None

    @Slot(str)
    def _changed(self, name: str) -> None:
        data = self._inputs[name].data()
        if data is None:
            self._answers.pop(name, None)
        else:
            self._answers[name] = data
        self.changed.emit()


def _mnemonics(words: Words) -> Mnemonics:
    return Mnemonics(words.text("screen.mnemonics"))
