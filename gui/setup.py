"""First start: the site's code, the study, your name, nothing else; or a look around with sample patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import icons, labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.entries import TextEntry, mark_invalid
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.tokens import Status
from gui.main_window import Content
from screening.protocol.catalogue import Listed
from screening.wording import Words

_WIDTH = 620


@dataclass(frozen=True, slots=True)
class Answers:
    """What a site is set up with; `protocol` is a reference such as `NCT03976882@2024-published`."""

    code: str
    protocol: str
    name: str


class SetupPage(Content):
    """Asks three things; what is wrong is said beside its field, all at once."""

    begun = Signal(object)  # Answers
    practice_wanted = Signal(object)  # Answers, as far as they are given
    preferences_wanted = Signal()

    def __init__(self, studies: Sequence[Listed], words: Words, *, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self._studies = tuple(studies)
        self._folder = folder
        self._problems: dict[str, str] = {}
        self._code = TextEntry(name="setup.code", label="")
        self._study = SegmentedChoice(self._options(words), name="setup.study", label="")
        self._name = TextEntry(name="setup.name", label="")
        self._rows = {
            name: FormRow("", control, name=f"setup.{name}.row", not_answered="", label_share=0.26)
            for name, control in (("code", self._code), ("study", self._study), ("name", self._name))
        }
        self._title, self._intro = labels.Words(role="page"), labels.Words(role="muted")
        self._where = labels.Words(role="small")
        self._refusal = Remark(Status.FAILED, name="setup.refusal")
        self._begin = Button("", name="setup.begin", weight=Weight.PRIMARY)
        self._practice = Button("", name="setup.practice", weight=Weight.PLAIN, icon="person")
        self._practice_text = labels.Words(role="small")
        self._preferences = Button("", name="setup.preferences", weight=Weight.QUIET, icon="settings")
        self._card = Card(name="setup.card")
        self._lay_out()
        self._connect()
        self.retext(words)
        if len(self._studies) == 1:
            self._study.set_value(self._studies[0].reference)
            self._answered()

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        self._words = words
        text = words.text
        self.setAccessibleName(text("setup.title"))
        self._title.setText(text("setup.title"))
        self._intro.setText(text("setup.intro"))
        for name, row in self._rows.items():
            hint = text(f"setup.{name}_hint") if words.has(f"setup.{name}_hint") else ""
            row.retext(text(f"setup.{name}"), text("setup.not_answered"), hint)
        self._code.retext(text("setup.code"), text("setup.code_example"))
        self._study.retext(self._options(words), text("setup.study"))
        self._name.retext(text("setup.name"))
        self._where.setText(text("setup.where", folder=self._folder))
        self._begin.setText(text("setup.begin"))
        self._practice.setText(text("setup.practice"))
        self._practice_text.setText(text("setup.practice_text"))
        self._preferences.setText(text("foot.preferences"))
        self._show_problems(self._problems)

    def answers(self) -> Answers:
        """Give what is filled in, blank where nothing is."""
        return Answers(self._code.value() or "", self._study.value() or "", self._name.value() or "")

    def say_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong: text keys by field (code, study, name); "" is the page as a whole, said as it is."""
        self._show_problems(problems)
        first = next((name for name in self._rows if name in problems), None)
        if first is not None:
            self._rows[first].control.setFocus()

    def _show_problems(self, problems: Mapping[str, str]) -> None:
        self._problems = dict(problems)
        for name, row in self._rows.items():
            key = problems.get(name, "")
            row.say_problem(self._words.text(key) if key else "")
        for name, entry in (("code", self._code), ("name", self._name)):
            mark_invalid(entry, name in problems)
        self._refusal.say(problems.get("", ""))

    def set_busy(self, busy: bool) -> None:
        """Take no further answer while the record is being made."""
        for button in (self._begin, self._practice):
            button.setEnabled(not busy)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._code.setFocus()

    def _options(self, words: Words) -> list[Option]:
        def label(one: Listed) -> str:
            status = words.text(f"status.{one.status}")
            return f"{one.id} · {one.version} · {status}\n{one.title.in_(words.language)}"

        return [Option(one.reference, label(one)) for one in self._studies]

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID * 3)
        for widget in (_Mark(), self._title, self._intro):
            column.addWidget(widget)
        for row in self._rows.values():
            self._card.add(row)
        for widget in (self._refusal, self._where):
            self._card.add(widget)
        line = QHBoxLayout()
        line.addWidget(self._preferences)
        line.addStretch(1)
        line.addWidget(self._begin)
        column.addWidget(self._card)
        column.addLayout(line)
        column.addSpacing(theme.GRID * 4)
        column.addWidget(self._practice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._practice_text)
        self._frame(column)

    def _frame(self, column: QVBoxLayout) -> None:
        """Centre the column in a page that scrolls where it must."""
        inner = _Centred(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)

    def _connect(self) -> None:
        for control in (self._code, self._study, self._name):
            control.answered.connect(self._answered)
        for entry in (self._code, self._name):
            entry.returnPressed.connect(self._press)
        self._begin.clicked.connect(self._press)
        self._practice.clicked.connect(self._press_practice)
        self._preferences.clicked.connect(self.preferences_wanted)

    @Slot()
    def _answered(self) -> None:
        given = self.answers()
        for name, value in (("code", given.code), ("study", given.protocol), ("name", given.name)):
            self._rows[name].set_answered(bool(value))
            if value and name in self._problems:
                self._show_problems({key: said for key, said in self._problems.items() if key != name})

    @Slot()
    def _press(self) -> None:
        given = self.answers()
        values = {"code": given.code, "study": given.protocol, "name": given.name}
        self.say_problems({name: f"setup.{name}_problem" for name, value in values.items() if not value})
        if not self._problems:
            self.begun.emit(given)

    @Slot()
    def _press_practice(self) -> None:
        self.practice_wanted.emit(self.answers())


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
    """The program's own mark."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.draw(QPainter(self), "app", QRectF(0, 0, 48, 48), theme.current().tokens.accent)
