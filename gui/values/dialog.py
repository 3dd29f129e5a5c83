"""What opens behind a value: what it was from each entry on, and the queries about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.messages import CalmDialog
from gui.kit.page import Scrolled
from gui.log.query_list import ASK, QueryList, ShownQuery
from gui.values.telling import Step, told_history
from screening.service import Record, Value
from screening.wording import Words, place_name

_WIDTH, _HIGHEST = 540, 300  # at 100 %
_SIDE = 32  # the dialog's margin, and what the page within leaves for its scroll bar


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of a case: where it stands, what it was, and what was asked about it."""

    record: Record
    place: str
    values: tuple[Value, ...]
    queries: tuple[ShownQuery, ...] = ()
    may_ask: bool = False


class ValueDialog(CalmDialog):
    """Read by arrow keys, closed by Escape; an act on a query closes it."""

    wanted = Signal(str, int)  # an act, and the query that it is about, or 0

    def __init__(self, shown: ShownValue, words: Words, parent: QWidget) -> None:
        label = place_name(shown.record.protocol, words, shown.place)
        title = words.text("value.title", field=label)
        number = shown.record.row.number or words.text("logpage.no_number")
        close = (("close", words.text("shell.close"), Weight.PRIMARY),)
        self._words, self._shown = words, shown
        self._area = QScrollArea()
        super().__init__(title, number, close, name="value", content=self._content(title), parent=parent)
        self._fit()
        self.answer("close").setFocus()

    def _fit(self) -> None:
        """Be as wide as the window allows, and as high as the history needs, up to a point."""
        look = theme.current()
        width = min(look.px(_WIDTH), self.screen().availableGeometry().width() - theme.GRID * 10)
        self.setMinimumWidth(width)
        layout = self._page.layout()
        assert layout is not None
        needed = layout.totalHeightForWidth(width - 2 * _SIDE) + theme.GRID * 2
        self._area.setMinimumHeight(min(needed, look.px(_HIGHEST)))

    def _content(self, title: str) -> QWidget:
        self._page = page = Scrolled()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, theme.GRID * 2, 0)
        box.setSpacing(theme.GRID)
        self._add_steps(box)
        if self._shown.queries:
            box.addSpacing(theme.GRID * 3)
            box.addWidget(labels.Words(self._words.text("query.title"), role="title"))
            told = QueryList(self._shown.queries, self._shown.record.protocol, self._words)
            told.wanted.connect(self._act)
            box.addWidget(told)
        if self._shown.may_ask:
            box.addSpacing(theme.GRID * 2)
            ask = Button(self._words.text("value.ask"), name="value.ask", weight=Weight.LINK)
            ask.clicked.connect(self._ask)
            box.addWidget(ask)
        box.addStretch(1)
        area = self._area
        area.setObjectName("value.area")
        area.setAccessibleName(title)
        area.setProperty("reading", True)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area

    def _add_steps(self, box: QVBoxLayout) -> None:
        steps: Sequence[Step] = told_history(
            self._shown.values, self._shown.place, self._shown.record.protocol, self._words
        )
        for step in steps:
            said = labels.Words(step.said, role="strong")
            said.setAccessibleName(" ".join(filter(None, (step.said, step.by, step.why, *step.files))))
            box.addWidget(said)
            box.addWidget(labels.Words(step.by, role="small"))
            for line in filter(None, (step.why, *step.files)):
                box.addWidget(labels.Words(line, role="small"))
            box.addSpacing(theme.GRID * 2)

    @Slot()
    def _ask(self) -> None:
        self._act(ASK, 0)

    @Slot(str, int)
    def _act(self, act: str, query: int) -> None:
        self.accept()
        self.wanted.emit(act, query)
