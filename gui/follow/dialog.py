"""The follow-up of somebody enrolled: what is known at the left, what the endpoints say of it at the right."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui import theme
from gui.follow.form import FollowUpForm
from gui.follow.known import Known
from gui.follow.side import EndpointSide
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.entries import TextEntry
from gui.kit.labels import Remark
from gui.kit.room import fitting
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from gui.screen.drafts import Worker
from gui.told import told
from screening.errors import EligoError, InputError
from screening.service import Site, today
from screening.service.following import chart_of
from screening.wording import Words, complaint

_SIZE = QSize(1180, 700)  # at 100 %
_SHARES = (46, 54)


class FollowUpDialog(QDialog):
    """It goes on from the entry before, or corrects it with a reason; nothing is written before it is saved."""

    recorded = Signal(str)  # what was recorded, in words

    def __init__(self, site: Site, worker: Worker, known: Known, words: Words, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("follow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._site, self._worker, self._words = site, worker, words
        self._row, self._former = known.row, known.former
        former, in_the_way = known.former, known.in_the_way
        title = words.text("follow.title", number=known.row.number or "")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        chart = chart_of(former.protocol if former is not None and in_the_way is not None else site.protocol)
        self._form = FollowUpForm(chart, words, today())
        self._side = EndpointSide(chart, words)
        self._corrects = Tick(words.text("follow.corrects"), name="follow.corrects")
        self._reason = TextEntry(name="follow.reason", label=words.text("follow.reason"))
        self._reason.setPlaceholderText(words.text("follow.reason"))
        self._refused = Remark(Status.FAILED, name="follow.refused")
        self._locked = Remark(Status.NEUTRAL, name="follow.locked", icon="lock")
        self._cancel = Button(words.text("follow.close"), name="follow.cancel")
        self._save = Button(words.text("follow.save"), name="follow.save", weight=Weight.PRIMARY, icon="save")
        self._lay_out()
        if former is not None:
            self._form.show_answers(former.history["answers"])
        self._baseline = self._form.answers()
        if in_the_way is not None:
            self._let_read_only(in_the_way)
        self._connect()
        self._follow()

    def sizeHint(self) -> QSize:
        """Be as large as there is room for, up to the size wanted."""
        return fitting(self, _SIZE)

    @Slot()
    def _follow(self) -> None:
        """Judge what the form says, whatever it says."""
        former = self._former if self._corrects.isChecked() else None
        answers = self._form.answers()
        judged, readable, error = self._site.following.judge_readable({"answers": answers}, today(), former)
        self._form.say_refused(_by_field(error, self._words))
        self._side.show_judged(judged, readable["answers"])
        self._reason.setVisible(self._corrects.isChecked())
        ready = not self._corrects.isChecked() or self._reason.value() is not None
        self._save.setEnabled(ready and answers != self._baseline and not self._form.unfinished())

    @Slot()
    def _save_it(self) -> None:
        if not self._save.isEnabled():
            return
        self.setEnabled(False)
        self._refused.say("")
        corrects, reason = self._corrects.isChecked(), self._reason.value() or ""
        history = {"answers": self._form.answers()}
        after = self._former.seq if self._former is not None else 0
        add = partial(self._site.following.add, self._row.seq, history, corrects=corrects, reason=reason, after=after)
        self._worker.run(add, self._saved, self._fail)

    def _saved(self, _entry: object) -> None:
        self.accept()
        self.recorded.emit(self._words.text("follow.done", number=self._row.number or ""))

    def _fail(self, error: EligoError) -> None:
        self.setEnabled(True)
        self._refused.say(told(error, self._words))

    def _let_read_only(self, why: EligoError) -> None:
        """Let everything be read and nothing be changed, and say why."""
        self._locked.say(told(why, self._words))
        page = self._form.widget()
        if page is not None:
            page.setEnabled(False)
        for part in (self._corrects, self._save):
            part.setVisible(False)

    def _connect(self) -> None:
        self._form.changed.connect(self._follow)
        self._side.asked.connect(self._form.focus_on)
        self._corrects.toggled.connect(self._follow)
        self._reason.answered.connect(self._follow)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._save_it)

    def _lay_out(self) -> None:
        self._corrects.setVisible(self._former is not None)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("follow.split")
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.GRID * 2)
        split.addWidget(self._form)
        split.addWidget(self._side)
        split.setSizes([share * 100 for share in _SHARES])
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID * 2)
        foot.addWidget(self._corrects, 1)
        foot.addWidget(self._reason, 1)
        foot.addStretch(0)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 16)
        box.setSpacing(theme.GRID * 2)
        head = labels.Words(self.windowTitle(), role="page")
        for part in (head, self._locked):
            box.addWidget(part)
        box.addWidget(split, 1)
        box.addWidget(self._refused)
        box.addLayout(foot)
        self.resize(self.sizeHint())


def _by_field(error: InputError | None, words: Words) -> dict[str, str]:
    """Tell what is wrong by the field that it is about."""
    found: dict[str, str] = {}
    for problem in error.problems if error is not None else ():
        name = problem.place.removeprefix("answers.").partition(".")[0].partition("[")[0]
        found.setdefault(name, complaint(problem, words))
    return found
