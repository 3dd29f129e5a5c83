"""The line above the table: which list, what to look for, which cases of it, whether former entries too."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import SearchField
from gui.kit.flow import FlowLayout
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.ticks import Tick
from gui.log.lines import OUTCOMES, SIGNED, VERDICTS, Filter, signed_word, verdict_word
from screening.wording import Words, outcome_text

LISTS = ("screening", "prescreening")
_ANY = "any"
_CHOICES: Mapping[str, tuple[tuple[str, ...], Callable[[str, Words], str]]] = {
    "verdict": (VERDICTS, verdict_word),
    "outcome": (OUTCOMES, outcome_text),
    "signed": (SIGNED, signed_word),
}
"""What is chosen from a list: its values, and how each is named."""


class FilterBar(QWidget):
    """Tells each change at once; nothing here is ever unanswered."""

    list_chosen = Signal(bool)  # whether it is the pre-screening list
    filtered = Signal(object)  # Filter

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log.filters")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._list = SegmentedChoice(_named(LISTS, words), name="log.list", label="")
        self._list.set_value(LISTS[0])
        self._search = SearchField(name="log.search", label="", clear="")
        self._choices = {name: self._choice(name, words) for name in _CHOICES}
        self._all = Tick(name="log.all")
        self._lay_out()
        self.retext(words)
        self._list.answered.connect(self._chose_list)
        self._search.searched.connect(self._filter)
        for choice in self._choices.values():
            choice.answered.connect(self._chose)
        self._all.toggled.connect(self._filter)

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        self._list.retext(_named(LISTS, words), words.text("logpage.list"))
        self._search.retext(words.text("logpage.search"), words.text("logpage.clear"))
        self._search.setMinimumWidth(theme.current().px(200))
        for name, choice in self._choices.items():
            label, unanswered = words.text(f"logpage.column.{name}"), words.text(f"logpage.any.{name}")
            choice.retext(_options(name, words), label, unanswered)
        self._all.setText(words.text("logpage.all"))
        self._all.setToolTip(words.text("logpage.all_hint"))

    def filter(self) -> Filter:
        """Give what is looked for."""
        chosen = {name: choice.value() or _ANY for name, choice in self._choices.items()}
        return Filter(
            self._search.text().strip(),
            **{name: "" if value == _ANY else value for name, value in chosen.items()},
            current_only=not self._all.isChecked(),
        )

    @property
    def prescreening(self) -> bool:
        """Say whether the pre-screening list is chosen."""
        return self._list.value() == LISTS[1]

    def focus_search(self) -> None:
        """Put the cursor where one searches."""
        self._search.setFocus()

    def clear(self) -> None:
        """Look for nothing in particular."""
        for choice in self._choices.values():
            choice.set_value(_ANY)
        self._search.clear()
        self._filter()

    def _lay_out(self) -> None:
        line = FlowLayout(self, gap=theme.GRID * 3)
        for widget in (self._list, self._search, *self._choices.values(), self._all):
            line.addWidget(widget)

    def _choice(self, name: str, words: Words) -> DropChoice:
        choice = DropChoice(_options(name, words), name=f"log.{name}", label="", unanswered="")
        choice.set_value(_ANY)
        return choice

    @Slot(object)
    def _chose_list(self, value: str | None) -> None:
        if value is None:
            self._list.set_value(LISTS[1] if self._was_prescreening else LISTS[0])
        elif self.prescreening != self._was_prescreening:
            self._was_prescreening = self.prescreening
            self._all.setEnabled(not self.prescreening)
            self.list_chosen.emit(self.prescreening)

    _was_prescreening = False

    @Slot(object)
    def _chose(self, value: str | None) -> None:
        if value is None:
            for choice in self._choices.values():
                choice.set_value(choice.value() or _ANY)
        self._filter()

    @Slot()
    def _filter(self) -> None:
        self.filtered.emit(self.filter())


def _named(ids: tuple[str, ...], words: Words) -> list[Option]:
    return [Option(one, words.text(f"logpage.{one}")) for one in ids]


def _options(name: str, words: Words) -> list[Option]:
    values, word = _CHOICES[name]
    return [Option(_ANY, words.text(f"logpage.any.{name}")), *(Option(one, word(one, words)) for one in values)]
