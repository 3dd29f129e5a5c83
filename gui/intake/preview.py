"""The preview of an import: whom the files speak of, what they offer, what they leave open."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.intake.frame import IntakeDialog
from gui.intake.questions import QuestionCard
from gui.intake.rest import RestCard
from gui.intake.telling import told_files, told_form, told_questions
from gui.kit import keys, labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.labels import Remark
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from screening.protocol import Protocol
from screening.service.intake import Intake, Offer, counted, doubts, reckoned
from screening.service.intake.telling import told_rest
from screening.wording import Words, reason_text
from screening.wording.importing import told_doubt, told_reckoning

_SIZE = QSize(860, 720)  # at 100 %


class PreviewDialog(IntakeDialog):
    """What is new is ticked; what contradicts is not; what may be somebody else's waits for a word."""

    taken = Signal(object)  # the set of the offers that were chosen
    columns_asked = Signal(str)  # the SHA-256 of a list, whose columns somebody wants to look at

    def __init__(
        self,
        intake: Intake,
        offers: Sequence[Offer],
        document: Mapping[str, Any],
        protocol: Protocol,
        words: Words,
        parent: QWidget | None = None,
        lists: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__("intake", words.text("importing.title"), _SIZE, parent)
        self._intake, self._document, self._protocol, self._words = intake, document, protocol, words
        self._offers, self._lists = offers, lists
        self._doubts = doubts(intake, document)
        self._chosen = {place for place, offer in enumerate(self._offers) if offer.standing == "new"}
        told = told_questions(intake, self._offers, protocol, words)
        self._cards = [QuestionCard(one, words, self._chosen) for one in told]
        self._same = Tick(words.text("importing.same_person"), name="intake.same_person")
        self._said = labels.Words(role="strong")
        self._said.setObjectName("intake.reckoning")
        self._cancel = Button(words.text("screen.cancel"), name="intake.cancel")
        self._take = Button("", name="intake.take", weight=Weight.PRIMARY, icon="check")
        self._lay_out()
        self._connect()
        self._follow()
        self._first().setFocus()

    # What is chosen

    def chosen(self) -> set[int]:
        """Give the offers that are ticked."""
        return set(self._chosen)

    @Slot(object, bool)
    def _ticked(self, places: Sequence[int], on: bool) -> None:
        """Follow a tick; of rivals only one stays."""
        for place in places:
            self._chosen -= {place, *(self._offers[place].rivals if on else ())}
            self._chosen |= {place} if on else set()
        for card in self._cards:
            for place, row in card.rows_of.items():
                row.show_chosen(place in self._chosen)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Say what would become of every row, and let it be taken where it is clear whose it is."""
        chosen, intake = self.chosen(), self._intake
        counts = counted(reckoned(intake.proposal, self._offers, chosen, intake.formats, ""))
        self._said.setText(told_reckoning(intake.proposal.rows, counts, self._words))
        key = "take" if chosen else "keep"
        self._take.setText(self._words.text(f"importing.{key}", answers=self._words.count("answer", len(chosen))))
        settled = not self._doubts or self._same.isChecked()
        self._take.setEnabled(settled and bool(chosen or intake.proposal.hints))
        self._take.updateGeometry()

    @Slot()
    def _accept(self) -> None:
        if self._take.isEnabled():
            chosen = self.chosen()
            self.accept()
            self.taken.emit(chosen)

    @Slot()
    def _ask_columns(self) -> None:
        self.accept()
        self.columns_asked.emit(str(self.sender().property("sha256")))

    # Layout

    def _first(self) -> QWidget:
        """Give what the cursor begins on."""
        rows = [row for card in self._cards for row in card.rows_of.values()]
        ticks = [row.tick for row in rows if row.tick.isEnabled()]
        return self._same if self._doubts else ticks[0] if ticks else self._cancel

    def _connect(self) -> None:
        for card in self._cards:
            card.ticked.connect(self._ticked)
        self._same.toggled.connect(self._follow)
        self._cancel.clicked.connect(self.reject)
        self._take.clicked.connect(self._accept)
        keys.bind(self, "files", "take", self._accept)

    def _lay_out(self) -> None:
        self._same.setVisible(bool(self._doubts))
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID * 2)
        foot.addWidget(self._said, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._take)
        self.stand(self._parts(), self._same, foot, gap=4)

    def _parts(self) -> Iterator[QWidget]:
        yield self._whose()
        yield from self._cards
        rest = told_rest(self._intake.proposal.left_out, self._protocol, self._words)
        if rest:
            yield RestCard(rest, self._words)

    def _whose(self) -> Card:
        """Say whom the files speak of against who is on the form, and what holds for a whole file."""
        words = self._words
        card = Card(words.text("importing.whose"), name="intake.whose")
        for line in (*told_files(self._intake, words), told_form(self._document, words)):
            card.add(labels.Words(line))
        if self._doubts:
            doubted = Remark(Status.UNKNOWN, name="intake.doubts")
            told = [told_doubt(doubt.part, doubt.said, words) for doubt in self._doubts]
            doubted.say("\n".join((words.text("importing.doubt.ask"), *told)))
            card.add(doubted)
        for place, note in enumerate(self._intake.proposal.notes):
            remark = Remark(Status.NEUTRAL, name=f"intake.note.{place}", icon="info")
            remark.say(reason_text(note, self._protocol, words))
            card.add(remark)
        for place, (sha256, name) in enumerate(self._lists.items()):
            text = words.text("importing.columns.open", file=name)
            link = Button(text, name=f"intake.columns.{place}", weight=Weight.LINK)
            link.setProperty("sha256", sha256)
            link.clicked.connect(self._ask_columns)
            card.add(link)
        return card
