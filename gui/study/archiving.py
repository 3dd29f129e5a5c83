"""The archive from the window: in which edition, where to, how far it is, and where it lies."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.course import Course, LongWork
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.labels import Remark
from gui.kit.progress import Progress
from gui.kit.save_dialog import SaveDialog
from gui.kit.segmented import Option, SegmentedChoice
from gui.kit.tokens import Status
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.log import Archived
from screening.service import Site, archive, today
from screening.wording import Words

CODED, IDENTIFIED = "coded", "identified"


def editions(site: Site) -> tuple[str, ...]:
    """Name the editions that whoever is at work may make."""
    if not site.permits(Permission.KEEP_RECORD) or not site.permits(Permission.EXPORT_CODED):
        return ()
    return (CODED, IDENTIFIED) if site.permits(Permission.EXPORT_IDENTIFIED) else (CODED,)


class Archiving(LongWork):
    """Makes one archive at a time; it outlives the card that shows it, which is built anew in another language."""

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._site = site
        self.made: tuple[Archived, str] | None = None
        """What was made last, and where it lies."""

    def write(self, path: str, words: Words, *, identified: bool) -> None:
        """Let the worker write an archive, whole or not at all."""
        if not self.busy:
            self.made = None
            self._begin(partial(_make, self._site, Path(path), words, identified), partial(self._done, path))

    def _done(self, path: str, made: Archived) -> None:
        self.made = made, path
        self._end()
        self.recorded.emit()


def _make(site: Site, path: Path, words: Words, identified: bool, course: Course) -> Archived:
    return archive(site, path, words, identified=identified, progress=course.progress)


class ArchiveCard(Card):
    """Says what each edition holds before anybody chooses."""

    def __init__(self, site: Site, archiving: Archiving, words: Words) -> None:
        super().__init__(words.text("archive.title"), name="study.archive")
        self._site, self._archiving, self._words = site, archiving, words
        text = words.text
        names = editions(site)
        options = [Option(one, text(f"archive.edition.{one}")) for one in names]
        self._edition = SegmentedChoice(options, name="archive.edition", label=text("archive.which"))
        self._edition.set_value(CODED)
        self._edition.setVisible(len(names) > 1)
        self._holds = labels.Words(role="muted")
        self._holds.setObjectName("archive.holds")
        self._begin = Button(text("archive.begin"), name="archive.begin", icon="save")
        self._stop = Button(text("archive.stop"), name="archive.stop", weight=Weight.LINK)
        self._course = Progress(name="archive.course", percent=True)
        self._course.setAccessibleName(text("archive.under_way"))
        self._said = Remark(Status.MET, name="archive.said")
        self._failed = Remark(Status.FAILED, name="archive.failed")
        for widget in (labels.Words(text("archive.intro")), self._edition, self._holds, self._line()):
            self.add(widget)
        for remark in (self._said, self._failed):
            self.add(remark)
        self._edition.answered.connect(self._chose)
        self._begin.clicked.connect(self._choose_file)
        self._stop.clicked.connect(archiving.give_up)
        archiving.changed.connect(self._tell)
        self._tell()

    def _line(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.GRID * 3)
        line.addWidget(self._begin)
        line.addWidget(self._course, 1)
        line.addWidget(self._stop)
        line.addStretch()
        return holder

    @property
    def _chosen(self) -> str:
        return self._edition.value() or CODED

    @Slot(object)
    def _chose(self, value: str | None) -> None:
        if value is None:
            self._edition.set_value(CODED)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Show how it stands."""
        state, text = self._archiving, self._words.text
        running = state.percent is not None
        self._holds.setText(text(f"archive.holds.{self._chosen}"))
        self._begin.setVisible(not running)
        self._edition.setEnabled(not running)
        for widget in (self._course, self._stop):
            widget.setVisible(running)
        self._course.setValue(state.percent or 0)
        self._said.say(self._told_made())
        problem = told(state.problem, self._words) if state.problem is not None and not state.given_up else ""
        self._failed.say(text("archive.given_up") if state.given_up else problem)

    def _told_made(self) -> str:
        if self._archiving.made is None:
            return ""
        made, path = self._archiving.made
        text = self._words.text
        kept = text(f"archive.{IDENTIFIED if made.identified else CODED}")
        beside = text("archive.beside", name=f"{Path(path).name}")
        return text(
            "archive.closing", made=text("archive.made_at", entries=made.length, path=path), kept=kept, beside=beside
        )

    @Slot()
    def _choose_file(self) -> None:
        edition = self._chosen
        name = f"{self._site.code}-{self._site.protocol.id}-{edition}-{today()}.zip"
        title = self._words.text(f"archive.choose.{edition}")
        dialog = SaveDialog(title, Path.home() / name, ["ZIP (*.zip)"], name="archive.file", parent=self.window())
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, path: str) -> None:
        self._archiving.write(path, self._words, identified=self._chosen == IDENTIFIED)
