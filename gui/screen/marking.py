"""The signs beside the answers of a saved case: which have a history, which are asked about; what opens behind them."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.screen.casework import Casework
from gui.screen.drafts import Worker
from gui.screen.form import Form
from gui.values.looking import Looking
from gui.values.marks import NOTHING, Marks, read_marks
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words


class Marking(QObject):
    """Follows the case at hand."""

    acted = Signal(str)  # what was recorded about a query, in words
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, form: Form, case: Casework, words: Words, window: QWidget) -> None:
        super().__init__(form)
        self._site, self._worker, self._form, self._case, self._words = site, worker, form, case, words
        self._marks, self._seq = NOTHING, 0
        self._looking = Looking(site, worker, window)
        self._looking.acted.connect(self._acted)
        self._looking.failed.connect(self.failed)
        form.signs.wanted.connect(self._look_at)
        case.shown.connect(self._follow)

    def retext(self, words: Words) -> None:
        """Tell the signs in another language."""
        self._words = words
        self._form.signs.show(self._marks, words)

    @Slot()
    def read(self) -> None:
        """Read again what there is to say of the case at hand."""
        seq = self._seq
        if seq:
            self._worker.run(partial(read_marks, self._site, seq), partial(self._show, seq), self._fail)

    @Slot()
    def _follow(self) -> None:
        record = self._case.record
        seq = record.row.seq if record is not None else 0
        if seq != self._seq:
            self._seq = seq
            self._show(seq, NOTHING)
            self.read()

    def _show(self, seq: int, marks: Marks) -> None:
        if seq == self._seq:
            self._marks = marks
            self._form.signs.show(marks, self._words)

    @Slot(str)
    def _look_at(self, place: str) -> None:
        self._looking.open(self._seq, place, self._words)

    @Slot(str)
    def _acted(self, told: str) -> None:
        self.read()
        self.acted.emit(told)

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
