"""Importing files: they are chosen, read elsewhere, shown, and what is accepted of them is passed on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.intake.describing import Lists
from gui.screen.drafts import Worker
from gui.tasks import Lane
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from screening.service.intake import Intake, Listed, Offer, Reckoning


@dataclass(frozen=True, slots=True)
class Accepted:
    """What somebody accepted: the history with it, what became of every row, and how many answers were taken."""

    history: Mapping[str, Any] = field(repr=False)
    imports: "tuple[Reckoning, ...]"
    taken: int


class Importing(QObject):
    """One import at a time; nothing is in the form before somebody accepts it."""

    reading = Signal(bool)
    accepted = Signal(object)  # Accepted
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, worker: Worker, document: Callable[[], Mapping[str, Any]], window: QWidget) -> None:
        super().__init__(window)
        self._site, self._worker, self._document, self._window = site, worker, document, window
        self._paths: tuple[Path, ...] = ()
        self._folder = Path.home()
        self._intake: Intake | None = None
        self._offers: tuple[Offer, ...] = ()
        self._person: str | None = None
        self._busy = False
        """Whether files are being read, or looked at."""
        self._lists = Lists(site, worker, window)
        self._lists.settled.connect(self._asked)
        self._lists.failed.connect(self.failed)

    def ask(self, words: Words) -> None:
        """Ask for the files."""
        if self._busy:
            return
        dialog = QFileDialog(self._window, words.text("importing.choose"), str(self._folder))
        dialog.setObjectName("intake.files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        known = "*.json *.ndjson *.hl7 *.csv *.tsv *.txt *.xlsx"
        dialog.setNameFilters([f"{words.text('importing.readable')} ({known})", f"{words.text('importing.any')} (*)"])
        self._words = words
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def read(self, paths: Sequence[Path], words: Words) -> None:
        """Read files, and show what they offer; a list of which something is not certain is asked about first."""
        if self._busy or not paths:
            return
        self._words, self._paths = words, tuple(paths)
        self._folder = self._paths[0].parent
        self._person = None
        self._begin()
        look = partial(self._lists.among, self._paths)
        self._worker.run(look, self._looked, self._fail, Lane.COPY)

    @Slot(object)
    def _chosen(self, names: Sequence[str]) -> None:
        self.read([Path(name) for name in names], self._words)

    def _looked(self, lists: "Sequence[Listed]") -> None:
        self._lists.ask([one for one in lists if one.unclear], self._words)

    @Slot(bool)
    def _asked(self, whole: bool) -> None:
        """Go on once all is said that had to be; who gave up gets back to what was shown before, if anything was."""
        if whole or self._intake is not None:
            self._read(self._person)
        else:
            self._end()

    @Slot(str)
    def _read(self, person: str | None) -> None:
        from screening.service.intake import propose

        self._person = person
        self._begin()
        # The book's own worker is free for whoever saves meanwhile.
        read = partial(propose, self._paths, self._site.protocol, person=person, recall=self._lists.recall)
        self._worker.run(read, partial(self._was_read, person), self._fail, Lane.COPY)

    def _was_read(self, person: str | None, intake: "Intake") -> None:
        self.reading.emit(False)
        # Not at the top: the page, which is there long before anything is imported, would wait for them.
        from gui.intake.people import PeopleDialog
        from gui.intake.preview import PreviewDialog
        from screening.service.intake import likely, standing

        if intake.people and person is None:
            place = likely(intake.people, self._document())
            several = PeopleDialog(intake.people, self._words, self._window, likely=place)
            several.picked.connect(self._read)
            several.rejected.connect(self._end)
            several.open()
            return
        self._intake, self._held = intake, self._document()
        self._offers = standing(intake.proposal, self._held, self._site.protocol)
        preview = PreviewDialog(
            intake, self._offers, self._held, self._site.protocol, self._words, self._window, self._lists.names()
        )
        preview.taken.connect(self._take)
        preview.columns_asked.connect(self._correct)
        preview.rejected.connect(self._end)
        preview.open()

    @Slot(str)
    def _correct(self, sha256: str) -> None:
        """Let somebody say how a list is read, also where nothing of it was unclear."""
        self._lists.ask(self._lists.of(sha256), self._words)

    @Slot(object)
    def _take(self, chosen: set[int]) -> None:
        from screening.service.intake import accepted, reckoned

        intake, protocol, by = self._intake, self._site.protocol, self._site.actor.name
        assert intake is not None
        history = accepted(self._held, intake.proposal, chosen, protocol, by=by)
        imports = reckoned(intake.proposal, self._offers, chosen, intake.formats, by)
        self._end()
        self.accepted.emit(Accepted(history, imports, len(chosen)))

    def _fail(self, error: EligoError) -> None:
        self._end()
        self.failed.emit(error)

    def _begin(self) -> None:
        self._busy = True
        self.reading.emit(True)

    @Slot()
    def _end(self) -> None:
        self._busy, self._intake = False, None
        self.reading.emit(False)
