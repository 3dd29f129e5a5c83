"""The quiet line at the foot of every page: who is at work, whether it is practice, how the record stands."""

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit import labels, paint
from gui.kit.buttons import Button, Weight
from gui.kit.chips import Chip
from gui.kit.text_block import elided
from gui.kit.tokens import Status
from screening.service import Site
from screening.wording import Words


class Checked(Enum):
    """What is known of the record's chain."""

    NOT_YET = auto()
    UNDER_WAY = auto()
    SOUND = auto()
    BROKEN = auto()


_ICONS = {
    Checked.NOT_YET: "lock",
    Checked.UNDER_WAY: "clock",
    Checked.SOUND: "check",
    Checked.BROKEN: "warning",
}


class Foot(QWidget):
    """Five things at most; where the width ends, the buttons at the right keep their icons alone."""

    record_wanted = Signal()
    preferences_wanted = Signal()
    hiding_wanted = Signal()
    leaving_wanted = Signal()

    def __init__(self, site: Site, words: Words, *, hide_keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._site = site
        self._hide_keys = hide_keys
        self._state, self._length = Checked.NOT_YET, 0
        self._who = labels.Words(role="small", wrap=False)
        self._who.setObjectName("foot.who")
        self._practice = Chip(Status.UNKNOWN, "", name="foot.practice")
        self._leave = Button("", name="foot.leave", weight=Weight.LINK)
        self._record = Button("", name="foot.record", weight=Weight.QUIET)
        self._preferences = Button("", name="foot.preferences", weight=Weight.QUIET, icon="settings")
        self._hide = Button("", name="foot.hide", weight=Weight.QUIET, icon="hide")
        self._lay_out()
        self._connect()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        self._words = words
        who = self._site.actor
        role = words.text(f"role.{who.role}") if words.has(f"role.{who.role}") else who.role
        self._who_text = words.text("foot.who", name=who.name, role=role, site=self._site.code)
        self._who.setAccessibleName(self._who_text)
        self._practice.show_status(Status.UNKNOWN, words.text("foot.practice"))
        self._practice.updateGeometry()
        self._leave.setText(words.text("foot.leave"))
        self._long = {
            self._record: self._record_text(words),
            self._preferences: words.text("foot.preferences"),
            self._hide: words.text("foot.hide", keys=self._hide_keys),
        }
        for button, text in self._long.items():
            button.setAccessibleName(text)
            button.setToolTip(text)
        self.say_record(self._state, self._length)

    def say_record(self, state: Checked, length: int) -> None:
        """Show how many entries the record has, and whether its chain was found sound."""
        self._state, self._length = state, length
        said = self._long[self._record] = self._record_text(self._words)
        self._record.setAccessibleName(said)
        self._record.setToolTip(self._words.text("foot.record_hint"))
        self._record.show_icon(_ICONS[state])
        self._fit()

    def _record_text(self, words: Words) -> str:
        return words.text(f"foot.record_{self._state.name.lower()}", length=self._length)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current().tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the words of the buttons where there is room for them, from the left on."""
        spare = self.width() - self._needed(self._who_text)
        for button, text in self._long.items():
            spare -= paint.text_width(theme.current().font(), text) + 6
            button.setText(text if spare >= 0 else "")
            button.updateGeometry()
        room = max(self.width() - self._needed(""), 0)
        self._who.setText(elided(self._who_text, theme.current().font("small"), room))

    def _needed(self, who: str) -> int:
        """Say how wide the line is with icons alone in its buttons."""
        look = theme.current()
        width = 64 + len(self._long) * (look.px(16) + 28) + paint.text_width(look.font("small"), who)
        if self._site.practice:
            width += self._practice.sizeHint().width() + self._leave.sizeHint().width() + 16
        return width

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 3, 8, 2)
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self._who)
        line.addWidget(self._practice)
        line.addWidget(self._leave)
        line.addStretch(1)
        for button in (self._record, self._preferences, self._hide):
            line.addWidget(button)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._practice.setVisible(self._site.practice)
        self._leave.setVisible(self._site.practice)

    def _connect(self) -> None:
        self._record.clicked.connect(self.record_wanted)
        self._preferences.clicked.connect(self.preferences_wanted)
        self._hide.clicked.connect(self.hiding_wanted)
        self._leave.clicked.connect(self.leaving_wanted)
