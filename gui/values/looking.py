"""Looking at a value: reads its history and opens it, and passes on what is done with a query there."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.log.acting import Acting
from gui.log.query_list import ShownQuery, shown_query
from gui.screen.drafts import Worker
from gui.values.dialog import ShownValue, ValueDialog
from gui.values.marks import Marks
from screening.access import Permission
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words


class Looking(QObject):
    """One value at a time."""

    acted = Signal(str)  # what was recorded, in words; "" where nothing needs to be said
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._worker, self._window = site, worker, window
        self._dialog: ValueDialog | None = None
        self._acting = Acting(site, worker, window)
        self._acting.done.connect(self.acted)
        self._acting.failed.connect(self.failed)

    def open(self, seq: int, place: str, words: Words) -> None:
        """Read what there is to say of a value, and show it."""
        if self._dialog is None:
            self._words = words
            self._worker.run(partial(read_value, self._site, seq, place), self._show, self._fail)

    def _show(self, shown: ShownValue) -> None:
        self._shown = shown
        self._dialog = ValueDialog(shown, self._words, self._window)
        self._dialog.wanted.connect(self._act)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    @Slot(str, int)
    def _act(self, act: str, query: int) -> None:
        self._acting.begin(act, self._shown.record, self._words, query=query, place=self._shown.place)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)


def read_value(site: Site, seq: int, place: str) -> ShownValue:
    """Read a value of the case of an entry: what it was, and what was asked about it."""
    closed = site.conduct.standing().state == "closed"
    queries: tuple[ShownQuery, ...] = tuple(
        shown_query(site, one, closed=closed) for one in Marks(queries=tuple(site.queries.of(seq))).queries_at(place)
    )
    return ShownValue(
        site.record(seq),
        place,
        tuple(site.trail.history_of(seq, place)),
        queries,
        site.permits(Permission.RAISE_QUERY) and site.actor.account is not None and not closed,
    )
