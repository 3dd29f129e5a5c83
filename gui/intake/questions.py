"""One question of the preview: what the files answer to it, each with a box to tick, and what bears on it."""

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
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
_SHOWN = 30
"""Answers to one question that are shown at once."""
_STATUS = {"new": Status.MET, "contradicts": Status.UNKNOWN, "same": Status.NEUTRAL}


class OfferRow(QWidget):
    """An answer with where it stands; what is there already needs no box."""

    ticked = Signal(object, bool)  # the offer's place, alone in a tuple

    def __init__(self, offer: ToldOffer, words: Words, *, chosen: bool) -> None:
        super().__init__()
        self.offer = offer
        name = f"intake.offer.{offer.place}"
        self.tick = Tick(offer.text, name=name)
        self.tick.setAccessibleName(offer.spoken)
        self.tick.setEnabled(offer.standing != "same")
        self.tick.setChecked(chosen)
        chip = Chip(_STATUS[offer.standing], words.text(f"importing.chip.{offer.standing}"), name=f"{name}.chip")
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self.tick, 1)
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        box.addLayout(_below([*_warnings(offer, name), *(labels.Words(one, role="small") for one in offer.sources)]))
        self.tick.toggled.connect(self._toggled)

    def show_chosen(self, on: bool) -> None:
        """Tick the box, or not, without a word."""
        with QSignalBlocker(self.tick):
            self.tick.setChecked(on)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.ticked.emit((self.offer.place,), on)


def _warnings(offer: ToldOffer, name: str) -> Iterator[Remark]:
    for place, text in enumerate(offer.remarks):
        remark = Remark(Status.UNKNOWN, name=f"{name}.remark.{place}")
        remark.say(text)
        yield remark


def _below(widgets: Sequence[QWidget]) -> QVBoxLayout:
    """Lay small print out below a line that begins with a box or an icon."""
    column = QVBoxLayout()
    column.setContentsMargins(theme.current().px(18) + theme.GRID * 2, 0, 0, 0)
    column.setSpacing(2)
    for widget in widgets:
        column.addWidget(widget)
    return column


class QuestionCard(Card):
    """A question of the form. Of many answers the first ones are shown; the others count as they are ticked."""

    ticked = Signal(object, bool)  # the places of offers, and whether they are chosen

    def __init__(self, asked: ToldQuestion, words: Words, chosen: Collection[int]) -> None:
        super().__init__(asked.title, name=f"intake.{asked.name}")
        self._asked, self._told_in, self._chosen = asked, words, chosen
        self.rows_of: dict[int, OfferRow] = {}
        self._offers = QVBoxLayout()
        self._offers.setContentsMargins(0, 0, 0, 0)
        self._offers.setSpacing(theme.GRID * 2)
        holder = QWidget()
        holder.setLayout(self._offers)
        self.add(holder)
        holder.setVisible(bool(asked.offers))
        self._show_rows(asked.offers[:_SHOWN])
        if sum(offer.standing != "same" for offer in asked.offers) >= _MANY:
            self.put_in_head(self._together(asked.name, words))
        self._add_more(len(asked.offers) - _SHOWN)
        self._add_bearing()

    def _show_rows(self, offers: Sequence[ToldOffer]) -> None:
        for offer in offers:
            row = OfferRow(offer, self._told_in, chosen=offer.place in self._chosen)
            row.ticked.connect(self.ticked)
            self.rows_of[offer.place] = row
            self._offers.addWidget(row)

    def _add_more(self, more: int) -> None:
        """Offer the answers that are not shown yet."""
        text = self._told_in.text("importing.show_more", n=more)
        self._more = Button(text, name=f"intake.{self._asked.name}.more", weight=Weight.LINK)
        self._more.setVisible(more > 0)
        self._more.clicked.connect(self._show_more)
        self.add(self._more)

    @Slot()
    def _show_more(self) -> None:
        first = len(self.rows_of)
        self._show_rows(self._asked.offers[first:])
        self._more.setVisible(False)
        self.rows_of[self._asked.offers[first].place].tick.setFocus()

    def _add_bearing(self) -> None:
        if self._asked.bearing:
            self.add(labels.Words(self._told_in.text("importing.bears_here"), role="strong"))
        for place, (said, source) in enumerate(self._asked.bearing):
            remark = Remark(Status.NEUTRAL, name=f"intake.{self._asked.name}.bears.{place}", icon="info")
            remark.say(said)
            holder = QWidget()
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(2)
            box.addWidget(remark)
            box.addLayout(_below([labels.Words(source, role="small")]))
            self.add(holder)

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
        """Choose all that is new, or nothing."""
        wanted = ("new",) if on else ("new", "contradicts")
        self.ticked.emit(tuple(one.place for one in self._asked.offers if one.standing in wanted), bool(on))
