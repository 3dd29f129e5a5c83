"""The Today page: who needs what by when, the most urgent first."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui import theme
from gui.kit import keys, labels
from gui.kit.buttons import Button
from gui.kit.labels import Remark
from gui.kit.tokens import Status
from gui.log.panel import TablePanel
from gui.tasks import Tasks
from gui.today.lines import ACTS, Line
from gui.today.model import TodayModel
from gui.today.month_page import MonthView
from gui.today.reading import Agenda, Reading
from gui.today.table import TodayTable
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.service import Site, today
from screening.wording import Words

_MINUTE = 60_000


class TodayPage(QWidget):
    """Reads the open cases through the worker: when an entry is written, on a new day, and back at the front."""

    case_wanted = Signal(int, str)  # an entry, and the question that is open
    draft_wanted = Signal(str, str)  # a form not saved, and the question that is open
    act_wanted = Signal(int)  # an entry about which something is to be recorded
    backup_wanted = Signal()
    new_wanted = Signal()
    recorded = Signal()  # the book has a new entry

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("today")
        self._site, self._words = site, words
        self._agenda: Agenda | None = None
        self._on = today()
        self._title = labels.Words(role="page", wrap=False)
        self._day = labels.Words(role="muted", wrap=False)
        self._day.setObjectName("today.day")
        self._new = Button("", name="today.new", icon="plus")
        self._failed = Remark(Status.FAILED, name="today.failed")
        self.model = TodayModel(words, self)
        self.table = TodayTable(self.model)
        self._panel = TablePanel(self.table)
        self.month = MonthView(site, tasks, words)
        self._way = Button("", name="today.view", icon="calendar")
        self._views = QStackedWidget()
        self._reading = Reading(site, tasks, self)
        self._lay_out()
        self._connect()
        self.retext(words)
        self._reading.begin()

    def retext(self, words: Words) -> None:
        """Show everything in another language; the chosen line stays."""
        self._words = words
        self.setAccessibleName(words.text("shell.today"))
        self._title.setText(words.text("shell.today"))
        self._new.setText(words.text("today.new"))
        self._new.setVisible(self._site.permits(Permission.SCREEN))
        self.table.setAccessibleName(words.text("today.table"))
        self._name_way()
        self.month.retext(words)
        kept = self.table.chosen()
        self.model.retext(words)
        if kept is not None:
            self.table.choose(kept.key)
        self._tell()

    @Slot()
    def refresh(self) -> None:
        """Look again at what waits."""
        self._on = today()
        self._reading.begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the list, and look again: a form put aside is no entry that the book would tell of."""
        super().showEvent(event)
        if self._agenda is not None:
            self.refresh()
        self._take_cursor()

    def _take_cursor(self) -> None:
        shown = self.month.table if self._views.currentWidget() is self.month else self.table
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _change_view(self) -> None:
        """Show the month in place of the list, or the list again."""
        monthly = self._views.currentWidget() is not self.month
        self._views.setCurrentWidget(self.month if monthly else self._panel)
        self._name_way()
        self._take_cursor()

    def _name_way(self) -> None:
        monthly = self._views.currentWidget() is self.month
        self._way.setText(self._words.text("today.list" if monthly else "today.month"))
        self._way.show_icon("log" if monthly else "calendar")

    @Slot(object)
    def _show(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self.month.show_agenda(agenda)
        self._failed.say("")
        kept = self.table.chosen()
        self.model.show(agenda)
        if kept is not None:
            self.table.choose(kept.key)
        else:
            self.table.choose_first()
        self._tell()

    def _tell(self) -> None:
        text, agenda = self._words.text, self._agenda
        day = self._words.day(self._on, "date_full")
        if agenda is None or not agenda.complete:
            self._day.setText(text("today.reading", day=day))
        else:
            self._day.setText(day)
        if agenda is not None and agenda.complete and not agenda.lines:
            begin = text("today.new") if self._site.permits(Permission.SCREEN) else ""
            self._panel.show_nothing(f"{text('today.nothing')}\n{text('today.nothing_how')}", begin, self._ask_new)
        else:
            self._panel.show_table()

    @Slot(object)
    def _open(self, line: Line) -> None:
        case, question = line.case, next(iter(line.need.fields), "")
        if line.need.kind == "backup":
            self.backup_wanted.emit()
        elif case.draft is not None:
            self.draft_wanted.emit(case.draft, question)
        elif case.seq is not None and (line.need.kind in ACTS or not self._site.permits(Permission.SCREEN)):
            self.act_wanted.emit(case.seq)
        elif case.seq is not None:
            self.case_wanted.emit(case.seq, question)

    @Slot()
    def _ask_new(self) -> None:
        self.new_wanted.emit()

    @Slot()
    def _look_at_clock(self) -> None:
        if today() != self._on:
            self.refresh()

    @Slot(Qt.ApplicationState)
    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self.isVisible():
            self.refresh()

    @Slot(object)
    def _fail(self, error: EligoError) -> None:
        self._failed.say(told(error, self._words))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._day, 1)
        head.addWidget(self._way)
        head.addWidget(self._new)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        box.addWidget(self._failed)
        for view in (self._panel, self.month):
            self._views.addWidget(view)
        box.addWidget(self._views, 1)

    def _connect(self) -> None:
        self._reading.read.connect(self._show)
        self._reading.failed.connect(self._fail)
        self.table.opened.connect(self._open)
        self.month.opened.connect(self._open)
        self.month.saving.recorded.connect(self.recorded)
        self._way.clicked.connect(self._change_view)
        self._new.clicked.connect(self._ask_new)
        keys.bind(self, "today", "new", self._ask_new)
        clock = QTimer(self, interval=_MINUTE)
        clock.timeout.connect(self._look_at_clock)
        clock.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._came_back)
