"""One question of the preview: what the files answer to it, each with a box to tick, and what bears on it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.intake.telling import ToldOffer, ToldQuestion
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.chips import Chip
from gui.kit.labels import Remark
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from screening.wording import Words

_MANY = 4
"""Answers to one question from which on they can be ticked together."""
_STATUS = {"new": Status.MET, "contradicts": Status.UNKNOWN, "same": Status.NEUTRAL}


class OfferRow(QWidget):
    """An answer with where it stands; what is there already needs no box."""

    ticked = Signal(int, bool)

    def __init__(self, offer: ToldOffer, words: Words) -> None:
        super().__init__()
        self.offer = offer
        name = f"intake.offer.{offer.place}"
        self.tick = Tick(offer.text, name=name)
        self.tick.setAccessibleName(offer.spoken)
        self.tick.setEnabled(offer.standing != "same")
        self.tick.setChecked(offer.standing == "new")
        chip = Chip(_STATUS[offer.standing], words.text(f"importing.chip.{offer.standing}"), name=f"{name}.chip")
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self.tick, 1)
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(theme.current().px(18) + 8, 0, 0, 0)
        self._inner.setSpacing(2)
        box.addLayout(self._inner)
        self._tell(offer, name)
        self.tick.toggled.connect(self._toggled)

    def _tell(self, offer: ToldOffer, name: str) -> None:
        for place, text in enumerate(offer.remarks):
            remark = Remark(Status.UNKNOWN, name=f"{name}.remark.{place}")
            remark.say(text)
            self._inner.addWidget(remark)
        for text in offer.sources:
            self._inner.addWidget(labels.Words(text, role="small"))

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.ticked.emit(self.offer.place, on)


class QuestionCard(Card):
    """A question of the form."""

    ticked = Signal(int, bool)

    def __init__(self, asked: ToldQuestion, words: Words) -> None:
        super().__init__(asked.title, name=f"intake.{asked.name}")
        self.rows_of = [OfferRow(offer, words) for offer in asked.offers]
        for row in self.rows_of:
            row.ticked.connect(self.ticked)
            self.add(row)
        if sum(row.tick.isEnabled() for row in self.rows_of) >= _MANY:
            self.put_in_head(self._together(asked.name, words))
        if asked.bearing:
            self.add(labels.Words(words.text("importing.bears_here"), role="strong"))
        for place, (said, source) in enumerate(asked.bearing):
            remark = Remark(Status.NEUTRAL, name=f"intake.{asked.name}.bears.{place}", icon="info")
            remark.say(said)
            self.add(remark)
            self.add(labels.Words(source, role="small"))

    def _together(self, name: str, words: Words) -> QWidget:
        """Make the links that tick all of them, or none."""
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        for id, key in ((1, "all"), (0, "none")):
            link = Button(words.text(f"importing.{key}"), name=f"intake.{name}.{key}", weight=Weight.LINK)
            self._group.addButton(link, id)
            line.addWidget(link)
        self._group.idClicked.connect(self._tick_all)
        return holder

    @Slot(int)
    def _tick_all(self, on: int) -> None:
        for row in self.rows_of:
            if row.tick.isEnabled() and (row.offer.standing == "new" or not on):
                row.tick.setChecked(bool(on))


def rows_in(cards: Sequence[QuestionCard]) -> dict[int, OfferRow]:
    """Give the rows of all cards by their offer."""
    return {row.offer.place: row for card in cards for row in card.rows_of}
