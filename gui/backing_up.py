"""Backups from the window: when the last one was made, whether one is due, and making one."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.course import Course
from gui.kit.save_dialog import SaveDialog
from gui.tasks import Lane, Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import BackedUp
from screening.service import Site, back_up, today
from screening.wording import Words

SUFFIX = "eligo-backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """How it stands with the backups: when the last was made (UTC), whether another is due, or how far one is."""

    last: str | None = None
    due: bool = False
    busy: bool = False
    percent: int = 0


class BackingUp(QObject):
    """Asks where to, lets the worker copy and check, and says what must be kept apart."""

    told = Signal(str, str)  # title, text
    changed = Signal()

    def __init__(self, site: Site, words: Words, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._site, self._words, self._tasks, self._window = site, words, tasks, parent
        self._busy, self._percent = False, 0

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    def state(self) -> Backup | None:
        """Say how it stands; None where backups are nobody's business here."""
        if self._site.practice or not self._site.permits(Permission.KEEP_RECORD):
            return None
        return Backup(self._site.last_backup(), self._site.rules.backup_is_due(), self._busy, self._percent)

    @Slot()
    def ask(self) -> None:
        """Ask where the backup goes."""
        name = f"{self._site.code}-{today()}.{SUFFIX}"
        title, kinds = self._words.text("backup.title"), [self._words.text("backup.filter", suffix=SUFFIX)]
        dialog = SaveDialog(title, Path.home() / name, kinds, name="backup.file", parent=self._window)
        dialog.fileSelected.connect(self.back_up_to)
        dialog.open()

    @Slot(str)
    def back_up_to(self, path: str) -> None:
        """Copy the book into a file that the person chose; others may go on working."""
        self._percent = 0
        self._set_busy(True)
        course = Course(self._tasks, self)
        course.told.connect(self._say_percent)
        copy = partial(back_up, self._site, Path(path), course.progress)
        self._tasks.run(copy, partial(self._done, path), self._failed, Lane.CHECK)

    @Slot(int)
    def _say_percent(self, percent: int) -> None:
        self._percent = percent
        if self._busy:
            self.changed.emit()

    def _done(self, path: str, made: BackedUp) -> None:
        self._set_busy(False)
        text = self._words.text
        keep = "keep_people" if self._site.actor.account is not None else "keep_key"
        said = (text("backup.done_how", length=made.length, path=path), text(f"backup.{keep}", name=Path(path).name))
        self.told.emit(text("backup.done"), "\n\n".join(said))

    def _failed(self, error: EligoError) -> None:
        self._set_busy(False)
        self.told.emit(self._words.text("backup.failed"), told(error, self._words))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.changed.emit()
