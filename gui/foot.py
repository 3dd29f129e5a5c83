"""The quiet line at the foot of every page: who is at work, whether it is practice, how the record stands."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gui import theme
from gui.backing_up import Backup
from gui.kit import labels, paint
from gui.kit.buttons import Button, Weight
from gui.kit.chips import Chip
from gui.kit.days import local
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
    """Who is at work, and how it stands; where the width ends, the buttons at the right keep their icons alone."""

    record_wanted = Signal()
    backup_wanted = Signal()
    preferences_wanted = Signal()
    keys_wanted = Signal()
    hiding_wanted = Signal()
    leaving_wanted = Signal()  # the practice, or signing out
    protection_wanted = Signal()

    def __init__(
        self, site: Site, words: Words, *, keys: Mapping[str, Sequence[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._site = site
        self._keys = {act: shown for act, (shown, *_) in keys.items()}
        self._state, self._length, self._checked = Checked.NOT_YET, 0, ""
        self._kept: Backup | None = None
        self._newer = ""
        self._away = False
        self._who = labels.Words(role="small", wrap=False)
        self._who.setObjectName("foot.who")
        self._practice = Chip(Status.UNKNOWN, "", name="foot.practice")
        self._way, self._way_key = _way_out(site)
        self._record = Button("", name="foot.record", weight=Weight.QUIET)
        self._backup = Button("", name="foot.backup", weight=Weight.QUIET)
        self._preferences = Button("", name="foot.preferences", weight=Weight.QUIET, icon="settings")
        self._list = Button("", name="foot.keys", weight=Weight.QUIET, icon="info")
        self._hide = Button("", name="foot.hide", weight=Weight.QUIET, icon="hide")
        self._lay_out()
        self._connect()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        self._words = words
        roles = [words.text(f"role.{role}") if words.has(f"role.{role}") else role for role in _roles(self._site)]
        who = self._site.actor.name
        self._who_text = words.text("foot.who", name=who, role=words.listed(roles), site=self._site.code)
        self._who.setAccessibleName(self._who_text)
        self._say_standing()
        self._way.setText(words.text(self._way_key))
        self._long = {
            self._record: "",
            self._backup: "",
            self._preferences: self._preferences_text(words),
            self._list: words.text("foot.keys", keys=self._keys["list"]),
            self._hide: words.text("foot.hide", keys=self._keys["hide"]),
        }
        for button, text in self._long.items():
            button.setAccessibleName(text)
            button.setToolTip(text)
        self.say_record(self._state, self._length, self._checked)
        self.say_backup(self._kept)

    def say_away(self, away: bool) -> None:
        """Say that the server of a shared book can't be reached now, or can again."""
        self._away = away
        self._say_standing()
        self._fit()

    def _say_standing(self) -> None:
        self._practice.show_status(Status.UNKNOWN, self._words.text("foot.away" if self._away else "foot.practice"))
        self._practice.updateGeometry()
        self._practice.setVisible(self._site.practice or self._away)

    def say_record(self, state: Checked, length: int, checked: str = "") -> None:
        """Show how many entries the record has, and whether its chain was found sound, and when (a time of day)."""
        self._state, self._length, self._checked = state, length, checked
        said = self._long[self._record] = self._record_text(self._words)
        self._record.setAccessibleName(said)
        self._record.setToolTip(self._words.text("foot.record_hint"))
        self._record.show_icon(_ICONS[state])
        self._fit()

    def say_backup(self, kept: Backup | None) -> None:
        """Show when the last backup was made, or that one is due; None says nothing."""
        self._kept = kept
        self._backup.setVisible(kept is not None)
        if kept is None:
            self._long[self._backup] = ""
        else:
            said = self._long[self._backup] = self._backup_text(kept)
            self._backup.setAccessibleName(said)
            self._backup.setToolTip(self._words.text("foot.backup_hint"))
            self._backup.setEnabled(not kept.busy)
            self._backup.show_icon("clock" if kept.due and not kept.busy else "save")
        self._fit()

    def say_update(self, version: str) -> None:
        """Show beside the preferences that there is a newer version."""
        self._newer = version
        self.retext(self._words)

    def _preferences_text(self, words: Words) -> str:
        return words.text("foot.newer", version=self._newer) if self._newer else words.text("foot.preferences")

    def _record_text(self, words: Words) -> str:
        return words.text(f"foot.record_{self._state.name.lower()}", length=self._length, time=self._checked)

    def _backup_text(self, kept: Backup) -> str:
        if kept.busy:
            return self._words.text("foot.backup_busy", percent=kept.percent)
        if kept.due:
            return self._words.text("foot.backup_due")
        if kept.last is None:
            return self._words.text("foot.backup_none")
        return self._words.text("foot.backup_last", day=self._words.day(local(kept.last).date()))

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
            if button.isHidden():
                continue
            spare -= paint.text_width(theme.current().font(), text) + 6
            button.setText(text if spare >= 0 else "")
            button.updateGeometry()
        room = max(self.width() - self._needed(""), 0)
        self._who.setText(elided(self._who_text, theme.current().font("small"), room))

    def _needed(self, who: str) -> int:
        """Say how wide the line is with icons alone in its buttons."""
        look = theme.current()
        shown = [button for button in self._long if not button.isHidden()]
        width = 64 + len(shown) * (look.px(16) + 28) + paint.text_width(look.font("small"), who)
        beside = [self._way, *([self._practice] if self._site.practice or self._away else [])]
        return width + sum(one.sizeHint().width() + 8 for one in beside)

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 3, 8, 2)
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self._who)
        line.addWidget(self._practice)
        line.addWidget(self._way)
        line.addStretch(1)
        for button in (self._record, self._backup, self._preferences, self._list, self._hide):
            line.addWidget(button)
        line.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self._record.clicked.connect(self.record_wanted)
        self._backup.clicked.connect(self.backup_wanted)
        self._preferences.clicked.connect(self.preferences_wanted)
        self._list.clicked.connect(self.keys_wanted)
        self._hide.clicked.connect(self.hiding_wanted)
        protects = self._way_key == "foot.protect"
        self._way.clicked.connect(self.protection_wanted if protects else self.leaving_wanted)


def _way_out(site: Site) -> tuple[Button, str]:
    """Make the link beside the name: out of the practice, signing out, or begin to have passwords."""
    key = "foot.leave" if site.practice else "foot.sign_out" if site.actor.account is not None else "foot.protect"
    return Button("", name=key, weight=Weight.LINK), key


def _roles(site: Site) -> tuple[str, ...]:
    """Name every role of whoever is at work."""
    if site.actor.account is None:
        return (site.actor.role,)
    return site.staff.named(site.actor.name).roles
