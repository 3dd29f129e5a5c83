"""The log page: filters above, the table, and the chosen case beside it (or below, where the window is narrow)."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.log.acting import Acting
from gui.log.browsing import Browser
from gui.log.details import DetailsPane, Shown
from gui.log.filters import FilterBar
from gui.log.lines import Filter
from gui.log.model import LogModel
from gui.log.pages import Pages
from gui.log.panel import Panel, TablePanel
from gui.log.query_list import CLOSE
from gui.log.reading import read_case
from gui.log.strike import StrikeDialog
from gui.log.table import LogTable
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Exported, Selection
from screening.service import Site, Wish, export, today
from screening.wording import Words

_SIDE_BY_SIDE = 980  # pixels at 100 %: narrower than that, the details stand below the table

_SHARES = {Qt.Orientation.Horizontal: [760, 388], Qt.Orientation.Vertical: [330, 300]}


class LogPage(QWidget):
    """Reads the log through the workers, so that a million cases don't hold the window up."""

    case_wanted = Signal(int)
    new_wanted = Signal()
    recorded = Signal()  # the book has a new entry

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log")
        self._site, self._words, self._tasks = site, words, tasks
        self._wanted = 0
        self._loaded: Shown | None = None
        self._after_painting = QTimer(self, interval=0, singleShot=True)
        self._title = labels.Words(role="page")
        self._count = labels.Words(role="muted")
        self._count.setObjectName("log.count")
        self._names = labels.Words(role="muted")
        self._names.setObjectName("log.names")
        self._export = Button("", name="log.export", icon="export")
        self._filters = FilterBar(words)
        self._said = Remark(Status.MET, name="log.said")
        self._failed = Remark(Status.FAILED, name="log.failed")
        self.model = LogModel(site, tasks, words, self)
        self._browser = Browser(site, tasks, self)
        self.table = LogTable(self.model)
        self._panel = TablePanel(self.table)
        self.details = DetailsPane(words)
        self._acting = Acting(site, tasks, self)
        self._splitter = QSplitter()
        self._lay_out()
        self._connect()
        self.retext(words)
        self._browser.begin()

    def retext(self, words: Words) -> None:
        """Show everything in another language; filters, order and the chosen case stay."""
        self._words = words
        self.setAccessibleName(words.text("shell.log"))
        self._title.setText(words.text("shell.log"))
        self._export.setText(words.text("logpage.export"))
        self.table.setAccessibleName(words.text("logpage.table"))
        self._filters.retext(words)
        self._tell_names()
        self.model.retext(words)
        self.details.retext(words)
        self._say("")
        self._tell_count()

    @Slot()
    def refresh(self) -> None:
        """Read the list again; the chosen case stays chosen."""
        self._browser.refresh(self._wanted)

    def show_entry(self, seq: int) -> None:
        """Show a case in the details, and choose it in the table where it stands there."""
        if not self.table.choose(seq):
            self._load(seq)

    @Slot(object, object, bool)
    def _show(self, selection: Selection, pages: Pages, again: bool) -> None:
        """Show an answer; where the same was asked before, what is in sight stays in sight."""
        if self.model.grow(selection):
            self._tell_count()
            return
        chosen, top = self._wanted, self.table.top() if again else 0
        # From far down, Qt would walk over every row when they change.
        self.table.scrollToTop()
        self.model.show(selection, pages)
        if not (chosen and self.table.choose(chosen)):
            self.table.choose_first()
        elif again:
            self._load(chosen)
        if top:
            self.table.put_on_top(top)
        self._tell_count()

    @Slot(object)
    def _filter(self, wanted: Filter) -> None:
        self._browser.look_for(wanted, self._wanted)
        self._tell_names()

    @Slot(bool)
    def _show_list(self, prescreening: bool) -> None:
        self._browser.show_list(prescreening, self._wanted)

    @Slot(str, bool)
    def _sort(self, by: str, descending: bool) -> None:
        self._browser.sort(by, descending, self._wanted)

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

    # The chosen case

    @Slot(int)
    def _chose(self, seq: int) -> None:
        shown = self.details.shown
        if seq and (shown is None or shown.record.row.seq != seq):
            self._load(seq)
        elif not seq and not self.model.rowCount():
            self._wanted = 0
            self.details.show_case(None)

    @Slot(int)
    def _load(self, seq: int) -> None:
        self._wanted = seq
        self._tasks.run(partial(read_case, self._site, seq), self._show_case, self._fail)

    def _show_case(self, shown: Shown) -> None:
        self._loaded = shown
        self._after_painting.start()

    @Slot()
    def _show_loaded(self) -> None:
        # Whoever moves on quickly sees the last one only.
        if self._loaded is not None and self._loaded.record.row.seq == self._wanted:
            self.details.show_case(self._loaded)
        self._loaded = None

    @Slot(int)
    def _ask_why(self, seq: int) -> None:
        shown = self.details.shown
        number = (shown.record.row.number or "") if shown is not None else ""
        dialog = StrikeDialog(seq, number, self._words, self)
        dialog.struck.connect(self._strike)
        dialog.open()

    @Slot(int, str)
    def _strike(self, seq: int, reason: str) -> None:
        self._tasks.run(partial(self._site.strike, seq, reason), self._struck, self._fail)

    def _struck(self, _entry: object) -> None:
        self._acted(self._words.text("logpage.struck"))

    # Acts

    @Slot(str, int)
    def _begin_act(self, act: str, query: int) -> None:
        shown = self.details.shown
        if shown is None:
            return
        if act == CLOSE:
            self._tasks.run(partial(self._site.queries.close, query), lambda _entry: self._acted(""), self._fail)
        else:
            self._acting.begin(act, shown.record, self._words, query)

    @Slot(str)
    def _acted(self, told: str) -> None:
        self.recorded.emit()
        self._say(told)
        self.refresh()

    # Export

    @Slot()
    def _choose_file(self) -> None:
        name = f"{self._site.code}-{self._site.protocol.id}-{today()}.csv"
        dialog = QFileDialog(self, self._words.text("logpage.export_title"), str(Path.home() / name))
        dialog.setObjectName("log.file")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write the screening log as CSV to a file that the person chose."""
        current_only = self._filters.filter().current_only
        write = partial(export, self._site, Path(path), self._words, Wish(current_only=current_only))
        self._tasks.run(write, partial(self._exported, path), self._fail)

    def _exported(self, path: str, exported: Exported) -> None:
        self.recorded.emit()
        self._say(self._words.text("logpage.exported", n=exported.rows, path=path))

    def _say(self, text: str) -> None:
        self._said.say(text)
        self._failed.say("")

    def _fail(self, error: EligoError) -> None:
        self._said.say("")
        self._failed.say(told(error, self._words))

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.current().px(_SIDE_BY_SIDE)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if orientation != self._splitter.orientation():
            self._splitter.setOrientation(orientation)
            self._splitter.setSizes(_SHARES[orientation])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addWidget(self._names, 1)
        head.addWidget(self._export)
        for label in (self._title, self._count):
            label.setWordWrap(False)
        for part in (self._panel, Panel(self.details)):
            self._splitter.addWidget(part)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(12)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes(_SHARES[Qt.Orientation.Horizontal])
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        for widget in (self._filters, self._said, self._failed):
            box.addWidget(widget)
        box.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self._filters.filtered.connect(self._filter)
        self._filters.list_chosen.connect(self._show_list)
        self.table.chosen.connect(self._chose)
        self.table.opened.connect(self.case_wanted)
        self.model.sort_wanted.connect(self._sort)
        # The table comes first: making the details takes longer than painting it.
        self._after_painting.timeout.connect(self._show_loaded)
        self._browser.answered.connect(self._show)
        self._browser.names_read.connect(self._tell_names)
        for part in (self.model, self._browser):
            part.failed.connect(self._fail)
        self.details.case_wanted.connect(self.case_wanted)
        self.details.strike_wanted.connect(self._ask_why)
        self.details.entry_wanted.connect(self.show_entry)
        self.details.act_wanted.connect(self._begin_act)
        self._acting.done.connect(self._acted)
        self._export.clicked.connect(self._choose_file)
        for keys, slot in (("Ctrl+F", self._filters.focus_search), ("Ctrl+E", self._export.click)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
