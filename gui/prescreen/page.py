"""The Pre-screen page: what is to be judged, and then what came of it."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.columns import Columns
from gui.kit.folder_link import FolderLink
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.tokens import Status
from gui.prescreen.expected import ExpectedCard
from gui.prescreen.results import Results
from gui.prescreen.running import Running
from gui.prescreen.source import SourceCard
from gui.tasks import Tasks
from gui.told import told
from screening.cohort.run import Run, called
from screening.errors import EligoError
from screening.service import Site
from screening.wording import Words

if TYPE_CHECKING:
    from screening.service.intake import Reckoning


class PrescreenPage(QWidget):
    """Asks for a file, has a worker judge it, and leads to whoever may qualify."""

    recorded = Signal()  # the book has a new entry
    candidate_wanted = Signal(object, object, str)  # a history, what its files gave, and where it is from

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prescreen")
        self._site, self._words, self._tasks = site, words, tasks
        self._run: Run | None = None
        self._opening = False
        self._title = labels.Words(role="page", wrap=False)
        self._about = labels.Words(role="muted")
        self._about.setObjectName("prescreen.about")
        self._again = Button("", name="prescreen.again", icon="plus")
        self._back = Button("", name="prescreen.back")
        self._said = Remark(Status.MET, name="prescreen.said")
        self._folder = FolderLink(name="prescreen.folder")
        self._failed = Remark(Status.FAILED, name="prescreen.trouble")
        self._running = Running(site, tasks, self)
        self._source = SourceCard(self._running, site.code, site.protocol, words)
        self.results = Results(site, tasks, words)
        self._expected: ExpectedCard | None = None
        self._views = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show everything in another language; what was chosen, and what came of it, stays."""
        self._words = words
        self.setAccessibleName(words.text("shell.prescreen"))
        self._title.setText(words.text("prescreen.title"))
        self._again.setText(words.text("prescreen.again"))
        self._back.setText(words.text("prescreen.back"))
        self._folder.setText(words.text("checklist.open_folder"))
        self._source.retext_all(words)
        self._build_expected()
        self.results.retext(words)
        self._tell()

    def leave(self) -> None:
        """Let go of everything; the site is left."""
        self.results.leave()

    def refresh(self) -> None:
        """Look again what the book knows of whoever is in sight."""
        self.results.read_anew()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again, since a form may have been begun meanwhile."""
        super().showEvent(event)
        self.results.read_anew()

    # A run

    @Slot(object)
    def _show_run(self, run: Run) -> None:
        self._run = run
        self._views.setCurrentWidget(self.results)
        self.results.show_run(run)
        self._failed.say("")
        self._tell()

    @Slot()
    def _begin_anew(self) -> None:
        self._views.setCurrentWidget(self._asking)
        self._source.take_cursor()
        self._tell()

    @Slot()
    def _go_back(self) -> None:
        self._views.setCurrentWidget(self.results)
        self.results.list.setFocus()
        self._tell()

    def _tell(self) -> None:
        run, text = self._run, self._words.text
        shown = run is not None and self._views.currentWidget() is self.results
        self._again.setVisible(shown)
        self._back.setVisible(run is not None and not shown)
        self._folder.lead_to(run.result if run is not None and shown else None)
        self._said.say(text("prescreen.saved", path=run.result) if run is not None and shown else "")
        self._about.setText(
            text("prescreen.about", file=called(run.cohort), on=run.on, version=run.protocol.version)
            if run is not None and shown
            else text("prescreen.intro")
        )

    # A candidate

    @Slot(str)
    def open_candidate(self, subject: str) -> None:
        """Open somebody of the run in the form."""
        if self._run is not None and not self._opening:
            self._opening = True
            # Not at the top: the page, which is there long before anybody is opened, would wait for it.
            from screening.service.intake.candidates import taken_over

            read = partial(taken_over, self._run, subject, self._words, self._site.actor.name)
            self._tasks.run(read, partial(self._candidate_read, self._run), self._fail)

    def _candidate_read(self, run: Run, known: "tuple[Mapping[str, Any], tuple[Reckoning, ...]]") -> None:
        self._opening = False
        self._failed.say("")
        self.candidate_wanted.emit(*known, self._words.text("prescreen.opened", file=called(run.cohort), on=run.on))

    @Slot(object)
    def _fail(self, error: EligoError) -> None:
        self._opening = False
        self._failed.say(told(error, self._words))

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.fit(self.width())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        head.addWidget(self._back)
        head.addWidget(self._again)
        said = QHBoxLayout()
        said.addWidget(self._said, 1, Qt.AlignmentFlag.AlignVCenter)
        said.addWidget(self._folder)
        self._asking = self._asking_view()
        for view in (self._asking, self.results):
            self._views.addWidget(view)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        box.addLayout(said)
        box.addWidget(self._failed)
        box.addWidget(self._views, 1)

    def _asking_view(self) -> QScrollArea:
        content = Scrolled()
        self._columns = Columns(content)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for column in (self._left, self._right):
            self._columns.addLayout(column, 1)
            column.addStretch(1)
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._left.insertWidget(0, self._source)
        scroll = QScrollArea()
        scroll.setObjectName("prescreen.asking")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        return scroll

    def _build_expected(self) -> None:
        """Tell anew which columns there are."""
        if self._expected is not None:
            self._expected.deleteLater()
        self._expected = ExpectedCard(self._site.protocol, self._tasks, self._words)
        self._expected.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._right.insertWidget(0, self._expected)

    def _connect(self) -> None:
        self._again.clicked.connect(self._begin_anew)
        self._back.clicked.connect(self._go_back)
        self._running.finished.connect(self._show_run)
        self._running.recorded.connect(self.recorded)
        self.results.candidate_wanted.connect(self.open_candidate)
        self.results.failed.connect(self._fail)
