"""The line above the trail: which case, who, what kind of act, from which day to which."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import SearchField
from gui.kit.flow import FlowLayout
from gui.kit.segmented import Option
from gui.kit.ticks import Tick
from gui.screen.texts import date_texts
from screening.service import Wanted
from screening.wording import Words

_ANY = "any"
KINDS: dict[str, tuple[str, ...]] = {
    "cases": ("assessed", "imported", "entered_in_error", "person_identified", "person_forgotten", "followed_up"),
    "decisions": ("signed", "outcome_recorded", "outcome_taken_back", "deviation_recorded", "rescreening_dismissed"),
    "copies": ("exported", "backed_up", "restored", "archived", "numbers_spent", "moved_away", "moved_in"),
    "people": (
        *("account_opened", "roles_given", "account_closed", "account_reopened", "password_set", "signer_known"),
        *("delegated", "delegation_ended", "accounts_reviewed", "recovery_key_made"),
    ),
    "coming": ("signed_in", "signed_out", "sign_in_failed"),
    "study": (
        *("protocol_activated", "rules_reviewed", "recruitment_paused", "recruitment_resumed", "study_closed"),
        "setting_changed",
        *("database_locked", "database_unlocked", "unblinded"),
        *("query_raised", "query_answered", "query_closed", "query_reopened"),
        *("visit_held", "prescreened", "list_described", "list_forgotten", "exercised"),
    ),
}
"""The acts in groups, as people look for them."""


class TrailFilters(QWidget):
    """Tells each change, a moment after it was made."""

    filtered = Signal()

    def __init__(self, words: Words, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record.filters")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._number = SearchField(name="record.number", label="", clear="")
        self._who = DropChoice([], name="record.who", label="", unanswered="")
        self._kind = DropChoice([], name="record.kind", label="", unanswered="")
        self._first = DateEntry(date_texts(words, ""), name="record.first", today=today)
        self._last = DateEntry(date_texts(words, ""), name="record.last", today=today)
        self._names: Sequence[str] = ()
        self._visit = Tick("", name="record.visit")
        self._after = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self.filtered)
        line = FlowLayout(self, gap=theme.GRID * 3)
        for widget in (self._number, self._who, self._kind, self._first, self._last, self._visit):
            line.addWidget(widget)
        for choice in (self._who, self._kind):
            choice.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for entry in (self._first, self._last):
            entry.setFixedWidth(theme.current().px(160))
        self.retext(words)
        self._number.searched.connect(self._changed)
        for control in (self._who, self._kind, self._first, self._last):
            control.answered.connect(self._changed)
        self._visit.toggled.connect(self._changed)

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        text = words.text
        self._words = words
        self._number.retext(text("trailpage.number"), text("logpage.clear"))
        self._number.setMinimumWidth(theme.current().px(210))
        kinds = [Option(one, text(f"trailpage.kind.{one}")) for one in KINDS]
        self._kind.retext([Option(_ANY, text("trailpage.kind.any")), *kinds], text("trailpage.kind.label"), "")
        for entry, key in ((self._first, "first"), (self._last, "last")):
            texts = date_texts(words, text(f"trailpage.{key}"))
            entry.retext(texts)
            entry.edit.setPlaceholderText(text(f"trailpage.{key}"))
        self._visit.setText(text("trailpage.since_visit"))
        self.show_names(self._names)
        if self._kind.value() is None:
            self._kind.set_value(_ANY)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer the people who did something."""
        self._names = names
        people = [Option(f"={name}", name) for name in names]
        chosen = self._who.value()
        self._who.retext(
            [Option(_ANY, self._words.text("trailpage.who.any")), *people], self._words.text("trailpage.who.label"), ""
        )
        if chosen is None:
            self._who.set_value(_ANY)

    def show_visit(self, after: int) -> None:
        """Offer what came after the last visit's last entry; nothing where there was none."""
        self._after = after
        self._visit.setVisible(bool(after))

    def wanted(self) -> Wanted:
        """Give what is looked for."""
        who, kind = self._who.value() or _ANY, self._kind.value() or _ANY
        return Wanted(
            number=self._number.text().strip(),
            who="" if who == _ANY else who[1:],
            kinds=KINDS.get(kind, ()),
            first=self._first.value() or "",
            last=self._last.value() or "",
            after=self._after if self._visit.isChecked() else 0,
        )

    @Slot()
    def _changed(self) -> None:
        self._timer.start()
