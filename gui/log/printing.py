"""The eligibility checklist of the chosen case: asks for which file it is and where to, and has a worker write it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.kit.save_dialog import SaveDialog
from gui.tasks import Tasks
from screening.access import Permission
from screening.errors import EligoError
from screening.log import CaseRow
from screening.service import Site, export_checklist
from screening.wording import Words

PRINT = "checklist"
_IDENTIFIED = "identified"


class Printing(QObject):
    """One checklist at a time."""

    printed = Signal(str)  # where it lies
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._tasks, self._window = site, tasks, window

    def ask(self, row: CaseRow, words: Words) -> None:
        """Ask for which file it is, where there is a choice, then where to."""
        self._row, self._words = row, words
        if self._site.permits(Permission.EXPORT_IDENTIFIED):
            answers = [
                ("cancel", words.text("act.cancel"), Weight.PLAIN),
                ("coded", words.text("checklist.ask.coded"), Weight.PLAIN),
                (_IDENTIFIED, words.text("checklist.ask.identified"), Weight.PRIMARY),
            ]
            title, text = words.text("checklist.ask.title"), words.text("checklist.ask.text")
            CalmDialog.ask(self._window, title, text, answers, name="checklist").chosen.connect(self._choose_file)
        else:
            self._choose_file("coded")

    @Slot(str)
    def _choose_file(self, edition: str) -> None:
        if edition == "cancel":
            return
        self._identified = edition == _IDENTIFIED
        named = self._row.number or f"{self._site.code}-{self._row.seq}"
        name = f"{named}-checklist{'' if self._identified else '-coded'}.pdf"
        title = self._words.text("checklist.ask.where")
        dialog = SaveDialog(title, Path.home() / name, ["PDF (*.pdf)"], name="checklist.file", parent=self._window)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, path: str) -> None:
        write = partial(
            export_checklist, self._site, Path(path), self._words, self._row.seq, identified=self._identified
        )
        self._tasks.run(write, partial(self._written, path), self._fail)

    def _written(self, path: str, _exported: object) -> None:
        self.printed.emit(path)

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
