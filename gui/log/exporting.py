"""The screening log as a file: asks where to, and has a worker write it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.tasks import Tasks
from screening.errors import EligoError
from screening.log import Exported
from screening.service import Site, Wish, export, today
from screening.wording import Words


class Exporting(QObject):
    """One export at a time, as CSV."""

    exported = Signal(str, object)  # where it lies, and log.Exported
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._tasks, self._window = site, tasks, window

    def choose_file(self, words: Words, *, current_only: bool) -> None:
        """Ask for a file to write the log to; `current_only` leaves out former entries."""
        self._words, self._current_only = words, current_only
        name = f"{self._site.code}-{self._site.protocol.id}-{today()}.csv"
        dialog = QFileDialog(self._window, words.text("logpage.export_title"), str(Path.home() / name))
        dialog.setObjectName("log.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, path: str) -> None:
        write = partial(export, self._site, Path(path), self._words, Wish(current_only=self._current_only))
        self._tasks.run(write, partial(self._written, path), self._fail)

    def _written(self, path: str, exported: Exported) -> None:
        self.exported.emit(path, exported)

    def _fail(self, error: EligoError) -> None:
        self.failed.emit(error)
