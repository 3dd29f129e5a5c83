"""What is still open, as links that lead to the field."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import LINK_SIDE, Button, Weight
from gui.kit.flow import FlowLayout
from gui.kit.labels import Words


class OpenQuestions(QWidget):
    """A title and a flow of links in the order given; beyond `at_most`, a link shows the rest."""

    asked = Signal(str)  # the id of a question

    def __init__(self, *, name: str, title: str, more: str, at_most: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._at_most = at_most
        self._all = False
        self._questions: tuple[tuple[str, str], ...] = ()
        self._group = QButtonGroup(self)
        self._title = Words(role="small")
        self._flow = FlowLayout(gap=theme.GRID)
        self._links: list[Button] = []
        self._more = Button("", name=f"{name}.more", weight=Weight.LINK, parent=self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self._title)
        box.addLayout(self._flow)
        # A link's own margin and its icon's stand outside the column, so that all is in line with the title.
        self._flow.setContentsMargins(-LINK_SIDE - 4, 0, 0, 0)
        self.retext(title, more)
        self._group.idClicked.connect(self._clicked)
        self._more.clicked.connect(self._show_all)

    def retext(self, title: str, more: str) -> None:
        """Give title and last link their words; `more` holds {count}."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self._more_words = more
        self._show()

    def set_questions(self, questions: Sequence[tuple[str, str]]) -> None:
        """Show these (id, label) pairs; links already there are used again."""
        if tuple(questions) != self._questions:
            self._questions = tuple(questions)
            self._show()

    def questions(self) -> tuple[tuple[str, str], ...]:
        """Return every open question as (id, label), shown or folded."""
        return self._questions

    def _show(self) -> None:
        self.setVisible(bool(self._questions))
        shown = self._questions if self._all else self._questions[: self._at_most]
        while len(self._links) < len(shown):
            self._add_link()
        self._flow.removeWidget(self._more)
        self._flow.addWidget(self._more)
        for index, link in enumerate(self._links):
            link.setVisible(index < len(shown))
            if index < len(shown):
                question_id, label = shown[index]
                link.setObjectName(f"{self.objectName()}.{question_id}")
                link.setText(label.replace("&", "&&"))
        rest = len(self._questions) - len(shown)
        self._more.setText(self._more_words.format(count=rest))
        self._more.setVisible(rest > 0)

    def _add_link(self) -> None:
        link = Button("", name="", weight=Weight.LINK, icon="question", parent=self)
        self._group.addButton(link, len(self._links))
        self._links.append(link)
        self._flow.addWidget(link)

    @Slot(int)
    def _clicked(self, index: int) -> None:
        self.asked.emit(self._questions[index][0])

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self._show()
        self._links[self._at_most].setFocus()
