"""The chosen case: read into the details as one moves through the table, and acted on from there."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.follow.known import Known, read_follow_up
from gui.log.acting import Acting
from gui.log.acts import FOLLOW
from gui.log.details import DetailsPane, Shown
from gui.log.printing import PRINT, Printing
from gui.log.reading import read_case
from gui.log.strike import StrikeDialog
from gui.tasks import Tasks
from gui.values.looking import Looking
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words


class ChosenCase(QObject):
    """Knows which case is wanted in the details, which show it as soon as it was read."""

    acted = Signal(str)  # what was recorded, in words; "" where nothing needs to be said
    printed = Signal(str)  # where the checklist lies
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, details: DetailsPane, words: Words, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._tasks, self._details, self._words = site, tasks, details, words
        self._window = window
        self.seq = 0
        self._loaded: Shown | None = None
        self._acting = Acting(site, tasks, window)
        self._looking = Looking(site, tasks, window)
        for part in (self._acting, self._looking):
            part.failed.connect(self.failed)
        self._acting.done.connect(self.acted)
        self._looking.acted.connect(self.acted)
        self._printing = Printing(site, tasks, window)
        self._printing.printed.connect(self.printed)
        self._printing.failed.connect(self.failed)
        # The table comes first: making the details takes longer than painting it.
        self._after_painting = QTimer(self, interval=0, singleShot=True)
        self._after_painting.timeout.connect(self._show_loaded)
        details.strike_wanted.connect(self._ask_why)
        details.act_wanted.connect(self._begin_act)
        details.value_wanted.connect(self._look_at)

    def retext(self, words: Words) -> None:
        """Show the case in another language."""
        self._words = words
        self._details.retext(words)

    def choose(self, seq: int) -> None:
        """Show a case, unless it is in sight already."""
        shown = self._details.shown
        if shown is None or shown.record.row.seq != seq:
            self.load(seq)

    def load(self, seq: int) -> None:
        """Read a case, and show it."""
        self.seq = seq
        self._tasks.run(partial(read_case, self._site, seq), self._show, self._fail)

    def drop(self) -> None:
        """Show that none is chosen."""
        self.seq = 0
        self._details.show_case(None)

    def _show(self, shown: Shown) -> None:
        self._loaded = shown
        self._after_painting.start()

    @Slot()
    def _show_loaded(self) -> None:
        # Whoever moves on quickly sees the last one only.
        if self._loaded is not None and self._loaded.record.row.seq == self.seq:
            self._details.show_case(self._loaded)
        self._loaded = None

    # Acts

    @Slot(str, int)
    def _begin_act(self, act: str, query: int) -> None:
        shown = self._details.shown
        if shown is None:
            return
        if act == PRINT:
            self._printing.ask(shown.record.row, self._words)
        elif act == FOLLOW:
            row = shown.record.row
            self._tasks.run(partial(read_follow_up, self._site, row), self._follow_up, self._fail)
        else:
            self._acting.begin(act, shown.record, self._words, query, on_record=shown.on_record)

    def _follow_up(self, known: Known) -> None:
        from gui.follow.dialog import FollowUpDialog

        dialog = FollowUpDialog(self._site, self._tasks, known, self._words, self._window)
        dialog.recorded.connect(self.acted)
        dialog.open()

    @Slot(str)
    def _look_at(self, place: str) -> None:
        self._looking.open(self.seq, place, self._words)

    # Striking through

    @Slot(int)
    def _ask_why(self, seq: int) -> None:
        shown = self._details.shown
        number = (shown.record.row.number or "") if shown is not None else ""
        dialog = StrikeDialog(seq, number, self._words, self._window)
        dialog.struck.connect(self._strike)
        dialog.open()

    @Slot(int, str)
    def _strike(self, seq: int, reason: str) -> None:
        self._tasks.run(partial(self._site.strike, seq, reason), self._struck, self._fail)

    def _struck(self, _entry: object) -> None:
        self.acted.emit(self._words.text("logpage.struck"))

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
