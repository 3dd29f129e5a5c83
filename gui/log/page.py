"""The log page: filters above, the table, and the chosen case beside it (or below, where the window is narrow)."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import keys, labels
from gui.kit.buttons import Button
from gui.kit.folder_link import FolderLink
from gui.kit.labels import Remark
from gui.kit.sides import Sides
from gui.kit.tokens import Status
from gui.log.browsing import Browser
from gui.log.chosen import ChosenCase
from gui.log.details import DetailsPane
from gui.log.filters import FilterBar
from gui.log.lines import Filter
from gui.log.model import LogModel
from gui.log.pages import Pages
from gui.log.panel import Panel, TablePanel
from gui.log.table import LogTable
from gui.log.unsettled import UnsettledQueries
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Selection
from screening.service import Site
from screening.wording import Words


class LogPage(QWidget):
    """Reads the log through the workers, so that a million cases don't hold the window up."""

    case_wanted = Signal(int)
    new_wanted = Signal()
    recorded = Signal()  # the book has a new entry

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log")
        self._site, self._words, self._tasks = site, words, tasks
        self._title = labels.Words(role="page")
        self._count = labels.Words(role="muted")
        self._count.setObjectName("log.count")
        self._names = labels.Words(role="muted")
        self._names.setObjectName("log.names")
        self._export = Button("", name="log.export", icon="export")
        self._filters = FilterBar(words)
        self._said = Remark(Status.MET, name="log.said")
        self._failed = Remark(Status.FAILED, name="log.failed")
        self._folder = FolderLink(name="log.folder")
        self.model = LogModel(site, tasks, words, self)
        self._browser = Browser(site, tasks, self)
        self.table = LogTable(self.model)
        self._panel = TablePanel(self.table)
        self.details = DetailsPane(words)
        self._chosen = ChosenCase(site, tasks, self.details, words, self)
        self._queries = UnsettledQueries(site, tasks, words, self)
        # Narrower than that, the details stand below the table.
        self._splitter = Sides(wide_from=980, beside=(776, 372), below=(360, 270), grows=0)
        self._lay_out()
        self._connect()
        self.retext(words)
        self._browser.begin()
        self._queries.read()

    def retext(self, words: Words) -> None:
        """Show everything in another language; filters, order and the chosen case stay."""
        self._words = words
        self.setAccessibleName(words.text("shell.log"))
        self._title.setText(words.text("shell.log"))
        self._splitter.name_dividers(words.text("shell.divider"))
        self._folder.setText(words.text("checklist.open_folder"))
        self._export.setText(words.text("exporting.begin"))
        self._export.setVisible(self._site.permits(Permission.EXPORT_CODED))
        self.table.setAccessibleName(words.text("logpage.table"))
        self._filters.retext(words)
        self._tell_names()
        self.model.retext(words)
        self._chosen.retext(words)
        self._queries.retext(words)
        self._say("")
        self._tell_count()

    @Slot()
    def refresh(self) -> None:
        """Read the list again; the chosen case stays chosen."""
        self._browser.refresh(self._chosen.seq)
        self._queries.read()

    @Slot(int)
    def show_entry(self, seq: int) -> None:
        """Show a case in the details, and choose it in the table where it stands there."""
        if not self.table.choose(seq):
            self._chosen.load(seq)

    @Slot(object, object, bool)
    def _show(self, selection: Selection, pages: Pages, again: bool) -> None:
        """Show an answer; where the same was asked before, what is in sight stays in sight."""
        if self.model.grow(selection):
            self._tell_count()
            return
        chosen, top = self._chosen.seq, self.table.top() if again else 0
        # From far down, Qt would walk over every row when they change.
        self.table.scrollToTop()
        self.model.show(selection, pages)
        if not (chosen and self.table.choose(chosen)):
            self.table.choose_first()
        elif again:
            self._chosen.load(chosen)
        if top:
            self.table.put_on_top(top)
        self._tell_count()

    @Slot(object)
    def _filter(self, wanted: Filter) -> None:
        self._browser.look_for(wanted, self._chosen.seq)
        self._tell_names()

    @Slot(bool)
    def _show_list(self, prescreening: bool) -> None:
        self._browser.show_list(prescreening, self._chosen.seq)

    @Slot(str, bool)
    def _sort(self, by: str, descending: bool) -> None:
        self._browser.sort(by, descending, self._chosen.seq)

    @Slot()
    def _tell_names(self) -> None:
        """Say that names can't be found yet, to whoever looks for something."""
        unread = bool(self._browser.query.text) and not self._browser.finds_names
        self._names.setText(self._words.text("logpage.reading_names") if unread else "")

    def _tell_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        key = "logpage.count" if shown == total else "logpage.count_of"
        self._count.setText(self._words.text(key, shown=shown, total=total) if total is not None else "")
        self._export.setEnabled(bool(total) and not self._filters.prescreening)
        if shown or total is None:
            self._panel.show_table()
        elif total:
            self._panel.show_nothing(
                self._words.text("logpage.no_match"), self._words.text("logpage.show_all"), self._filters.clear
            )
        else:
            key = "prescreening_empty" if self._filters.prescreening else "empty"
            begin = self._words.text("logpage.begin") if self._site.permits(Permission.SCREEN) else ""
            self._panel.show_nothing(self._words.text(f"logpage.{key}"), begin, self.new_wanted.emit)

    @Slot(int)
    def _chose(self, seq: int) -> None:
        if seq:
            self._chosen.choose(seq)
        elif not self.model.rowCount():
            self._chosen.drop()

    # What was done

    @Slot(str)
    def _acted(self, told: str) -> None:
        self.recorded.emit()
        self._say(told)
        self.refresh()

    @Slot()
    def _export_log(self) -> None:
        from gui.export.dialog import ExportDialog

        current_only = self._filters.filter().current_only
        dialog = ExportDialog(self._site, self._tasks, self._words, current_only=current_only, parent=self)
        dialog.recorded.connect(self.recorded)
        dialog.open()

    @Slot(str)
    def _printed(self, path: str) -> None:
        self.recorded.emit()
        self._say(self._words.text("checklist.printed", path=path))
        self._folder.lead_to(Path(path))

    def _say(self, text: str) -> None:
        self._said.say(text)
        self._folder.lead_to(None)
        self._failed.say("")

    @Slot(object)
    def _fail(self, error: EligoError) -> None:
        self._say("")
        self._failed.say(told(error, self._words))

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addWidget(self._names, 1)
        head.addWidget(self._queries.button)
        head.addWidget(self._export)
        for label in (self._title, self._count):
            label.setWordWrap(False)
        self._splitter.hold(self._panel, Panel(self.details))
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        told = QHBoxLayout()
        told.addWidget(self._said, 1)
        told.addWidget(self._folder)
        box.addWidget(self._filters)
        box.addLayout(told)
        box.addWidget(self._failed)
        box.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self._filters.filtered.connect(self._filter)
        self._filters.list_chosen.connect(self._show_list)
        self.table.chosen.connect(self._chose)
        self.table.opened.connect(self.case_wanted)
        self.model.sort_wanted.connect(self._sort)
        self._browser.answered.connect(self._show)
        self._browser.names_read.connect(self._tell_names)
        for part in (self.model, self._browser, self._chosen, self._queries):
            part.failed.connect(self._fail)
        self.details.case_wanted.connect(self.case_wanted)
        self.details.entry_wanted.connect(self.show_entry)
        self._queries.case_wanted.connect(self.show_entry)
        self._chosen.acted.connect(self._acted)
        self._chosen.printed.connect(self._printed)
        self._export.clicked.connect(self._export_log)
        keys.bind(self, "log", "search", self._filters.focus_search)
        keys.bind(self, "log", "export", self._export.click)
