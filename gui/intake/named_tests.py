"""The tests of a list with a row a result: which question each answers."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import Option
from screening.formats.lists import LEFT_OUT, ListMapping, Test, fields_asked, folded
from screening.protocol import Protocol
from screening.wording import Words
from screening.wording.importing import question


class NamedTests(QWidget):
    """A line for each test that answers a question or may; the others can be added one by one."""

    said = Signal()

    def __init__(self, protocol: Protocol, words: Words) -> None:
        super().__init__()
        self._words = words
        fields = [Option(one, question(one, protocol, words)) for one in fields_asked(protocol)]
        self._options = [Option(LEFT_OUT, words.text("importing.columns.holds.nothing")), *fields]
        self._shown: tuple[Test, ...] = ()
        self._added: set[str] = set()
        self._told: dict[str, str] = {}
        self._choices: dict[str, DropChoice] = {}
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(theme.GRID * 3)
        self._lines.setColumnStretch(1, 1)
        self._another = self._choice([], "columns.tests.another", words.text("importing.columns.another"))
        self._another.answered.connect(self._add)
        self.setVisible(False)  # until there is a test, nothing here is to be reached by Tab

    def told(self) -> dict[str, str]:
        """Give what somebody said of a test, by its folded name."""
        return dict(self._told)

    def show_tests(self, mapping: ListMapping) -> None:
        """Show the tests of a list as it is read now; the same ones cost nothing."""
        self._told |= {folded(one.name): one.field or LEFT_OUT for one in mapping.tests if one.chosen}
        if mapping.tests != self._shown:
            self._shown = mapping.tests
            self._fill()

    def _fill(self) -> None:
        """Show what there is to say; the lines of the same tests stay, and the cursor in them."""
        listed = [one for one in self._shown if one.field or not one.sure or one.chosen or one.name in self._added]
        if [one.name for one in listed] == list(self._choices):
            for one in listed:
                self._choices[one.name].set_value(one.field or LEFT_OUT)
        else:
            self._clear()
            self._choices = {one.name: self._line(place, one) for place, one in enumerate(listed)}
        rest = [one for one in self._shown if one.name not in self._choices]
        asked = self._words.text("importing.columns.another")
        self._another.retext([Option(one.name, one.name) for one in rest], asked, asked)
        self._another.setVisible(bool(rest))
        self._lines.addWidget(self._another, len(listed), 0, 1, 2)
        self.setVisible(bool(self._shown))

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._another:
                widget.setParent(None)
                widget.deleteLater()

    def _line(self, place: int, test: Test) -> DropChoice:
        choice = self._choice(self._options, f"columns.test.{place}", test.name)
        choice.set_value(test.field or LEFT_OUT)
        choice.setProperty("test", test.name)
        choice.answered.connect(self._said)
        key = "named" if test.sure else "resembles"
        self._lines.addWidget(labels.Words(self._words.text(f"importing.columns.{key}", name=test.name)), place, 0)
        self._lines.addWidget(choice, place, 1)
        return choice

    def _choice(self, options: Sequence[Option], name: str, label: str) -> DropChoice:
        return DropChoice(options, name=name, label=label, unanswered=label, parent=self)

    @Slot()
    def _said(self) -> None:
        for name, choice in self._choices.items():
            if choice is self.sender():
                self._told[folded(name)] = choice.value() or LEFT_OUT
        self.said.emit()

    @Slot(object)
    def _add(self, name: str | None) -> None:
        """Give a test a line of its own, on which the cursor goes."""
        if name is not None:
            self._added.add(name)
            self._another.set_value(None)
            self._fill()
            self._choices[name].setFocus()
