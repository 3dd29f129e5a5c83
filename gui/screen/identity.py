"""Who it is: name, hospital number, birth date, sex, and consent, in a card of their own."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.cards import Card
from gui.kit.dates import DateEntry
from gui.kit.entries import TextEntry
from gui.kit.form_row import FormRow
from gui.kit.segmented import SegmentedChoice
from gui.screen.answers import NO, YES, consent_kept, subject_kept
from gui.screen.texts import Mnemonics, date_texts, options
from screening.wording import Words

_SEXES = ("female", "male", "other")
_PARTS = ("name", "hospital_number", "birth_date", "sex", "consent", "consent_on", "consent_form")
_PLACES = {"consent": "consent.given", "consent_on": "consent.on", "consent_form": "consent.form"}
"""Where a history holds what the card asks for by another name."""
_SEARCHED = ("name", "hospital_number", "birth_date")


class IdentityCard(Card):
    """The subject of a history; folded, its title line says who it is."""

    changed = Signal()
    identified = Signal()  # what a person is found by was typed

    def __init__(self, words: Words, mnemonics: Mnemonics, today: date) -> None:
        super().__init__(words.text("screen.who.card"), name="subject", fold_label=words.text("screen.who.fold"))
        self._former: Mapping[str, Any] = {}
        self._words = words
        self._controls = self._made(words, today)
        blank = words.text("screen.not_answered")
        self._rows: dict[str, FormRow] = {}
        for part, control in self._controls.items():
            label = words.text(f"screen.who.{part}")
            self._rows[part] = FormRow(label, control, name=f"subject.{part}.row", not_answered=blank)
            self.add(self._rows[part])
        self.retext_all(words, mnemonics)
        for part, control in self._controls.items():
            control.answered.connect(self._identified if part in _SEARCHED else self._answered)
        self.folded.connect(self._folded)

    def put_signs(self, make: Callable[[str], QWidget]) -> None:
        """Put the sign of each value beside it, now that a book is open; `make` makes the sign of a place."""
        for part, row in self._rows.items():
            row.put_beside(make(f"subject.{_PLACES.get(part, part)}"))

    def subject(self) -> dict[str, Any]:
        """Give the subject, as the history holds it."""
        parts = self._parts()
        kept = subject_kept(self._former, parts)
        kept.pop("consent", None)
        consent = consent_kept(parts["consent"], parts["consent_on"], parts["consent_form"])
        return {**kept, "consent": consent} if consent else kept

    def show_subject(self, subject: Mapping[str, Any]) -> None:
        """Show a subject without emitting it."""
        self._former = {key: part for key, part in subject.items() if key != "consent"}
        consent = subject.get("consent") or {}
        given = consent.get("given")
        shown = {
            **{part: subject.get(part) for part in ("name", "hospital_number", "birth_date")},
            "sex": subject.get("sex") if subject.get("sex") in _SEXES else None,
            "consent": None if given is None else YES if given else NO,
            "consent_on": consent.get("on"),
            "consent_form": consent.get("form"),
        }
        for part, value in shown.items():
            self._controls[part].set_value(value)
        self._mark()

    def unfinished(self) -> dict[str, str]:
        """Give the days that were begun, as typed."""
        dates = {part: one for part, one in self._controls.items() if isinstance(one, DateEntry) and one.invalid}
        return {part: one.edit.text() for part, one in dates.items()}

    def show_unfinished(self, typed: Mapping[str, Any]) -> None:
        """Show again what `unfinished` gave."""
        for part, text in typed.items():
            control = self._controls.get(part)
            if isinstance(control, DateEntry) and isinstance(text, str):
                control.set_value(text)

    @property
    def consented(self) -> bool:
        """Whether the person consented."""
        return bool(self._controls["consent"].value() == YES)

    def person_name(self) -> str:
        """Give the name as typed, or nothing."""
        return self._controls["name"].value() or ""

    def retext_all(self, words: Words, mnemonics: Mnemonics) -> None:
        """Give the card its words in another language."""
        self._words = words
        self.retext(words.text("screen.who.card"), fold_label=words.text("screen.who.fold"))
        labels = {part: words.text(f"screen.who.{part}") for part in _PARTS}
        for part, control in self._controls.items():
            if isinstance(control, TextEntry):
                control.retext(labels[part])
            elif isinstance(control, DateEntry):
                control.retext(date_texts(words, labels[part], timed=part == "consent_on"))
        self._controls["sex"].retext(options(words, "screen.sex", _SEXES), labels["sex"])
        self._controls["consent"].retext(options(words, "screen.consent", (YES, NO)), labels["consent"])
        for part, row in self._rows.items():
            row.retext(mnemonics.mark(labels[part]), words.text("screen.not_answered"))
        self._summarise()

    def set_today(self, today: date) -> None:
        """Tell the date fields which day "today" means."""
        for control in self._controls.values():
            if isinstance(control, DateEntry):
                control.set_today(today)

    def focus(self, part: str) -> QWidget:
        """Unfold the card and put the cursor into a part of it; give what to bring into sight."""
        self.set_folded(False)
        self._summarise()
        row = self._rows.get(part, self._rows["name"])
        row.control.setFocus()
        return row

    def fold_if_filled(self, *, known: bool) -> None:
        """Fold the card of somebody known once it says who it is and whether the person consented."""
        parts = self._parts()
        filled = parts["consent"] and (parts["name"] or parts["hospital_number"])
        self.set_folded(known and bool(filled))
        self._summarise()

    def say_problem(self, part: str, text: str) -> None:
        """Say what is wrong with a part, or nothing."""
        self._rows.get(part, self._rows["name"]).say_problem(text)

    def say_noted(self, told: Mapping[str, str]) -> None:
        """Say what is noted elsewhere about a part."""
        for part, row in self._rows.items():
            row.say_noted(told.get(part, ""))

    def _made(self, words: Words, today: date) -> dict[str, Any]:
        """Make the controls, by part."""
        labels = {part: words.text(f"screen.who.{part}") for part in _PARTS}
        moment = date_texts(words, labels["consent_on"], timed=True)
        consent = options(words, "screen.consent", (YES, NO))
        return {
            "name": TextEntry(name="subject.name", label=labels["name"]),
            "hospital_number": TextEntry(name="subject.hospital_number", label=labels["hospital_number"]),
            "birth_date": DateEntry(date_texts(words, labels["birth_date"]), name="subject.birth_date", today=today),
            "sex": SegmentedChoice(options(words, "screen.sex", _SEXES), name="subject.sex", label=labels["sex"]),
            "consent": SegmentedChoice(consent, name="subject.consent", label=labels["consent"]),
            "consent_on": DateEntry(moment, name="subject.consent_on", today=today, timed=True),
            "consent_form": TextEntry(name="subject.consent_form", label=labels["consent_form"]),
        }

    def _parts(self) -> dict[str, str | None]:
        return {part: control.value() for part, control in self._controls.items()}

    def _mark(self) -> None:
        for part, value in self._parts().items():
            self._rows[part].set_answered(value is not None)
            self._rows[part].say_problem("")
        self._summarise()

    def _summarise(self) -> None:
        """Say who it is beside the title while the card is folded."""
        if not self.is_folded():
            self.say("")
            return
        parts = self._parts()
        known = [parts["name"], parts["hospital_number"], parts["birth_date"]]
        consent = self._words.text(f"screen.consent.said.{parts['consent'] or 'open'}")
        self.say(" · ".join([*filter(None, known), consent]))

    def is_folded(self) -> bool:
        """Say whether only the title line is in sight."""
        return self._body.isHidden()

    @Slot(bool)
    def _folded(self, _folded: bool) -> None:
        self._summarise()

    @Slot(object)
    def _answered(self, _value: object) -> None:
        self._mark()
        self.changed.emit()

    @Slot(object)
    def _identified(self, _value: object) -> None:
        self._answered(None)
        self.identified.emit()
