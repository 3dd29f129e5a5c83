"""The People page: who may come in, as what, and how the site keeps its doors."""

from datetime import timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.days import local
from gui.kit.labels import Remark
from gui.kit.page import Scrolled
from gui.kit.sides import Sides
from gui.kit.tokens import Status
from gui.log.panel import Panel
from gui.people import forms
from gui.people.acting import Acting
from gui.people.cards import ActCard, PersonCard
from gui.people.lines import moment_text
from gui.people.reading import Staffing, read_staffing
from gui.people.rules_card import RulesCard
from gui.people.table import PeopleModel, PeopleTable
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.service import Site, today
from screening.wording import Words


class PeoplePage(QWidget):
    """Whoever administers changes accounts here; everybody else reads, and changes their own password."""

    recorded = Signal()  # the book has a new entry
    rules_changed = Signal()

    def __init__(self, *, site: Site, words: Words, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people")
        self._site, self._words, self._tasks = site, words, tasks
        self._staffing = Staffing()
        self._chosen = site.actor.account or ""
        self._title, self._review = labels.Words(role="page", wrap=False), labels.Words(role="muted")
        self._reviewed = Button("", name="people.review.begin")
        self._add = Button("", name="people.add.begin", weight=Weight.PRIMARY, icon="plus")
        self._said = Remark(Status.MET, name="people.said")
        self._failed = Remark(Status.FAILED, name="people.failed")
        self.model = PeopleModel(words, self)
        self.table = PeopleTable(self.model)
        self.person, self.rules = PersonCard(), RulesCard()
        self._own, self._recovery = ActCard(forms.PASSWORD), ActCard(forms.RECOVERY)
        self.acting = Acting(site, tasks, words, self)
        self._beside = QScrollArea()
        self._splitter = Sides(wide_from=1000, beside=(600, 500), below=(300, 460), grows=0)
        self._lay_out()
        self._connect()
        self.retext(words)
        self.refresh()

    def retext(self, words: Words) -> None:
        """Show everything in another language."""
        self._words = words
        text = words.text
        self.setAccessibleName(text("shell.people"))
        self._title.setText(text("shell.people"))
        self._beside.setAccessibleName(text("shell.people"))
        self._splitter.name_dividers(text("shell.divider"))
        self._reviewed.setText(text("people.act.review.begin"))
        self._add.setText(text("people.act.add.begin"))
        self.table.setAccessibleName(text("people.table"))
        self.model.retext(words)
        self.acting.retext(words)
        for card in (self._own, self._recovery, self.rules):
            card.show_words(words)
        self._say("")
        self._show(self._staffing)

    @Slot()
    def refresh(self) -> None:
        """Read everything anew."""
        self._tasks.run(lambda: read_staffing(self._site), self._show, self._fail)

    def _show(self, staffing: Staffing) -> None:
        self._staffing = staffing
        self.model.show_people(staffing)
        self.table.choose(self._chosen)
        self._show_person()
        for widget in (self._add, self._reviewed, self._recovery):
            widget.setVisible(staffing.administers)
        if staffing.rules:
            self.rules.show_rules(staffing.rules, administers=staffing.administers)
        self._review.setText(self._review_text())

    def _review_text(self) -> str:
        last, text = self._staffing.last_review, self._words.text
        if not self._staffing.rules:
            return ""
        if last is None:
            return text("people.review_never")
        days = timedelta(days=self._staffing.rules["review_days"])
        key = "people.review_due" if today() - local(last).date() > days else "people.review_last"
        return text(key, when=moment_text(last, self._words))

    def _show_person(self) -> None:
        one = self._staffing.of(self._chosen)
        self.person.show_person(one, self._staffing, today(), self._words)

    @Slot(str)
    def _choose(self, account: str) -> None:
        if account != self._chosen:
            self._chosen = account
            self._show_person()

    # Acts

    @Slot()
    def _press_add(self) -> None:
        self.acting.begin(forms.ADD)

    @Slot()
    def _press_review(self) -> None:
        self.acting.begin(forms.REVIEW)

    @Slot(str)
    def _act(self, act: str) -> None:
        one = self._staffing.of(self._chosen)
        self.acting.begin(act, one.account if one is not None else None)

    @Slot(object)
    def _change_rules(self, rules: dict[str, str]) -> None:
        self.acting.begin(forms.RULES, given=rules)

    @Slot(str)
    def _done(self, said: str) -> None:
        self.recorded.emit()
        self.rules_changed.emit()
        self._say(said)
        self.refresh()

    @Slot(str)
    def _say(self, said: str) -> None:
        self._said.say(said)
        self._failed.say("")

    @Slot(str)
    def _say_failed(self, said: str) -> None:
        self._said.say("")
        self._failed.say(said)

    def _fail(self, error: EligoError) -> None:
        self._say_failed(told(error, self._words))

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.fit(self.width())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.GRID * 3)
        head.addWidget(self._title)
        head.addWidget(self._review, 1)
        head.addWidget(self._reviewed)
        head.addWidget(self._add)
        self._splitter.hold(Panel(self.table), self._side())
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 14)
        box.setSpacing(theme.GRID * 3)
        box.addLayout(head)
        for remark in (self._said, self._failed):
            box.addWidget(remark)
        box.addWidget(self._splitter, 1)

    def _side(self) -> QScrollArea:
        inner = Scrolled()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(theme.GRID * 3)
        for card in (self.person, self._own, self.rules, self._recovery):
            column.addWidget(card)
        column.addStretch(1)
        self._beside.setWidgetResizable(True)
        self._beside.setWidget(inner)
        return self._beside

    def _connect(self) -> None:
        self.table.chosen.connect(self._choose)
        self._add.clicked.connect(self._press_add)
        self._reviewed.clicked.connect(self._press_review)
        self.person.act_wanted.connect(self._act)
        for card in (self._own, self._recovery):
            card.act_wanted.connect(self.acting.begin)
        self.rules.changed.connect(self._change_rules)
        self.acting.done.connect(self._done)
        self.acting.failed.connect(self._say_failed)
