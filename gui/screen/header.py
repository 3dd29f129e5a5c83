"""The head of the page: whose case this is, the day assessed, finding somebody again, and what can be done."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit import paint
from gui.kit.buttons import Button, Weight
from gui.kit.chips import Chip
from gui.kit.dates import DateEntry
from gui.kit.flow import FlowLayout
from gui.kit.labels import Words as Label
from gui.kit.text_block import elided
from gui.kit.tokens import Status
from gui.screen.search import PeopleSearch
from gui.screen.texts import date_texts
from screening.wording import Words


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head says: `consented` decides into which list a save goes."""

    number: str | None
    name: str
    study: str
    rests_on: str
    on: date
    today: date
    parked: int
    to_log: bool
    practice: bool
    can_save: bool = True


def hidden_heading(words: Words, today: date) -> Heading:
    """Give what the head says unseen, before the book is open: about as much as it will, so that it is as high."""
    study = words.text("screen.study", id="NCT00000000", version="2000-published")
    assumptions = words.count("assumption", 10)
    rests_on = words.text("screen.rests_on", status=words.text("status.unverified"), assumptions=assumptions)
    return Heading(None, "", study, rests_on, today, today, parked=0, to_log=False, practice=False)


class Header(QWidget):
    """Says who and when; its buttons only ask."""

    new_asked = Signal()
    import_asked = Signal()
    parked_asked = Signal()
    save_asked = Signal()
    assumptions_asked = Signal()
    day_chosen = Signal(object)  # datetime.date

    def __init__(self, heading: Heading, search: PeopleSearch, words: Words) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._heading = heading
        self._words = words
        self._title = CaseTitle()
        self._practice = Chip(Status.UNKNOWN, "", name="practice")
        self._study = Label(role="muted", wrap=False)
        self._rests = Button("", name="assumptions", weight=Weight.LINK)
        self._day_label = Label(role="small", wrap=False)
        texts = date_texts(words, words.text("screen.on"))
        self._day = DateEntry(texts, name="on", today=heading.today)
        self._late = Chip(Status.NEUTRAL, "", name="late")
        self._search = search
        self._new = Button("", name="new", icon="plus")
        self._import = Button("", name="import", icon="import")
        self.parked = Button("", name="parked", icon="drafts")
        self._save = Button("", name="save", weight=Weight.PRIMARY, icon="save")
        self._lay_out()
        self.retext(words)
        self._day.answered.connect(self._day_answered)
        self._day.edit.editingFinished.connect(self._day_left)
        self._new.clicked.connect(self.new_asked)
        self._import.clicked.connect(self.import_asked)
        self.parked.clicked.connect(self.parked_asked)
        self._save.clicked.connect(self.save_asked)
        self._rests.clicked.connect(self.assumptions_asked)

    def show_heading(self, heading: Heading) -> None:
        """Say something else; what is the same costs nothing."""
        if heading == self._heading:
            return
        day_before, self._heading = self._heading.on, heading
        self._tell()
        if heading.on != day_before and not self._day.edit.hasFocus():
            self._day.set_value(heading.on.isoformat())

    def show_day(self, on: date) -> None:
        """Write the day assessed into its field."""
        self._day.set_value(on.isoformat())

    def retext(self, words: Words) -> None:
        """Give the head its words in another language."""
        self._words = words
        self._day.retext(date_texts(words, words.text("screen.on")))
        self._day_label.setText(words.text("screen.on"))
        self._new.setText(words.text("screen.new"))
        self._import.setText(words.text("screen.import"))
        self._import.setToolTip(words.text("screen.import_hint"))
        self._practice.show_status(Status.UNKNOWN, words.text("screen.practice"))
        self._search.retext(words)
        self._tell()
        self._day.set_value(self._heading.on.isoformat())

    def _tell(self) -> None:
        heading, text = self._heading, self._words.text
        number = heading.number or text("screen.new_case")
        self._title.setText("  ".join(filter(None, (number, heading.name))))
        self._study.setText(heading.study)
        self._rests.setText(heading.rests_on)
        self._practice.setVisible(heading.practice)
        self._day.set_today(heading.today)
        self._late.setVisible(heading.on != heading.today)
        if heading.on != heading.today:
            late = heading.on < heading.today
            self._late.show_status(Status.NEUTRAL, text("screen.late" if late else "screen.ahead"))
            self._late.updateGeometry()
        self.parked.setText(text("screen.parked", count=heading.parked))
        self._save.setText(text("screen.save" if heading.to_log else "screen.save_prescreening"))
        self._save.setEnabled(heading.can_save)
        self._import.setEnabled(heading.can_save)
        for button in (self.parked, self._save):
            button.updateGeometry()

    def _lay_out(self) -> None:
        self._day_label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        chosen = _beside(self._day_label, self._day, self._late)
        # As high as the link beside it.
        self._study.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.GRID * 4, theme.GRID * 2, theme.GRID * 4, theme.GRID * 2)
        box.setSpacing(theme.GRID * 2)
        above, below = QHBoxLayout(), QHBoxLayout()
        for line in (above, below):
            line.setSpacing(theme.GRID * 2)
            box.addLayout(line)
        above.addWidget(self._title, 1)
        above.addLayout(_flowing(self._new, self._import, self.parked, self._save, right=True))
        below.addLayout(_flowing(self._practice, self._study, self._rests, right=False), 1)
        below.addLayout(_flowing(chosen, self._search, right=True))

    @Slot(object)
    def _day_answered(self, value: object) -> None:
        # While a day is being typed the one before it stands.
        if isinstance(value, str):
            self.day_chosen.emit(date.fromisoformat(value))

    @Slot()
    def _day_left(self) -> None:
        if self._day.value() is None:
            self._day.set_value(self._heading.on.isoformat())


class CaseTitle(QLabel):
    """Whose case this is, in one line; painted, since a label lays the page out anew at every letter."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("title")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text = ""

    def setText(self, text: str) -> None:
        """Show another title."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def text(self) -> str:
        """Give the title."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().control_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(140), theme.current().control_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        sizes = [look.font(role) for role in ("page", "title", "strong")]
        fitting = [font for font in sizes if paint.text_width(font, self._text) <= self.width()]
        font = next(iter(fitting), sizes[-1])
        at = QPointF(0, paint.baseline(font, 0, self.height()))
        paint.line_of_text(QPainter(self), font, look.tokens.text, at, elided(self._text, font, self.width()))


def _flowing(*widgets: QWidget, right: bool) -> FlowLayout:
    """Put widgets side by side, and below each other where the window is narrow."""
    flow = FlowLayout(gap=theme.GRID * 2, right=right)
    for widget in widgets:
        flow.addWidget(widget)
    return flow


def _beside(*widgets: QWidget) -> QWidget:
    """Keep widgets on one line."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.GRID * 2)
    for widget in widgets:
        line.addWidget(widget)
    return holder
