"""First start: the site, its study, and who begins; or sample patients to look at, or a backup to go on from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.door.person import FirstPerson, PersonPage
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.entries import TextEntry
from gui.kit.flow import FlowLayout
from gui.kit.segmented import Option, SegmentedChoice
from screening.protocol.catalogue import Listed
from screening.wording import Words


@dataclass(frozen=True, slots=True)
class Answers:
    """What a site is set up with; `protocol` is a reference such as `NCT03976882@2024-published`."""

    code: str
    protocol: str
    person: FirstPerson


class SetupPage(PersonPage):
    """One page; what is wrong is said beside its field, all at once."""

    begun = Signal(object)  # Answers
    practice_wanted = Signal(object)  # Answers, as far as they are given
    restore_wanted = Signal()
    shared_wanted = Signal()
    places: ClassVar[Mapping[str, str]] = {"site": "code", "protocol": "study", "user": "name"}

    def __init__(self, studies: Sequence[Listed], words: Words, *, folder: str) -> None:
        super().__init__(words, name="setup", key="setup", main="begin")
        self._studies, self._folder = tuple(studies), folder
        self._code = TextEntry(name="setup.code", label="")
        self._study = SegmentedChoice(self._options(words), name="setup.study", label="")
        self._ask("code", self._code)
        self._ask("study", self._study)
        self._ask_person()
        self._where = labels.Words(role="small")
        self._end(self._rules, self._where)
        self._practice = Button("", name="setup.practice", weight=Weight.PLAIN, icon="person")
        self._restore = Button("", name="setup.restore", weight=Weight.PLAIN, icon="import")
        self._shared = Button("", name="setup.shared", weight=Weight.PLAIN, icon="people")
        self._practice_text = labels.Words(role="small")
        self._add_other_ways()
        self.retext(words)
        if len(self._studies) == 1:
            self._study.set_value(self._studies[0].reference)
            self._answered()

    def retext(self, words: Words) -> None:
        """Give the page its words in another language; what was typed stays."""
        super().retext(words)
        text = words.text
        self._study.retext(self._options(words), text("setup.study"))
        self._where.setText(text("setup.where", folder=self._folder))
        self._practice.setText(text("setup.practice"))
        self._restore.setText(text("setup.restore"))
        self._shared.setText(text("setup.shared"))
        self._practice_text.setText(text("setup.practice_text"))

    def answers(self) -> Answers:
        """Give what is filled in, blank where nothing is."""
        return Answers(self._code.value() or "", self._study.value() or "", self.person())

    def set_busy(self, busy: bool) -> None:
        """Take no further answer while the record is being made."""
        super().set_busy(busy)
        for button in (self._practice, self._restore, self._shared):
            button.setEnabled(not busy)

    def _hand_over(self) -> None:
        self.begun.emit(self.answers())

    def _options(self, words: Words) -> list[Option]:
        def label(one: Listed) -> str:
            status = words.text(f"status.{one.status}")
            return f"{one.id} · {one.version} · {status}\n{one.title.in_(words.language)}"

        return [Option(one.reference, label(one)) for one in self._studies]

    def _add_other_ways(self) -> None:
        line = QWidget()
        ways = FlowLayout(line, gap=theme.GRID * 2)
        for button in (self._practice, self._restore, self._shared):
            ways.addWidget(button)
        self._column.addSpacing(theme.GRID * 4)
        self._column.addWidget(line)
        self._column.addWidget(self._practice_text, 0, Qt.AlignmentFlag.AlignTop)
        self._practice.clicked.connect(self._press_practice)
        self._restore.clicked.connect(self.restore_wanted)
        self._shared.clicked.connect(self.shared_wanted)

    @Slot()
    def _press_practice(self) -> None:
        self.practice_wanted.emit(self.answers())
