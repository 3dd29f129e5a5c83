"""The queries of the whole study that are not settled: how many there are, and in which cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.messages import CalmDialog
from gui.tasks import Tasks
from screening.errors import EligoError
from screening.log import Query
from screening.service import Site
from screening.wording import Words, place_name

_MOST = 12
"""More stand in the cases themselves; the list says how many."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A query, with the entry that speaks for its case now."""

    query: Query
    entry: int


class UnsettledQueries(QObject):
    """A button that is there while anything waits for an answer, or for being closed."""

    case_wanted = Signal(int)  # an entry
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, words: Words, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._tasks, self._words, self._window = site, tasks, words, window
        self._found: Sequence[Unsettled] = ()
        self.button = Button("", name="log.queries.open", weight=Weight.LINK)
        self.button.setVisible(False)
        self.button.clicked.connect(self._list)

    def retext(self, words: Words) -> None:
        """Tell in another language how many there are."""
        self._words = words
        self._tell()

    @Slot()
    def read(self) -> None:
        """Read which there are."""
        self._tasks.run(lambda: read_unsettled(self._site), self._show, self._fail)

    def _show(self, found: Sequence[Unsettled]) -> None:
        self._found = found
        self._tell()

    def _tell(self) -> None:
        self.button.setText(self._words.text("query.unsettled", count=self._words.count("query", len(self._found))))
        self.button.setVisible(bool(self._found))

    @Slot()
    def _list(self) -> None:
        text = self._words.text
        more = len(self._found) - _MOST
        said = text("query.more", count=self._words.count("query", more)) if more > 0 else ""
        close = (("close", text("shell.close"), Weight.PRIMARY),)
        content, group = QWidget(), QButtonGroup(self)
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for one in self._found[:_MOST]:
            link = Button(self._line(one.query), name=f"log.query.{one.query.id}", weight=Weight.LINK)
            group.addButton(link, one.entry)
            box.addWidget(link)
        dialog = CalmDialog.ask(
            self._window, text("query.unsettled_title"), said, close, name="log.queries.list", content=content
        )
        group.setParent(dialog)
        group.idClicked.connect(self.case_wanted)
        group.idClicked.connect(dialog.accept)

    def _line(self, query: Query) -> str:
        about = place_name(self._site.protocol, self._words, query.path) if query.path else ""
        title = self._words.text("query.about", field=about) if about else self._words.text("query.whole")
        number = query.number or self._words.text("logpage.no_number")
        return " · ".join((number, title, self._words.text(f"query.{query.state}")))

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)


def read_unsettled(site: Site) -> list[Unsettled]:
    """Read the queries that wait for an answer or for being closed, in the order in which they were raised."""
    return [Unsettled(one, _now(site, one)) for one in site.queries.all("open", "answered")]


def _now(site: Site, query: Query) -> int:
    """Give the entry that speaks now for what a query is about."""
    later = {row.seq: row.superseded_by for row in site.cases_of(query.person)}
    entry = query.about
    while (after := later.get(entry)) is not None:
        entry = after
    return entry
