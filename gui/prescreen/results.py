"""What a run gave: the funnel at the left, at the right the people of the step that is chosen."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import keys, labels
from gui.kit.buttons import Button
from gui.kit.entries import SearchField
from gui.kit.page import Scrolled
from gui.kit.sides import Sides
from gui.log.panel import Panel, TablePanel
from gui.prescreen.browsing import Browser, Found
from gui.prescreen.funnel import Funnel
from gui.prescreen.model import WorklistModel
from gui.prescreen.refused import RefusedRows
from gui.prescreen.table import Worklist
from gui.prescreen.telling import HOPEFUL, REFUSED, grouped, step_name, steps, which
from gui.tasks import Tasks
from screening.cohort.run import Run, Which
from screening.service import Site
from screening.wording import Words


class Results(QWidget):
    """One run; another one takes its place."""

    candidate_wanted = Signal(str)  # a subject
    failed = Signal(object)  # EligoError

    def __init__(self, site: Site, tasks: Tasks, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prescreen.results")
        self._words = words
        self._run: Run | None = None
        self._step = HOPEFUL
        self._funnel = Funnel()
        self._whose = labels.Words(role="strong")
        self._whose.setObjectName("prescreen.whose")
        self._search = SearchField(name="prescreen.search", label="", clear="")
        self._open = Button("", name="prescreen.open", icon="screen")
        self.model = WorklistModel(tasks, words, self)
        self.list = Worklist(self.model)
        self._panel = TablePanel(self.list)
        self._browser = Browser(site, tasks, self)
        # Narrower than that, the funnel stands above the list.
        self._splitter = Sides(wide_from=900, beside=(350, 800), below=(260, 400), grows=1)
        self._lay_out()
        self._connect()
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show everything in another language; who is shown stays."""
        self._words = words
        self.list.setAccessibleName(words.text("prescreen.list.table"))
        self._splitter.name_dividers(words.text("shell.divider"))
        self._funnel.setAccessibleName(words.text("prescreen.funnel"))
        self._scroll.setAccessibleName(words.text("prescreen.funnel"))
        self._search.retext(words.text("prescreen.search"), words.text("logpage.clear"))
        self._search.setMinimumWidth(theme.current().px(210))
        self._open.setText(words.text("prescreen.open"))
        self.model.retext(words)
        if self._run is not None:
            self._funnel.show_steps(steps(self._run, words))
            self._tell_whose()

    def show_run(self, run: Run) -> None:
        """Show a run, from those who may qualify on."""
        self._run = run
        self._funnel.show_steps(steps(run, self._words))
        self._step = HOPEFUL
        self._funnel.choose(HOPEFUL)
        self._search.clear()
        self.list.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._browser.begin(run, Which(hopeful=True))
        self.list.setFocus()

    def leave(self) -> None:
        """Let go of the result; the page is left."""
        self._browser.leave()

    def read_anew(self) -> None:
        """Look again what the book knows of whoever is in sight."""
        self.model.read_anew()

    # Who is shown

    @Slot(str)
    def _choose(self, step: str) -> None:
        if step == REFUSED:
            self._funnel.choose(self._step)
            self._show_refused()
            return
        self._step = step
        self._funnel.choose(step)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        wanted = which(self._step)
        if wanted is not None:
            self._browser.look_for(wanted, self._search.text().strip())

    @Slot(int, bool)
    def _sort(self, column: int, descending: bool) -> None:
        self._browser.sort(column, descending)

    @Slot(object)
    def _show(self, found: Found) -> None:
        # From far down, Qt would walk over every row when they change.
        self.list.scrollToTop()
        self.model.show(found.run, found.total, found.read, found.pages)
        self.list.choose_first()
        self._open.setEnabled(bool(found.total))
        self._tell_whose()

    def _tell_whose(self) -> None:
        shown, text = self.model.rowCount(), self._words.text
        step = step_name(self._step, self._words)
        self._whose.setText(text("prescreen.whose", step=step, n=grouped(shown)))
        if shown:
            self._panel.show_table()
        elif self._search.text():
            self._panel.show_nothing(text("prescreen.no_match"), text("logpage.clear"), self._search.clear)
        else:
            self._panel.show_nothing(text("prescreen.nobody"), "", self._search.clear)

    # What is done

    @Slot()
    def _open_chosen(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.list.open_row(index.row())

    def _show_refused(self) -> None:
        if self._run is not None:
            RefusedRows(self._run, self._words, self.window()).open()

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())

    def _lay_out(self) -> None:
        content = Scrolled()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        inner.addWidget(self._funnel)
        inner.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        self._splitter.hold(Panel(self._scroll), self._right())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._splitter)

    def _right(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._whose, 1)
        head.addWidget(self._search)
        head.addWidget(self._open)
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addLayout(head)
        box.addWidget(self._panel, 1)
        return right

    def _connect(self) -> None:
        self._funnel.chosen.connect(self._choose)
        self._search.searched.connect(self._ask)
        self.model.sort_wanted.connect(self._sort)
        self.list.opened.connect(self.candidate_wanted)
        self._open.clicked.connect(self._open_chosen)
        self._browser.answered.connect(self._show)
        self._browser.names_read.connect(self.model.read_anew)
        for part in (self.model, self._browser):
            part.failed.connect(self.failed)
        keys.bind(self, "prescreen", "search", self._search.setFocus)
