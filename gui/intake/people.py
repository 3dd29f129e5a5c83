"""Whose rows are wanted, where a file holds those of several people."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from gui import theme
from gui.intake.telling import told_person
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from screening.formats.proposal import Person
from screening.wording import Words

_KEY = int(Qt.ItemDataRole.UserRole) + 1
_LINES = 8


class PeopleDialog(CalmDialog):
    """A list to go through by arrow keys; Enter takes the one that has the cursor, which begins on the likely one."""

    picked = Signal(str)  # the key of a person

    def __init__(self, people: Sequence[Person], words: Words, parent: QWidget, *, likely: int = 0) -> None:
        text = words.text
        self._model = QStandardItemModel()
        for one in people:
            item = QStandardItem(told_person(one, words))
            item.setData(one.key, _KEY)
            item.setEditable(False)
            self._model.appendRow(item)
        self._list = QListView()
        self._list.setObjectName("intake.people.list")
        self._list.setAccessibleName(text("importing.several.title"))
        self._list.setModel(self._model)
        self._list.setMinimumHeight(theme.current().control_height * min(len(people) + 1, _LINES))
        answers = [
            ("cancel", text("screen.cancel"), Weight.PLAIN),
            ("pick", text("importing.several.pick"), Weight.PRIMARY),
        ]
        title, told = text("importing.several.title"), text("importing.several.text")
        super().__init__(title, told, answers, name="intake.people", content=self._list, parent=parent)
        self._model.setParent(self)
        self._list.setCurrentIndex(self._model.index(likely, 0))
        self._list.activated.connect(self._activated)
        self.chosen.connect(self._chosen)
        self._list.setFocus()

    @Slot()
    def _activated(self) -> None:
        self.accept()
        self._pick()

    @Slot(str)
    def _chosen(self, answer: str) -> None:
        if answer == "pick":
            self._pick()

    def _pick(self) -> None:
        self.picked.emit(str(self._list.currentIndex().data(_KEY)))
