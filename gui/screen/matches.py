"""Whoever was screened already: said before a second record begins, with what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.flow import FlowLayout
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from screening.log import CaseRow, Person
from screening.service import Site
from screening.wording import Words

_MOST = 3
_ACTIONS = ("open", "again", "other")


@dataclass(frozen=True, slots=True)
class Match:
    """A person of the book, and the entry that speaks for them now."""

    person: Person
    row: CaseRow | None


def find_same(site: Site, subject: dict[str, object], besides: frozenset[str]) -> list[Match]:
    """Find who may be this person already; the ids in `besides` are left out."""
    return [_match(site, one) for one in site.same_person(subject) if one.id not in besides]


def find_named(site: Site, text: str) -> list[Match]:
    """Find people by part of the name, the number or the birth date."""
    return [_match(site, one) for one in site.find_people(text)]


def _match(site: Site, person: Person) -> Match:
    rows = [row for row in site.cases_of(person.id) if row.state == "current"]
    return Match(person, rows[-1] if rows else None)


def told(match: Match, words: Words) -> str:
    """Say who somebody is and how the last screening ended."""
    person = match.person
    known = " · ".join(filter(None, (person.name, person.hospital_number, person.birth_date)))
    return f"{known} — {where(match, words)}"


def where(match: Match, words: Words) -> str:
    """Say where somebody stands in the book."""
    row = match.row
    if row is None:
        return words.text("screen.match.struck")
    verdict = words.text("verdict.not_yet" if row.not_yet else f"log.{row.verdict}")
    key = "screen.match.numbered" if row.number else "screen.match.prescreening"
    return words.text(key, number=row.number or "", day=words.day(row.on_day), verdict=verdict)


class MatchNotice(QWidget):
    """Up to three people who may be the one typed; each can be opened, screened again, or be someone else."""

    opened = Signal(int)  # the entry to open
    again = Signal(object)  # the Person who comes back
    someone_else = Signal(str)  # the id of a person who is not this one

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matches")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words = words
        self._matches: tuple[Match, ...] = ()
        self._group = QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        self._lines = [_Line(place, self._group) for place in range(_MOST)]
        for line in self._lines:
            box.addWidget(line)
        self.setVisible(False)
        self._group.idClicked.connect(self._clicked)

    def matches(self) -> tuple[Match, ...]:
        """Give whoever is shown."""
        return self._matches

    def show_matches(self, matches: Sequence[Match]) -> None:
        """Show these people, or nothing."""
        self._matches = tuple(matches[:_MOST])
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(self._matches))
            if place < len(self._matches):
                line.show_match(self._matches[place], self._words)
        self.setVisible(bool(self._matches))

    def retext(self, words: Words) -> None:
        """Give the notice its words in another language."""
        self._words = words
        self.show_matches(self._matches)

    def focus(self) -> None:
        """Put the cursor on the first thing that can be done."""
        button = self._group.button(0)
        if button is not None:
            button.setFocus()

    @Slot(int)
    def _clicked(self, which: int) -> None:
        match, action = self._matches[which // len(_ACTIONS)], _ACTIONS[which % len(_ACTIONS)]
        if action == "open" and match.row is not None:
            self.opened.emit(match.row.seq)
        elif action == "again":
            self.again.emit(match.person)
        elif action == "other":
            self.someone_else.emit(match.person.id)


class _Line(QWidget):
    """One person, and the three things that can be done."""

    def __init__(self, place: int, group: QButtonGroup) -> None:
        super().__init__()
        self._said = Remark(Status.UNKNOWN, name=f"matches.{place}")
        self._buttons = {
            action: Button("", name=f"matches.{place}.{action}", weight=Weight.LINK) for action in _ACTIONS
        }
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._said)
        flow = FlowLayout(gap=theme.GRID)
        for offset, button in enumerate(self._buttons.values()):
            group.addButton(button, place * len(_ACTIONS) + offset)
            flow.addWidget(button)
        box.addLayout(flow)

    def show_match(self, match: Match, words: Words) -> None:
        self._said.say(words.text("screen.match.already", who=told(match, words)))
        for action, button in self._buttons.items():
            button.setText(words.text(f"screen.match.{action}"))
        self._buttons["open"].setVisible(match.row is not None)
