"""The month of all open cases, with the way to the next one and the one before."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import IconButton
from gui.kit.chips import Chip
from gui.kit.day_strip import LOOK
from gui.kit.flow import FlowLayout
from gui.log.panel import Panel
from gui.tasks import Tasks
from gui.today.month import DAYS, MonthModel, MonthTable
from gui.today.reading import Agenda
from gui.today.saving import MonthSaving
from screening.service import Site
from screening.wording import Words, span


class MonthView(QWidget):
    """Begins with today; what is before it is over."""

    opened = Signal(object)  # Line

    def __init__(self, site: Site, tasks: Tasks, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.saving = MonthSaving(site, tasks, words)
        self._agenda: Agenda | None = None
        self._first = date.min
        self._name = labels.Words(role="strong", wrap=False)
        self._name.setObjectName("today.month.name")
        self._back = IconButton("chevron-left", words.text("today.earlier"), name="today.month.back")
        self._on = IconButton("chevron-right", words.text("today.further"), name="today.month.on")
        self.model = MonthModel(words, self)
        self.table = MonthTable(self.model)
        self.table.opened.connect(self.opened)
        self._back.clicked.connect(self._go_back)
        self._on.clicked.connect(self._go_on)
        self._legend = {state: Chip(status, "", name=f"today.legend.{state}") for state, (status, _) in LOOK.items()}
        self._lay_out()
        self.setFocusProxy(self.table)
        self.retext(words)

    def retext(self, words: Words) -> None:
        """Show the month in another language."""
        self._words = words
        self._back.retext(words.text("today.earlier"))
        self._on.retext(words.text("today.further"))
        self.table.setAccessibleName(words.text("today.month_table"))
        for state, chip in self._legend.items():
            status, icon = LOOK[state]
            chip.show_status(status, words.text(f"today.legend.{state}"), icon)
        self.model.retext(words)
        self.saving.retext(words)
        self._tell()

    def show_agenda(self, agenda: Agenda) -> None:
        """Show the windows of these cases."""
        if self._agenda is None or self._agenda.on != agenda.on:
            self._first = agenda.on
        self._agenda = agenda
        self._tell()

    def _tell(self) -> None:
        if self._agenda is None:
            return
        last = self._first + timedelta(days=DAYS - 1)
        said = span(self._first, last, self._first, self._words)
        self._name.setText(said[:1].upper() + said[1:])
        self._back.setEnabled(self._first > self._agenda.on)
        self.model.show(self._agenda, self._first)
        self.saving.show_month(self._agenda, self._first)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    @Slot()
    def _go_back(self) -> None:
        self._first = self._first - timedelta(days=DAYS)
        self._tell()

    @Slot()
    def _go_on(self) -> None:
        self._first = self._first + timedelta(days=DAYS)
        self._tell()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        for widget in (self._back, self._on, self._name):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.saving.button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        box.addLayout(head)
        box.addWidget(self.saving)
        box.addWidget(Panel(self.table), 1)
        legend = FlowLayout()
        for chip in self._legend.values():
            legend.addWidget(chip)
        box.addLayout(legend)
