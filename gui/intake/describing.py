"""Lists whose columns somebody has to look at: asked about one after the other, tried, and remembered."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.screen.drafts import Worker
from gui.tasks import Lane
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from gui.intake.mapping import MappingDialog
    from screening.formats.lists import ListMapping, Table
    from screening.service.intake import Listed, Saying, Trial


class Lists(QObject):
    """The lists of one import, and what was said of their columns; the book remembers it where that is wanted."""

    settled = Signal(bool)  # False where somebody gave up
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, window: QWidget) -> None:
        super().__init__(window)
        self._site, self._worker, self._window = site, worker, window
        self._said: dict[str, ListMapping] = {}
        self._found: tuple[Listed, ...] = ()
        self._waiting: list[Listed] = []
        self._dialog: MappingDialog | None = None
        self._wanted: Saying | None = None
        self._trying = False

    def among(self, paths: Sequence[Path]) -> "tuple[Listed, ...]":
        """Find the lists among files, in a worker's thread; what was said in an earlier import holds by the book."""
        from screening.service.intake import lists_among

        self._said = {}
        self._found = lists_among(paths, self._site.protocol, self._site.layouts.recall)
        return self._found

    def recall(self, table: "Table") -> "ListMapping | None":
        """Give how a list is to be read: as was said just now, or as the book has it."""
        return self._said.get(table.fingerprint) or self._site.layouts.recall(table)

    def ask(self, lists: "Sequence[Listed]", words: Words) -> None:
        """Ask about lists, one after the other; `settled` tells when all is said."""
        self._waiting, self._words = list(lists), words
        self._ask_next()

    def of(self, sha256: str) -> "list[Listed]":
        """Give the list that a file is, as it is read now."""
        from dataclasses import replace

        return [
            replace(one, mapping=self._said.get(one.table.fingerprint, one.mapping))
            for one in self._found
            if one.table.file.sha256 == sha256
        ]

    def names(self) -> dict[str, str]:
        """Name the lists, by their SHA-256."""
        return {one.table.file.sha256: one.table.file.name for one in self._found}

    def _ask_next(self) -> None:
        if not self._waiting:
            self.settled.emit(True)
            return
        from gui.intake.mapping import MappingDialog

        self._listed = self._waiting.pop(0)
        dialog = MappingDialog(self._listed, self._site.protocol, self._words, self._window)
        dialog.asked.connect(self._try)
        dialog.described.connect(self._keep)
        dialog.forgotten.connect(self._forget)
        dialog.rejected.connect(self._give_up)
        self._dialog = dialog
        dialog.start()

    @Slot()
    def _give_up(self) -> None:
        self._dialog = None
        self.settled.emit(False)

    # Trying

    @Slot(object)
    def _try(self, saying: "Saying") -> None:
        """Try what is said; of what is said while something is tried only the last is tried next."""
        self._wanted = saying
        if not self._trying:
            self._try_next()

    def _try_next(self) -> None:
        from screening.service.intake import tried

        saying, self._wanted = self._wanted, None
        if saying is None or self._dialog is None:
            return
        self._trying = True
        trial = partial(tried, self._listed.table, saying, self._site.protocol)
        self._worker.run(trial, self._tried, self._not_tried, Lane.COPY)

    def _tried(self, trial: "Trial") -> None:
        self._trying = False
        if self._wanted is None and self._dialog is not None:
            self._dialog.show_trial(trial)
        self._try_next()

    def _not_tried(self, error: EligoError) -> None:
        self._trying = False
        self.failed.emit(error)

    # Remembering

    @Slot(object, bool)
    def _keep(self, mapping: "ListMapping", remember: bool) -> None:
        self._dialog = None
        self._said[mapping.fingerprint] = mapping
        if remember:
            note = partial(self._site.layouts.remember, mapping)
            self._worker.run(note, self._noted, self.failed.emit, Lane.BOOK)
        self._ask_next()

    @Slot(str)
    def _forget(self, fingerprint: str) -> None:
        self._worker.run(partial(self._site.layouts.forget, fingerprint), self._noted, self.failed.emit, Lane.BOOK)

    def _noted(self, _entry: object) -> None:
        """The book has it; nothing is to be shown."""
