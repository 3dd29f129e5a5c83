"""What the pages before the work have in common: narrow, in the middle, a few rows, one button."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.entries import TextEntry, mark_invalid
from gui.kit.flow import FlowLayout
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.passwords import PasswordEntry
from gui.kit.tokens import Status
from gui.main_window import Content
from gui.told import told
from screening.errors import EligoError, InputError, Problem
from screening.wording import Words

if TYPE_CHECKING:
    from gui.kit.segmented import SegmentedChoice

_WIDTH = 620


class DoorPage(Content):
    """Asks a few things; what is wrong is said beside its field, all at once. `key` is its table of texts."""

    preferences_wanted = Signal()
    back_wanted = Signal()
    places: ClassVar[Mapping[str, str]] = {}
    """Rows by the name that the service has for them, where it is another one."""

    def __init__(self, words: Words, *, name: str, key: str, main: str, mark: str = "app") -> None:
        super().__init__()
        self.setObjectName(name)
        self._words, self._key = words, key
        self._problems: dict[str, str] = {}
        self._rows: dict[str, FormRow] = {}
        self._controls: dict[str, TextEntry | PasswordEntry | SegmentedChoice] = {}
        self._ringed: set[str] = set()
        self._optional: set[str] = set()
        self._values: dict[str, str | None] = {}
        self._title, self._intro = labels.Words(role="page"), labels.Words(role="muted")
        self._card = Card(name=f"{name}.card")
        self._refusal = Remark(Status.FAILED, name=f"{name}.refusal")
        self._main = Button("", name=f"{name}.{main}", weight=Weight.PRIMARY)
        self._preferences = Button("", name=f"{name}.preferences", weight=Weight.QUIET, icon="settings")
        self._back = Button("", name=f"{name}.back", weight=Weight.QUIET)
        self._column, self._scroll = QVBoxLayout(), QScrollArea()
        self._column.setSpacing(theme.GRID * 3)
        self._left = FlowLayout(gap=theme.GRID * 2)
        self._column.addLayout(self._heading(mark))
        self._column.addWidget(self._card)
        self._column.addLayout(self._buttons())
        self._frame()
        self._main.clicked.connect(self.press)
        self._preferences.clicked.connect(self.preferences_wanted)
        self._back.clicked.connect(self.back_wanted)

    # What a page is made of

    def _ask(
        self,
        field: str,
        control: "TextEntry | PasswordEntry | SegmentedChoice",
        *,
        below: QWidget | None = None,
        beside: QWidget | None = None,
        ring: bool = True,
    ) -> None:
        """Add a row; `ring` marks it while it is not answered."""
        name = f"{self.objectName()}.{field}.row"
        row = FormRow("", control, name=name, not_answered="", below=below, beside=beside, label_share=0.26)
        self._rows[field], self._controls[field] = row, control
        if ring:
            self._ringed.add(field)
        row.set_answered(not ring)
        self._card.add(row)
        if isinstance(control, QLineEdit):
            control.returnPressed.connect(self.press)
        control.answered.connect(self._answered)

    def _ask_text(self, field: str, *, ring: bool = True) -> TextEntry:
        entry = TextEntry(name=f"{self.objectName()}.{field}", label="")
        self._ask(field, entry, ring=ring)
        return entry

    def _ask_password(self, field: str, *, ring: bool = True) -> PasswordEntry:
        """Add a row for a password, with a word below it while Caps Lock is on."""
        name = f"{self.objectName()}.{field}"
        entry, caps = PasswordEntry(name=name), CapsLock(name=f"{name}.caps")
        entry.caps_lock.connect(caps.show_on)
        self._ask(field, entry, below=caps, ring=ring)
        return entry

    def _end(self, *below: QWidget) -> None:
        """Close the card with what is wrong with the page as a whole; `below` stands at its end."""
        self._card.add(self._refusal)
        for widget in below:
            self._card.add(widget)

    def _offer_back(self) -> None:
        self._back.setVisible(True)

    # What a page can do

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        self._words = words
        self._title.setText(self._text("title"))
        self._intro.setText(self._introduction())
        self._main.setText(self._text("main"))
        self._preferences.setText(words.text("foot.preferences"))
        self._back.setText(words.text("door.back"))
        for one in (self, self._scroll):
            one.setAccessibleName(self._title.text())
        for field, row in self._rows.items():
            hint = self._text(f"{field}_hint") if words.has(f"{self._key}.{field}_hint") else ""
            row.retext(self._text(field), words.text("setup.not_answered"), hint)
            self._retext_control(field)
        self._show_problems(self._problems)

    def say_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong, as text keys or as sentences, by field; "" is the page as a whole."""
        self._show_problems(problems)
        first = next((field for field in self._rows if field in problems), None)
        if first is not None:
            self._rows[first].control.setFocus()

    def refuse(self, error: EligoError) -> None:
        """Say what the service found wrong, at its field where it has one; then take answers again."""
        self.set_busy(False)
        at: dict[str, list[str]] = {}
        for one in error.problems if isinstance(error, InputError) else ():
            field = self.places.get(one.place, one.place)
            if field in self._rows:
                at.setdefault(field, []).append(self._sentence(field, one))
        self.say_problems({field: self._told(keys) for field, keys in at.items()} or {"": told(error, self._words)})

    def set_busy(self, busy: bool) -> None:
        """Take no further answer while something is done with those that were given."""
        for button in (self._main, self._back):
            button.setEnabled(not busy)

    def focus_first(self) -> None:
        """Put the cursor where the first answer is missing."""
        empty = (one for one in self._controls.values() if not one.value())
        next(empty, self._main).setFocus()

    @Slot()
    def press(self) -> None:
        """Hand the answers over, where none is missing and nobody is at work with them."""
        if not self._main.isEnabled():
            return
        self.say_problems({**self._blank(), **self._unlike()})
        if not self._problems:
            self._hand_over()

    def _hand_over(self) -> None:
        """Do what the page is for."""
        raise NotImplementedError

    # Within

    def _text(self, part: str, **values: object) -> str:
        return self._words.text(f"{self._key}.{part}", **values)

    def _introduction(self) -> str:
        return self._text("intro")

    def _sentence(self, field: str, problem: Problem) -> str:
        """Give the problem in words of its own, or else in the page's."""
        keys = (f"problem.{problem.code}", f"{self._key}.{field}_problem")
        return next((key for key in keys if self._words.has(key)), problem.text)

    def _unlike(self) -> dict[str, str]:
        """Name the problem of a new password that was not typed the same way twice."""
        if "again" not in self._controls:
            return {}
        password, again = (self._controls[field].value() for field in ("password", "again"))
        return {"again": "door.unlike"} if password and again and password != again else {}

    def _blank(self) -> dict[str, str]:
        """Name the problem of each row that has no answer."""
        empty = [field for field, one in self._controls.items() if not one.value() and not self._rows[field].isHidden()]
        return {field: f"{self._key}.{field}_problem" for field in empty if field not in self._optional}

    def _retext_control(self, field: str) -> None:
        control = self._controls[field]
        if isinstance(control, PasswordEntry):
            control.retext(self._text(field), self._words.text("door.show"), self._words.text("door.hide"))
            caps = self._rows[field].findChild(CapsLock)
            assert isinstance(caps, CapsLock)
            caps.retext(self._words)
        elif isinstance(control, TextEntry):
            example = self._text(f"{field}_example") if self._words.has(f"{self._key}.{field}_example") else ""
            control.retext(self._text(field), example)

    def _told(self, keys: Sequence[str]) -> str:
        """Give the one key, or several texts joined."""
        return keys[0] if len(keys) == 1 else "\n".join(self._in_words(key) for key in keys)

    def _in_words(self, said: str) -> str:
        return self._words.text(said) if self._words.has(said) else said

    def _show_problems(self, problems: Mapping[str, str]) -> None:
        self._problems = dict(problems)
        told = {field: self._in_words(said) for field, said in problems.items()}
        for field, row in self._rows.items():
            row.say_problem(told.get(field, ""))
            if isinstance(row.control, QLineEdit):
                mark_invalid(row.control, field in problems)
        self._refusal.say(told.get("", ""))

    @Slot()
    def _answered(self) -> None:
        """Take a problem away once its answer is another one."""
        for field, control in self._controls.items():
            former, self._values[field] = self._values.get(field), control.value()
            if field in self._ringed:
                self._rows[field].set_answered(bool(control.value()))
            if control.value() != former:
                gone = (field, "")
                self._show_problems({one: said for one, said in self._problems.items() if one not in gone})

    def _heading(self, mark: str) -> QHBoxLayout:
        text = QVBoxLayout()
        text.setSpacing(theme.GRID)
        for label in (self._title, self._intro):
            text.addWidget(label)
        line = QHBoxLayout()
        line.setSpacing(theme.GRID * 4)
        line.addWidget(_Mark(mark), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(text, 1)
        return line

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        for button in (self._preferences, self._back):
            self._left.addWidget(button)
        self._back.setVisible(False)
        line.addLayout(self._left, 1)
        line.addWidget(self._main, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _frame(self) -> None:
        """Centre the column in a page that scrolls where it must."""
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(_Centred(self._column))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scroll)


class CapsLock(Remark):
    """Says that Caps Lock is on."""

    def __init__(self, *, name: str) -> None:
        super().__init__(Status.UNKNOWN, name=name, icon="warning")
        self._sentence, self._on = "", False

    def retext(self, words: Words) -> None:
        """Give the sentence in another language."""
        self._sentence = words.text("door.caps_lock")
        self.show_on(self._on)

    @Slot(bool)
    def show_on(self, on: bool) -> None:
        """Say it, or stop saying it."""
        self._on = on
        self.say(self._sentence if on else "")


class _Centred(Scrolled):
    """A column of bounded width in the middle of a page."""

    def __init__(self, column: QVBoxLayout) -> None:
        super().__init__()
        column.setContentsMargins(0, 0, 0, 0)
        self._box = QVBoxLayout(self)
        self._box.addStretch(2)
        self._box.addLayout(column)
        self._box.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max((self.width() - theme.current().px(_WIDTH)) // 2, 24)
        self._box.setContentsMargins(side, 24, side, 24)


class _Mark(QWidget):
    """The program's own mark, or what a page is about."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(48, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), self._icon, QRectF(0, 2, 48, 48), theme.current().tokens.accent)
