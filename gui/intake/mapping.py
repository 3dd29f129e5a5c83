"""The panel in which somebody says how the columns of a list are read, and sees at once what comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.intake.columns import ColumnsTable
from gui.intake.frame import IntakeDialog
from gui.intake.named_tests import NamedTests
from gui.kit import keys, labels
from gui.kit.buttons import Button, Weight
from gui.kit.drop_choice import DropChoice
from gui.kit.labels import Remark
from gui.kit.segmented import Option
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from screening.formats.lists import DayAsked, ListMapping, Table
from screening.protocol import Protocol
from screening.service.intake import Listed, Saying, Trial
from screening.service.intake.telling import told_rest
from screening.wording import Words

_SIZE = QSize(1040, 700)  # at 100 %
_REASONS = 6


class MappingDialog(IntakeDialog):
    """Whoever opens it tries what is said (`asked`), and tells what came of it (`show_trial`)."""

    asked = Signal(object)  # Saying
    described = Signal(object, bool)  # ListMapping, and whether it is to be remembered
    forgotten = Signal(str)  # the fingerprint of the headings

    def __init__(self, listed: Listed, protocol: Protocol, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("columns", words.text("importing.columns.title"), _SIZE, parent)
        self._table, self._protocol, self._words = listed.table, protocol, words
        self._mapping: ListMapping | None = None
        self._columns = ColumnsTable(listed.table, listed.mapping.columns, protocol, words)
        self._tests = NamedTests(protocol, words)
        self._order = _OrderChoice(listed.mapping, words)
        self._doubts = Remark(Status.UNKNOWN, name="columns.doubts")
        self._doubts.say(_told_doubts(listed.mapping, listed.table, words))
        self._trial = labels.Words(role="strong")
        self._trial.setObjectName("columns.trial")
        self._reasons = labels.Words()
        self._reasons.setObjectName("columns.reasons")
        self._remember = Tick(words.text("importing.columns.remember"), name="columns.remember")
        self._remember.setChecked(True)
        self._forget = Button(words.text("importing.columns.forget"), name="columns.forget", weight=Weight.LINK)
        self._forget.setVisible(listed.mapping.told == "remembered")
        self._cancel = Button(words.text("screen.cancel"), name="columns.cancel")
        self._apply = Button(
            words.text("importing.columns.apply"), name="columns.apply", weight=Weight.PRIMARY, icon="check"
        )
        self._tests.show_tests(listed.mapping)
        self._lay_out()
        self._connect()
        self._columns.first().setFocus()

    def saying(self) -> Saying:
        """Give what is said as it stands."""
        return Saying(self._columns.columns(), self._order.order(), self._tests.told())

    def show_trial(self, trial: Trial) -> None:
        """Tell how many rows are read so, how many are left out, and why; nothing where more was said meanwhile."""
        if self._columns.twice():
            return
        self._mapping = trial.mapping
        self._tests.show_tests(trial.mapping)
        self._order.ask(trial.day)
        self._apply.setEnabled(trial.proposal is not None)
        lines = list(_told_trial(trial, self._protocol, self._words))
        self._trial.setText(lines[0])
        self._reasons.setText("\n".join(lines[1:]))

    @Slot()
    def _ask(self) -> None:
        """Have what is said tried; until then it can't be applied."""
        self._mapping = None
        self._apply.setEnabled(False)
        twice = self._columns.twice()
        if twice:
            self._reasons.setText("")
            self._trial.setText(self._told_twice(*next(iter(twice.items()))))
        else:
            self._trial.setText(self._words.text("importing.reading"))
            self.asked.emit(self.saying())

    def _told_twice(self, what: str, columns: Sequence[str]) -> str:
        return self._words.text("importing.columns.twice", what=what, headings=self._words.listed(columns))

    @Slot()
    def _accept(self) -> None:
        if self._mapping is None or not self._apply.isEnabled():
            return
        # What only resembled a known test was looked at by now.
        tests = tuple(one if one.sure else replace(one, sure=True, chosen=True) for one in self._mapping.tests)
        mapping = replace(self._mapping, tests=tests)
        self.accept()
        self.described.emit(mapping, self._remember.isChecked())

    @Slot()
    def _forget_it(self) -> None:
        self._forget.setEnabled(False)
        self._remember.setChecked(False)
        self.forgotten.emit(self._table.fingerprint)

    # Layout

    def start(self) -> None:
        """Open, and have what was recognised tried."""
        self.open()
        self._ask()

    def _connect(self) -> None:
        for part in (self._columns, self._tests, self._order):
            part.said.connect(self._ask)
        self._forget.clicked.connect(self._forget_it)
        self._cancel.clicked.connect(self.reject)
        self._apply.clicked.connect(self._accept)
        keys.bind(self, "files", "take", self._accept)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID * 2)
        # What comes of it stands over what is remembered of it: on a small screen the table needs the room.
        told = QVBoxLayout()
        told.setSpacing(theme.GRID)
        told.addWidget(self._trial)
        told.addWidget(self._remember)
        foot.addLayout(told, 1)
        for button in (self._forget, self._cancel, self._apply):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        lead = labels.Words(self._words.text("importing.columns.lead", file=self._table.file.name))
        parts = (lead, self._doubts, self._columns, self._order, self._tests, self._reasons)
        self.stand(parts, foot, gap=3)


class _OrderChoice(QWidget):
    """Which number of a day is the month; asked, by a day of the list, only where the list does not show it."""

    said = Signal()

    def __init__(self, mapping: ListMapping, words: Words) -> None:
        super().__init__()
        self._words, self._order = words, mapping.day_order or ""
        self._choice = DropChoice([], name="columns.order", label="", unanswered="")
        self._choice.answered.connect(self._answered)
        self._asked = labels.Words(wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.GRID * 2)
        line.addWidget(self._asked)
        line.addWidget(self._choice, 1)
        line.addStretch(1)
        self.hide()

    def order(self) -> str:
        """Give the order that was chosen, or remembered; blank where nobody said."""
        return self._order

    def ask(self, day: DayAsked | None) -> None:
        """Ask what a day means; nothing where the list shows it."""
        self.setVisible(day is not None)
        if day is None:
            return
        asked = self._words.text("importing.columns.order", day=day.text)
        options = [Option(order, self._words.day(iso)) for order, iso in day.orders.items()]
        self._asked.setText(asked)
        self._choice.set_value(None)
        self._choice.retext(options, asked, self._words.text("importing.columns.order_open"))
        self._choice.set_value(self._order or None)

    @Slot(object)
    def _answered(self, order: str | None) -> None:
        self._order = order or ""
        self.said.emit()


def _told_doubts(mapping: ListMapping, table: Table, words: Words) -> str:
    guessed = [table.title(place) for place, one in enumerate(mapping.columns) if not one.sure]
    return words.text("importing.columns.look", headings=words.listed(guessed)) if guessed else ""


def _told_trial(trial: Trial, protocol: Protocol, words: Words) -> Iterator[str]:
    made = trial.proposal
    if made is None:
        yield words.text("importing.columns.incomplete")
        return
    left_out = len({one.place for one in made.left_out})
    rows = words.count("row", made.rows)
    yield words.text("importing.columns.trial", rows=rows, read=made.rows - left_out, left_out=left_out)
    rest = told_rest(made.left_out, protocol, words)
    yield from (words.text("importing.counted", n=len(one.rows), why=one.why) for one in rest[:_REASONS])
